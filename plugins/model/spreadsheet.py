"""CSV that spreadsheet programs open rightly and safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell starts with that some program takes for a formula."""
SHIELD = "'"
SEPARATOR = "；"


def neutral(text: str) -> str:
    """Return a text that no spreadsheet program runs: a formula gets an apostrophe in front.

    So does a text that starts with apostrophes before one, so that taking one off gives the
    original back.
    """
    return f"{SHIELD}{text}" if text.lstrip(SHIELD).startswith(_TRIGGERS) else text


def cell(value: Any) -> str:
    """Return a field's value as a cell: lists by their numbers, addresses or texts."""
    if value is None:
        return ""
    if isinstance(value, list):
        return neutral(SEPARATOR.join(_part(one) for one in value))
    return neutral(str(value))


def _part(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("number") or value["url"])
    return str(value)


class Sheet:
    """A CSV file (RFC 4180) with a byte order mark, written row by row."""

    def __init__(self, file: TextIO, head: Sequence[str]) -> None:
        """Begin the file with its head."""
        file.write(BOM)
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(head)

    def add(self, row: Sequence[str]) -> None:
        """Add a row of cells."""
        self._writer.writerow(row)


def sheet_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a whole CSV file whose rows hold texts; formulas among them are made harmless."""
    out = io.StringIO(newline="")
    sheet = Sheet(out, head)
    for row in rows:
        sheet.add([cell(text) for text in row])
    return out.getvalue()
