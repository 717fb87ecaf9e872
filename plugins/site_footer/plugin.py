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
    footer = pelican.settings["FOOTER"] = make_footer(edition)
    edition.everywhere["footer"] = digest_of(footer)


def set_globals(generator: Generator) -> None:
    """Give every template the footer."""
    generator.env.globals["footer"] = generator.settings["FOOTER"]


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(check_filing)
    signals.generator_init.connect(set_globals)
