"""Extraction: the text of an attachment, within limits."""

from __future__ import annotations

import csv
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

SIZE_LIMIT = 30 * 1024 * 1024
"""Bytes of a file that is read."""
UNPACKED_LIMIT = 300 * 1024 * 1024
"""Bytes that the parts of an office file may have once unpacked."""
PAGE_LIMIT = 500
"""Pages of a PDF that are read."""
LENGTH_LIMIT = 300_000
"""Characters that are kept."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BESIDE = re.compile(r"word/(?:document|(?:header|footer|comments|footnotes|endnotes)\d*)\.xml")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of a file; a reason without text means that nothing could be read."""

    text: str = ""
    cut: str = ""
    """Which limit ended it; empty where the text is whole."""
    fault: str = ""
    """Why there is no text; empty where there is."""
    margins: str = ""
    """What stands beside the text: headers, footers, notes, comments and boxes of a DOCX."""
    authors: tuple[str, ...] = ()
    """Who the properties of the file name."""


def of_record(record: dict[str, Any]) -> Extraction:
    """Return an extraction from its fields, of which JSON has made lists."""
    return Extraction(**{**record, "authors": tuple(record["authors"])})


class _Limits:
    """Collects text up to the limit."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0
        self.cut = ""
        self.margins: list[str] = []
        self.authors: list[str] = []

    def add(self, text: str) -> bool:
        """Take a line; False once there is enough."""
        self.lines.append(text[: LENGTH_LIMIT - self.length])
        self.length += len(text)
        if self.length > LENGTH_LIMIT:
            self.cut = f"{LENGTH_LIMIT} 字 characters"
        return not self.cut


def can_extract(path: PurePath) -> bool:
    """Whether files of this name hold text that can be read."""
    return path.suffix.lower() in _READERS


def extract(path: Path) -> Extraction:
    """Return the text of a file; damage is told, never raised."""
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            return Extraction(fault=f"{size} > {SIZE_LIMIT} 字节 bytes")
        limits = _Limits()
        _READERS[path.suffix.lower()](path.read_bytes(), limits)
    except Exception as fault:  # noqa: BLE001 - libraries raise anything at a damaged file
        return Extraction(fault=f"{type(fault).__name__}: {fault}"[:200])
    authors = dict.fromkeys(one.strip() for one in limits.authors if one and one.strip())
    return Extraction(
        "\n".join(limits.lines).strip(),
        limits.cut,
        margins="\n".join(limits.margins)[:LENGTH_LIMIT],
        authors=tuple(authors),
    )


def _pdf(content: bytes, limits: _Limits) -> None:
    from pypdf import PdfReader  # noqa: PLC0415 - slow, needed where there are attachments alone

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(content))
    if reader.metadata and reader.metadata.author:
        limits.authors.append(reader.metadata.author)
    for page in reader.pages[:PAGE_LIMIT]:
        if not limits.add(page.extract_text()):
            return
    if len(reader.pages) > PAGE_LIMIT:
        limits.cut = f"{PAGE_LIMIT} 页 pages"


def _unpackable(content: bytes) -> io.BytesIO:
    """Refuse an office file that would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > UNPACKED_LIMIT:
        raise ValueError(f"{size} > {UNPACKED_LIMIT} 字节 bytes")
    return io.BytesIO(content)


def _docx(content: bytes, limits: _Limits) -> None:
    from docx import Document  # noqa: PLC0415 - the same
    from docx.table import Table  # noqa: PLC0415 - the same

    def lines(holder: object) -> Iterator[str]:
        for block in holder.iter_inner_content():  # type: ignore[attr-defined]
            if isinstance(block, Table):
                for row in block.rows:
                    for cell in dict.fromkeys(row.cells):
                        yield from lines(cell)
            else:
                yield block.text

    document = Document(_unpackable(content))
    about = document.core_properties
    limits.authors += [about.author, about.last_modified_by]
    limits.margins += _margins(content)
    for line in lines(document):
        if line and not limits.add(line):
            return


def _margins(content: bytes) -> Iterator[str]:
    """Yield the paragraphs of a DOCX that the body doesn't hold, and those in boxes."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in sorted(parts.namelist()):
            if _BESIDE.fullmatch(name):
                root = ElementTree.fromstring(parts.read(name))  # noqa: S314 - expat has limits
                boxes = root.iter(f"{_WORD}txbxContent") if name == "word/document.xml" else [root]
                for paragraph in (one for box in boxes for one in box.iter(f"{_WORD}p")):
                    line = "".join(text.text or "" for text in paragraph.iter(f"{_WORD}t"))
                    if line:
                        yield line


def _xlsx(content: bytes, limits: _Limits) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - the same

    book = load_workbook(_unpackable(content), read_only=True, data_only=True)
    limits.authors += [book.properties.creator or "", book.properties.lastModifiedBy or ""]
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            line = " ".join(str(cell) for cell in row if cell is not None)
            if line and not limits.add(line):
                return


def _plain(content: bytes, limits: _Limits) -> None:
    limits.add(_decoded(content))


def _csv(content: bytes, limits: _Limits) -> None:
    for row in csv.reader(io.StringIO(_decoded(content))):
        if not limits.add(" ".join(row)):
            return


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


_READERS: dict[str, Callable[[bytes, _Limits], None]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".txt": _plain,
}
