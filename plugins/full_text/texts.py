"""Text files of a segment: what passages are shown from, in rows that begin with a document."""

from __future__ import annotations

import hashlib
import json
import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from plugins.full_text.parts import Part, parts_of
from plugins.full_text.records import SearchDocument
from plugins.full_text.rows import Load, Row, nothing, tagged

TEXT_LEAST, TEXT_MOST = 1500, 3000
"""Characters of a text file: from where on it may end, and where another document must wait."""


class TextShelf:
    """The documents of a segment in their order, and the files with their texts."""

    def __init__(
        self, rows: Sequence[Row] = (), paths: Sequence[str] = (), load: Load = nothing
    ) -> None:
        """Take rows as they were made of the documents at `paths`; `load` tells their records."""
        self._rows = {row.key: row for row in rows}
        self._load = load
        self._members: dict[str, list[str]] = {}
        self._open: dict[str, SearchDocument] = {}
        self._row_of: dict[str, str] = {}
        key = ""
        for path in paths:
            key = path if path in self._rows else key
            self._members.setdefault(key, []).append(path)
            self._row_of[path] = key

    def document(self, path: str) -> SearchDocument:
        """Return a document as it was."""
        if path not in self._open:
            row = self._rows[self._row_of[path]]
            record = row.record or self._load(row.key)
            for one in pickle.loads(zlib.decompress(record)):  # noqa: S301 - our own, checked
                self._open[one.path] = one
        return self._open[path]

    def renewed(
        self, paths: Sequence[str], changed: Set[str], fetch: Callable[[str], SearchDocument]
    ) -> Iterator[Row]:
        """Yield the rows of the documents at `paths`; `fetch` returns those that changed."""
        waiting = _Files()
        at = 0
        while at < len(paths):
            path = paths[at]
            if waiting.documents and may_begin(path, waiting.size):
                yield waiting.row()
                waiting = _Files()
            kept = self._kept(paths, at, changed) if not waiting.documents else None
            if kept:
                yield kept
                at += len(self._members[path])
                continue
            waiting.add(fetch(path) if path in changed else self.document(path))
            at += 1
        if waiting.documents:
            yield waiting.row()

    def _kept(self, paths: Sequence[str], at: int, changed: Set[str]) -> Row | None:
        """Return the row that begins with a document if all of it is as it was."""
        row = self._rows.get(paths[at])
        members = self._members[paths[at]] if row else []
        behind = at + len(members)
        if row is None or list(paths[at:behind]) != members or not changed.isdisjoint(members):
            return None
        size = int(row.about.split(" ")[0])
        return row if behind == len(paths) or may_begin(paths[behind], size) else None


def counts(row: Row) -> list[int]:
    """Return how many parts each file of a row holds."""
    return [int(one) for one in row.about.split(" ")[1:]]


def may_begin(path: str, size: int) -> bool:
    """Whether a file begins with this document where the one before has so many characters.

    That depends on what is near alone.
    """
    chance = hashlib.sha256(path.encode()).digest()[1] % 2 == 0
    return size >= TEXT_MOST or (size >= TEXT_LEAST and chance)


class _Files:
    """The files of a row, while documents are added to it."""

    def __init__(self) -> None:
        self.documents: list[SearchDocument] = []
        self.groups: list[list[object]] = [[]]
        self.size = 0
        """Characters of the last file."""

    def add(self, document: SearchDocument) -> None:
        """Add a document; what is long goes on in further files."""
        self.documents.append(document)
        for index, part in enumerate(parts_of(document)):
            length = sum(map(len, part.texts))
            if self.groups[-1] and index > 1 and self.size + length > TEXT_MOST:
                self.groups.append([])
                self.size = 0
            self.groups[-1].append(_shown(part) if index else _head(document))
            self.size += length

    def row(self) -> Row:
        """Return the row."""
        about = " ".join(map(str, (self.size, *map(len, self.groups))))
        files = tuple(tagged(as_json(group, "utf-16-le"), 9) for group in self.groups)
        record = zlib.compress(pickle.dumps(self.documents, pickle.HIGHEST_PROTOCOL), 1)
        return Row(self.documents[0].path, files, about, record)


def _head(document: SearchDocument) -> Mapping[str, object]:
    """Return what a result shows of its document: the content of the first part."""
    head: dict[str, object] = {"t": document.title, "u": document.url}
    if document.number:
        head["n"] = document.number
    if document.attachments:
        head["a"] = [[one.title, one.url] for one in document.attachments]
    return head


def _shown(part: Part) -> list[object]:
    return [part.attachment, *part.texts] if part.attachment else list(part.texts)


def as_json(content: object, encoding: str) -> bytes:
    """Return JSON without white space."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(
        encoding, "surrogatepass"
    )
