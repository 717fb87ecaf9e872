"""Addresses as the ledger and redirects write them: from the portal's root, decoded."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote, unquote_to_bytes

from plugins.model.traditional import FOLDER as TRADITIONAL

SERVER_FOLDER = "_server"
"""Folder of the output that holds rules for web servers."""
_PAGES = frozenset({".html", ".htm", ".shtml"})
"""Endings that static hosts serve as a page."""
_REFUSED = frozenset('\\:*?"<>|{}`')
"""Characters that file names can't have everywhere, or that rules of web servers are made of."""
_LONGEST = 200
"""Bytes of one part of a path."""


class AddressError(ValueError):
    """A text is no address that a static portal can answer; the message says why."""


def normal(text: str) -> str:
    """Return an address in its normal form: decoded, with a slash at the end of a folder.

    Raises:
        AddressError: it is none, in Chinese and English.

    """
    if not text.startswith("/") or text.startswith("//"):
        raise AddressError("要以一个斜杠开头 (start with one slash)")
    if "?" in text or "#" in text:
        raise AddressError("不能带 ? 和 # (no query, no fragment)")
    try:
        path = unicodedata.normalize("NFC", unquote_to_bytes(text).decode("utf-8"))
    except UnicodeDecodeError:
        raise AddressError("百分号编码不是 UTF-8 (not UTF-8)") from None
    parts = path[1:].split("/")
    folder = parts[-1] == ""
    parts = parts[:-1] if folder else parts
    for part in parts:
        _check(part)
    if parts and parts[0] in (TRADITIONAL, SERVER_FOLDER):
        raise AddressError(f"{parts[0]} 由系统使用 (reserved)")
    if not folder and parts[-1].lower() in ("index.html", "index.htm"):
        parts, folder = parts[:-1], True
    if not parts:
        return "/"
    is_folder = folder or "." not in parts[-1]
    return f"/{'/'.join(parts)}{'/' if is_folder else ''}"


def _check(part: str) -> None:
    if not part or part.strip(". ") == "" or part != part.strip() or part.endswith("."):
        raise AddressError("有空的或只有点的一段 (an empty part)")
    if set(part) & _REFUSED or not part.isprintable():
        raise AddressError("有不能用在文件名里的字符 (a character that file names can't have)")
    if len(part.encode()) > _LONGEST:
        raise AddressError(f"一段超过 {_LONGEST} 字节 (a part is too long)")


def is_page(address: str) -> bool:
    """Whether a static host serves a page at an address in normal form."""
    return address.endswith("/") or PurePosixPath(address).suffix.lower() in _PAGES


def encoded(address: str) -> str:
    """Return an address with everything but plain characters percent-encoded."""
    return quote(address, safe="/-._~#")
