"""An earlier text against a later one, paragraph by paragraph and character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html.parser import HTMLParser

from plugins.lifecycle.states import Lines, State
from plugins.model.body import BodyConverter
from plugins.model.item_views import ComparisonLine, ComparisonPart

CONTEXT = 1
"""Unchanged paragraphs shown on either side of a change."""
_ALIKE = 0.35
"""From this share of common characters on, a paragraph is a changed one and not another."""
_LONGEST = 6000
"""Characters of a paragraph that are compared one by one."""
_GLUE = 2
"""An unchanged stretch shorter than this between two changes is shown as changed with them."""
_WORDS = re.compile(r"[0-9A-Za-z]+|.", re.DOTALL)
_BLOCKS = frozenset(
    {
        "p", "li", "tr", "dt", "dd", "blockquote", "pre", "caption", "figcaption", "div", "table",
        "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl",
    }
)  # fmt: skip
_WIDE = "\u2010-\u2027\u3000-\u9fff\uff00-\uffef"
_SPACE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_CELLS = frozenset({"td", "th"})
_PAIR = {"equal": "same", "delete": "removed", "insert": "added"}


class _Lines(HTMLParser):
    """Takes the text of a body as lines: one a paragraph, heading, list item or table row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._text = ""
        self._prefix = ""
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block, a cell behind the one before it."""
        given = dict(attrs)
        if tag in _BLOCKS:
            self.end()
        if tag in ("ol", "ul"):
            self._lists.append(int(given.get("start") or 1) if tag == "ol" else None)
        elif tag == "li" and self._lists:
            number = self._lists[-1]
            if number is not None:
                self._prefix = f"{number}. "
                self._lists[-1] = number + 1
        elif tag in _CELLS and self._text.strip():
            self._text += "｜"
        elif tag == "br":
            self._text += " "
        elif tag == "img":
            self._text += f"［图片：{given.get('alt') or ''}］"

    def handle_endtag(self, tag: str) -> None:
        """End the line of a block."""
        if tag in _BLOCKS:
            self.end()
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        """Take text."""
        self._text += data

    def end(self) -> None:
        """End the line at hand."""
        line = " ".join(self._text.split())
        if line:
            self.lines.append(f"{self._prefix}{line}")
            self._prefix = ""
        self._text = ""


def text_lines(state: State, converter: BodyConverter) -> Lines:
    """Return title, text and names of attachments of a state, one line a paragraph.

    White space beside Chinese characters says nothing and is left out.
    """
    parser = _Lines()
    parser.feed(converter.convert(state.body))
    parser.close()
    parser.end()
    files = (f"附件：{name}" for name in state.attachments)
    return tuple(_SPACE.sub("", line) for line in (f"标题：{state.title}", *parser.lines, *files))


def compare(before: Sequence[str], after: Sequence[str]) -> tuple[ComparisonLine, ...]:
    """Return what differs between two texts of lines, with a little of what stands around it."""
    lines = tuple(_lines(before, after))
    near = [
        any(one.kind != "same" for one in lines[max(0, at - CONTEXT) : at + CONTEXT + 1])
        for at in range(len(lines))
    ]
    shown: list[ComparisonLine] = []
    left_out = 0
    for line, wanted in zip(lines, near, strict=True):
        if not wanted:
            left_out += 1
            continue
        if left_out:
            shown.append(_gap(left_out))
            left_out = 0
        shown.append(line)
    if left_out and shown:
        shown.append(_gap(left_out))
    return tuple(shown)


def _gap(count: int) -> ComparisonLine:
    return ComparisonLine("gap", (), count)


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[ComparisonLine]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, other, last in matcher.get_opcodes():
        if kind == "replace":
            yield from _replaced(before[start:end], after[other:last])
        else:
            for text in before[start:end] if kind != "insert" else after[other:last]:
                yield _whole(_PAIR[kind], text)


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[ComparisonLine]:
    """Yield the lines of a replaced passage: those that are alike as one changed line."""
    at = 0
    for text in before:
        alike = next((n for n in range(at, len(after)) if _is_alike(text, after[n])), None)
        if alike is None:
            yield _whole("removed", text)
            continue
        yield from (_whole("added", one) for one in after[at:alike])
        yield ComparisonLine("changed", tuple(_parts(text, after[alike])), 0)
        at = alike + 1
    yield from (_whole("added", one) for one in after[at:])


def _is_alike(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _LONGEST:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _whole(kind: str, text: str) -> ComparisonLine:
    return ComparisonLine(kind, (ComparisonPart(kind, text),), 0)


def _parts(before: str, after: str) -> Iterator[ComparisonPart]:
    """Yield the stretches of a changed line in the order to read: removed before added."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    removed, added = "", ""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (kind, start, end, other, last) in enumerate(codes):
        same = "".join(old[start:end])
        inner = 0 < index < len(codes) - 1 and len(same) < _GLUE
        if kind == "equal" and not inner:
            yield from _flushed(removed, added)
            removed, added = "", ""
            yield ComparisonPart("same", same)
        else:
            removed += same
            added += "".join(new[other:last])
    yield from _flushed(removed, added)


def _flushed(removed: str, added: str) -> Iterator[ComparisonPart]:
    if removed:
        yield ComparisonPart("removed", removed)
    if added:
        yield ComparisonPart("added", added)
