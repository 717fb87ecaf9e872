"""A register as a workbook; the same rows give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plugins.model.spreadsheet import neutral

_DAY = "成文日期"
_CHANGED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKED = (1980, 1, 1, 0, 0, 0)
"""Date of every file in an XLSX archive: the first that the format knows."""


def workbook(
    title: str,
    creator: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[str]],
    newest: str,
) -> bytes:
    """Return an XLSX file of one sheet; `newest` (YYYY-MM-DD) is when it counts as made.

    `columns` have head and width in characters; a cell below 成文日期 is a date.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = "发文登记簿"
    for column, (head, width) in enumerate(columns, 1):
        sheet.cell(1, column, head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            _write(sheet, line, column, text, is_day=columns[column - 1][0] == _DAY)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.properties.title = title
    book.properties.creator = creator
    book.properties.created = datetime.fromisoformat(newest)
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue(), newest)


def _write(sheet: Worksheet, line: int, column: int, text: str, *, is_day: bool) -> None:
    """Write a cell: a date as one, anything else as text that is never run."""
    place = sheet.cell(line, column)
    if is_day and text:
        place.value = date.fromisoformat(text)
        place.number_format = "yyyy-mm-dd"
        return
    place.value = ILLEGAL_CHARACTERS_RE.sub("", text) or None
    if place.value is not None:
        place.data_type = "s"
        place.quotePrefix = neutral(text) != text
    place.alignment = Alignment(wrap_text=True, vertical="top")


def _repacked(raw: bytes, day: str) -> bytes:
    """Return the archive with canonical XML and without the clock, uncompressed.

    So neither the day, nor the version of a compressor shows in it, nor the prefixes that other
    libraries register with the standard one for XML: lxml has none of its own.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain,
    ):
        for name in packed.namelist():
            text = _CHANGED.sub(rf"\g<1>{day}T00:00:00Z", packed.read(name).decode())
            tree = etree.fromstring(text.encode())
            content = _DECLARATION + etree.tostring(tree, method="c14n2")
            entry = zipfile.ZipInfo(name, _PACKED)
            entry.create_system = 3
            plain.writestr(entry, content)
    return out.getvalue()
