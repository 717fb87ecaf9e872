"""Numbers that were issued before the portal kept the register."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from plugins.model.files import create_exclusive
from plugins.model.numbers import Number, full_name, parse_number
from plugins.model.registers import FOLDER, RegisterEntry, State
from plugins.model.series import Series
from plugins.notice_numbering.allocation import entry_text


def record_issued(
    root: Path, series: Series, text: str, *, item: str, title: str, day: date
) -> bool:
    """Register a number of the past for an item; False where another item has it.

    `text` is the number in its right form, `item` a path below the content folder `root`. An entry
    that says the same already is left as it is.

    Raises:
        NumberError: the text is no number of the series.

    """
    parsed = parse_number(series, text)
    number = Number(series.code, parsed.year or day.year, parsed.serial, parsed.total)
    path = f"{FOLDER}/{series.code}/{number.year}/{number.serial}.toml"
    name = full_name(series, number)
    entry = RegisterEntry(number, name, State.ISSUED, item, title, day, "", path)
    if create_exclusive(root / path, entry_text(entry)):
        return True
    kept = tomllib.loads((root / path).read_text(encoding="utf-8"))
    return kept.get("item") == item
