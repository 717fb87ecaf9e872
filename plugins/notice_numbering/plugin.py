"""Pelican shell of notice numbering: checks, citations and register pages."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from plugins.model.addresses import output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.notice_numbering.checks import check
from plugins.notice_numbering.citations import link_citations
from plugins.notice_numbering.exports import register_files
from plugins.notice_numbering.pages import register_facets, register_pages
from plugins.notice_numbering.views import register_groups
from plugins.notice_numbering.words import TITLE


class RegisterGenerator(Generator):  # type: ignore[misc]
    """Writes the register pages."""

    def generate_output(self, writer: Writer) -> None:
        """Write the index, every page of every list, and the lists of series as files."""
        edition: Edition = self.settings["EDITION"]
        site = edition.site
        index = f"{site.identity.base_path}registers/"
        writer.write_file(
            output_path(site, index),
            self.get_template("registers"),
            self.context,
            frame=make_frame(edition, kind="registers", title=TITLE, url=index),
            registers=register_groups(edition),
            facets=register_facets(edition),
        )
        for page in register_pages(edition):
            writer.write_file(
                output_path(site, page.url),
                self.get_template("register"),
                self.context,
                frame=make_frame(
                    edition,
                    kind="register",
                    title=page.title,
                    url=page.url,
                    trail=page.trail,
                    description=f"{page.title}。{page.register.description}",
                ),
                register=page.register,
            )
        cache = FileCache(Path(self.settings["CACHE_FOLDER"]))
        for address, content in register_files(edition, cache):
            path = Path(sanitised_join(self.output_path, output_path(site, address)))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


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
