"""Spellings: the keys by which a notice is found from its number however that is written.

A query is read into name, year and serial (theme/scripts/search-fold.js); an item has a key for
each way of leaving parts of these out. Keys are hashed to pairs of private characters, so that the
index keeps them like the pairs of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.full_text.folding import PRIVATE, fold
from plugins.model.number_forms import genre
from plugins.model.numbers import Number
from plugins.model.series import Series, SeriesKind

_FOREIGN = re.compile(r"(?P<name>[\u4e00-\u9fff]+)〔(?P<year>[0-9]{4})〕(?P<serial>[0-9]+)号\Z")
_MARK = re.compile(r"[\W_]+")
ISSUE, TOTAL = "期", "总"


def key(name: str, year: int | str, serial: int, unit: str = "") -> str:
    """Return the key of a spelling; a part that it leaves out is empty."""
    return f"{_MARK.sub('', fold(name))}/{year}/{serial}{unit}"


def series_spellings(series: Series, number: Number) -> tuple[str, ...]:
    """Return the keys of a number of the portal's own series, each once."""
    unit = ISSUE if series.kind is SeriesKind.ISSUE else ""
    names = (series.issuer_code, series.title, *series.aliases, genre(series.title))
    found = [*_keys(names, number.year, number.serial, unit)]
    if number.total:
        found += [key(name, "", number.total, TOTAL) for name in (*names, "")]
    return tuple(dict.fromkeys(found))


def foreign_spellings(text: str) -> tuple[str, ...]:
    """Return the keys of another body's document number; none where it has another form."""
    match = _FOREIGN.match(text)
    if match is None:
        return ()
    return tuple(_keys((match["name"],), int(match["year"]), int(match["serial"]), ""))


def _keys(names: tuple[str, ...], year: int, serial: int, unit: str) -> Iterator[str]:
    """Yield keys with and without name and year; a bare serial counts for issues alone."""
    for name in filter(None, names):
        yield key(name, year, serial)
        yield key(name, "", serial)
    yield key("", year, serial, unit)
    if unit:
        yield key("", "", serial, unit)


def hashed(spelling: str) -> str:
    """Return the pair of characters that stands for a key: FNV-1a of its UTF-8, in 24 bits."""
    value = 0x811C9DC5
    for byte in spelling.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    value = value >> 24 ^ value & 0xFFFFFF
    return chr(PRIVATE + (value >> 16)) + chr(PRIVATE + (value & 0xFFFF))
