"""Pelican shell of the footer: checks what it says and gives it to the templates."""

from __future__ import annotations

from pelican import Pelican, signals
from pelican.generators import Generator

from plugins.model.edition import Edition
from plugins.model.item_stamps import digest_of
from plugins.site_footer.checks import check
from plugins.site_footer.footer import make_footer


def check_filing(pelican: Pelican) -> None:
    """Add the problems of filings and contact to the edition, and the footer to every page."""
    edition: Edition = pelican.settings["EDITION"]
    check(edition)
    edition.everywhere["footer"] = digest_of(make_footer(edition))


def set_globals(generator: Generator) -> None:
    """Give every template the footer."""
    names = generator.env.globals
    if "footer" not in names:
        names["footer"] = make_footer(generator.settings["EDITION"])


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(check_filing)
    signals.generator_init.connect(set_globals)
