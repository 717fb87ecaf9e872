"""Outline of a document's text: 一、（一）1.（1） in order and in form (GB/T 9704, 7.3.3).

Texts in articles (第一条) start their lists anew at each article. Everything found is a warning: a
text may have been issued as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.model.chinese_numerals import chinese_whole
from plugins.model.edition import Edition
from plugins.model.items import Item

_HAN = "[一二三四五六七八九十百]{1,5}"
_MARKERS = (
    (1, re.compile(rf"({_HAN})(、|[.．])(?!{_HAN}、)")),
    (2, re.compile(rf"([（(])({_HAN})([）)])(、?)")),
    (3, re.compile(r"(\d{1,3})([.．、])(?![\d\s])")),
    (4, re.compile(r"([（(])(\d{1,3})([）)])(、?)")),
)
_RIGHT = {1: "{}、", 2: "（{}）", 3: "{}.", 4: "（{}）"}
_ARTICLE = re.compile(rf"第(?:{_HAN}|\d{{1,4}})[编章节条]")
_HEADING = re.compile(r"#{1,6}\s+")
_FENCE = re.compile(r"```|~~~")
_DECORATION = re.compile(r"^[#>\s*_]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a marker."""

    code: str
    line: int
    """Line of the body, from 1."""
    found: str
    expected: str


def outline_faults(body: str) -> tuple[Fault, ...]:
    """Return what is wrong with the markers of a Markdown text, in order."""
    found: list[Fault] = []
    last = {1: 0, 2: 0, 3: 0, 4: 0}
    fenced = False
    for index, raw in enumerate(body.split("\n"), start=1):
        if _FENCE.match(raw.strip()):
            fenced = not fenced
        if fenced:
            continue
        text = _DECORATION.sub("", raw)
        marker = _marker(text)
        if marker is None:
            if _HEADING.match(raw) or _ARTICLE.match(text):
                last = dict.fromkeys(last, 0)
            continue
        level, number, written, form = marker
        right = form.format(written)
        shown = _shown(text, level)
        if shown != right:
            found.append(Fault("D012", index, shown, right))
        expected = last[level] + 1
        restart = number == 1 and (level > 1 or last[1] == 0)
        if number != expected and not restart:
            found.append(Fault("D010", index, right, form.format(_written(expected, level))))
        last[level] = number
        for below in range(level + 1, 5):
            last[below] = 0
    return tuple(found)


def _marker(text: str) -> tuple[int, int, str, str] | None:
    """Return level, number, number as written and right form of the marker a text begins with."""
    for level, pattern in _MARKERS:
        match = pattern.match(text)
        if match:
            written = match[2] if level in (2, 4) else match[1]
            number = int(written) if written.isdigit() else chinese_whole(written)
            if number:
                return level, number, written, _RIGHT[level]
    return None


def _shown(text: str, level: int) -> str:
    match = dict(_MARKERS)[level].match(text)
    return match[0] if match else ""


def _written(number: int, level: int) -> str:
    """Return a number as a marker of that level writes it."""
    if level > 2:
        return str(number)
    digits = "一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens > 9:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens - 1]}十"
    return head + (digits[ones - 1] if ones else "")


def check_outlines(edition: Edition) -> None:
    """Add the outline faults of every notice to the problems."""
    for item in edition.items:
        if item.notice:
            _check(edition, item)


def _check(edition: Edition, item: Item) -> None:
    for fault in outline_faults(item.body):
        edition.problems.add(
            fault.code,
            edition.display(item.path),
            item.body_line + fault.line - 1,
            found=fault.found,
            expected=fault.expected,
        )
