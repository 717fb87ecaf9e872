"""The columns of a register that an office kept as a table, found by the words of their heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plugins.model.registers import State
from plugins.notice_numbering.table_files import Cell, Row, Table

HEADS = {
    "number": ("文号", "发文字号", "发文文号", "公文文号", "文件字号", "文件编号", "发文编号",
               "发文号", "期号", "令号", "公告号", "编号", "字号"),
    "title": ("标题", "公文标题", "文件标题", "题名", "名称", "文件名称", "公文名称", "题目",
              "事由"),
    "day": ("成文日期", "成文时间", "签发日期", "签发时间", "发文日期", "发文时间", "印发日期",
            "文件日期", "日期"),
    "state": ("状态", "编号状态", "文号状态", "发布状态", "公开状态", "公开属性", "公开方式"),
    "reason": ("原因", "作废原因", "不予公开原因", "不公开原因", "备注", "说明"),
    "item": ("稿件", "稿件路径", "稿件文件", "文件路径", "路径", "item"),
}  # fmt: skip
"""Words that head the columns of each field; of several columns the first word counts."""
STATES = {
    State.ISSUED: ("已发布", "已发", "已发文", "已印发", "已公开", "公开", "主动公开", "正常",
                   "issued"),
    State.VOID: ("作废", "已作废", "撤销", "已撤销", "废号", "空号", "void"),
    State.WITHHELD: ("不予公开", "不公开", "未公开", "涉密", "依申请公开", "内部", "withheld"),
    State.RESERVED: ("预留", "留号", "保留", "reserved"),
}  # fmt: skip
"""Words for each state."""
SEARCHED = 30
"""Rows in which the head is looked for."""
_MARKS = re.compile(r"[\s:：*＊（）()【】\[\]]")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?\Z")
_PACKED_DAY = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_EXCEL_DAY = re.compile(r"[1-9]\d{4}\Z")
_EXCEL_START = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the fields of a table stand."""

    places: dict[str, tuple[int, ...]]
    """Columns of each field from 0, the best first."""
    first: int
    """Index of the first row below the head."""

    def find(self, row: Row, field: str) -> tuple[Cell, int]:
        """Return the first cell of a field that says something, and its column from 1."""
        places = self.places.get(field, ())
        for column in places:
            if row.cell(column):
                return row.cell(column), column + 1
        return "", places[0] + 1 if places else 1


def find_columns(table: Table) -> Columns | None:
    """Find the head of a table, of one row or of two; None where it has none."""
    best: Columns | None = None
    rows = table.rows[:SEARCHED]
    for index in range(len(rows)):
        for height in (1, 2):
            places = _places(rows[index : index + height])
            if "number" in places and (best is None or len(places) > len(best.places)):
                best = Columns(places, index + height)
    return best


def _places(rows: tuple[Row, ...]) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field by the words of head rows; lower rows say more."""
    found: dict[str, list[tuple[int, int]]] = {}
    for column in range(max((len(row.cells) for row in rows), default=0)):
        words = [_word(row.cell(column)) for row in rows]
        for word in (*reversed(words), "".join(words)):
            field = next((name for name, heads in HEADS.items() if word in heads), "")
            if field:
                found.setdefault(field, []).append((HEADS[field].index(word), column))
                break
    return {field: tuple(column for _, column in sorted(ranked)) for field, ranked in found.items()}


def _word(cell: Cell) -> str:
    return _MARKS.sub("", cell).lower() if isinstance(cell, str) else ""


def body(table: Table, columns: Columns) -> Iterator[Row]:
    """Yield the rows below the head, blank ones left out."""
    for row in table.rows[columns.first :]:
        if not row.blank:
            yield row


def is_head(row: Row) -> bool:
    """Whether a row repeats the head, as on each page of a printed table."""
    return len(_places((row,))) >= 2


def is_heading(row: Row) -> bool:
    """Whether one text fills the whole row."""
    told = {cell for cell in row.cells if cell}
    return len(told) == 1 and sum(bool(cell) for cell in row.cells) > 2


def read_state(text: str) -> State | None:
    """Return the state that a word means; None where it is none."""
    word = _MARKS.sub("", text).lower()
    return next((state for state, words in STATES.items() if word in words), None)


def read_day(cell: Cell) -> tuple[date | None, bool]:
    """Return the date that a cell holds, and whether it had to be worked out.

    None: it holds none that can be read. A number of five digits is a day as spreadsheets count.
    """
    if isinstance(cell, date):
        return cell, False
    match = _DAY.match(cell) or _PACKED_DAY.match(cell)
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])), False
    except ValueError:
        return None, False
    if _EXCEL_DAY.match(cell):
        return _EXCEL_START + timedelta(days=int(cell)), True
    return None, False
