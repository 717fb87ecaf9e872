"""Registers as files: CSV, XLSX and JSON of what the register pages show, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plugins.model.addresses import absolute
from plugins.model.cache import FileCache, cache_key
from plugins.model.edition import Edition
from plugins.model.register_lists import RegisterList, register_lists
from plugins.model.register_views import RegisterRow
from plugins.model.series import Series
from plugins.model.spreadsheet import sheet_text
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
_WORKBOOK = Path(__file__).with_name("register_workbook.py")


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
    newest = max((row.day for row in rows if row.day), default=f"{rows[0].year}-01-01")
    made_of = (version("openpyxl"), repr(COLUMNS), newest, files["json"])
    key = cache_key(_WORKBOOK.read_bytes(), *made_of)
    book = cache.get(key)
    if book is None:
        from plugins.notice_numbering.register_workbook import workbook  # noqa: PLC0415 - slow

        cells = [_cells(row) for row in rows]
        book = workbook(f"{series.name}发文登记簿", series.issuer, COLUMNS, cells, newest)
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
