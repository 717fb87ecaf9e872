"""Pelican shell of the official document: outline checks, the paper view, the PDF files."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from plugins.model.addresses import absolute, output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.fonts import find_fonts
from plugins.model.frames import column_trail, make_frame
from plugins.model.item_views import Link, OfficialDocument
from plugins.model.items import Item
from plugins.model.official import official_document
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
        """Write a page for each notice, then the PDF files."""
        edition: Edition = self.settings["EDITION"]
        papers: list[Paper] = []
        for item in edition.visible:
            paper = official_document(edition, item, pdf=self.settings["PDF"])
            if paper is None:
                continue
            names: dict[str, Any] = {"paper": paper, "frame": _frame(edition, item, paper)}
            path = output_path(edition.site, paper.view)
            writer.write_file(path, self.get_template("document"), self.context, **names)
            if paper.pdf:
                # Paper has the pictures as they lie in the content folder; the press looks there.
                body = Markup(edition.bodies[item.path])  # noqa: S704 - sanitised in the model
                plain = dataclasses.replace(paper, body=body)
                named = {**self.context, **names, "paper": plain, "item": item}
                html = self.get_template("paper").render(named)
                papers.append(Paper(output_path(edition.site, paper.pdf), html))
        if self.settings["PDF"]:
            self._print(edition, papers)

    def _print(self, edition: Edition, papers: list[Paper]) -> None:
        css = (Path(self.theme) / "css" / "paper" / "document.css").read_text(encoding="utf-8")
        folder = Path(self.settings["CACHE_FOLDER"]).resolve()
        press = Press(css, edition.root.resolve(), edition.site.identity.base_path, folder)
        cache = FileCache(folder)
        made = 0
        for paper, content, new in print_papers(papers, press, find_fonts(), cache):
            path = Path(sanitised_join(self.output_path, paper.name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            made += new
        sys.stdout.write(
            f"公文 PDF 共 {len(papers)} 份，新制 {made} 份 | "
            f"{len(papers)} PDF files, {made} of them made anew\n"
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
