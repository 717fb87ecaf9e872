"""Outline of a document's text: 一、（一）1.（1） in order and in form (GB/T 9704, 7.3.3).

Texts in articles (第一条) start their lists anew at each article, while their sections go on. A
list may run on through sections and may begin within a paragraph. Everything found is a warning: a
text may have been issued as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
_PATTERNS = {
    1: r"(?<![一二三四五六七八九十百]){}、",
    2: r"[（(]{}[）)]",
    3: r"(?<!\d){}[.．、]",
    4: r"[（(]{}[）)]",
}
"""How a marker looks within a paragraph."""
_ARTICLE = re.compile(rf"第(?:{_HAN}|\d{{1,4}})条")
_PART = re.compile(rf"第(?:{_HAN}|\d{{1,4}})[编章节]|附[件录表]?\d{{0,2}}[：:]?\s*$")
_HEADING = re.compile(r"#{1,6}\s+")
_FENCE = re.compile(r"```|~~~")
_DECORATION = re.compile(r"^[#>\s*_]*")
_ESCAPE = re.compile(r"\\([.()])[ ]?")
"""Markdown's way to write 34. at the start of a line without making a list."""
_LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a marker."""

    code: str
    line: int
    """Line of the body, from 1."""
    found: str
    expected: str


class _Sequence:
    """The numbers that a text has come to, in its sections and in the article under way."""

    def __init__(self) -> None:
        self._reached = dict.fromkeys(_LEVELS, 0)
        self._sections = dict.fromkeys(_LEVELS, 0)
        self._article: dict[int, int] | None = None

    def begin_part(self) -> None:
        """Begin a chapter or an annex: lists may start anew."""
        self._sections = dict.fromkeys(_LEVELS, 0)
        self._article = None

    def begin_article(self) -> None:
        """Begin 第一条: its lists start anew, the sections around it go on after it."""
        self._article = dict.fromkeys(_LEVELS, 0)

    def expected(self, level: int) -> int:
        """Return the number that comes next at a level."""
        inner = self._article[level] if self._article else 0
        return (inner or self._sections[level]) + 1

    def take(self, level: int, number: int, passed: str) -> bool:
        """Go on to a number and return whether it is in order.

        `passed` is the text since the marker before: a list may have begun within a paragraph.
        """
        lists = self._article or self._sections
        outer = self._sections[level]
        starts = number == 1 and (level > 1 or lists[1] == 0)
        if number != lists[level] + 1 and not starts and number == outer + 1:
            self._article = None
            lists = self._sections
        before = _PATTERNS[level].format(_written(number - 1, level))
        right = (
            starts
            or number in (lists[level] + 1, self._reached[level] + 1)
            or re.search(before, passed) is not None
        )
        self._reached[level] = lists[level] = number
        for below in range(level + 1, 5):
            lists[below] = 0
        return right


def outline_faults(body: str) -> tuple[Fault, ...]:
    """Return what is wrong with the markers of a Markdown text, in order.

    Text in quotation marks is another document's and is left alone. Of wrong forms the first of
    each kind is told.
    """
    found: list[Fault] = []
    sequence = _Sequence()
    forms: set[str] = set()
    fenced = False
    lines = body.split("\n")
    quoted = _quoted_lines(lines)
    since = 0
    for index, raw in enumerate(lines, start=1):
        if _FENCE.match(raw.strip()):
            fenced = not fenced
        if fenced or index in quoted:
            continue
        text = _ESCAPE.sub(r"\1", _DECORATION.sub("", raw), count=2)
        marker = _marker(text)
        if marker is None:
            if _ARTICLE.match(text):
                sequence.begin_article()
            elif _HEADING.match(raw) or _PART.match(text):
                sequence.begin_part()
            continue
        level, number, written, form = marker
        right = form.format(written)
        shown = _shown(text, level)
        kind = shown.replace(written, "")
        if shown != right and kind not in forms:
            forms.add(kind)
            found.append(Fault("D012", index, shown, right))
        expected = form.format(_written(sequence.expected(level), level))
        if not sequence.take(level, number, "\n".join(lines[since : index - 1])):
            found.append(Fault("D010", index, right, expected))
        since = index - 1
    return tuple(found)


def _quoted_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the lines, from 1, that begin within “quotation marks” or with one.

    Each paragraph of a long quotation may open it again. One that is never closed is none.
    """
    quoted: set[int] = set()
    pending: set[int] = set()
    opened = False
    for index, raw in enumerate(lines, start=1):
        text = _DECORATION.sub("", raw)
        if opened or text.startswith("“"):
            pending.add(index)
        for mark in re.findall("[“”]", raw):
            opened = mark == "“"
        if not opened:
            quoted |= pending
            pending.clear()
    return frozenset(quoted)


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
    for item in edition.anew:
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
