"""What earlier builds made of each output folder, in an SQLite file that may always be deleted."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE = "plans-1.sqlite"
"""Counts changes of the table."""
_TABLE = """
CREATE TABLE IF NOT EXISTS outputs (
  place TEXT, name TEXT, key TEXT, files TEXT, PRIMARY KEY (place, name));
"""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
FileRow = tuple[str, int, int]
"""Name of a file, its size in bytes, and when it was last changed in nanoseconds."""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """An output as it was made."""

    name: str
    key: Mapping[str, str]
    """What it depended on; empty for one that is made in every build."""
    files: tuple[FileRow, ...]


class PlanStore:
    """The rows of one output folder."""

    def __init__(self, folder: Path, output: Path) -> None:
        """Keep in `folder`, which need not exist yet, what is made below `output`."""
        self.folder = folder
        self._place = hashlib.sha256(os.fsencode(output.resolve())).hexdigest()[:16]

    def rows(self) -> dict[str, OutputRow]:
        """Return every output by name; none where nothing can be read."""
        query = "SELECT name, key, files FROM outputs WHERE place = ?"
        try:
            with contextlib.closing(self._connect()) as connection:
                found = connection.execute(query, (self._place,)).fetchall()
            return {
                name: OutputRow(name, json.loads(key), tuple(map(tuple, json.loads(files))))
                for name, key, files in found
            }
        except (sqlite3.Error, OSError, ValueError, TypeError) as fault:
            self._discard(fault)
            return {}

    def keep(self, rows: Iterable[OutputRow], gone: Iterable[str], *, whole: bool = False) -> None:
        """Write rows and remove others, all of them first if `whole`; nothing fails."""
        values = ((self._place, one.name, _json(one.key), _json(one.files)) for one in rows)
        vanished = ((self._place, name) for name in gone)
        try:
            with contextlib.closing(self._connect()) as connection, connection:
                if whole:
                    connection.execute("DELETE FROM outputs WHERE place = ?", (self._place,))
                connection.executemany("REPLACE INTO outputs VALUES (?, ?, ?, ?)", values)
                connection.executemany("DELETE FROM outputs WHERE place = ? AND name = ?", vanished)
        except (sqlite3.Error, OSError) as fault:
            self._discard(fault)

    def _connect(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.folder / _FILE, timeout=60)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_TABLE)
        return connection

    def _discard(self, fault: Exception) -> None:
        """Remove a file that is damaged or of another shape; the next build makes it anew."""
        if getattr(fault, "sqlite_errorcode", _DAMAGED[0]) not in _DAMAGED:
            return
        for end in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                (self.folder / f"{_FILE}{end}").unlink()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
