"""The text of an item before and after each of its recorded changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from plugins.lifecycle.history import Version
from plugins.model.change_reader import hides_earlier
from plugins.model.fields import PELICAN_NAMES
from plugins.model.front_matter import Value, split_front_matter
from plugins.model.items import Item, Status
from plugins.model.problems import Problems

Lines = tuple[str, ...]
"""A text, one line a paragraph."""
_PUBLIC = frozenset({"", Status.PUBLISHED, Status.HIDDEN})


@dataclass(frozen=True, slots=True)
class State:
    """What readers saw of an item."""

    title: str
    body: str
    """Markdown."""
    attachments: tuple[str, ...]
    """Names of its files."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An earlier version that was public."""

    when: datetime
    changes: int
    """How many changes it recorded."""
    hiding: int
    """How many of them hide what stood there before; one that is unclear counts."""
    state: State


def snapshots(versions: Iterable[Version]) -> tuple[Snapshot, ...]:
    """Return the versions that were public and can be read, in their order."""
    return tuple(found for version in versions if (found := _snapshot(version)))


def _snapshot(version: Version) -> Snapshot | None:
    header = split_front_matter(version.text, "", Problems())
    if header is None:
        return None
    values = {PELICAN_NAMES.get(name, name): value for name, value in header.values.items()}
    if _text(values.get("status")) not in _PUBLIC:
        return None
    attachments = tuple(_name(one) for one in _elements(values.get("attachments")))
    state = State(_text(values.get("title")), header.body, attachments)
    changes = _elements(values.get("changes"))
    hiding = sum(hides_earlier(one) is not False for one in changes)
    return Snapshot(version.when, len(changes), hiding, state)


def _text(value: Value | None) -> str:
    return " ".join(value.text.split()) if value else ""


def _elements(value: Value | None) -> tuple[Value, ...]:
    if value is None or value.empty:
        return ()
    return value.items if value.items is not None else (value,)


def _name(value: Value) -> str:
    """Return what an attachment is called."""
    pairs = value.pairs or {}
    if "title" in pairs:
        return pairs["title"].text
    return PurePosixPath(pairs["file"].text if "file" in pairs else value.text).stem


def state_of(item: Item) -> State:
    """Return what readers see of an item now."""
    return State(item.title, item.body, tuple(one.title for one in item.attachments))


def compared(
    item: Item, earlier: Sequence[Snapshot], lines: Callable[[State], Lines]
) -> dict[int, tuple[Lines, Lines]]:
    """Return the lines before and after each change that altered them, by its number from 1.

    A change may be recorded in the commit that makes it, in the next one or in the one before, so
    the first of these that differ are taken: the text that the record came with against the one
    before it or, where that was made on the day of the change or later, against an earlier one;
    then the last text under this record against the last one under the record before. The newest
    change ends in the text of now, committed or not.

    Where a change must not show what stood before it, neither do those before it, whose texts held
    it too, nor any version that does not itself record that change.
    """
    total = len(item.changes)
    hidden = max((n for n, one in enumerate(item.changes, 1) if one.hide_earlier), default=0)
    hiding = sum(one.hide_earlier for one in item.changes)
    earlier = [one for one in earlier if one.hiding >= hiding]
    now = lines(state_of(item))
    found = {}
    for number, change in enumerate(item.changes, 1):
        if number <= hidden:
            continue
        before = [one for one in earlier if one.changes < number]
        since = [one for one in earlier if one.changes >= number]
        if hiding:
            # What must be hidden may have gone in a commit after the one that records it.
            before = before[-1:]
        under = [one for one in since if one.changes == number]
        after = now if number == total or not since else lines(since[0].state)
        last = now if number == total or not under else lines(under[-1].state)
        texts = [lines(one.state) for one in _reachable(before, change.at)]
        pairs = [*((text, after) for text in texts), *((text, last) for text in texts[:1])]
        pair = next((one for one in pairs if one[0] != one[1]), None)
        if pair:
            found[number] = pair
    return found


def _reachable(before: Sequence[Snapshot], at: datetime) -> Iterator[Snapshot]:
    """Yield the versions that a change may have altered, the newest first.

    They record the same earlier changes; one is passed only if it was made on that day or later.
    """
    for one in reversed(before):
        if one.changes != before[-1].changes:
            return
        yield one
        if one.when.astimezone(at.tzinfo).date() < at.date():
            return
