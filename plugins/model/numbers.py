"""Official numbers: parse, format and compare them.

Forms after 党政机关公文处理工作条例, clause 9, and GB/T 9704: issuer code, year in 〔〕, serial
without 第 or leading zero, 号. Announcements, orders and issues carry 第 and no such brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.model.number_forms import LENGTH_LIMIT, Reading, read_form
from plugins.model.series import Reset, Series, SeriesKind

SERIAL_LIMIT = 99999
FIRST_YEAR, LAST_YEAR = 1949, 2099
EXAMPLE_YEAR, EXAMPLE_TOTAL = 2020, 19
"""What a mend shows where the text at hand has no year or total of its own."""
_STRICT = re.compile(r"[\u4e00-\u9fff]{2,16}〔(?:19|20)[0-9]{2}〕[1-9][0-9]{0,4}号\Z")


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A number of a series; sorts by series, year and serial."""

    series: str
    """Code of the series."""
    year: int
    """Year that it was issued in, also where the series never starts again."""
    serial: int
    total: int | None = None
    """总第N期, where the series carries a running total."""
    code: str = ""
    """机关代字 that it was issued under, where it isn't the series' present one."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What the text of a number says."""

    year: int | None
    """None where the form has no year."""
    serial: int
    total: int | None
    code: str = ""
    """机关代字, where it isn't the series' present one."""


class NumberError(ValueError):
    """A text that is no number of the series in its right form."""

    def __init__(self, code: str, /, **fields: str) -> None:
        """Name the problem code and the fields of its message."""
        super().__init__(code)
        self.code = code
        self.fields = fields


def unit(series: Series) -> str:
    """Return what a series counts: 期 for issues, 号 for the rest."""
    return "期" if series.kind is SeriesKind.ISSUE else "号"


def format_number(series: Series, number: Number) -> str:
    """Return the number in its right form, without the series' title."""
    if series.kind is SeriesKind.DOCUMENT:
        return f"{number.code or series.issuer_code}〔{number.year}〕{number.serial}号"
    year = f"{number.year}年" if series.reset is Reset.YEARLY else ""
    total = f"（总第{number.total}期）" if series.total and number.total else ""
    return f"{year}第{number.serial}{unit(series)}{total}"


def full_name(series: Series, number: Number) -> str:
    """Return the number as texts cite it: with the title in front where it isn't in the form."""
    title = "" if series.kind is SeriesKind.DOCUMENT else series.title
    return f"{title}{format_number(series, number)}"


def parse_number(series: Series, text: str) -> ParsedNumber:
    """Read a number that must stand in its right form, with or without the series' title.

    Raises:
        NumberError: the text is no such number, or in a wrong form; the error names the right one.

    """
    reading = read_form(series, text)
    if reading is None:
        raise NumberError("N018", text=text[:LENGTH_LIMIT], form=example(series))
    _check_range(series, reading, text)
    parsed = ParsedNumber(reading.year, reading.serial, reading.total, reading.code)
    if reading.faults:
        raise NumberError(reading.faults[0], text=text, form=_right_form(series, parsed))
    if series.total and parsed.total is None:
        raise NumberError("N023", text=text, form=_right_form(series, parsed))
    return parsed


def read_mention(series: Series, text: str) -> ParsedNumber | None:
    """Read a number as texts mention it, in its right form or in a wrong one that is plain.

    号 in the place of 期, or 期 in that of 号, is not: it means another series.
    """
    reading = read_form(series, text)
    if reading is None or "N027" in reading.faults or not 0 < reading.serial <= SERIAL_LIMIT:
        return None
    return ParsedNumber(reading.year, reading.serial, reading.total, reading.code)


def former(series: Series, code: str) -> str:
    """Return a 机关代字 as numbers hold it: empty for the series' present one."""
    return "" if code == series.issuer_code else code


def is_document_number(text: str) -> bool:
    """Whether a text is any body's document number in its right form."""
    return bool(_STRICT.match(text))


def example(series: Series) -> str:
    """Return a number of the series, to show its form."""
    total = EXAMPLE_TOTAL if series.total else None
    code = code_in_year(series, EXAMPLE_YEAR)
    return format_number(series, Number(series.code, EXAMPLE_YEAR, 5, total, code))


def code_in_year(series: Series, year: int, code: str = "") -> str:
    """Return `code` where documents of that year carry it, else the newest that they carry."""
    codes = series.codes_in(year)
    return code if not codes or (code or series.issuer_code) in codes else former(series, codes[-1])


def _check_range(series: Series, reading: Reading, text: str) -> None:
    for value in (reading.serial, reading.total):
        if value is not None and not 0 < value <= SERIAL_LIMIT:
            raise NumberError("N016", text=text, form=example(series))
    if reading.year is not None and not FIRST_YEAR <= reading.year <= LAST_YEAR:
        raise NumberError("N022", text=text, form=example(series))


def _right_form(series: Series, parsed: ParsedNumber) -> str:
    total = parsed.total or (EXAMPLE_TOTAL if series.total else None)
    year = parsed.year or EXAMPLE_YEAR
    code = code_in_year(series, year, parsed.code)
    return format_number(series, Number(series.code, year, parsed.serial, total, code))
