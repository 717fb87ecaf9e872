"""What earlier builds have indexed, in an SQLite file that may be deleted at any time.

A damaged file or row counts as absent; where nothing can be written, nothing is kept and nothing
fails. A segment is read row by row: an edit looks at few of its records.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from plugins.full_text.facts import Fact
from plugins.full_text.rows import AbsentError, Row
from plugins.full_text.segments import KINDS, Segment
from plugins.model.cache_files import CacheFile, check, checked
from plugins.model.item_store import fields_of

_FILE = "search-1.sqlite"
"""Counts changes of the tables and of what is in them."""
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (
  place TEXT, path TEXT, stamp TEXT, files TEXT, record BLOB, PRIMARY KEY (place, path));
CREATE TABLE IF NOT EXISTS segments (
  place TEXT, number INTEGER, key TEXT, summary BLOB, record BLOB, PRIMARY KEY (place, number));
CREATE TABLE IF NOT EXISTS rows (
  place TEXT, number INTEGER, kind TEXT, name TEXT, files BLOB, record BLOB,
  PRIMARY KEY (place, number, kind, name));
"""


class _WriteError(Exception):
    """Nothing could be written."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """What is known of a document, and what that depends on."""

    stamp: str
    """Of the item and everything besides files that its document is made of."""
    files: str
    """Of the files that attachments are among; empty where it has none."""
    fact: Fact


@dataclass(frozen=True, slots=True)
class Summary:
    """What the manifest needs of a segment."""

    table: str
    """The name of its table."""
    characters: str
    files: int
    """How many it has."""


class IndexStore:
    """What was indexed of one content folder in one kind of build."""

    def __init__(self, folder: Path, root: Path, mode: str) -> None:
        """Keep what is made of the content folder `root` in `folder`, which need not exist yet."""
        self.folder = folder
        place = os.fsencode(root.resolve()) + b"\0" + mode.encode()
        self._place = hashlib.sha256(place).hexdigest()[:16]
        self._file = CacheFile(folder / _FILE, _TABLES)

    def facts(self) -> dict[str, FactRow]:
        """Return what is known of every document by path."""
        query = "SELECT path, stamp, files, record FROM facts WHERE place = ?"
        found = {}
        for path, stamp, files, raw in self._read(query, self._place):
            record = checked(raw)
            if record is not None:
                fact = Fact(*pickle.loads(record))  # noqa: S301 - our own file, its digest checked
                found[path] = FactRow(stamp, files, fact)
        return found

    def keep_facts(self, facts: Iterable[FactRow], gone: Iterable[str]) -> None:
        """Write what is known of some documents, and forget others."""
        values = [
            (self._place, one.fact.path, one.stamp, one.files, check(_dumped(fields_of(one.fact))))
            for one in facts
        ]
        vanished = [(self._place, path) for path in gone]
        delete = "DELETE FROM facts WHERE place = ? AND path = ?"
        with contextlib.suppress(_WriteError), self._writing() as connection:
            connection.executemany("REPLACE INTO facts VALUES (?, ?, ?, ?, ?)", values)
            connection.executemany(delete, vanished)

    @contextlib.contextmanager
    def locked(self, number: int) -> Iterator[None]:
        """Keep other processes from making a segment meanwhile, where that is possible.

        The file is closed behind.
        """
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self.folder / f".search-{self._place}-{number}.lock")
                stack.enter_context(lock)
            stack.callback(self.close)
            yield

    def summary(self, number: int, key: str) -> Summary | None:
        """Return the summary of a segment that was made as its key says."""
        query = "SELECT summary FROM segments WHERE place = ? AND number = ? AND key = ?"
        for (raw,) in self._read(query, self._place, number, key):
            record = checked(raw)
            if record is not None:
                return Summary(*pickle.loads(record))  # noqa: S301 - our own, checked
        return None

    def segment(self, number: int, program: str) -> Segment | None:
        """Return a segment as it was last made by this program, its rows without records."""
        record = None
        query = "SELECT record FROM segments WHERE place = ? AND number = ?"
        for (raw,) in self._read(query, self._place, number):
            record = checked(raw)
        if record is None:
            return None
        maker, facts, parts, bound, names = pickle.loads(record)  # noqa: S301 - our own, checked
        if maker != program:
            return None
        files = {}
        query = "SELECT kind, name, files FROM rows WHERE place = ? AND number = ?"
        for kind, name, raw in self._read(query, self._place, number):
            files[kind, name] = checked(raw)
        rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        for kind, name, about in names:
            whole = files.get((kind, name))
            if whole is None:
                return None
            rows[kind].append(Row(name, pickle.loads(whole), about))  # noqa: S301 - our own, checked
        return Segment(tuple(Fact(*one) for one in facts), parts, bound, rows)

    def record(self, number: int, kind: str, name: str) -> bytes:
        """Return what a row was made from.

        Raises:
            AbsentError: it isn't there any more.

        """
        query = "SELECT record FROM rows WHERE place = ? AND number = ? AND kind = ? AND name = ?"
        for (raw,) in self._read(query, self._place, number, kind, name):
            record = checked(raw)
            if record is not None:
                return record
        raise AbsentError(name)

    def keep(self, number: int, key: str, program: str, segment: Segment, summary: Summary) -> None:
        """Write a segment in the place of the earlier one, of its rows those made anew alone."""
        rows = [(kind, row) for kind in KINDS for row in segment.rows[kind]]
        names = [(kind, row.key, row.about) for kind, row in rows]
        facts = [fields_of(one) for one in segment.facts]
        record = _dumped((program, facts, segment.parts, segment.bound, names))
        values = (
            (self._place, number, kind, row.key, check(_dumped(row.files)), check(row.record))
            for kind, row in rows
            if row.record is not None
        )
        with contextlib.suppress(_WriteError), self._writing() as connection:
            query = "SELECT kind, name FROM rows WHERE place = ? AND number = ?"
            before = set(connection.execute(query, (self._place, number)))
            delete = "DELETE FROM rows WHERE place = ? AND number = ? AND kind = ? AND name = ?"
            gone = before - {(kind, row.key) for kind, row in rows}
            connection.executemany(delete, ((self._place, number, *one) for one in gone))
            connection.executemany("REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?)", values)
            connection.execute(
                "REPLACE INTO segments VALUES (?, ?, ?, ?, ?)",
                (self._place, number, key, check(_dumped(fields_of(summary))), check(record)),
            )

    def forget_from(self, number: int) -> None:
        """Forget the segments from a number on."""
        with contextlib.suppress(_WriteError), self._writing() as connection:
            for table in ("segments", "rows"):
                delete = f"DELETE FROM {table} WHERE place = ? AND number >= ?"  # noqa: S608
                connection.execute(delete, (self._place, number))

    def _read(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        try:
            return self._file.connection().execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as fault:
            self._file.discard(fault)
            return []

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing.

        Raises:
            _WriteError: it was nothing.

        """
        try:
            with self._file.connection() as connection:
                yield connection
            self.close()
        except (sqlite3.Error, OSError) as fault:
            self._file.discard(fault)
            raise _WriteError from fault

    def close(self) -> None:
        """Close the file, so that all is in it and none of its helpers stays."""
        self._file.close()


def _dumped(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
