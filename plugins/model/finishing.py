"""Finishing bodies: links and pictures resolved, unless the store has them as they would come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plugins.model.bodies import Bodies, BodyRecord
from plugins.model.body import BodyConverter
from plugins.model.forked import by_parts
from plugins.model.item_reading import FEW, Entry
from plugins.model.items import Item, Status
from plugins.model.links import LinkContext, ResolvedBody, holds, resolve_links
from plugins.model.problems import Problem, Problems

if TYPE_CHECKING:  # The edition itself has its bodies finished here.
    from plugins.model.edition import Edition


@dataclass(frozen=True, slots=True)
class _Finished:
    path: str
    body: ResolvedBody | None
    """None where the converted body is final."""
    files: tuple[str, ...]
    """Files that the text of a withdrawn item names."""
    problems: tuple[Problem, ...]


_PLAIN = _Finished("", None, (), ())
_NOTHING = ResolvedBody("")
_NONE: frozenset[str] = frozenset()


def finish_bodies(edition: Edition, unread: frozenset[str]) -> None:
    """Give every whole item its HTML with final addresses; broken items tell their problems alone.

    `unread` are the paths of items that can't be used.
    """
    reading = edition.reading
    context = _context(edition, unread)
    bodies = _begin(edition, context)
    known = bodies.of_store()
    anew: list[Entry] = []
    for path in sorted(reading.entries):
        entry = reading.entries[path]
        item = entry.read.item
        _check_text(edition, item)
        record = known.get(path)
        if record and _as_before(record, edition, path, context):
            bodies.kept[path] = record
            _note_files(edition, item, record.pictures, record.files)
        else:
            anew.append(entry)
    _finish(edition, anew, context)


def finish_some(edition: Edition, entries: list[Entry], kept: dict[str, BodyRecord]) -> None:
    """Give some items their HTML; `kept` tells what the store has of the others."""
    context = _context(edition, frozenset())
    _begin(edition, context).kept = kept
    for entry in entries:
        _check_text(edition, entry.read.item)
    _finish(edition, entries, context)


def _context(edition: Edition, unread: frozenset[str]) -> LinkContext:
    return LinkContext(
        root=edition.root,
        label=edition.label,
        base_path=edition.site.identity.base_path,
        urls=edition.urls,
        unread=unread,
        addresses=edition.addresses,
        pages=frozenset(edition.urls.values()),
        stamps=edition.stamps,
    )


def _begin(edition: Edition, context: LinkContext) -> Bodies:
    """Give the edition bodies that the store has, or that are finished anew where it lost them."""
    bodies = edition.bodies = Bodies(edition.means.store)
    converter = BodyConverter()

    def resolved(path: str) -> str:
        item = edition.by_path[path]
        text = converter.convert(item.body)
        return resolve_links(item, text, context, Problems()).html

    bodies.resolved = bodies.again = resolved
    return bodies


def _check_text(edition: Edition, item: Item) -> None:
    if not item.body.strip() and item.status is not Status.WITHDRAWN:
        edition.problems.add("B007", edition.display(item.path), item.body_line)


def _as_before(record: BodyRecord, edition: Edition, path: str, context: LinkContext) -> bool:
    same = record.source == edition.reading.sources.get(path)
    return (
        same
        and record.program == edition.reading.program
        and all(holds(fact, context) for fact in record.links)
    )


def _finish(edition: Edition, entries: list[Entry], context: LinkContext) -> None:
    """Finish bodies; in those without links and pictures nothing is to be made final."""
    reading, found = edition.reading, _resolved(edition, entries, context)
    for entry in entries:
        item = entry.read.item
        one = found.get(item.path, _PLAIN)
        edition.problems.extend(one.problems)
        if not entry.read.whole:
            continue
        if one.body is not None:
            edition.bodies[item.path] = one.body.html
        elif item.path in reading.unkept:
            edition.bodies[item.path] = reading.fresh[item.path]
        else:
            edition.bodies.take_converted(item.path, reading.fresh.get(item.path))
        body = one.body or _NOTHING
        _note_files(edition, item, body.pictures, one.files)
        if not one.problems and item.status is not Status.WITHDRAWN:
            edition.bodies.records[item.path] = BodyRecord(
                source=reading.sources.get(item.path, ""),
                program=reading.program,
                pictures=body.pictures,
                files=one.files,
                links=body.facts,
            )


def _resolved(edition: Edition, entries: list[Entry], context: LinkContext) -> dict[str, _Finished]:
    """Return the bodies with links or pictures, and those of withdrawn items, by path."""
    store, fresh = edition.means.store, edition.reading.fresh
    converter = BodyConverter()
    production = edition.problems.production
    linked = [one for one in entries if one.linked or one.read.item.status is Status.WITHDRAWN]

    def work(start: int, stop: int) -> list[_Finished]:
        return [finished(entry) for entry in linked[start:stop]]

    def finished(entry: Entry) -> _Finished:
        item, problems = entry.read.item, Problems(production=production)
        text = fresh.get(item.path)
        if text is None and store:
            text = store.converted(item.path)
        if text is None:
            text = converter.convert(item.body)
        body = resolve_links(item, text, context, problems)
        named = body.files
        if item.status is Status.WITHDRAWN:
            written = replace(item, body=entry.read.written)
            hidden = resolve_links(written, entry.written, context, Problems())
            named = (*hidden.pictures, *hidden.files)
        return _Finished(item.path, body, named, tuple(problems))

    found: dict[str, _Finished] = {}
    for some in by_parts(work, len(linked), edition.means.workers, FEW):
        found.update({one.path: one for one in some})
    return found


def _note_files(
    edition: Edition, item: Item, pictures: tuple[str, ...], files: tuple[str, ...]
) -> None:
    attached = (file.path for file in item.attachments)
    image = (item.image.path,) if item.image else ()
    edition.pictures_in[item.path] = pictures
    named = (*pictures, *files, *attached, *image)
    edition.files_of[item.path] = frozenset(named) if named else _NONE
