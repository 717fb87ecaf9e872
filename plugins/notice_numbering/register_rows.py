"""One row of an office's register, read into the entry of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from plugins.model.items import Item
from plugins.model.number_forms import Reading, read_form
from plugins.model.numbers import (
    FIRST_YEAR,
    LAST_YEAR,
    SERIAL_LIMIT,
    Number,
    code_in_year,
    example,
    full_name,
)
from plugins.model.problems import Problems
from plugins.model.registers import FOLDER, RegisterEntry, State
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.notice_numbering.claims import Key, key_of
from plugins.notice_numbering.register_table import (
    STATES,
    Columns,
    is_head,
    is_heading,
    read_day,
    read_state,
)
from plugins.notice_numbering.table_files import Row

NOT_HERE = "未在本站发布"
"""Why a number is withheld whose notice the portal doesn't have."""
UNTOLD = "原登记簿未写明原因"
"""Why a number is void where the table doesn't say."""


@dataclass(frozen=True, slots=True)
class Portal:
    """What the portal knows of notices."""

    site: Site
    items: Mapping[str, Item]
    """Notices by path."""
    carried: Mapping[str, Key]
    """Number that each carries, by path."""
    by_key: Mapping[Key, str]
    """Path of the notice that carries a number."""


@dataclass
class Told:
    """What is said of one row: its problems stand at its line."""

    shown: str
    line: int
    problems: Problems
    before: int = field(init=False)

    def __post_init__(self) -> None:
        self.before = len(self.problems.errors)

    def add(self, code: str, column: int, /, **fields: str | int) -> None:
        """Add a problem at a column, from 1."""
        self.problems.add(code, self.shown, self.line, column, **fields)

    def refused(self) -> bool:
        """Whether anything is wrong with the row."""
        return len(self.problems.errors) > self.before


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, portal: Portal, columns: Columns, wanted: Series | None) -> None:
        """`wanted` is the series of every row; None: the numbers tell."""
        self.portal, self.columns, self.wanted = portal, columns, wanted

    def read(self, row: Row, told: Told) -> RegisterEntry | None:
        """Return the entry of a row; None, with what is told, where it gives none."""
        if self._left_out(row, told):
            return None
        day = self._day(row, told)
        found = self._number(row, day, told)
        if found is None or told.refused():
            return None
        series, number = found
        state = self._state(row, told)
        title, _ = self.columns.find(row, "title")
        reason, _ = self.columns.find(row, "reason")
        path = f"{FOLDER}/{series.code}/{number.year}/{number.serial}.toml"
        entry = RegisterEntry(
            number, full_name(series, number), state or State.ISSUED, "",
            str(title), day, str(reason), path,
        )  # fmt: skip
        if state in (None, State.ISSUED):
            entry = self._issued(row, series, entry, told)
        elif state in (State.VOID, State.WITHHELD) and not reason:
            word, _ = self.columns.find(row, "state")
            entry = replace(entry, reason=UNTOLD if state is State.VOID else str(word))
        if state is State.WITHHELD:
            entry = replace(entry, title="", day=None)
        if day and day.year != number.year:
            told.add("M028", self.columns.find(row, "day")[1], number=entry.text, day=str(day))
        return None if told.refused() else entry

    def _left_out(self, row: Row, told: Told) -> bool:
        """Whether a row is none of the register's: without number, a heading, the head again."""
        cell, column = self.columns.find(row, "number")
        if cell and not is_heading(row) and not is_head(row):
            return False
        told.add("M024", column, value=next(str(one) for one in row.cells if one))
        return True

    def _day(self, row: Row, told: Told) -> date | None:
        cell, column = self.columns.find(row, "day")
        day, counted = read_day(cell) if cell else (None, False)
        if cell and (day is None or not FIRST_YEAR <= day.year <= LAST_YEAR):
            told.add("M012", column, value=str(cell))
            return None
        if day and counted:
            told.add("M021", column, value=str(cell), day=day.isoformat())
        return day

    def _state(self, row: Row, told: Told) -> State | None:
        cell, column = self.columns.find(row, "state")
        state = read_state(str(cell)) if cell else None
        if cell and state is None:
            options = "、".join(words[0] for words in STATES.values())
            told.add("M014", column, value=str(cell), options=options)
        return state

    def _number(self, row: Row, day: date | None, told: Told) -> tuple[Series, Number] | None:
        """Return the number of a row and its series; a wrong form is mended and told."""
        cell, column = self.columns.find(row, "number")
        text = str(cell)
        fits = self._fits(text)
        if len(fits) != 1:
            near = self.wanted or next((one for one in self.portal.site.series if fits or
                                        _names(one, text)), None)  # fmt: skip
            if near is None:
                told.add("M023", column, value=text)
            else:
                told.add("M013", column, value=text, form=example(near))
            return None
        series, reading = fits[0]
        number = _number_of(series, reading, day)
        if number is None and not day and not reading.year:
            told.add("M019", column, number=text)
        elif number is None:
            told.add("M013", column, value=text, form=example(series))
        if number is None:
            return None
        form = full_name(series, number)
        if "".join(text.split()) not in (form, form.removeprefix(series.title)):
            told.add("M020", column, value=text, form=form)
        return series, number

    def _fits(self, text: str) -> list[tuple[Series, Reading]]:
        """Return the series that a number may be of, with what it says."""
        if self.wanted:
            reading = read_form(self.wanted, text) or _bare(text)
            return [(self.wanted, reading)] if reading else []
        return [
            (series, reading)
            for series in self.portal.site.series
            if _names(series, text) and (reading := read_form(series, text))
        ]

    def _issued(self, row: Row, series: Series, entry: RegisterEntry, told: Told) -> RegisterEntry:
        """Find the notice of an issued number; where there is none the number is withheld."""
        cell, column = self.columns.find(row, "item")
        key = key_of(series, entry.number)
        if cell:
            path = self._named(str(cell), series, key, told, column)
            if path is None:
                return entry
        else:
            path = self.portal.by_key.get(key) or self._alike(series, entry)
            if path is None:
                reason = entry.reason or NOT_HERE
                told.add("M025", column, number=entry.text, reason=reason)
                return replace(entry, state=State.WITHHELD, reason=reason)
            told.add("M026", column, number=entry.text, item=path)
        item = self.portal.items[path]
        signed = item.notice.signed if item.notice else entry.day
        differs = (entry.title and entry.title != item.title) or (entry.day and entry.day != signed)
        if differs:
            told.add("M017", column, number=entry.text)
        return replace(entry, item=path, title=item.title, day=signed, reason="")

    def _named(self, written: str, series: Series, key: Key, told: Told, column: int) -> str | None:
        """Return the path of the notice that a row names, where it may carry the number."""
        path = written.replace("\\", "/").removeprefix("content/").lstrip("/")
        item = self.portal.items.get(path)
        reason = ""
        if item is None or item.notice is None:
            reason = "不是公文 (no notice)"
        elif item.notice.series != series.code:
            reason = f"不属于系列 {series.code} (another series)"
        elif item.notice.number and self.portal.carried.get(path) != key:
            reason = f"写的是 {item.notice.number} (another number)"
        if reason:
            told.add("M018", column, item=written, reason=reason)
            return None
        return path

    def _alike(self, series: Series, entry: RegisterEntry) -> str | None:
        """Return the only notice without number that has title and date of an entry."""
        found = [
            path
            for path, item in self.portal.items.items()
            if item.notice
            and item.notice.series == series.code
            and not item.notice.number
            and (item.title, item.notice.signed) == (entry.title, entry.day)
        ]
        return found[0] if len(found) == 1 else None


def _names(series: Series, text: str) -> bool:
    """Whether a number begins, or ends, with a name of the series."""
    folded = "".join(text.split()).removeprefix("《")
    names = (*(series.codes or (series.title,)), *series.aliases)
    return any(folded.startswith(name) for name in names)


def _bare(text: str) -> Reading | None:
    """Read a serial alone, as in 5 or 5号."""
    digits = text.removeprefix("第").rstrip("号期")
    return Reading(None, int(digits), None, ()) if digits.isdecimal() and len(digits) < 6 else None


def _number_of(series: Series, reading: Reading, day: date | None) -> Number | None:
    """Return the number that a reading means; its year, where it says none, is that of the day."""
    year = reading.year or (day.year if day else None)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if not 0 < reading.serial <= SERIAL_LIMIT or (series.total and not reading.total):
        return None
    if series.reset is Reset.NEVER and day:
        year = day.year
    code = code_in_year(series, year, reading.code)
    return Number(series.code, year, reading.serial, reading.total, code)
