"""Pelican shell of notice numbering: checks, citations and register pages."""

from __future__ import annotations

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.model.addresses import output_path, register_address
from plugins.model.edition import Edition
from plugins.model.frames import HOME_TITLE, make_frame
from plugins.model.item_views import Link
from plugins.notice_numbering.checks import check
from plugins.notice_numbering.citations import link_citations
from plugins.notice_numbering.views import register_groups, register_view

TITLE = "发文登记簿"


class RegisterGenerator(Generator):  # type: ignore[misc]
    """Writes the register pages."""

    def generate_output(self, writer: Writer) -> None:
        """Write the index and one page a series and year."""
        edition: Edition = self.settings["EDITION"]
        site = edition.site
        index = f"{site.identity.base_path}registers/"
        groups = register_groups(edition)
        frame = make_frame(edition, kind="registers", title=TITLE, url=index)
        writer.write_file(
            output_path(site, index),
            self.get_template("registers"),
            self.context,
            frame=frame,
            registers=groups,
        )
        trail = (Link(HOME_TITLE, site.identity.base_path), Link(TITLE, index))
        for series in site.series:
            for year in edition.registers.years(series.code):
                url = register_address(site, series.code, year)
                writer.write_file(
                    output_path(site, url),
                    self.get_template("register"),
                    self.context,
                    frame=make_frame(
                        edition,
                        kind="register",
                        title=f"{series.name}{year}年{TITLE}",
                        url=url,
                        trail=trail,
                    ),
                    register=register_view(edition, series, year),
                )


def complete_edition(pelican: Pelican) -> None:
    """Check the numbers and link the citations."""
    edition: Edition = pelican.settings["EDITION"]
    check(edition)
    link_citations(edition)


def set_globals(generator: Generator) -> None:
    """Give the site map the registers."""
    generator.env.globals["registers"] = register_groups(generator.settings["EDITION"])


def add_generators(_pelican: Pelican) -> type:
    """Add the generator of register pages."""
    return RegisterGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(complete_edition)
    signals.generator_init.connect(set_globals)
    signals.get_generators.connect(add_generators)
