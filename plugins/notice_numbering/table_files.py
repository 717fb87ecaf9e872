"""Tables as offices keep them: CSV in any usual encoding, and XLSX; every cell becomes plain."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from plugins.model.source import guess_encoding

SIZE_LIMIT = 20 * 1024 * 1024
"""Bytes of a table file."""
UNPACKED_LIMIT = 300 * 1024 * 1024
"""Bytes of a workbook's parts when unpacked."""
ROW_LIMIT, COLUMN_LIMIT = 100_000, 200
_CODECS = {"GBK/GB18030": "gb18030", "Big5": "big5", "UTF-16": "utf-16"}
_DIVIDERS = (",", "\t", ";", "，")
_XLSX_FAULTS = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, OSError, KeyError, ValueError, TypeError,
    AttributeError, IndexError, SyntaxError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl and zipfile raise at files that are no sound workbook."""
Cell = str | date
"""Text, trimmed ("" for none), or the date of a cell that holds one."""


class TableError(Exception):
    """A file that is no table that can be read; says why, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    line: int
    """From 1, as the program that made it counts."""
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Return a cell by column from 0; "" where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file, or a sheet of a workbook."""

    name: str
    """Of the sheet; empty for CSV."""
    rows: tuple[Row, ...]
    encoding: str
    """Encoding that was guessed; empty for UTF-8 and workbooks."""


def read_tables(path: Path) -> tuple[Table, ...]:
    """Read a CSV file or the visible sheets of a workbook.

    Raises:
        TableError: it is neither, or too large.

    """
    try:
        if not path.is_file():
            raise TableError("找不到这个文件 (no such file)")
        if path.stat().st_size > SIZE_LIMIT:
            raise TableError(f"超过 {SIZE_LIMIT // 1024 // 1024} MB (too large)")
        raw = path.read_bytes()
    except OSError as fault:
        raise TableError(fault.strerror or str(fault)) from None
    if raw.startswith(b"PK\x03\x04"):
        return _workbook(raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError("是旧版 Excel 或加密的文件，另存为不加密的 .xlsx (save it as plain .xlsx)")
    return (_csv(raw),)


def _csv(raw: bytes) -> Table:
    encoding = ""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = guess_encoding(raw)
        if encoding not in _CODECS:
            raise TableError(f"不是文本表格：{encoding} (no table)") from None
        text = raw.decode(_CODECS[encoding], errors="replace").lstrip("\ufeff")
    if "\0" in text:
        raise TableError("含有空字符 (NUL)")
    head = "".join(text.splitlines(keepends=True)[:5])
    divider = max(_DIVIDERS, key=head.count)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
        before = 0
        for cells in reader:
            rows.append(Row(before + 1, tuple(_trimmed(cell) for cell in cells[:COLUMN_LIMIT])))
            before = reader.line_num
            if len(rows) > ROW_LIMIT:
                raise TableError(f"超过 {ROW_LIMIT} 行 (too many rows)")
    except csv.Error as fault:
        raise TableError(f"格式有误：{fault} (broken)") from None
    return Table("", tuple(rows), encoding)


def _trimmed(text: str) -> str:
    """Return a text on one line, without the apostrophe that our own files put before a formula."""
    plain = " ".join(text.split())
    return plain[1:] if plain[:1] == "'" and plain[1:2] in set("=+-@＝＋－＠") else plain


def _workbook(raw: bytes) -> tuple[Table, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_LIMIT:
                raise TableError("解开后过大 (too large when unpacked)")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(raw), data_only=True)
        return tuple(
            Table(sheet.title, _sheet(sheet), "")
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        )
    except _XLSX_FAULTS as fault:
        told = str(fault).split("\n", 1)[0][:100]
        raise TableError(f"不是完好的 .xlsx 文件：{told} (no sound workbook)") from None


def _sheet(sheet: Worksheet) -> tuple[Row, ...]:
    """Return the rows of a sheet; a merged cell says in each of its places what it says."""
    if sheet.max_row > ROW_LIMIT:
        raise TableError(f"超过 {ROW_LIMIT} 行 (too many rows)")
    grid = [
        [_plain(value) for value in row]
        for row in sheet.iter_rows(max_col=min(sheet.max_column, COLUMN_LIMIT), values_only=True)
    ]
    for area in sheet.merged_cells.ranges:
        low, high = area.min_row - 1, min(area.max_row, len(grid))
        for line in range(low, high):
            for column in range(area.min_col - 1, min(area.max_col, len(grid[line]))):
                grid[line][column] = grid[low][area.min_col - 1]
    return tuple(Row(line, tuple(cells)) for line, cells in enumerate(grid, 1))


def _plain(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _trimmed(str(value))
