"""What was read of the content folder before, in one SQLite file that may be deleted at any time.

A damaged file or row counts as absent; where nothing can be written, nothing is kept and nothing
fails. Processes that were forked open the file anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.model.cache_files import CacheFile, check, checked

_FILE = "items-2.sqlite"
"""Counts changes of the tables."""
_TABLES = """
CREATE TABLE IF NOT EXISTS items (
  place TEXT, path TEXT, stamp TEXT, source TEXT, context TEXT, record BLOB, html BLOB,
  PRIMARY KEY (place, path));
CREATE TABLE IF NOT EXISTS bodies (
  place TEXT, path TEXT, record BLOB, html BLOB, PRIMARY KEY (place, path));
"""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as it was read."""

    path: str
    stamp: str
    """Of its file; empty where it must not be trusted."""
    source: str
    """SHA-256 of its file."""
    context: str
    """Digest of what reading it depends on besides."""
    record: bytes
    html: str
    """Its body converted; empty where rows are read in bulk."""


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body as it was finished."""

    path: str
    record: bytes
    html: str | None
    """None where it is as the item's, and where rows are read in bulk."""


def fields_of(record: Any) -> tuple[object, ...]:
    """Return what a record's constructor takes."""
    return tuple(getattr(record, name) for name in type(record).__dataclass_fields__)


def by_fields(record: Any) -> tuple[type, tuple[object, ...]]:
    """Tell pickle to make a record by its constructor, which is faster than its own way."""
    return type(record), fields_of(record)


class ItemStore:
    """The rows of one content folder."""

    def __init__(self, folder: Path, root: Path) -> None:
        """Keep what is read of the content folder `root` in `folder`, which need not exist yet."""
        self.folder = folder
        self._place = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
        self._file = CacheFile(folder / _FILE, _TABLES)

    def now(self) -> int:
        """Return the file system's present time in nanoseconds; 0 where it can't be asked."""
        path = self.folder / ".now"
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
            os.utime(path)
            return path.stat().st_mtime_ns
        return 0

    def items(self) -> dict[str, ItemRow]:
        """Return every item by path, without HTML."""
        query = "SELECT path, stamp, source, context, record FROM items WHERE place = ?"
        found = {}
        for path, stamp, source, context, record in self._read(query, self._place):
            whole = checked(record)
            if whole is not None:
                found[path] = ItemRow(path, stamp, source, context, whole, "")
        return found

    def bodies(self) -> dict[str, BodyRow]:
        """Return every finished body by path, without HTML."""
        found = {}
        query = "SELECT path, record FROM bodies WHERE place = ?"
        for path, record in self._read(query, self._place):
            whole = checked(record)
            if whole is not None:
                found[path] = BodyRow(path, whole, None)
        return found

    def item(self, path: str) -> ItemRow | None:
        """Return an item, without HTML."""
        query = "SELECT stamp, source, context, record FROM items WHERE place = ? AND path = ?"
        for stamp, source, context, record in self._read(query, self._place, path):
            whole = checked(record)
            if whole is not None:
                return ItemRow(path, stamp, source, context, whole, "")
        return None

    def body(self, path: str) -> BodyRow | None:
        """Return a finished body, without HTML."""
        query = "SELECT record FROM bodies WHERE place = ? AND path = ?"
        for (record,) in self._read(query, self._place, path):
            whole = checked(record)
            if whole is not None:
                return BodyRow(path, whole, None)
        return None

    def converted(self, path: str) -> str | None:
        """Return the HTML of an item before its links were resolved."""
        return self._html("SELECT html FROM items WHERE place = ? AND path = ?", path)

    def finished(self, path: str) -> str | None:
        """Return the HTML of a finished body."""
        query = (
            "SELECT coalesce(bodies.html, items.html) FROM bodies LEFT JOIN items "
            "USING (place, path) WHERE place = ? AND path = ?"
        )
        return self._html(query, path)

    def _html(self, query: str, path: str) -> str | None:
        found = next((checked(row[0]) for row in self._read(query, self._place, path)), None)
        return None if found is None else found.decode()

    def add(self, items: Iterable[ItemRow]) -> bool:
        """Write items, all or none; tell whether it went."""
        rows = (
            (
                self._place,
                one.path,
                one.stamp,
                one.source,
                one.context,
                check(one.record),
                check(one.html.encode()),
            )
            for one in items
        )
        try:
            with self._file.connection() as connection:
                connection.executemany("REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        except (sqlite3.Error, OSError) as fault:
            self._file.discard(fault)
            return False
        return True

    def keep(self, bodies: Iterable[BodyRow], gone: Iterable[str]) -> bool:
        """Write bodies and forget what is of vanished paths, all or nothing; tell if it went."""
        finished = (
            (
                self._place,
                one.path,
                check(one.record),
                None if one.html is None else check(one.html.encode()),
            )
            for one in bodies
        )
        vanished = [(self._place, path) for path in gone]
        try:
            with self._file.connection() as connection:
                connection.executemany("REPLACE INTO bodies VALUES (?, ?, ?, ?)", finished)
                for table in ("items", "bodies"):
                    delete = f"DELETE FROM {table} WHERE place = ? AND path = ?"  # noqa: S608
                    connection.executemany(delete, vanished)
            self._file.close()
        except (sqlite3.Error, OSError) as fault:
            self._file.discard(fault)
            return False
        return True

    def restamp(self, stamps: Mapping[str, str]) -> None:
        """Write new stamps of files whose content is what it was."""
        rows = [(stamp, self._place, path) for path, stamp in stamps.items()]
        with contextlib.suppress(sqlite3.Error, OSError), self._file.connection() as connection:
            connection.executemany("UPDATE items SET stamp = ? WHERE place = ? AND path = ?", rows)

    def _read(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._file.connection().execute(query, values)
        except (sqlite3.Error, OSError) as fault:
            self._file.discard(fault)
