"""Word files looked at before anything reads them: what they are, and whether they are safe."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import error as DeflateError  # noqa: N812 - it is an exception

from lxml import etree

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins OLE files: Word up to 2003, and newer files behind a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PART_LIMIT = 12 * 1024 * 1024
"""Bytes of one XML part, unpacked; a document of 300 pages has 2 to 5 million."""
FILE_LIMIT = 60 * 1024 * 1024
"""Bytes of a file, pictures and all."""
WHOLE_LIMIT = 200 * 1024 * 1024
"""Bytes of all parts, unpacked."""
COUNT_LIMIT = 5000
"""Parts of a file."""


class WordError(ValueError):
    """The file can't be read: a problem code with the fields of its message."""

    def __init__(self, code: str, /, **fields: str | int) -> None:
        """Name the code and its fields."""
        super().__init__(code)
        self.code = code
        self.fields = fields


@dataclass(frozen=True, slots=True)
class WordFile:
    """The parts of a Word file, checked."""

    parts: Mapping[str, bytes] = field(repr=False)
    """Content by name; XML parts hold no document type, so no entity either."""

    def tree(self, name: str) -> etree._Element | None:
        """Return an XML part as a tree; None where there is no such part."""
        raw = self.parts.get(name)
        if raw is None:
            return None
        try:
            return etree.fromstring(raw, _parser())
        except (etree.XMLSyntaxError, ValueError):
            raise WordError("X003", part=name) from None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def open_word(raw: bytes) -> WordFile:
    """Return a Word file's parts.

    Raises:
        WordError: it is no .docx file, it is damaged, or too much of it.

    """
    if raw.startswith(_OLD):
        raise WordError("X002" if _ENCRYPTED in raw else "X001")
    if raw.startswith(b"{\\rtf"):
        raise WordError("X001")
    if len(raw) > FILE_LIMIT:
        raise WordError("X004", found=f"{len(raw) >> 20} MB", limit=f"{FILE_LIMIT >> 20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = _parts(archive)
    except (zipfile.BadZipFile, DeflateError, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError, IndexError) as fault:  # fmt: skip
        if isinstance(fault, WordError):
            raise
        raise WordError("X003", part="ZIP") from None
    if BODY not in parts or "[Content_Types].xml" not in parts:
        raise WordError("X003", part=BODY if BODY not in parts else "[Content_Types].xml")
    for name, content in parts.items():
        if _is_xml(name) and b"<!DOCTYPE" in content[:4096].replace(b"\0", b""):
            raise WordError("X005", part=name)
    return WordFile(parts)


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = archive.infolist()
    whole = sum(one.file_size for one in listed)
    if len(listed) > COUNT_LIMIT:
        raise WordError("X004", found=f"{len(listed)} 个部件 parts", limit=str(COUNT_LIMIT))
    if whole > WHOLE_LIMIT:
        raise WordError("X004", found=f"{whole >> 20} MB", limit=f"{WHOLE_LIMIT >> 20} MB")
    parts = {}
    for one in listed:
        if one.is_dir():
            continue
        if one.flag_bits & 1:
            raise WordError("X002")
        if _is_xml(one.filename) and one.file_size > PART_LIMIT:
            found = f"{one.filename} {one.file_size >> 20} MB"
            raise WordError("X004", found=found, limit=f"{PART_LIMIT >> 20} MB")
        with archive.open(one) as stream:  # reads no more than the size that was told
            parts[one.filename] = stream.read(one.file_size + 1)
    return parts


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def packed(word: WordFile, changed: Mapping[str, bytes]) -> bytes:
    """Return a Word file with some parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {**word.parts, **changed}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()
