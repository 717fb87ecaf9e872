"""Import a register that an office kept as a table: all of its entries are written, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from plugins.model.problems import Problem, Problems
from plugins.model.registers import RegisterEntry, Registers, State
from plugins.model.series import Reset, Series
from plugins.notice_numbering.allocation import AllocationError, Desk, entry_text
from plugins.notice_numbering.changes import make_changes
from plugins.notice_numbering.claims import Key, carried, key_of
from plugins.notice_numbering.header_edit import insert_field, says
from plugins.notice_numbering.register_rows import Portal, RowReader, Told
from plugins.notice_numbering.register_table import body, find_columns
from plugins.notice_numbering.serials import missing, ranges
from plugins.notice_numbering.table_files import Table, TableError, read_tables


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    shown: str
    """The table, as in problems."""
    line: int
    number: str
    """In full; empty where the row has none."""
    what: str
    """taken, unchanged, left out or refused."""
    item: str
    """Path of its notice; empty where there is none."""
    notes: tuple[Problem, ...]
    """What is doubtful, why it was left out, or what is wrong."""


@dataclass
class RegisterImport:
    """One import: what became of each row; nothing is written where anything is wrong."""

    problems: Problems = field(default_factory=Problems)
    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, what: str) -> int:
        """Return how many rows came to that."""
        return sum(one.what == what for one in self.outcomes)


def import_register(desk: Desk, path: Path, wanted: str) -> RegisterImport:
    """Read a table and register its numbers; `wanted` is the series of all, empty: numbers tell.

    Raises:
        AllocationError: there is no such series, or registers or notices must be mended first.

    """
    series = desk.site.series_of(wanted) if wanted else None
    if wanted and series is None:
        known = "、".join(one.code for one in desk.site.series)
        raise AllocationError(f"没有系列“{wanted}”，可用：{known}", f"no series {wanted}")
    with desk.open() as registers:
        run = _Run(desk, registers, path.as_posix())
        run.read(path, series)
        run.check()
        if not run.result.problems.errors:
            make_changes(desk.root, run.changes)
        return run.result


class _Run:
    """What one import gathers before anything is written."""

    def __init__(self, desk: Desk, registers: Registers, shown: str) -> None:
        self.desk, self.registers, self.shown = desk, registers, shown
        self.result = RegisterImport()
        self.problems = self.result.problems
        self.changes: dict[str, bytes | None] = {}
        self.rows: dict[Key, tuple[RegisterEntry, str, int]] = {}
        """Entry, table and line of each number of the table."""
        self.portal = self._read_portal()

    def _read_portal(self) -> Portal:
        site = self.desk.site
        read = self.desk.read_notices(Problems())
        items = {one.item.path: one.item for one in read if one and one.whole}
        keys = {
            path: key_of(*found)
            for path, item in items.items()
            if (found := carried(site, item, self.registers))
        }
        return Portal(site, items, keys, {key: path for path, key in keys.items()})

    def read(self, path: Path, wanted: Series | None) -> None:
        """Read every table of a file."""
        try:
            tables = read_tables(path)
        except TableError as fault:
            self.problems.add("M010", self.shown, reason=str(fault))
            return
        found = [(table, columns) for table in tables if (columns := find_columns(table))]
        if not found:
            self.problems.add("M011", self.shown)
        for table, columns in found:
            shown = self._shown(table)
            if table.encoding:
                self.problems.add("M004", shown, encoding=table.encoding)
            reader = RowReader(self.portal, columns, wanted)
            for row in body(table, columns):
                told = Told(shown, row.line, Problems())
                entry = reader.read(row, told)
                what = "refused" if told.refused() else "left out"
                if entry:
                    what = self._take(entry, told)
                self._outcome(told, entry, what)
        for table in tables:
            if table.rows and table not in [one for one, _ in found] and found:
                told = Told(self._shown(table), 1, Problems())
                told.add("M024", 1, value=f"工作表 {table.name}")
                self._outcome(told, None, "left out")

    def _shown(self, table: Table) -> str:
        return f"{self.shown}[{table.name}]" if table.name else self.shown

    def _outcome(self, told: Told, entry: RegisterEntry | None, what: str) -> None:
        self.problems.extend(told.problems)
        number, item = (entry.text, entry.item) if entry else ("", "")
        notes = tuple(told.problems)
        self.result.outcomes.append(Outcome(told.shown, told.line, number, what, item, notes))

    def _take(self, entry: RegisterEntry, told: Told) -> str:
        """Hold an entry against other rows and the register; return what it comes to."""
        series = self._series(entry)
        key = key_of(series, entry.number)
        if key in self.rows:
            other, _, line = self.rows[key]
            same = entry == other
            told.add("M022" if same else "M015", 1, **(
                {"row": line} if same else {"row": line, "number": entry.text}
            ))  # fmt: skip
            return "left out" if same else "refused"
        self.rows[key] = (entry, told.shown, told.line)
        present = (
            self.registers.by_serial(series.code, entry.number.serial)
            if series.reset is Reset.NEVER
            else self.registers.get(entry.number)
        )
        if present:
            if _alike(present, entry):
                return "unchanged"
            other_title = f"{present.item or present.state} {present.title}".strip()
            told.add("M016", 1, number=entry.text, other=other_title)
            return "refused"
        return self._write(entry, told)

    def _write(self, entry: RegisterEntry, told: Told) -> str:
        """Plan the entry, and the number in the header of its notice."""
        number = entry.number
        self.registers.entries[number.series, number.year, number.serial] = entry
        self.changes[entry.path] = entry_text(entry)
        if entry.item and entry.item not in self.portal.carried:
            raw = (self.desk.root / entry.item).read_bytes()
            new = insert_field(raw, "number", entry.text)
            if entry.item in self.changes or not says(raw, new, "number", entry.text):
                reason = "信息头写不进文号 (its header can't take the number)"
                told.add("M018", 1, item=entry.item, reason=reason)
                return "refused"
            self.changes[entry.item] = new
        return "taken"

    def _series(self, entry: RegisterEntry) -> Series:
        series = self.desk.site.series_of(entry.number.series)
        if series is None:
            raise LookupError(entry.number.series)
        return series

    def check(self) -> None:
        """Check the registers as they would be: running totals, and gaps where rows were taken."""
        touched = {(entry.number.series, entry.number.year) for entry, _, _ in self.rows.values()}
        for code in sorted({code for code, _ in touched}):
            series = self.desk.site.series_of(code)
            if series and series.total:
                self._check_totals(self.registers.of(code))
        for code, year in sorted(touched):
            series = self.desk.site.series_of(code)
            if series is None or series.reset is Reset.NEVER:
                continue
            present = [entry.number.serial for entry in self.registers.of(code, year)]
            gaps = missing(series.first, present)
            if gaps:
                self.problems.add(
                    "M027", self.shown, series=series.name, year=year, serials=ranges(gaps)
                )

    def _check_totals(self, entries: Iterable[RegisterEntry]) -> None:
        places = {entry.path: (shown, line) for entry, shown, line in self.rows.values()}
        before = 0
        for entry in entries:
            total = entry.number.total or 0
            if total <= before:
                shown, line = places.get(entry.path, (self.shown, 1))
                self.problems.add("M029", shown, line, number=entry.text)
            before = max(before, total)


def _alike(present: RegisterEntry, entry: RegisterEntry) -> bool:
    """Whether the register says what a row says; what a row leaves open may be known since."""
    same = (present.state, present.item) == (entry.state, entry.item)
    told = entry.state is State.ISSUED or (
        (present.title, present.day, present.reason) == (entry.title, entry.day, entry.reason)
    )
    return same and told and present.text == entry.text
