"""Text files as editors save them: encodings told apart, line ends and marks accepted."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.model.problems import Problems

SIZE_LIMIT = 2 * 1024 * 1024
"""Bytes; a longer text file is refused."""

_BOM = "\ufeff"
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text file, read."""

    text: str
    """Without byte order mark, lines ended by a line feed."""
    newline: str
    """The line end that the file uses first: a line feed, or carriage return and line feed."""
    bom: bool
    """Whether the file starts with a byte order mark."""
    digest: str = ""
    """SHA-256 of the file; empty for a text that is in none."""


def read_source(path: Path, shown: str, problems: Problems) -> SourceText | None:
    """Read a UTF-8 file; anything else becomes a problem of `shown` and None."""
    try:
        if not path.is_file():
            problems.add("F001", shown, reason="不是普通文件 (not a regular file)")
            return None
        if path.stat().st_size > SIZE_LIMIT:
            problems.add("F002", shown, size=path.stat().st_size, limit=SIZE_LIMIT)
            return None
        raw = path.read_bytes()
    except OSError as fault:
        problems.add("F001", shown, reason=fault.strerror or str(fault))
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        column = fault.start - (raw.rfind(b"\n", 0, fault.start) + 1) + 1
        problems.add("F003", shown, line, column, encoding=guess_encoding(raw))
        return None
    source = source_text(text, shown, problems)
    return source and replace(source, digest=hashlib.sha256(raw).hexdigest())


def source_text(text: str, shown: str, problems: Problems) -> SourceText | None:
    """Take decoded text apart; a NUL character becomes a problem and None."""
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    first_end = text.find("\n")
    newline = "\r\n" if first_end > 0 and text[first_end - 1] == "\r" else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.add("F004", shown, line)
        return None
    return SourceText(text, newline, bom)


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def guess_encoding(raw: bytes) -> str:
    """Name the encoding that bytes which are not UTF-8 seem to be in."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    sample = raw[:65536]
    if sample.count(0) > len(sample) // 4:
        return "UTF-16"
    scores = {name: _plausible(sample, name) for name in ("gb18030", "big5")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] > 0.5:
        return {"gb18030": "GBK/GB18030", "big5": "Big5"}[best]
    return "二进制或未知编码 (binary or unknown)"


def _plausible(sample: bytes, encoding: str) -> float:
    """Share of the non-ASCII characters that are common Chinese ones when read in `encoding`.

    GB 2312 keeps the everyday characters in rows 16 to 55; text in another encoding that happens
    to decode lands in rare ones.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeDecodeError:
        return 0.0
    wide = [char for char in text if ord(char) > 127]
    if not wide:
        return 0.0
    common = sum(1 for char in wide if _common(char))
    return common / len(wide)


def _common(char: str) -> bool:
    if char in "，。、；：？！“”‘’（）《》〈〉〔〕【】—…":
        return True
    for encoding, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = char.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if low <= lead <= high and "\u4e00" <= char <= "\u9fff":
            return True
    return False
