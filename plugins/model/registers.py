"""Registers (发文登记簿): one TOML file a number at registers/<series>/<year>/<serial>.toml."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from plugins.model.items import Item, Status
from plugins.model.numbers import Number, NumberError, full_name, parse_number
from plugins.model.problems import Problems
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.model.toml_source import load_toml
from plugins.model.toml_table import TomlTable

FOLDER = "registers"
LEDGER = f"{FOLDER}/addresses"
"""Folder of the addresses that were published once; no register of numbers."""
_SERIAL = re.compile(r"([1-9]\d{0,4})\.toml\Z")
_YEAR = re.compile(r"(?:19|20)\d{2}\Z")


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

    def next(self, series: Series, year: int) -> Number:
        """Return the next free number of a series in a year."""
        taken = self.of(series.code, year if series.reset is Reset.YEARLY else None)
        serial = max((one.number.serial for one in taken), default=series.first - 1) + 1
        totals = [one.number.total or 0 for one in self.of(series.code)]
        total = max(totals, default=0) + 1 if series.total else None
        return Number(series.code, year, max(serial, series.first), total)


def load_registers(root: Path, label: str, site: Site, problems: Problems) -> Registers:
    """Read every entry; faults become problems."""
    registers = Registers()
    top = root / FOLDER
    if top.is_symlink():
        problems.add("F020", f"{label}/{FOLDER}")
        return registers
    for path in sorted(top.rglob("*")) if top.is_dir() else ():
        place = path.relative_to(root).as_posix()
        shown = f"{label}/{place}"
        if place == LEDGER or place.startswith(f"{LEDGER}/"):
            continue
        if any(part.startswith(".") for part in path.relative_to(root).parts):
            continue
        if path.is_symlink():
            problems.add("F020", shown)
        elif path.is_file():
            entry = _load_entry(path, place, shown, site, problems)
            if entry:
                key = (entry.number.series, entry.number.year, entry.number.serial)
                registers.entries[key] = entry
    return registers


def _load_entry(
    path: Path, place: str, shown: str, site: Site, problems: Problems
) -> RegisterEntry | None:
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
    document = load_toml(path, shown, problems)
    if document is None:
        return None
    before = len(problems)
    table = TomlTable(document, problems)
    text = table.text("number", need=True)
    state = State(table.choice("state", tuple(State)) or State.RESERVED)
    total = _total(table, series, text)
    number = Number(series.code, int(parts[2]), int(serial[1]), total)
    right = full_name(series, number)
    if text and text != right and text not in _earlier_names(series, number):
        table.add("R003", "number", text=text, form=right)
    entry = RegisterEntry(
        number=number,
        text=text,
        state=state,
        item=table.text("item"),
        title=table.text("title", need=state is State.ISSUED),
        day=table.day("date", need=state is State.ISSUED),
        reason=table.text("reason"),
        path=place,
    )
    if state in (State.VOID, State.WITHHELD) and not entry.reason:
        table.add("R005", "reason", number=text)
    if state is State.ISSUED and not entry.item:
        table.add("R006", "item", number=text)
    table.finish()
    return entry if len(problems) == before else None


def _total(table: TomlTable, series: Series, text: str) -> int | None:
    """Return the running total that the number's text carries."""
    if not series.total or not text:
        return None
    try:
        return parse_number(series, text).total
    except NumberError as fault:
        table.add(fault.code, "number", **fault.fields)
        return None


def _earlier_names(series: Series, number: Number) -> tuple[str, ...]:
    """Return the number under the series' earlier issuer codes."""
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
        numbers[item.path] = Number(series.code, year, parsed.serial, parsed.total)
    upcoming: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    open_items.sort(key=lambda pair: _order(pair[0]))
    for item, series in open_items:
        year = item.notice.signed.year if item.notice else 0
        first = registers.next(series, year)
        taken = upcoming[series.code, year if series.reset is Reset.YEARLY else None]
        ahead = sum(len(serials) for key, serials in upcoming.items() if key[0] == series.code)
        total = first.total + ahead if first.total else None
        numbers[item.path] = Number(series.code, year, first.serial + len(taken), total)
        taken.append(first.serial)
    return numbers, frozenset(item.path for item, _ in open_items)


def _year_of(item: Item, signed: int, rivals: Iterable[RegisterEntry]) -> int:
    """Return the year of a number without one: its own entry's, else any entry's, else `signed`."""
    own = [entry.number.year for entry in rivals if entry.item == item.path]
    years = own or sorted(entry.number.year for entry in rivals)
    return years[0] if years else signed


def _order(item: Item) -> tuple[bool, date, str, str]:
    signed = item.notice.signed if item.notice else item.date.date()
    return item.status is Status.DRAFT, signed, item.date.isoformat(), item.path
