"""SQLite files of what needn't be made twice: each may be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from pathlib import Path

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_CHECK = 16
"""Bytes of the digest in front of a record."""


def connect(path: Path, tables: str) -> sqlite3.Connection:
    """Open a file with these tables, made where there is none.

    Raises:
        sqlite3.Error: it is damaged, of another shape, or can't be written.
        OSError: its folder can't be made.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(tables)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def tells_damage(fault: Exception) -> bool:
    """Whether a fault says that a file is damaged or of another shape."""
    return getattr(fault, "sqlite_errorcode", None) in _DAMAGED


def remove(path: Path) -> None:
    """Remove a file and its helpers, where that can be done."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(f"{path.name}{end}").unlink()


def check(record: bytes) -> bytes:
    """Return a record with its digest in front."""
    return hashlib.blake2b(record, digest_size=_CHECK).digest() + record


def checked(raw: object) -> bytes | None:
    """Return the record behind a digest; None where it isn't the digest's."""
    if not isinstance(raw, bytes):
        return None
    record = raw[_CHECK:]
    return record if hashlib.blake2b(record, digest_size=_CHECK).digest() == raw[:_CHECK] else None


class CacheFile:
    """A file that stays open; processes that were forked open it anew."""

    def __init__(self, path: Path, tables: str) -> None:
        """Open nothing yet."""
        self._path, self._tables = path, tables
        self._open: tuple[int, sqlite3.Connection] | None = None

    def connection(self) -> sqlite3.Connection:
        """Return this process's connection.

        Raises:
            sqlite3.Error: the file is damaged, of another shape, or can't be written.
            OSError: its folder can't be made.

        """
        if self._open is None or self._open[0] != os.getpid():
            self._open = (os.getpid(), connect(self._path, self._tables))
        return self._open[1]

    def close(self) -> None:
        """Close the file, so that all is in it and none of its helpers stays."""
        if self._open and self._open[0] == os.getpid():
            self._open[1].close()
        self._open = None

    def discard(self, fault: Exception) -> None:
        """Remove a file that is damaged or of another shape; the next build makes it anew."""
        if not tells_damage(fault):
            return
        with contextlib.suppress(sqlite3.Error):
            self.close()
        remove(self._path)
