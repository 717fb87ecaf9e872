"""Front matter: YAML between `---` lines, or Pelican's `Key: value` header.

Each value knows its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from plugins.model.problems import Problems

DEPTH_LIMIT = 3
"""Lists and mappings inside one another."""
_FENCE = re.compile(r"---[ \t]*\Z")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*\Z")
_HEADER_LINE = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:(?:[ \t]+|\Z)(.*)\Z")
_WIDE_COLON = re.compile(r"[ \t]*[\w-]{1,40}[ \t]*：")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_REASONS = {
    "mapping values are not allowed here": "一行里有两个冒号，或上一行没有写完",
    "found character '\\t' that cannot start any token": "行首用了制表符（Tab），应当用空格",
    "could not find expected ':'": "缺少冒号",
    "expected <block end>, but found": "缩进或引号不成对",
    "found unexpected end of stream": "引号没有写完",
    "while scanning a quoted scalar": "引号没有写完",
}
_AROUND = (
    yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent,
)  # fmt: skip
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the front matter as it was written, untyped."""

    line: int
    column: int
    text: str = ""
    """What a plain value says, surrounding space removed; empty for lists and mappings."""
    items: tuple[Value, ...] | None = None
    pairs: dict[str, Value] | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is written."""
        return not (self.text or self.items or self.pairs)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The header of an item, and its body."""

    values: dict[str, Value] = field(repr=False)
    """By field name, in the order written."""
    body: str = field(repr=False)
    """What follows, lines ended by a line feed."""
    body_line: int
    """Line of the file that the body begins at."""
    header_end: int
    """Line after the last field: where a new one can go."""
    yaml: bool
    """Whether the header is YAML between fences."""


class _Fault(Exception):  # noqa: N818 - it never leaves this module
    """A header that can't be read: code, line, column, fields."""

    def __init__(self, code: str, line: int, column: int = 1, **fields: str) -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.fields = code, line, column, fields


def split_front_matter(text: str, shown: str, problems: Problems) -> FrontMatter | None:
    """Take an item's text apart; a fault becomes a problem of `shown` and None."""
    try:
        first, _, _ = text.partition("\n")
        if _FENCE.match(first):
            return _yaml_header(text, shown, problems)
        return _plain_header(text, shown, problems)
    except _Fault as fault:
        problems.add(fault.code, shown, fault.line, fault.column, **fault.fields)
        return None


def _yaml_header(text: str, shown: str, problems: Problems) -> FrontMatter:
    lines = text.split("\n")
    end = next((n for n in range(1, len(lines)) if _END.match(lines[n])), None)
    if end is None:
        raise _Fault("F011", 1)
    header = "\n".join(lines[1:end]) + "\n"
    try:
        values = _mapping(header, shown, problems)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line, column = (mark.line + 2, mark.column + 1) if mark else (2, 1)
        _refuse_wide_colon(lines[1:end])
        told = f"{fault.problem or fault.context}"
        reason = next((zh for en, zh in _REASONS.items() if en in told), "")
        raise _Fault("F012", line, column, reason=f"{reason} ({told})".strip()) from None
    except yaml.YAMLError as fault:
        raise _Fault("F012", 2, reason=str(fault).split("\n", 1)[0]) from None
    body = "\n".join(lines[end + 1 :])
    return FrontMatter(values, body, end + 2, end + 1, yaml=True)


def _refuse_wide_colon(lines: list[str]) -> None:
    for number, line in enumerate(lines):
        if _WIDE_COLON.match(line):
            raise _Fault("F018", number + 2, line.index("：") + 1)


def _events(header: str) -> list[yaml.Event]:
    """Return the parser's events: libyaml's where it reads the text, else the library's own.

    libyaml is seven times as fast; the faults that editors are told of are the other's.
    """
    try:
        return list(yaml.parse(header, Loader=_FAST))
    except yaml.YAMLError:
        return list(yaml.parse(header, Loader=yaml.SafeLoader))


def _mapping(header: str, shown: str, problems: Problems) -> dict[str, Value]:
    """Build the values from the parser's events, so that aliases never expand."""
    content = [event for event in _events(header) if not isinstance(event, _AROUND)]
    if not content:
        return {}
    if not isinstance(content[0], yaml.MappingStartEvent):
        line, _ = _place(content[0])
        _refuse_wide_colon(header.split("\n"))
        raise _Fault("F012", line, reason="不是“字段: 内容”的形式 (not a mapping)")
    stream = iter(content)
    next(stream)
    return _pairs(stream, shown, problems, 1)


def _pairs(
    events: Iterator[yaml.Event], shown: str, problems: Problems, depth: int
) -> dict[str, Value]:
    pairs: dict[str, Value] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _Fault("F012", _place(event)[0], reason="字段名应当是文字 (key)")
        key = _text(event)
        value = _value(next(events), events, shown, problems, depth)
        if key in pairs:
            problems.add("F013", shown, *_place(event), field=key)
        pairs.setdefault(key, value)
    return pairs


def _text(event: yaml.ScalarEvent) -> str:
    """Return what the scalar says, which escapes may have made no text at all."""
    text: str = event.value.strip()
    if _NO_TEXT.search(text):
        reason = (
            "用转义写出了不能显示的字符 (an escape stands for a control character or half a one)"
        )
        raise _Fault("F012", *_place(event), reason=reason)
    return text


def _place(event: yaml.Event) -> tuple[int, int]:
    """Return line and column in the file, whose first line is the fence."""
    mark = event.start_mark
    return (mark.line + 2, mark.column + 1) if mark else (2, 1)


def _value(
    event: yaml.Event, events: Iterator[yaml.Event], shown: str, problems: Problems, depth: int
) -> Value:
    line, column = _place(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _Fault("F017", line, column)
    if isinstance(event, yaml.ScalarEvent):
        plain = not event.style and event.value in _NULLS
        return Value(line, column, "" if plain else _text(event))
    if depth >= DEPTH_LIMIT:
        raise _Fault("F012", line, column, reason="嵌套过深 (nested too deep)")
    if isinstance(event, yaml.MappingStartEvent):
        return Value(line, column, pairs=_pairs(events, shown, problems, depth + 1))
    items = []
    for inner in events:
        if isinstance(inner, yaml.SequenceEndEvent):
            break
        items.append(_value(inner, events, shown, problems, depth + 1))
    return Value(line, column, items=tuple(items))


def _plain_header(text: str, shown: str, problems: Problems) -> FrontMatter:
    """Read `Key: value` lines up to the first empty one; names count in any case."""
    lines = text.split("\n")
    if lines and _WIDE_COLON.match(lines[0]):
        raise _Fault("F018", 1, lines[0].index("：") + 1)
    values: dict[str, Value] = {}
    last = ""
    number = 0
    for number, line in enumerate(lines):
        match = _HEADER_LINE.match(line)
        if match:
            last = match[1].lower()
            value = Value(number + 1, match.start(2) + 1, match[2].strip())
            if last in values:
                problems.add("F013", shown, number + 1, 1, field=last)
            values.setdefault(last, value)
        elif line.startswith((" ", "\t")) and line.strip() and last:
            before = values[last]
            joined = f"{before.text} {line.strip()}".strip()
            values[last] = Value(before.line, before.column, joined)
        elif not line.strip():
            break
        else:
            raise _Fault("F019" if values else "F010", number + 1)
    if not values:
        raise _Fault("F010", 1)
    end = min(number, len(lines) - 1)
    return FrontMatter(values, "\n".join(lines[end:]), end + 1, end + 1, yaml=False)
