"""Write a field into front matter, every other byte of the file kept."""

from __future__ import annotations

import re
from functools import cache

from plugins.model.front_matter import Value, split_front_matter
from plugins.model.problems import Problems
from plugins.model.source import source_text

_SERIES = re.compile(rb"(?:series|number)[ \t]*:", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@cache
def _empty(name: str) -> re.Pattern[bytes]:
    """Return what matches an empty field of that name."""
    return re.compile(
        name.encode() + rb"[ \t]*:[ \t]*(?:\"\"|''|~|null)?(?=[ \t]*(?:\r?\n|\Z)|[ \t]+#)",
        re.IGNORECASE,
    )


@cache
def _filled(name: str) -> re.Pattern[bytes]:
    """Return what matches a field of that name with a value on its line."""
    return re.compile(
        name.encode() + rb"[ \t]*:[ \t]*(?:\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s#][^\r\n]*?)"
        rb"(?=[ \t]*(?:\r?\n|\Z)|[ \t]+#)",
        re.IGNORECASE,
    )


def carries(raw: bytes, name: str) -> bool:
    """Whether the header of a file has a field of that name that says something."""
    lines = raw.removeprefix(_BOM).splitlines(keepends=True)
    field = re.compile(name.encode() + rb"[ \t]*:", re.IGNORECASE)
    return any(
        field.match(line) and not _empty(name).match(line) for line in lines[: _header_end(lines)]
    )


def insert_field(raw: bytes, name: str, value: str) -> bytes:
    """Return the file with `name: value` in its header (YAML or `Key: value`).

    An empty field is filled, what follows it on the line kept; otherwise a line is added after
    `series` and `number`, or at the header's end, with the file's own line ends. The header must be
    one that reads without fault and has one field a line.
    """
    written = f"{name}: {value}".encode()
    start, lines, end = _parts(raw)
    for index in range(end):
        match = _empty(name).match(lines[index])
        if match:
            lines[index] = written + lines[index][match.end() :]
            return raw[:start] + b"".join(lines)
    newline = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
    after = [n + 1 for n in range(end) if _SERIES.match(lines[n]) and not _goes_on(lines, n)]
    at = max(after, default=end)
    if at and not lines[at - 1].endswith(b"\n"):
        lines[at - 1] += newline
    lines.insert(at, written + newline)
    return raw[:start] + b"".join(lines)


def change_field(raw: bytes, name: str, value: str) -> bytes:
    """Return the file with another value in a field that has one; unchanged where it has none."""
    start, lines, end = _parts(raw)
    for index in range(end):
        match = _filled(name).match(lines[index])
        if match and not _empty(name).match(lines[index]):
            lines[index] = f"{name}: {value}".encode() + lines[index][match.end() :]
            break
    return raw[:start] + b"".join(lines)


def header_length(raw: bytes) -> int:
    """Return how many bytes of a file are its header."""
    start, lines, end = _parts(raw)
    return start + sum(map(len, lines[:end]))


def says(before: bytes, after: bytes, name: str, value: str) -> bool:
    """Whether the header `after` has that value in that field, and else says what `before` says."""
    old, new = _header_values(before), _header_values(after)
    old.pop(name, None)
    return new.pop(name, None) == value and new == old


def header_text(raw: bytes, name: str) -> str:
    """Return the text of a field; empty where the header has none or can't be read."""
    value = _header_values(raw).get(name, "")
    return value if isinstance(value, str) else ""


def _header_values(raw: bytes) -> dict[str, object]:
    """Return what each field of a header says, without places; empty where it can't be read."""
    problems = Problems()
    source = source_text(raw.decode("utf-8"), "", problems)
    header = split_front_matter(source.text, "", problems) if source else None
    return {name: _plain(value) for name, value in header.values.items()} if header else {}


def _plain(value: Value) -> object:
    if value.items is not None:
        return [_plain(one) for one in value.items]
    if value.pairs is not None:
        return {name: _plain(one) for name, one in value.pairs.items()}
    return value.text


def _goes_on(lines: list[bytes], index: int) -> bool:
    """Whether a field goes on in the next line."""
    after = lines[index + 1] if index + 1 < len(lines) else b""
    return after.startswith((b" ", b"\t"))


def _parts(raw: bytes) -> tuple[int, list[bytes], int]:
    """Return where the text starts, its lines, and the index of the line that ends the header."""
    start = len(_BOM) if raw.startswith(_BOM) else 0
    lines = raw[start:].splitlines(keepends=True)
    return start, lines, _header_end(lines)


def _header_end(lines: list[bytes]) -> int:
    """Return the index of the line that ends the header."""
    if lines and lines[0].rstrip() == b"---":
        ends = (n for n in range(1, len(lines)) if lines[n].rstrip() in (b"---", b"..."))
    else:
        ends = (n for n, line in enumerate(lines) if not line.strip())
    return next(ends, len(lines))
