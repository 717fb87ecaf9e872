"""Registers as files: CSV, XLSX and JSON of what the register pages show, and nothing else."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook
from openpyxl import __version__ as openpyxl_version
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plugins.model.addresses import absolute
from plugins.model.cache import FileCache, cache_key
from plugins.model.edition import Edition
from plugins.model.register_lists import RegisterList, register_lists
from plugins.model.register_views import RegisterRow
from plugins.model.series import Series
from plugins.model.spreadsheet import neutral, sheet_text
from plugins.notice_numbering.views import FILE, FORMATS, register_row

COLUMNS = (
    ("编号", 26),
    ("标题", 60),
    ("成文日期", 12),
    ("状态", 10),
    ("有效性", 10),
    ("原因", 30),
    ("网址", 48),
)
"""Heads of the columns, and their widths in characters."""
_CHANGED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKED = (1980, 1, 1, 0, 0, 0)
"""Date of every file in an XLSX archive: the first that the format knows."""


def register_files(edition: Edition, cache: FileCache) -> Iterator[tuple[str, bytes]]:
    """Yield address and content of each file of a series' list, of all years and of each.

    Workbooks that were made before from the same rows come from the cache.
    """
    for one in register_lists(edition):
        if one.series:
            yield from _files(edition, one, one.series, cache)


def _files(
    edition: Edition, one: RegisterList, series: Series, cache: FileCache
) -> Iterator[tuple[str, bytes]]:
    shown = (register_row(edition, entry, alone=True) for entry in reversed(one.entries))
    rows = tuple(
        replace(row, url=absolute(edition.site, row.url) if row.url else "") for row in shown
    )
    table = sheet_text([head for head, _ in COLUMNS], map(_cells, rows))
    files = {"csv": table.encode(), "json": _json(series, rows)}
    key = cache_key(Path(__file__).read_bytes(), openpyxl_version, files["json"])
    book = cache.get(key)
    if book is None:
        book = _xlsx(series, rows)
        cache.put(key, book)
    files["xlsx"] = book
    for form in FORMATS:
        yield f"{one.address}{FILE}.{form}", files[form]


def _cells(row: RegisterRow) -> tuple[str, ...]:
    return (row.number, row.title, row.day, row.state, row.validity, row.reason, row.url)


def _json(series: Series, rows: tuple[RegisterRow, ...]) -> bytes:
    record: dict[str, Any] = {
        "series": series.name,
        "issuer": series.issuer,
        "numbers": [
            {
                "number": row.number,
                "year": row.year,
                "title": row.title or None,
                "date": row.day or None,
                "state": row.state_kind,
                "state_label": row.state,
                "validity": row.validity or None,
                "reason": row.reason or None,
                "url": row.url or None,
            }
            for row in rows
        ],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _xlsx(series: Series, rows: tuple[RegisterRow, ...]) -> bytes:
    """Return a workbook; the same rows give the same bytes."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = "发文登记簿"
    for column, (head, width) in enumerate(COLUMNS, 1):
        sheet.cell(1, column, head).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for line, row in enumerate(rows, 2):
        for column, text in enumerate(_cells(row), 1):
            _write(sheet, line, column, text)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    newest = max((row.day for row in rows if row.day), default=f"{rows[0].year}-01-01")
    book.properties.title = f"{series.name}发文登记簿"
    book.properties.creator = series.issuer
    book.properties.created = datetime.fromisoformat(newest)
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue(), newest)


def _write(sheet: Worksheet, line: int, column: int, text: str) -> None:
    """Write a cell: a date as one, anything else as text that is never run."""
    place = sheet.cell(line, column)
    if COLUMNS[column - 1][0] == "成文日期" and text:
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
