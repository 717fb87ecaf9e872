"""Registers (发文登记簿): one TOML file a number at registers/<series>/<year>/<serial>.toml."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from plugins.model.items import WAITING, Item
from plugins.model.numbers import Number, NumberError, code_in_year, former, full_name, parse_number
from plugins.model.problems import Problems
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.model.source import read_source
from plugins.model.toml_source import parse_toml
from plugins.model.toml_table import TomlTable

FOLDER = "registers"
LEDGER = f"{FOLDER}/addresses"
"""Folder of the addresses that were published once; no register of numbers."""
CHANGES = ".tongbao-changes"
"""Folder below the registers that holds changes until all of them are made."""
PLAN = "plan.json"
"""File of that folder that names them."""
_SERIAL = re.compile(r"([1-9]\d{0,4})\.toml\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}\Z")
_MARKER = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_KEY = re.compile(r"([a-z]+)[ \t]*=")


class State(StrEnum):
    """What became of a number."""

    RESERVED = "reserved"
    ISSUED = "issued"
    VOID = "void"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One number of a register."""

    number: Number
    text: str
    """The number as issued, in full."""
    state: State
    item: str
    """Path of its item below the content folder; empty where there is none."""
    title: str
    day: date | None
    """成文日期."""
    reason: str
    """Why it is void, withheld or reserved."""
    path: str
    """The entry's own file below the content folder."""
    mark: str = ""
    """A random text of a reserved number, so that two branches that reserve one collide."""


@dataclass
class Registers:
    """All entries, by number."""

    entries: dict[tuple[str, int, int], RegisterEntry] = field(default_factory=dict)
    """By series, year and serial."""

    def get(self, number: Number) -> RegisterEntry | None:
        """Return the entry of a number."""
        return self.entries.get((number.series, number.year, number.serial))

    def of(self, series: str, year: int | None = None) -> tuple[RegisterEntry, ...]:
        """Return the entries of a series, of one year or of all, by year and serial."""
        return tuple(
            self.entries[key]
            for key in sorted(self.entries)
            if key[0] == series and year in (None, key[1])
        )

    def years(self, series: str) -> tuple[int, ...]:
        """Return the years that a series has entries in, oldest first."""
        return tuple(sorted({key[1] for key in self.entries if key[0] == series}))

    def holds(self, text: str) -> bool:
        """Whether a number, given by its full name, is registered."""
        wanted = "".join(text.split())
        return any(entry.text == wanted for entry in self.entries.values())

    def by_serial(self, series: str, serial: int) -> RegisterEntry | None:
        """Return the entry of a serial in a series that never starts again."""
        return next((one for one in self.of(series) if one.number.serial == serial), None)

    def next(self, series: Series, year: int, day: date | None = None) -> Number:
        """Return the next free number of a series in a year, for a document signed on a day."""
        taken = self.of(series.code, year if series.reset is Reset.YEARLY else None)
        serial = max((one.number.serial for one in taken), default=series.first - 1) + 1
        totals = [one.number.total or 0 for one in self.of(series.code)]
        total = max(totals, default=0) + 1 if series.total else None
        code = former(series, series.code_on(day)) if day else code_in_year(series, year)
        return Number(series.code, year, max(serial, series.first), total, code)


def load_registers(root: Path, label: str, site: Site, problems: Problems) -> Registers:
    """Read every entry; faults become problems."""
    registers = Registers()
    top = root / FOLDER
    if top.is_symlink():
        problems.add("F020", f"{label}/{FOLDER}")
        return registers
    if (top / CHANGES / PLAN).is_file():
        problems.add("R032", f"{label}/{FOLDER}")
    for place in _files(root, FOLDER, label, problems) if top.is_dir() else ():
        if place == LEDGER or place.startswith(f"{LEDGER}/"):
            continue
        entry = _load_entry(root / place, place, f"{label}/{place}", site, problems)
        if entry:
            key = (entry.number.series, entry.number.year, entry.number.serial)
            registers.entries[key] = entry
    return registers


def _files(root: Path, folder: str, label: str, problems: Problems) -> Iterator[str]:
    """Yield the files below a folder, hidden ones left out.

    A folder that can't be listed is a problem: numbers that are not seen would be given again.
    """
    try:
        with os.scandir(root / folder) as listed:
            found = sorted(listed, key=lambda one: one.name)
    except OSError as fault:
        problems.add("F001", f"{label}/{folder}", reason=fault.strerror or str(fault))
        return
    for one in found:
        place = f"{folder}/{one.name}"
        if one.name.startswith("."):
            continue
        if one.is_symlink():
            problems.add("F020", f"{label}/{place}")
        elif one.is_dir():
            yield from _files(root, place, label, problems)
        else:
            yield place


def _merged(text: str, shown: str, problems: Problems) -> bool:
    """Tell where an entry holds what two branches wrote; False where it doesn't."""
    seen: dict[str, int] = {}
    for line, content in enumerate(text.split("\n"), 1):
        key = _KEY.match(content)
        if _MARKER.match(content):
            problems.add("R030", shown, line)
            return True
        if key and key[1] in seen:
            problems.add("R031", shown, line, key=key[1], line=seen[key[1]])
            return True
        if key:
            seen[key[1]] = line
    return False


def _load_entry(
    path: Path, place: str, shown: str, site: Site, problems: Problems
) -> RegisterEntry | None:
    if _position(place, shown, site, problems) is None:
        return None
    source = read_source(path, shown, problems)
    return read_entry(source.text, place, shown, site, problems) if source else None


def read_entry(
    text: str, place: str, shown: str, site: Site, problems: Problems
) -> RegisterEntry | None:
    """Read the text of the entry at `place` below the content folder; faults become problems."""
    position = _position(place, shown, site, problems)
    document = None
    if position and not _merged(text, shown, problems):
        document = parse_toml(text, shown, problems)
    if document is None or position is None:
        return None
    series, year, serial = position
    before = len(problems)
    table = TomlTable(document, problems)
    name = table.text("number", need=True)
    state = State(table.choice("state", tuple(State)) or State.RESERVED)
    total = _total(table, series, name)
    number = _under_code(series, Number(series.code, year, serial, total), name)
    right = full_name(series, number)
    if name and name != right and name not in _other_names(series, number):
        table.add("R003", "number", text=name, form=right)
    entry = RegisterEntry(
        number=number,
        text=name,
        state=state,
        item=table.text("item"),
        title=table.text("title", need=state is State.ISSUED),
        day=table.day("date", need=state is State.ISSUED),
        reason=table.text("reason"),
        path=place,
        mark=table.text("mark"),
    )
    if state in (State.VOID, State.WITHHELD) and not entry.reason:
        table.add("R005", "reason", number=name)
    if state is State.ISSUED and not entry.item:
        table.add("R006", "item", number=name)
    table.finish()
    return entry if len(problems) == before else None


def _position(
    place: str, shown: str, site: Site, problems: Problems
) -> tuple[Series, int, int] | None:
    """Return series, year and serial that an entry's path says."""
    parts = place.split("/")
    serial = _SERIAL.match(parts[-1])
    if len(parts) != 4 or not serial or not _YEAR.match(parts[2]):
        problems.add("R002", shown)
        return None
    series = site.series_of(parts[1])
    if series is None:
        options = "、".join(one.code for one in site.series) or "—"
        problems.add("R001", shown, value=parts[1], options=options)
        return None
    return series, int(parts[2]), int(serial[1])


def _total(table: TomlTable, series: Series, text: str) -> int | None:
    """Return the running total that the number's text carries."""
    if not series.total or not text:
        return None
    try:
        return parse_number(series, text).total
    except NumberError as fault:
        table.add(fault.code, "number", **fault.fields)
        return None


def _under_code(series: Series, number: Number, text: str) -> Number:
    """Return the number under the 机关代字 of its year that the text starts with."""
    for code in series.codes_in(number.year):
        if text.startswith(f"{code}〔"):
            return replace(number, code=former(series, code))
    return replace(number, code=code_in_year(series, number.year))


def _other_names(series: Series, number: Number) -> tuple[str, ...]:
    """Return the number under the other names of the series."""
    if not series.issuer_code:
        return ()
    return tuple(f"{code}〔{number.year}〕{number.serial}号" for code in series.aliases)


def assign_numbers(
    site: Site, label: str, items: Iterable[Item], registers: Registers, problems: Problems
) -> tuple[dict[str, Number], frozenset[str]]:
    """Return the number of each item of a series by path, and the paths whose is only proposed.

    Proposed numbers follow the order of 成文日期, publication and path, drafts last.
    """
    numbers: dict[str, Number] = {}
    by_serial: dict[tuple[str, int], list[RegisterEntry]] = defaultdict(list)
    for entry in registers.entries.values():
        by_serial[entry.number.series, entry.number.serial].append(entry)
    open_items: list[tuple[Item, Series]] = []
    for item in items:
        notice = item.notice
        series = site.series_of(notice.series) if notice and notice.series else None
        if notice is None or series is None:
            continue
        if not notice.number:
            open_items.append((item, series))
            continue
        try:
            parsed = parse_number(series, notice.number)
        except NumberError as fault:
            shown = f"{label}/{item.path}"
            problems.add(fault.code, shown, item.line_of("number"), **fault.fields)
            continue
        rivals = by_serial[series.code, parsed.serial]
        year = parsed.year or _year_of(item, notice.signed.year, rivals)
        numbers[item.path] = Number(series.code, year, parsed.serial, parsed.total, parsed.code)
    upcoming: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    open_items.sort(key=lambda pair: _order(pair[0]))
    for item, series in open_items:
        signed = item.notice.signed if item.notice else item.date.date()
        year = signed.year
        first = registers.next(series, year, signed)
        taken = upcoming[series.code, year if series.reset is Reset.YEARLY else None]
        ahead = sum(len(serials) for key, serials in upcoming.items() if key[0] == series.code)
        total = first.total + ahead if first.total else None
        numbers[item.path] = replace(first, serial=first.serial + len(taken), total=total)
        taken.append(first.serial)
    return numbers, frozenset(item.path for item, _ in open_items)


def _year_of(item: Item, signed: int, rivals: Iterable[RegisterEntry]) -> int:
    """Return the year of a number without one: its own entry's, else any entry's, else `signed`."""
    own = [entry.number.year for entry in rivals if entry.item == item.path]
    years = own or sorted(entry.number.year for entry in rivals)
    return years[0] if years else signed


def _order(item: Item) -> tuple[bool, date, str, str]:
    signed = item.notice.signed if item.notice else item.date.date()
    return item.status in WAITING, signed, item.date.isoformat(), item.path
