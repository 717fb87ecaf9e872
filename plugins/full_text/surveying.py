"""Surveying: what is known of every searched item, its text looked at only where it changed."""

from __future__ import annotations

from collections.abc import Callable

from plugins.full_text.attachments import searched
from plugins.full_text.facts import Fact, fact_of
from plugins.full_text.records import SearchDocument
from plugins.full_text.store import FactRow, IndexStore
from plugins.model.edition import Edition
from plugins.model.forked import parts_of, side_by_side
from plugins.model.items import Item

MANY = 200
"""Items that one process reads sooner than several would begin."""


def survey(
    edition: Edition,
    store: IndexStore,
    stamp_of: Callable[[Item], str],
    files: str,
    document: Callable[[Item], SearchDocument],
    workers: int,
) -> tuple[Fact, ...]:
    """Return what is known of every searched item, by path; keep it in the store.

    `stamp_of` tells what a document is made of besides the content folder's files, whose stamp is
    `files`; `document` makes one.
    """
    kept = store.facts()
    items = searched(edition)
    stamps = {item.path: stamp_of(item) for item in items}
    due = [item for item in items if not _holds(kept.get(item.path), stamps[item.path], files)]

    def work(start: int, stop: int) -> list[FactRow]:
        return [
            FactRow(stamps[one.path], files if one.attachments else "", fact_of(document(one)))
            for one in due[start:stop]
        ]

    workers = workers if len(due) > MANY else 1
    fresh = [
        row for rows in side_by_side(work, parts_of(len(due), workers), workers) for row in rows
    ]
    gone = kept.keys() - stamps.keys()
    if fresh or gone:
        store.keep_facts(fresh, gone)
    store.close()
    found = {**kept, **{row.fact.path: row for row in fresh}}
    return tuple(found[path].fact for path in stamps)


def _holds(row: FactRow | None, stamp: str, files: str) -> bool:
    return row is not None and row.stamp == stamp and row.files in {"", files}
