"""Pelican shell of the official document: outline checks, the paper view, the PDF files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.model.addresses import absolute, document_address, output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.fonts import find_fonts
from plugins.model.frames import column_trail, make_frame
from plugins.model.item_stamps import Facet, ItemStamps
from plugins.model.item_views import Link, OfficialDocument
from plugins.model.items import Item, ItemKind
from plugins.model.official import has_document, official_document
from plugins.model.outputs import Plan, Sink
from plugins.official_document.outline import check_outlines
from plugins.official_document.pdf import Paper, Press, missing_library, print_papers


def check(pelican: Pelican) -> None:
    """Add the problems of outlines, and what is missing for PDF files where they are asked for."""
    edition: Edition = pelican.settings["EDITION"]
    check_outlines(edition)
    if not pelican.settings["PDF"]:
        return
    reason = missing_library()
    if reason:
        edition.problems.add("G002", edition.site.path, reason=reason)


class DocumentGenerator(Generator):  # type: ignore[misc]
    """The paper view of each notice, and its PDF where the build makes them."""

    def generate_output(self, writer: Writer) -> None:
        """Plan a page for each notice, and the PDF files."""
        del writer
        edition: Edition = self.settings["EDITION"]
        plan: Plan = self.settings["PLAN"]
        stamps: ItemStamps = self.settings["STAMPS"]
        template = self.get_template("document")
        for item in edition.due:
            if has_document(item):
                view = document_address(edition.urls[item.path])
                key = {"item": stamps.text(item)}
                name = output_path(edition.site, view)
                plan.page(name, template, partial(self._views, item), key)
        if self.settings["PDF"]:
            plan.add(
                "PDF *", self._print, {"items": stamps.all(Facet.TEXT, ItemKind.NOTICE)},
                long=True, local=True,
            )  # fmt: skip

    def _views(self, item: Item) -> dict[str, Any]:
        edition: Edition = self.settings["EDITION"]
        paper = official_document(edition, item, pdf=self.settings["PDF"])
        if paper is None:
            raise LookupError(f"{item.path} has no official document")
        return {"paper": paper, "frame": _frame(edition, item, paper)}

    def _papers(self) -> Iterator[Paper]:
        """Yield each notice with a PDF as it is printed.

        Paper has the pictures as they lie in the content folder; the press looks there.
        """
        edition: Edition = self.settings["EDITION"]
        template = self.get_template("paper")
        for item in edition.visible:
            views = self._views(item) if has_document(item) else {}
            if views and views["paper"].pdf:
                body = Markup(edition.bodies[item.path])  # noqa: S704 - sanitised in the model
                plain = dataclasses.replace(views["paper"], body=body)
                html = template.render({**views, "paper": plain, "item": item})
                yield Paper(output_path(edition.site, plain.pdf), html)

    def _print(self, sink: Sink) -> None:
        edition: Edition = self.settings["EDITION"]
        css = (Path(self.theme) / "css" / "paper" / "document.css").read_text(encoding="utf-8")
        folder = Path(self.settings["CACHE_FOLDER"]).resolve()
        press = Press(css, edition.root.resolve(), edition.site.identity.base_path, folder)
        cache = FileCache(folder)
        papers = list(self._papers())
        made = 0
        for paper, content, new in print_papers(papers, press, find_fonts(), cache):
            sink.write(paper.name, content)
            made += new
        sink.note(
            f"公文 PDF 共 {len(papers)} 份，新制 {made} 份 | "
            f"{len(papers)} PDF files, {made} of them made anew"
        )


def _frame(edition: Edition, item: Item, paper: OfficialDocument) -> Any:
    column = edition.column(item)
    frame = make_frame(
        edition,
        kind="document",
        title="公文版式",
        url=paper.view,
        trail=(*column_trail(edition.site, column), Link(item.title, paper.url)),
        column=column,
        item=item,
    )
    canonical = absolute(edition.site, paper.url)
    title = f"{item.title}（公文版式）"
    return dataclasses.replace(frame, title=title, canonical=canonical)


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of official documents."""
    return DocumentGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(check)
    signals.get_generators.connect(add_generator)
