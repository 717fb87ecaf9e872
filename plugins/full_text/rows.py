"""Rows: stretches of a segment that can be kept from build to build, each with its files."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass

File = tuple[str, bytes]
"""Tag and bytes of a file: four digits of a hash of its content, and that in the zlib format."""
Load = Callable[[str], bytes]
"""Returns the record of a row by its key."""


class AbsentError(Exception):
    """A record isn't there."""


def nothing(key: str) -> bytes:
    """Return no record: there are none yet."""
    raise AbsentError(key)


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a segment."""

    key: str
    """What it begins with; no two rows of a kind have the same."""
    files: tuple[File, ...]
    about: str
    """What must be known of it wherever it stays as it is."""
    record: bytes | None = None
    """All that it was made from; None where that wasn't looked at."""


def tagged(content: bytes, level: int) -> File:
    """Return a file compressed by zlib; level 0 keeps it plain."""
    return hashlib.sha256(content).hexdigest()[:4], compressed(content, level)


def compressed(content: bytes, level: int = 9) -> bytes:
    """Return a content in the zlib format, which tells of damage; level 0 keeps it plain."""
    squeezer = zlib.compressobj(level, memLevel=9)
    return squeezer.compress(content) + squeezer.flush()
