"""What earlier builds made of each output folder, in an SQLite file that may always be deleted."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.model.cache_files import check, checked, connect, remove, tells_damage
from plugins.model.known import Change, Known

_FILE = "plans-1.sqlite"
"""Counts changes of the table."""
_TABLE = """
CREATE TABLE IF NOT EXISTS outputs (
  place TEXT, name TEXT, key TEXT, files TEXT, PRIMARY KEY (place, name));
CREATE TABLE IF NOT EXISTS known (place TEXT, part TEXT, value BLOB, PRIMARY KEY (place, part));
"""
_CHANGE = "change "
"""What the names of the parts begin with that are changes; a number follows."""
FileRow = tuple[str, int, int]
"""Name of a file, its size in bytes, and when it was last changed in nanoseconds."""


@dataclass(frozen=True, slots=True)
class OutputRow:
    """An output as it was made."""

    name: str
    key: Mapping[str, str]
    """What it depended on; empty for one that is made in every build."""
    files: tuple[FileRow, ...]


class Rows(dict[str, OutputRow]):
    """The rows of outputs by name, each read when it is asked for; they can't be counted."""

    def __init__(self, store: PlanStore) -> None:
        """Read from `store`."""
        super().__init__()
        self._store = store

    def get(self, name: str, default: Any = None) -> Any:
        """Return an output's row, else the default."""
        if name not in self:
            row = self._store.row(name)
            if row is None:
                return default
            self[name] = row
        return self[name]


class PlanStore:
    """The rows of one output folder."""

    def __init__(self, folder: Path, output: Path) -> None:
        """Keep in `folder`, which need not exist yet, what is made below `output`."""
        self.folder = folder
        self._rows: sqlite3.Connection | None = None
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

    def row(self, name: str) -> OutputRow | None:
        """Return an output; None where there is none."""
        query = "SELECT key, files FROM outputs WHERE place = ? AND name = ?"
        try:
            self._rows = self._rows or self._connect()
            found = self._rows.execute(query, (self._place, name)).fetchall()
        except (sqlite3.Error, OSError) as fault:
            self._discard(fault)
            return None
        for key, files in found:
            with contextlib.suppress(ValueError, TypeError):
                return OutputRow(name, json.loads(key), tuple(map(tuple, json.loads(files))))
        return None

    def known(self) -> Known | None:
        """Return what the last build knew; None where nothing of it can be used."""
        query = "SELECT value FROM known WHERE place = ? AND part GLOB ? ORDER BY part"
        changes = [checked(value) for (value,) in self._ask(query, self._place, f"{_CHANGE}*")]
        whole = [one for one in changes if one is not None]
        if self._part("about") is None or len(whole) < len(changes):
            return None
        return Known(self._part, whole)

    def _part(self, name: str) -> bytes | None:
        """Return a part of what the last build knew; None where it isn't there, or damaged."""
        query = "SELECT value FROM known WHERE place = ? AND part = ?"
        return next((checked(value) for (value,) in self._ask(query, self._place, name)), None)

    def _ask(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            with contextlib.closing(self._connect()) as connection:
                return connection.execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as fault:
            self._discard(fault)
            return []

    def keep(
        self,
        rows: Iterable[OutputRow],
        gone: Iterable[str],
        known: Mapping[str, bytes] | Change,
        *,
        whole: bool = False,
    ) -> None:
        """Write rows and remove others, all of them first if `whole`; nothing fails.

        With them goes what the build knew: its parts, or a change of them.
        """
        if self._rows:
            self._rows.close()
            self._rows = None
        values = ((self._place, one.name, _json(one.key), _json(one.files)) for one in rows)
        vanished = ((self._place, name) for name in gone)
        try:
            with contextlib.closing(self._connect()) as connection, connection:
                if whole:
                    connection.execute("DELETE FROM outputs WHERE place = ?", (self._place,))
                connection.executemany("REPLACE INTO outputs VALUES (?, ?, ?, ?)", values)
                connection.executemany("DELETE FROM outputs WHERE place = ? AND name = ?", vanished)
                self._keep_known(connection, known)
        except (sqlite3.Error, OSError) as fault:
            self._discard(fault)

    def _keep_known(
        self, connection: sqlite3.Connection, known: Mapping[str, bytes] | Change
    ) -> None:
        if isinstance(known, Change):
            query = "SELECT COUNT(*) FROM known WHERE place = ? AND part LIKE ?"
            count = connection.execute(query, (self._place, f"{_CHANGE}%")).fetchone()[0]
            record = pickle.dumps(known, pickle.HIGHEST_PROTOCOL)
            parts: Mapping[str, bytes] = {f"{_CHANGE}{count:06}": record}
        else:
            connection.execute("DELETE FROM known WHERE place = ?", (self._place,))
            parts = known
        values = ((self._place, name, check(record)) for name, record in parts.items())
        connection.executemany("REPLACE INTO known VALUES (?, ?, ?)", values)

    def _connect(self) -> sqlite3.Connection:
        return connect(self.folder / _FILE, _TABLE)

    def _discard(self, fault: Exception) -> None:
        """Remove a file that is damaged or of another shape; the next build makes it anew."""
        if not hasattr(fault, "sqlite_errorcode") or tells_damage(fault):
            remove(self.folder / _FILE)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
