"""Write a number into front matter, every other byte of the file kept."""

from __future__ import annotations

import re

from plugins.model.front_matter import Value, split_front_matter
from plugins.model.problems import Problems
from plugins.model.source import source_text

_EMPTY = re.compile(
    rb"number[ \t]*:[ \t]*(?:\"\"|''|~|null)?(?=[ \t]*(?:\r?\n|\Z)|[ \t]+#)", re.IGNORECASE
)
_NUMBER = re.compile(rb"number[ \t]*:", re.IGNORECASE)
_SERIES = re.compile(rb"series[ \t]*:", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


def carries_number(raw: bytes) -> bool:
    """Whether the header of a file has a number field that says something."""
    lines = raw.removeprefix(_BOM).splitlines(keepends=True)
    return any(
        _NUMBER.match(line) and not _EMPTY.match(line) for line in lines[: _header_end(lines)]
    )


def insert_number(raw: bytes, number: str) -> bytes:
    """Return the file with `number: …` in its header (YAML or `Key: value`).

    An empty field is filled, what follows it on the line kept; otherwise a line is added after
    `series`, or at the header's end, with the file's own line ends. The header must be one that
    reads without fault and has one field a line.
    """
    value = f"number: {number}".encode()
    start = len(_BOM) if raw.startswith(_BOM) else 0
    lines = raw[start:].splitlines(keepends=True)
    end = _header_end(lines)
    for index in range(end):
        match = _EMPTY.match(lines[index])
        if match:
            lines[index] = value + lines[index][match.end() :]
            return raw[:start] + b"".join(lines)
    newline = b"\r\n" if lines[0].endswith(b"\r\n") else b"\n"
    at = next((n + 1 for n in range(end) if _ends_series(lines, n)), end)
    if at and not lines[at - 1].endswith(b"\n"):
        lines[at - 1] += newline
    lines.insert(at, value + newline)
    return raw[:start] + b"".join(lines)


def takes_number(raw: bytes, number: str) -> bool:
    """Whether `insert_number` gives the file its number and leaves every other field as it is."""
    before, after = _header_values(raw), _header_values(insert_number(raw, number))
    before.pop("number", None)
    return after.pop("number", None) == number and after == before


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


def _ends_series(lines: list[bytes], index: int) -> bool:
    """Whether a line is a series field that doesn't go on in the next line."""
    after = lines[index + 1] if index + 1 < len(lines) else b""
    return bool(_SERIES.match(lines[index])) and not after.startswith((b" ", b"\t"))


def _header_end(lines: list[bytes]) -> int:
    """Return the index of the line that ends the header."""
    if lines and lines[0].rstrip() == b"---":
        ends = (n for n in range(1, len(lines)) if lines[n].rstrip() in (b"---", b"..."))
    else:
        ends = (n for n, line in enumerate(lines) if not line.strip())
    return next(ends, len(lines))
