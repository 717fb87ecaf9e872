"""Pelican shell of full-text search: the search page, and the index where browsers search."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.full_text.attachments import attached_texts
from plugins.full_text.documents import search_documents
from plugins.full_text.index import search_files
from plugins.full_text.kept import SegmentCache
from plugins.full_text.page import FOLDER, search_page
from plugins.model.addresses import output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.model.item_stamps import Facet, digest_of
from plugins.model.outputs import Sink
from plugins.model.site import SearchEngine


class SearchGenerator(Generator):  # type: ignore[misc]
    """Makes the search page and the index."""

    def generate_output(self, writer: Writer) -> None:
        """Plan both as one output."""
        del writer
        edition: Edition = self.settings["EDITION"]
        page = output_path(edition.site, f"{edition.site.identity.base_path}{FOLDER}/")
        files = [(name, edition.stamps.get(name, "")) for name in edition.files]
        static = edition.site.search.engine == SearchEngine.STATIC
        items = self.settings["STAMPS"].all(Facet.TEXT if static else Facet.FRAME)
        key = {"items": items, "attachments": digest_of(files)}
        self.settings["PLAN"].add(page, partial(self._make, page), key, long=True)

    def _make(self, page: str, sink: Sink) -> None:
        """Write both; with a cluster the page alone."""
        edition: Edition = self.settings["EDITION"]
        site = edition.site
        static = site.search.engine == SearchEngine.STATIC
        cache = FileCache(Path(self.settings["CACHE_FOLDER"]))
        attached = self.settings.get("ATTACHED_TEXTS", {})
        if static and edition.recalled:
            attached = attached_texts(edition, cache)
        documents = search_documents(edition, attached, texts=static)
        url = f"{site.identity.base_path}{FOLDER}/"
        views = {
            "frame": make_frame(edition, kind="search", title="搜索", url=url),
            "search": search_page(edition, documents),
        }
        sink.write(page, self.get_template("search").render(views).encode())
        if not static:
            return
        kept = SegmentCache(cache)
        files = search_files(documents, kept.make)
        for name, content in files.items():
            sink.write(f"{FOLDER}/{name}", content)
        sink.note(
            f"全文索引 {len(documents)} 篇，{len(files)} 个文件 | "
            f"{len(documents)} items indexed in {len(files)} files"
        )


def read_attachments(pelican: Pelican) -> None:
    """Read the attachments while problems are still collected."""
    settings = pelican.settings
    edition: Edition = settings["EDITION"]
    if edition.recalled is None:
        cache = FileCache(Path(settings["CACHE_FOLDER"]))
        settings["ATTACHED_TEXTS"] = attached_texts(edition, cache)


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of the search page and the index."""
    return SearchGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(read_attachments)
    signals.get_generators.connect(add_generator)
