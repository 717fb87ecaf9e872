"""Claims: who says that a number is theirs, where branches took numbers apart from one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from plugins.model.items import Item
from plugins.model.numbers import Number, NumberError, full_name, parse_number
from plugins.model.problems import Problems
from plugins.model.registers import FOLDER, RegisterEntry, Registers, State, read_entry
from plugins.model.series import Reset, Series
from plugins.model.site import Site

Key = tuple[str, int | None, int]
"""Series, year (None where the series never starts again) and serial: what must be unique."""
_LINE = re.compile(r"([a-z]+)[ \t]*=")
_ISSUED_KEYS = frozenset({"number", "state", "item", "title", "date"})
_OTHER_KEYS = frozenset({"number", "state", "title", "date", "reason", "mark"})


@dataclass(frozen=True, slots=True)
class Branches:
    """What git knows of the branches; paths are below the content folder."""

    name: str
    """The published branch as people call it; empty where none is known."""
    published: Callable[[str], bytes | None]
    """Returns a file as it stands on the published branch, None where it doesn't."""
    sides: Mapping[str, tuple[bytes, ...]]
    """Register files that git couldn't merge: what each side wrote, ours first."""
    changed: frozenset[str] = frozenset()
    """Register files that aren't as they are published, removed ones included."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One who says that a number is theirs."""

    entry: RegisterEntry
    """The entry as they have it."""
    raw: bytes
    """Its file; empty where only the item tells of it."""

    @property
    def who(self) -> str:
        """The item; for a number without one, what its entry says."""
        entry = self.entry
        if entry.state is State.ISSUED:
            return entry.item
        return f"{entry.state}：{entry.reason}{f'（{entry.mark}）' if entry.mark else ''}"


def key_of(series: Series, number: Number) -> Key:
    """Return what must be unique of a number."""
    return series.code, number.year if series.reset is Reset.YEARLY else None, number.serial


def issued_entry(series: Series, number: Number, item: Item) -> RegisterEntry:
    """Return the entry of a number that a notice carries."""
    path = f"{FOLDER}/{series.code}/{number.year}/{number.serial}.toml"
    signed = item.notice.signed if item.notice else None
    text = full_name(series, number)
    return RegisterEntry(number, text, State.ISSUED, item.path, item.title, signed, "", path)


def carried(site: Site, item: Item, registers: Registers) -> tuple[Series, Number] | None:
    """Return the number that a notice of a series carries in its right form; None otherwise."""
    notice = item.notice
    series = site.series_of(notice.series) if notice else None
    if notice is None or series is None or not notice.number:
        return None
    try:
        parsed = parse_number(series, notice.number)
    except NumberError:
        return None
    own = (
        entry.number.year
        for entry in registers.of(series.code)
        if entry.number.serial == parsed.serial and entry.item == item.path
    )
    year = parsed.year or next(own, notice.signed.year)
    return series, Number(series.code, year, parsed.serial, parsed.total, parsed.code)


def read_claims(site: Site, path: str, versions: Iterable[bytes]) -> list[Claim]:
    """Return a claim for each version of the entry at a path that can be read."""
    found = []
    for raw in versions:
        entry = read_entry(raw.decode("utf-8", "replace"), path, path, site, Problems())
        if entry:
            found.append(Claim(entry, raw))
    return found


def versions_of(raw: bytes) -> tuple[bytes, ...]:
    """Take apart an entry that a merge filled with two versions; one whole entry is left as it is.

    Between conflict markers the sides follow one another; without markers (merge=union) the lines
    of both stand together, those of one key in the order of the sides.
    """
    lines = raw.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    if any(line.startswith("<<<<<<<") for line in lines):
        return tuple("\n".join(side).encode() for side in _sides(lines))
    return _united(lines) or (raw,)


def _sides(lines: list[str]) -> tuple[list[str], list[str]]:
    ours: list[str] = []
    theirs: list[str] = []
    into: tuple[list[str], ...] = (ours, theirs)
    for line in lines:
        if line.startswith("<<<<<<<"):
            into = (ours,)
        elif line.startswith("|||||||"):
            into = ()
        elif line.startswith("=======") and into != (ours, theirs):
            into = (theirs,)
        elif line.startswith(">>>>>>>"):
            into = (ours, theirs)
        else:
            for side in into:
                side.append(line)
    return ours, theirs


def _united(lines: list[str]) -> tuple[bytes, ...]:
    """Return each version of an entry whose keys stand several times; none where none does."""
    values: dict[str, list[str]] = {}
    for line in lines:
        match = _LINE.match(line)
        if match:
            values.setdefault(match[1], []).append(line)
    count = max(map(len, values.values()), default=0)
    if count < 2:
        return ()
    found = []
    for index in range(count):
        chosen = {key: told[min(index, len(told) - 1)] for key, told in values.items()}
        wanted = _ISSUED_KEYS if '"issued"' in chosen.get("state", "") else _OTHER_KEYS
        version = [line for key, line in chosen.items() if key in wanted]
        found.append("\n".join([*version, ""]).encode())
    return tuple(found)
