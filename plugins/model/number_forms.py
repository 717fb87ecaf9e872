"""The forms in which people write numbers, right and wrong, told apart before they are folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from plugins.model.chinese_numerals import NUMERAL, NUMERAL_UNITS, chinese_digits, chinese_whole
from plugins.model.series import Reset, Series, SeriesKind

RIGHT_OPEN, RIGHT_CLOSE = "〔", "〕"
WIDE = dict(zip("［（【〈《〖﹝❲｛「『＜⟨⦅⟦〘〚", "］）】〉》〗﹞❳｝」』＞⟩⦆⟧〙〛", strict=True))
"""Full-width brackets that people take for 〔〕."""
HALF = {"[": "]", "(": ")", "{": "}", "<": ">"}
"""Half-width ones."""
OPEN = "".join([RIGHT_OPEN, *WIDE, *HALF])
CLOSE = "".join([RIGHT_CLOSE, *WIDE.values(), *HALF.values()])
LENGTH_LIMIT = 100
"""Characters; no number is as long."""
_PAIRS = {RIGHT_OPEN: RIGHT_CLOSE, **WIDE, **HALF}
_BRACKET = f"[{re.escape(OPEN + CLOSE)}]"
_YEAR = rf"[0-9]{{4}}|[0-9]{{2}}|[{NUMERAL}]{{4}}"
_SERIAL = rf"[0-9]+|[{NUMERAL}{NUMERAL_UNITS}]{{1,9}}"
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_GENRES = ("公告", "通告", "公报", "通报", "简报", "专报", "命令", "令")
"""What titles of series end with; texts often shorten a title to it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A number as read, with the problem codes of what is wrong in its form."""

    year: int | None
    serial: int
    total: int | None
    faults: tuple[str, ...]
    """The gravest first."""
    code: str = ""
    """机关代字 as written, where it isn't the series' present one."""


def read_form(series: Series, text: str) -> Reading | None:
    """Read a number of the series in any form; None where the text isn't one."""
    if len(text) > LENGTH_LIMIT:
        return None
    faults: list[str] = []
    folded = _fold(text.strip(), faults)
    if series.kind is SeriesKind.DOCUMENT:
        return _read_document(series, folded, faults)
    return _read_counted(series, folded, faults)


def _fold(text: str, faults: list[str]) -> str:
    """Fold spaces, invisible characters, digits and 號; what was folded is a fault."""
    if any(_invisible(char) for char in text):
        faults.append("N012")
        text = "".join(char for char in text if not _invisible(char))
    if any("０" <= char <= "９" for char in text):
        faults.append("N013")
        text = text.translate(_DIGITS)
    if "號" in text:
        faults.append("N011")
        text = text.replace("號", "号")
    return text


def _invisible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


def _bracket_fault(left: str | None, right: str | None) -> str:
    """Return what is wrong with a pair of brackets that should be 〔〕, "" where nothing is."""
    if not left or _PAIRS.get(left) != right:
        return "N003"
    if left in HALF:
        return "N002"
    return "N001" if left in WIDE else ""


def _year(text: str | None, faults: list[str]) -> int | None:
    """Return the year; two digits and Chinese numerals are faults."""
    if not text:
        return None
    if not text.isdecimal():
        faults.append("N005")
        return int(chinese_digits(text))
    if len(text) == 2:
        faults.append("N004")
        return int(("20" if text < "50" else "19") + text)
    return int(text)


def _whole(text: str, faults: list[str], *, numerals: str, zero: str) -> int | None:
    """Return a serial or total; Chinese numerals and leading zeros are the faults named."""
    if text.isdecimal():
        if text.startswith("0") and int(text):
            faults.append(zero)
        return int(text)
    faults.append(numerals)
    return chinese_whole(text)


def _found(tests: Iterable[tuple[object, str]]) -> list[str]:
    return [fault for found, fault in tests if found]


@lru_cache(maxsize=256)
def _document_pattern(code: str) -> re.Pattern[str]:
    return re.compile(
        rf"{re.escape(code)}(?P<zi>字?第?)"
        rf"(?:(?P<left>{_BRACKET})(?P<year>{_YEAR})|(?P<bare>[0-9]{{4}}|[{NUMERAL}]{{4}}))"
        rf"(?P<nian>年?)(?P<right>{_BRACKET}?)(?P<dash>[-－–—/]?)(?P<zi2>字?)(?P<di>第?)"
        rf"(?:(?P<serial>{_SERIAL})(?P<unit>[号期]?)"
        rf"|{_BRACKET}(?P<boxed>{_SERIAL})号?{_BRACKET}号?)\Z"
    )


def _read_document(series: Series, folded: str, faults: list[str]) -> Reading | None:
    for code in sorted({*series.codes, *series.aliases}, key=len, reverse=True):
        match = _document_pattern(code).match(folded)
        if match:
            break
    else:
        return None
    naked = not match["left"] and not match["right"]
    pair = "" if naked else _bracket_fault(match["left"], match["right"])
    faults += _found(
        (
            (match["boxed"], "N014"),
            (match["unit"] == "期", "N027"),
            (pair, pair),
            (naked or match["dash"], "N015"),
        )
    )
    year = _year(match["year"] or match["bare"], faults)
    serial = _whole(match["serial"] or match["boxed"], faults, numerals="N020", zero="N009")
    if serial is None:
        return None
    faults += _found(
        (
            (match["nian"] and not naked, "N006"),
            (match["zi"] or match["zi2"], "N008"),
            (match["di"], "N007"),
            (match["serial"] and not match["unit"], "N010"),
            (code not in (series.codes_in(year) if year else series.codes), "N017"),
        )
    )
    return Reading(year, serial, None, tuple(faults), "" if code == series.issuer_code else code)


def genre(title: str) -> str:
    """Return the last word of a series' title, as in 公告; "" where it is no usual one."""
    return next((word for word in _GENRES if title.endswith(word)), "")


@lru_cache(maxsize=256)
def _counted_pattern(titles: tuple[str, ...], *, issue: bool) -> re.Pattern[str]:
    words = {*titles, genre(titles[0])} - {""}
    names = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    total = (
        rf"(?:(?P<topen>{_BRACKET}?)总(?P<tdi>第?)(?P<total>{_SERIAL})(?P<tunit>期?)"
        rf"(?P<tclose>{_BRACKET}?))?"
    )
    return re.compile(
        rf"(?P<title>{names}|)"
        rf"(?:(?P<left>{_BRACKET})(?P<year>{_YEAR})年?(?P<right>{_BRACKET}?)"
        rf"|(?P<bare>{_YEAR})(?:(?P<nian>年)|(?=第))(?P<right2>{_BRACKET}?))?"
        rf"(?P<di>第?)(?P<serial>{_SERIAL})(?P<unit>[号期]?)"
        rf"(?P<after>{names}|){total if issue else ''}\Z"
    )


def _read_counted(series: Series, folded: str, faults: list[str]) -> Reading | None:
    issue = series.kind is SeriesKind.ISSUE
    match = _counted_pattern((series.title, *series.aliases), issue=issue).match(folded)
    if match is None or (match["after"] and match["title"]):
        return None
    parts = match.groupdict()
    written = match["year"] or match["bare"]
    faults += _found(
        (
            (match["after"], "N025"),
            (match["unit"] and (match["unit"] == "期") is not issue, "N027"),
            (match["left"] or match["right2"], "N019"),
            ((series.reset is Reset.YEARLY) is not bool(written), "N021"),
            (match["bare"] and not match["nian"], "N015"),
        )
    )
    year = _year(written, faults)
    serial = _whole(match["serial"], faults, numerals="N020", zero="N009")
    if serial is None:
        return None
    total = _read_total(series, parts, faults)
    faults += _found(
        (
            (not match["di"], "N024"),
            (not match["unit"], "N010"),
            (match["title"] not in ("", series.title), "N017"),
        )
    )
    return Reading(year, serial, total, tuple(faults))


def _read_total(series: Series, parts: dict[str, str | None], faults: list[str]) -> int | None:
    """Return the running total; what is wrong with it joins the faults."""
    text = parts.get("total")
    if not text:
        return None
    left, right = parts["topen"], parts["tclose"]
    pair = "N026"
    if left or right:
        pair = "" if (left, right) == ("（", "）") else _bracket_fault(left, right) or "N001"
    faults += _found(((not series.total, "N023"), (pair, pair)))
    total = _whole(text, faults, numerals="N026", zero="N026")
    if total is None or not parts["tdi"] or not parts["tunit"]:
        faults.append("N026")
    return total
