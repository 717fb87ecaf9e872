"""Typography of Chinese prose: punctuation, pairs, doubled characters, dates, document numbers.

GB/T 15834 (punctuation), GB/T 15835 (numerals) and GB/T 9704 (document numbers), as far as a
program can tell without reading. 的, 地 and 得 are left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from plugins.model.gates.expressions import Expression
from plugins.model.gates.findings import Finding, folded

_HAN = "\u4e00-\u9fff"
_WIDE = str.maketrans(",;:!?().", "，；：！？（）。")
_HALF = re.compile(
    rf"[,;:!?.(](?<=[{_HAN}》”）〕].)(?:(?<!\()(?=[ \t]?[{_HAN}“《（]|[ \t]*$)"
    rf"|(?<=\()(?=[^()\n]{{0,60}}[{_HAN}])[^()\n]{{1,80}}\))",
    re.MULTILINE,
)
_QUOTE = Expression(rf"\"(?=[{_HAN}])[^\"\n]{{1,80}}\"")
_TWICE = re.compile(
    "(?P<char>[，。、；：的了是在和与将及或之])(?:(?P=char)|(?<=[，。、；：])[，。、；：])"
)
_REAL = {
    "的": Expression("[目标有无众端打]的的|的的[确士哥卢]"),
    "了": Expression("[不直末明]了了|一目了了|了了[解结]"),
    "是": Expression("是是[非否]"),
    "在": Expression("[实存现]在在|在在[线职押场校建岗逃途编册]"),
    "和": Expression("和和[美气睦解谐平田林]"),
    "与": Expression("与与会"),
    "将": Expression("将将[军士领来要]"),
    "及": Expression("及及[时其早格]"),
}
"""Where a character rightly stands twice."""
_BRACKETS = re.compile("[《》“”（）〔〕【】]")
DEEPEST = 50
"""Pairs within pairs that are followed."""
_QUOTES = re.compile("[“”]")
_PAIRS = {"》": "《", "”": "“", "）": "（", "〕": "〔", "】": "【"}
_CLOSED = tuple(f"{left}{right}" for right, left in _PAIRS.items())
_ORDINAL = Expression(
    r"(?:^|[^0-9A-Za-z（])[0-9]{1,2}\Z|(?:^|[\s：:；;。，,、|])[A-Za-z一二三四五六七八九十①-⑳]{1,3}\Z"
)
_WIDE_ONE, _FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]"), re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_DAY = re.compile(
    "年(?<=[0-9]年)(?=0|1[3-9]|[2-9][0-9]|[0-9]{1,2}月(?:0|29|3|[4-9][0-9]))(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?"
)
_YEAR = Expression(r"(?<![0-9])[0-9]{4}\Z")
_CIRCLE = Expression("[一二][○Ｏ一二三四五六七八九〇]{3}年")
_CIRCLES = str.maketrans("○Ｏ", "〇〇")
_NUMBER = re.compile(
    rf"[\[（(［【](?<=[{_HAN}].)(?P<year>(?:19|20)[0-9]{{2}})[\]）)］】](?P<rest>第?(?P<serial>[1-9][0-9]{{0,4}})号)"
)


def find_typography(text: str) -> Iterator[Finding]:
    """Yield what isn't written as it should be in prose, in no order."""
    for match in _HALF.finditer(text):
        right = match[0].translate(_WIDE) if match[0][0] != "(" else f"（{match[0][1:-1]}）"
        yield Finding("W010", match.start(), match.end(), match[0], right)
    if '"' in text:
        for match in _QUOTE.finditer(text):
            yield Finding("W011", match.start(), match.end(), match[0], f"“{match[0][1:-1]}”")
    for match in _TWICE.finditer(text):
        if not _is_real(text, match):
            char = match["char"]
            code, right = ("W013", "") if char in "，。、；：" else ("W012", char)
            yield Finding(code, match.start(), match.end(), match[0], right)
    yield from _pairs(text)
    for match in _FULL_WIDTH.finditer(text) if _WIDE_ONE.search(text) else ():
        yield Finding("W015", match.start(), match.end(), match[0], folded(match[0]))
    yield from _dates(text)
    for match in _NUMBER.finditer(text):
        right = f"〔{match['year']}〕{match['serial']}号"
        yield Finding("W018", match.start(), match.end(), match[0], right)


def _is_real(text: str, match: re.Match[str]) -> bool:
    real = _REAL.get(match["char"])
    if real is None:
        return False
    around = text[max(0, match.start() - 2) : match.end() + 1]
    return bool(real.search(around))


def _dates(text: str) -> Iterator[Finding]:
    for match in _DAY.finditer(text):
        year = _YEAR.search(text[max(0, match.start() - 5) : match.start()])
        month, day = match["month"], match["day"] or ""
        start = match.start() - 4 if year else match.start("month")
        written = text[start : match.end()]
        if not _is_day(int(year[0]) if year else 2000, int(month), int(day or 1)):
            yield Finding("W017", start, match.end(), written)
        elif month[0] == "0" or day[:1] == "0":
            right = f"{year[0]}年" if year else ""
            right += f"{int(month)}月" + (f"{int(day)}日" if day else "")
            yield Finding("W016", start, match.end(), written, right)
    for match in _CIRCLE.finditer(text) if "○" in text or "Ｏ" in text else ():
        right = match[0].translate(_CIRCLES)
        if right != match[0]:
            yield Finding("W019", match.start(), match.end(), match[0], right)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(max(year, 1), month, day)
    except ValueError:
        return False
    return True


def _is_paired(text: str) -> bool:
    """Whether all pairs of a text close, which is quickly seen."""
    marks, before = "".join(_BRACKETS.findall(text)), ""
    while marks != before:
        before = marks
        for pair in _CLOSED:
            marks = marks.replace(pair, "")
    return not marks


def _pairs(text: str) -> Iterator[Finding]:
    """Yield what is opened and not closed in its paragraph, or closed and not opened.

    A quotation of several paragraphs opens each of them and closes the last one alone.
    """
    if _is_paired(text):
        return
    opened: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(text):
        char, at = match[0], match.start()
        if len(opened) > DEEPEST or (opened and "\n\n" in text[opened[-1][1] : at]):
            yield from _left_open(text, opened)
            opened = []
        left = _PAIRS.get(char)
        if left is None:
            opened.append((char, at))
        elif any(one == left for one, _ in opened):
            while opened[-1][0] != left:
                yield from _left_open(text, [opened.pop()])
            opened.pop()
        elif not _may_close(text, char, at):
            yield Finding("W014", at, at + 1, char)
    yield from _left_open(text, opened)


def _may_close(text: str, char: str, at: int) -> bool:
    """Whether a mark closes an ordinal such as 1）, or a quotation of an earlier paragraph."""
    return char == "”" or (char == "）" and bool(_ORDINAL.search(text[max(0, at - 4) : at])))


def _left_open(text: str, opened: list[tuple[str, int]]) -> Iterator[Finding]:
    for char, at in opened:
        following = _QUOTES.search(text, at + 1) if char == "“" else None
        goes_on = following and (following[0] == "”" or text[following.start() - 1] in "\n \u3000>")
        if not goes_on:
            yield Finding("W014", at, at + 1, char)
