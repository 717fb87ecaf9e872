"""Pelican shell of notice numbering: checks, citations and register pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.model.addresses import output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.model.item_stamps import Facet, digest_of
from plugins.model.outputs import Plan, Sink
from plugins.notice_numbering.checks import check
from plugins.notice_numbering.citations import link_citations
from plugins.notice_numbering.exports import register_files
from plugins.notice_numbering.pages import RegisterPage, register_facets, register_pages
from plugins.notice_numbering.views import register_groups
from plugins.notice_numbering.words import TITLE


class RegisterGenerator(Generator):  # type: ignore[misc]
    """Makes the register pages."""

    def generate_output(self, writer: Writer) -> None:
        """Plan the index, every page of every list, and the lists of series as files."""
        del writer
        edition: Edition = self.settings["EDITION"]
        if edition.recalled:
            return  # No text of an item changes a register.
        plan: Plan = self.settings["PLAN"]
        index = output_path(edition.site, f"{edition.site.identity.base_path}registers/")
        everything = {"items": self.settings["STAMPS"].all(Facet.FRAME)}
        plan.page(index, self.get_template("registers"), self._index, everything)
        template = self.get_template("register")
        for page in register_pages(edition):
            name = output_path(edition.site, page.url)
            key = {"register": digest_of(page)}
            plan.page(name, template, partial(self._register, page), key)
        plan.add("registers *", self._files, everything, long=True)

    def _index(self) -> Mapping[str, object]:
        edition: Edition = self.settings["EDITION"]
        url = f"{edition.site.identity.base_path}registers/"
        return {
            "frame": make_frame(edition, kind="registers", title=TITLE, url=url),
            "registers": register_groups(edition),
            "facets": register_facets(edition),
        }

    def _register(self, page: RegisterPage) -> Mapping[str, object]:
        frame = make_frame(
            self.settings["EDITION"],
            kind="register",
            title=page.title,
            url=page.url,
            trail=page.trail,
            description=f"{page.title}。{page.register.description}",
        )
        return {"frame": frame, "register": page.register}

    def _files(self, sink: Sink) -> None:
        edition: Edition = self.settings["EDITION"]
        cache = FileCache(Path(self.settings["CACHE_FOLDER"]))
        for address, content in register_files(edition, cache):
            sink.write(output_path(edition.site, address), content)


def complete_edition(pelican: Pelican) -> None:
    """Check the numbers and link the citations."""
    edition: Edition = pelican.settings["EDITION"]
    check(edition)
    link_citations(edition)


def set_globals(generator: Generator) -> None:
    """Give the site map the registers."""
    names = generator.env.globals
    if "registers" not in names:
        names["registers"] = register_groups(generator.settings["EDITION"])


def add_generators(_pelican: Pelican) -> type:
    """Add the generator of register pages."""
    return RegisterGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(complete_edition)
    signals.generator_init.connect(set_globals)
    signals.get_generators.connect(add_generators)
