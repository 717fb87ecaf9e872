"""Pelican shell of full-text search: the search page, and the index where browsers search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.full_text.attachments import attached_texts
from plugins.full_text.documents import search_document, search_documents
from plugins.full_text.facts import Fact, facets_of
from plugins.full_text.index import grouped, manifest_files
from plugins.full_text.kept import Wanted, kept_segment, kept_summary
from plugins.full_text.page import FOLDER, search_page
from plugins.full_text.records import SearchDocument
from plugins.full_text.store import IndexStore
from plugins.full_text.surveying import survey
from plugins.model.addresses import output_path
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.model.gates.files import check_edition
from plugins.model.item_stamps import Facet, digest_of
from plugins.model.items import Item
from plugins.model.known import RecallError
from plugins.model.outputs import Plan, Sink
from plugins.model.site import SearchEngine


class SearchGenerator(Generator):  # type: ignore[misc]
    """Makes the search page and the index."""

    def generate_output(self, writer: Writer) -> None:
        """Plan each segment of the index as one output, the page with what they share as another.

        Raises:
            RecallError: items were cut into another number of segments by the last build.

        """
        del writer
        self._edition: Edition = self.settings["EDITION"]
        site = self._edition.site
        page = output_path(site, f"{site.identity.base_path}{FOLDER}/")
        plan: Plan = self.settings["PLAN"]
        if site.search.engine != SearchEngine.STATIC:
            key = {"items": self.settings["STAMPS"].all(Facet.FRAME)}
            plan.add(page, partial(self._clustered, page), key, long=True)
            return
        if not plan.local:
            return  # The index is made where its store lies.
        self._store = IndexStore(
            Path(self.settings["CACHE_FOLDER"]), self._edition.root, self._edition.mode
        )
        facts = self._survey(plan)
        groups, facets = grouped(facts), facets_of(facts)
        program = plan.common["program"]
        wanted = [
            Wanted(number, len(groups), group, facets, program)
            for number, group in enumerate(groups)
            if group
        ]
        for one in wanted:
            key = {"items": one.key}
            make = partial(self._segment, one)
            plan.add(f"{FOLDER}/s{one.number} *", make, key, long=True, local=True)
        key = {"items": digest_of([one.key for one in wanted]), "segments": str(len(groups))}
        plan.add(page, partial(self._shared, page, facts, wanted), key, local=True)
        if self._edition.recalled is None:
            self._store.forget_from(len(groups))
        else:
            earlier = self.settings["RENEWAL"].earlier.get(page)
            if earlier is None or earlier.key.get("segments") != key["segments"]:
                raise RecallError(page)

    def _survey(self, plan: Plan) -> tuple[Fact, ...]:
        edition, stamps = self._edition, self.settings["STAMPS"]
        files = digest_of([(name, edition.stamps.get(name, "")) for name in edition.files])
        common = digest_of(sorted(plan.common.items()))

        def stamp(item: Item) -> str:
            return f"{stamps.text(item)} {common} {edition.numbers.get(item.path, '')}"

        return survey(edition, self._store, stamp, files, self._document, self.settings["WORKERS"])

    def _document(self, item: Item) -> SearchDocument:
        """Return an item as it is searched."""
        attached = self.settings.get("ATTACHED_TEXTS")
        if attached is None:
            cache = FileCache(Path(self.settings["CACHE_FOLDER"]))
            attached = attached_texts(self._edition, cache, (item,))
        return search_document(self._edition, item, attached)

    def _fetch(self, path: str) -> SearchDocument:
        return self._document(self._edition.by_path[path])

    def _segment(self, wanted: Wanted, sink: Sink) -> None:
        """Write the files of a segment."""
        segment = kept_segment(self._store, wanted, self._fetch)
        for name, content in segment.files(wanted.facets):
            sink.write(f"{FOLDER}/s{wanted.number}/{name}", content)

    def _shared(
        self, page: str, facts: Sequence[Fact], wanted: Sequence[Wanted], sink: Sink
    ) -> None:
        """Write the page, and what all segments share."""
        self._page(page, facts, sink)
        made = [(one, kept_summary(self._store, one, self._fetch)) for one in wanted]
        tables = [f"s{one.number}/{summary.table}" for one, summary in made]
        characters = frozenset("".join(summary.characters for _, summary in made))
        files = manifest_files(tables, characters, facets_of(facts))
        for name, content in files.items():
            sink.write(f"{FOLDER}/{name}", content)
        count = len(files) + sum(summary.files for _, summary in made)
        sink.note(
            f"全文索引 {len(facts)} 篇，{count} 个文件 | "
            f"{len(facts)} items indexed in {count} files"
        )

    def _clustered(self, page: str, sink: Sink) -> None:
        """Write the page alone: a cluster searches."""
        self._page(page, search_documents(self._edition, {}, texts=False), sink)

    def _page(self, page: str, documents: Sequence[SearchDocument | Fact], sink: Sink) -> None:
        edition = self._edition
        url = f"{edition.site.identity.base_path}{FOLDER}/"
        views = {
            "frame": make_frame(edition, kind="search", title="搜索", url=url),
            "search": search_page(edition, documents),
        }
        sink.write(page, self.get_template("search").render(views).encode())


def read_attachments(pelican: Pelican) -> None:
    """Read the attachments for gates and for search while problems are still collected."""
    settings = pelican.settings
    edition: Edition = settings["EDITION"]
    if edition.recalled is None:
        cache = FileCache(Path(settings["CACHE_FOLDER"]))
        check_edition(edition, cache)
        settings["ATTACHED_TEXTS"] = attached_texts(edition, cache)


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of the search page and the index."""
    return SearchGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(read_attachments)
    signals.get_generators.connect(add_generator)
