"""Allocation: the one writer of registers. A number is taken once, whole, and never again.

The register entry is written first and is the record of intent: it names the item. A process that
is killed before the item carries its number leaves an entry that the next run completes.
"""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import tomli_w
from filelock import FileLock

from plugins.model.content_files import ContentFile, content_files
from plugins.model.files import create_exclusive, remove_unfinished
from plugins.model.files import replace as replace_file
from plugins.model.item_loader import ItemContext, ReadItem, load_item, read_item
from plugins.model.items import Item, ItemKind, Status
from plugins.model.numbers import (
    FIRST_YEAR,
    LAST_YEAR,
    Number,
    NumberError,
    former,
    full_name,
    parse_number,
)
from plugins.model.problems import Language, Problems
from plugins.model.registers import FOLDER, RegisterEntry, Registers, State, load_registers
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.notice_numbering.changes import finish_changes
from plugins.notice_numbering.header_edit import carries, insert_field, says

_WAITING = (State.RESERVED, State.WITHHELD)
"""States of numbers that an item may still be given."""
Tell = Callable[[str, str], None]
"""Takes a sentence in Chinese and the same in English."""


class AllocationError(Exception):
    """A number can't be given or changed: the fault and the mend, in Chinese and in English."""

    def __init__(self, chinese: str, english: str) -> None:
        """Keep both sentences."""
        super().__init__(f"{chinese} | {english}")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where numbers are given."""

    root: Path
    """The content folder."""
    label: str
    """The content folder as shown to people."""
    site: Site
    today: date
    tell: Tell

    @contextmanager
    def open(self) -> Iterator[Registers]:
        """Hold the registers alone, mended of what a killed process left."""
        with self.alone():
            registers = self._registers()
            self._complete(registers)
            yield registers

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the registers alone; changes that were decided are made, no file is unfinished."""
        folder = self.root / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            if finish_changes(self.root):
                self.tell("已补完上次没有做完的修改", "completed the changes of an interrupted run")
            removed = remove_unfinished(self.root)
            if removed:
                self.tell(f"已清除 {removed} 个未写完的文件", f"removed {removed} unfinished files")
            yield

    def notices(self) -> dict[str, Item]:
        """Return every notice of the content folder by its path.

        Raises:
            AllocationError: one can't be read.

        """
        problems = Problems()
        found = {}
        for read in self.read_notices(problems):
            if read is None or not read.whole:
                first = problems.errors[0].render()
                raise AllocationError(f"先改正：{first}", "mend the notices first")
            found[read.item.path] = read.item
        return found

    def read_notices(self, problems: Problems) -> Iterator[ReadItem | None]:
        """Yield every notice as read, by path; None for one whose header can't be read."""
        context = ItemContext(self.root, self.label, self.site, self.today)
        for file in content_files(self.root, self.label, problems):
            if file.kind is ItemKind.NOTICE:
                yield read_item(file, context, problems)

    def _registers(self) -> Registers:
        problems = Problems()
        registers = load_registers(self.root, self.label, self.site, problems)
        if problems.errors:
            first = problems.errors[0].render()
            raise AllocationError(
                f"登记簿有 {len(problems.errors)} 个错误，先改正：{first}",
                "mend the registers first",
            )
        return registers

    def _complete(self, registers: Registers) -> None:
        """Write the number into each item that its entry names and that lacks it."""
        for entry in registers.entries.values():
            if entry.state is not State.ISSUED or not (self.root / entry.item).is_file():
                continue
            if carries((self.root / entry.item).read_bytes(), "number"):
                continue
            item = self._read(entry.item)
            if item and item.notice and not item.notice.number:
                self._write_number(entry.item, entry.text)
                self.tell(
                    f"已补写上次没有写完的文号：{self.label}/{entry.item} {entry.text}",
                    f"completed an interrupted run: {entry.item} carries {entry.text} now",
                )

    def _read(self, path: str) -> Item | None:
        context = ItemContext(self.root, self.label, self.site, self.today)
        return load_item(ContentFile(path, ItemKind.NOTICE), context, Problems())

    def _write_number(self, path: str, number: str) -> None:
        file = self.root / path
        replace_file(file, insert_field(file.read_bytes(), "number", number))

    def number(self, path: str, use: str = "") -> str:
        """Give a notice its number and return it; one that has its number keeps it.

        `path` is below the content folder; `use` is a reserved number to give instead of the next.

        Raises:
            AllocationError: the file is no notice that may take a number.

        """
        with self.open() as registers:
            item = self._checked(path)
            notice = item.notice
            series = self.site.series_of(notice.series) if notice else None
            if notice is None or series is None:
                raise AllocationError(
                    f"{path} 的栏目不编文号，不需要取号",
                    f"the column of {path} carries no numbers; it needs none",
                )
            self._check_column(item, series)
            if notice.number:
                self._check_kept(registers, series, item)
                self.tell(f"{path} 已有文号 {notice.number}", f"{path} has {notice.number} already")
                return notice.number
            if use:
                return self._give_reserved(registers, series, item, use)
            upcoming = registers.next(series, notice.signed.year, notice.signed)
            self._check_writable(path, full_name(series, upcoming))
            number = self._take(
                registers, series, notice.signed, State.ISSUED, item=path, title=item.title
            )
            text = full_name(series, number)
            self._write_number(path, text)
            return text

    def _give_reserved(self, registers: Registers, series: Series, item: Item, wanted: str) -> str:
        """Issue a number to an item that was reserved, or withheld and is made public now."""
        text = "".join(wanted.split())
        found = [entry for entry in registers.of(series.code) if entry.text == text]
        if not found or found[0].state not in _WAITING or item.notice is None:
            raise AllocationError(
                f"{text} 不是系列“{series.code}”里预留或不予公开的文号；到登记簿核对",
                f"{text} is no reserved or withheld number of {series.code}; look it up",
            )
        entry, signed = found[0], item.notice.signed
        code = former(series, series.code_on(signed))
        number = replace(entry.number, code=code)
        text = full_name(series, number)
        if series.reset is Reset.YEARLY and entry.number.year != signed.year:
            raise AllocationError(
                f"{text} 的年份与成文日期 {signed} 不符；核对成文日期或换一个文号",
                f"the year of {text} isn't that of {signed}; check the date or the number",
            )
        self._check_writable(item.path, text)
        issued = RegisterEntry(
            number, text, State.ISSUED, item.path, item.title, signed, "", entry.path
        )
        replace_file(self.root / entry.path, entry_text(issued))
        self._write_number(item.path, text)
        return text

    def _checked(self, path: str) -> Item:
        file = self.root / path
        if file.is_symlink() or not file.is_file():
            raise AllocationError(f"找不到 {path}", f"{path} is no file")
        if not path.startswith("notices/") or not path.endswith(".md"):
            raise AllocationError(
                f"{path} 不是公文，公文放在 notices 文件夹", f"{path} is no notice"
            )
        problems = Problems()
        context = ItemContext(self.root, self.label, self.site, self.today)
        item = load_item(ContentFile(path, ItemKind.NOTICE), context, problems)
        if item is None:
            raise AllocationError(
                f"先改正错误再取号：{problems.errors[0].render()}", "mend the item first"
            )
        if item.status is Status.DRAFT:
            raise AllocationError(
                f"{path} 是草稿，定稿后把 status 改为 published 再取号",
                f"{path} is a draft; set status to published first",
            )
        return item

    def _check_column(self, item: Item, series: Series) -> None:
        column = self.site.column(item.column)
        if column and series.code not in column.series:
            raise AllocationError(
                f"栏目“{column.name}”不登载系列“{series.code}”，换一个栏目或系列",
                f"column {column.code} doesn't carry series {series.code}; change one of them",
            )

    def _check_writable(self, path: str, number: str) -> None:
        """Refuse, before a number is taken, a file that can't be given one."""
        file = self.root / path
        if not file.stat().st_mode & stat.S_IWUSR:
            raise AllocationError(
                f"{path} 是只读文件，先去掉只读属性", f"{path} is read-only; make it writable first"
            )
        raw = file.read_bytes()
        if not says(raw, insert_field(raw, "number", number), "number", number):
            raise AllocationError(
                f"{path} 的信息头写不进文号，改成一行一个字段，例如 kind: 通知",
                f"the header of {path} can't take a number; write one field a line",
            )

    def _check_kept(self, registers: Registers, series: Series, item: Item) -> None:
        notice = item.notice
        if notice is None:
            return
        try:
            parsed = parse_number(series, notice.number)
        except NumberError as fault:
            problems = Problems()
            shown = f"{self.label}/{item.path}"
            problems.add(fault.code, shown, item.line_of("number"), **fault.fields)
            raise AllocationError(
                f"先改正文号：{problems.errors[0].render(Language.ZH)}",
                f"mend the number first: {problems.errors[0].render(Language.EN)}",
            ) from None
        year = parsed.year or notice.signed.year
        entry = (
            registers.by_serial(series.code, parsed.serial)
            if series.reset is Reset.NEVER
            else registers.get(Number(series.code, year, parsed.serial))
        )
        if entry is None or entry.item != item.path:
            raise AllocationError(
                f"{item.path} 的文号 {notice.number} 没有登记，删去 number 一行后重新取号",
                f"{notice.number} isn't registered for {item.path}; remove it and run again",
            )

    def _take(
        self,
        registers: Registers,
        series: Series,
        day: date,
        state: State,
        *,
        item: str = "",
        title: str = "",
        reason: str = "",
    ) -> Number:
        """Write the entry of the next free number for a day."""
        newest = max(registers.years(series.code), default=day.year)
        if series.total and day.year < newest:
            raise AllocationError(
                f"{newest} 年已经编号，总期号不能倒回 {day.year} 年；核对成文日期",
                f"{newest} has numbers already and running totals can't go back to {day.year}; "
                "check the date",
            )
        mark = secrets.token_hex(4) if state is State.RESERVED else ""
        signed = day if state is State.ISSUED else None
        while True:
            number = registers.next(series, day.year, day)
            path = f"{FOLDER}/{series.code}/{day.year}/{number.serial}.toml"
            text = full_name(series, number)
            entry = RegisterEntry(number, text, state, item, title, signed, reason, path, mark)
            registers.entries[series.code, day.year, number.serial] = entry
            if create_exclusive(self.root / path, entry_text(entry)):
                return number

    def reserve(self, series_code: str, year: int, reason: str) -> str:
        """Take the next number without an item, and return it."""
        series = self.site.series_of(series_code)
        if series is None:
            known = "、".join(one.code for one in self.site.series)
            raise AllocationError(
                f"没有系列“{series_code}”，可用：{known}", f"no series {series_code}"
            )
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise AllocationError(f"年份 {year} 不合理", f"year {year} is out of range")
        day = self.today if self.today.year == year else date(year, 12, 31)
        with self.open() as registers:
            number = self._take(registers, series, day, State.RESERVED, reason=reason)
            return full_name(series, number)

    def set_aside(self, text: str, state: State, reason: str) -> str:
        """Void or withhold a number that no published item carries, and return it."""
        wanted = "".join(text.split())
        with self.open() as registers:
            entry = next((one for one in registers.entries.values() if one.text == wanted), None)
            if entry is None:
                raise AllocationError(
                    f"登记簿里没有 {text}，按登记的全称填写", f"{text} is not in the registers"
                )
            if entry.state is state:
                raise AllocationError(
                    f"{text} 已经是这个状态，原因：{entry.reason}", f"{text} is {state} already"
                )
            if entry.item and (self.root / entry.item).is_file():
                raise AllocationError(
                    f"{entry.item} 还在使用 {text}；先把该文件移出内容目录",
                    f"{entry.item} still carries {text}; move the file away first",
                )
            changed = replace(entry, state=state, reason=reason, item="", mark="")
            replace_file(self.root / entry.path, entry_text(changed))
            return entry.text


def entry_text(entry: RegisterEntry) -> bytes:
    """Return the file of a register entry."""
    record: dict[str, object] = {"number": entry.text, "state": str(entry.state)}
    optional = {
        "item": entry.item,
        "title": entry.title,
        "date": entry.day,
        "reason": entry.reason,
        "mark": entry.mark,
    }
    record.update({key: value for key, value in optional.items() if value})
    return tomli_w.dumps(record).encode()
