"""Numbers that were issued before the portal kept the register."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.model.files import create_exclusive, replace
from plugins.model.numbers import Number, full_name, parse_number
from plugins.model.registers import FOLDER, RegisterEntry, State
from plugins.model.series import Series
from plugins.notice_numbering.allocation import entry_text


def record_issued(
    root: Path, series: Series, text: str, *, item: str, title: str, day: date
) -> bool:
    """Register a number of the past for an item; False where another item has it.

    `text` is the number in its right form, `item` a path below the content folder `root`. An entry
    that says the same already is left as it is; one reserved or issued without an item gets it.

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
    kept = _read(root / path)
    if kept.item or kept.state not in (State.RESERVED, State.ISSUED):
        return kept.item == item
    replace(root / path, entry_text(entry))
    return True


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register says of a number."""

    state: str
    item: str
    """Path of its item; empty where it has none."""
    title: str


def kept_entry(root: Path, series: Series, text: str, day: date) -> Kept | None:
    """Return what the register says of a number; None where it holds none.

    Raises:
        NumberError: the text is no number of the series.

    """
    parsed = parse_number(series, text)
    path = root / FOLDER / series.code / str(parsed.year or day.year) / f"{parsed.serial}.toml"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Kept:
    try:
        kept = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        kept = {}
    return Kept(*(str(kept.get(name, "")) for name in ("state", "item", "title")))
