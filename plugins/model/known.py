"""What a finished build knew: enough for the next one to read only what changed since.

It is kept in columns, one entry an item in the order of their paths, each column decoded when it is
asked for: a large portal has hundreds of thousands of items, and an edit concerns a few.
"""

from __future__ import annotations

import os
import pickle
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from plugins.model.item_store import fields_of

if TYPE_CHECKING:  # Looking begins before the program is loaded.
    from plugins.model.items import Image, Item, ItemKind, Status
    from plugins.model.numbers import Number
    from plugins.model.picture_kinds import Raster
    from plugins.model.pictures import Picture
    from plugins.model.problems import Problem
    from plugins.model.registers import Registers
    from plugins.model.relations import Relations

FileStamp = tuple[int, int]
"""Size of a file in bytes, and when it was last changed in nanoseconds."""
Source = tuple[str, str]
"""Stamp and SHA-256 of an item's file; the stamp is empty where it must not be trusted."""


class RecallError(Exception):
    """What is known of the last build doesn't suffice: everything must be looked at again."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The stamps of an item, one for each facet of `item_stamps.py`."""

    text: str
    face: str
    frame: str


Sums = dict[str, int]
"""Sums of the stamps of many items, by kind of item and facet."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Which items there are."""

    items: list[str]
    """Below the content folder, sorted."""
    listed: list[str]
    """Those that lists show, newest first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of the content folder."""

    stamps: list[str]
    """Those of the items' files."""
    digests: list[str]
    others: dict[str, str]
    """Stamps of the files that are no items."""


@dataclass(frozen=True, slots=True)
class Faces:
    """What lists are made of."""

    kinds: list[ItemKind]
    statuses: list[Status]
    columns: list[str]
    topics: list[tuple[str, ...]]
    titles: list[str]
    urls: list[str]
    images: list[Image | None]
    modified: list[datetime | None]


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of the items; empty for those that have no page."""

    texts: list[str]
    faces: list[str]
    frames: list[str]


@dataclass(frozen=True, slots=True)
class Files:
    """The files of the output."""

    names: list[str]
    stamps: list[FileStamp]


@dataclass(frozen=True, slots=True)
class About:
    """What must be as it was for anything to be recalled; read before all else, so always alike."""

    circumstances: str
    """Digest of the program and of everything besides content that a build depends on."""
    time_zone: str
    history: str
    """The commit whose history pages show; empty where none does."""
    due: datetime | None
    """When the next scheduled item must be published."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What isn't kept by item."""

    common: dict[str, str]
    """What every output depends on."""
    problems: tuple[Problem, ...]
    numbers: dict[str, Number]
    proposed: frozenset[str]
    registers: Registers
    relations: Relations
    addresses: frozenset[str]
    bound: frozenset[str]
    compared: dict[str, frozenset[int]]
    files: tuple[str, ...]
    rasters: dict[str, Raster]
    pictures: dict[str, Picture]
    home_pictures: tuple[object, ...]
    last_changed: tuple[str, ...]
    """Paths of the items that changed last."""
    besides: str
    next_change: date | None


@dataclass
class Change:
    """What a build did that read a few items alone, none of them new."""

    items: dict[str, tuple[Source, Stamp, str]] = field(default_factory=dict)
    """Its file, its stamps and its title, by path."""
    sums: Sums = field(default_factory=dict)
    """The sums of all stamps since."""
    files: dict[str, FileStamp | None] = field(default_factory=dict)
    """Files of the output by name; None for one that is gone."""


class Known:
    """What the last build knew."""

    def __init__(self, part: Callable[[str], bytes | None], changes: Iterable[bytes] = ()) -> None:
        """Decode the changes made since; `part` returns each of the parts that `encode` has made.

        Where it returns None, RecallError is raised by what asks for that part.
        """
        self._part = part
        self.changes: list[Change] = [pickle.loads(one) for one in changes]  # noqa: S301 - our own

    def _decode(self, name: str) -> Any:
        raw = self._part(name)
        if raw is None:
            raise RecallError(name)
        return pickle.loads(raw)  # noqa: S301 - our own file, its digest checked

    @cached_property
    def about(self) -> About:
        """What must be as it was."""
        return About(*self._decode("about"))

    @cached_property
    def paths(self) -> Paths:
        """Which items there are."""
        return Paths(*self._decode("paths"))

    @cached_property
    def places(self) -> dict[str, int]:
        """Place of each item in the columns, by path."""
        return {path: at for at, path in enumerate(self.paths.items)}

    @cached_property
    def sources(self) -> Sources:
        """The items' files."""
        found = Sources(*self._decode("sources"))
        for change in self.changes:
            self._put_sources(found, change)
        return found

    @cached_property
    def faces(self) -> Faces:
        """What lists are made of."""
        found = Faces(*self._decode("faces"))
        for change in self.changes:
            self._put_faces(found, change)
        return found

    @cached_property
    def dates(self) -> list[datetime]:
        """When each item was published."""
        found: list[datetime] = self._decode("dates")
        return found

    @cached_property
    def stamps(self) -> Stamps:
        """The stamps of the items."""
        found = Stamps(*self._decode("stamps"))
        for change in self.changes:
            self._put_stamps(found, change)
        return found

    @cached_property
    def sums(self) -> Sums:
        """The sums of all stamps."""
        found: Sums = self.changes[-1].sums if self.changes else self._decode("sums")
        return found

    @cached_property
    def files(self) -> dict[str, FileStamp]:
        """The files of the output by name."""
        files = Files(*self._decode("files"))
        found = dict(zip(files.names, files.stamps, strict=True))
        for change in self.changes:
            _put_files(found, change)
        return found

    @cached_property
    def rest(self) -> Rest:
        """What isn't kept by item."""
        return Rest(*self._decode("rest"))

    def read(self) -> None:
        """Decode now what every build that follows a change asks for."""
        for name in ("places", "sources", "stamps", "rest"):
            getattr(self, name)

    def apply(self, change: Change) -> None:
        """Put a change into every column."""
        self._put_sources(self.sources, change)
        self._put_faces(self.faces, change)
        self._put_stamps(self.stamps, change)
        _put_files(self.files, change)
        self.sums = change.sums

    def _put_sources(self, sources: Sources, change: Change) -> None:
        for path, ((stamp, digest), *_) in change.items.items():
            at = self.places[path]
            sources.stamps[at], sources.digests[at] = stamp, digest

    def _put_faces(self, faces: Faces, change: Change) -> None:
        for path, (*_, title) in change.items.items():
            faces.titles[self.places[path]] = title

    def _put_stamps(self, stamps: Stamps, change: Change) -> None:
        for path, (_, stamp, _) in change.items.items():
            at = self.places[path]
            stamps.texts[at], stamps.faces[at] = stamp.text, stamp.face
            stamps.frames[at] = stamp.frame

    def stamp(self, path: str) -> Stamp:
        """Return the stamps of an item."""
        at, stamps = self.places[path], self.stamps
        return Stamp(stamps.texts[at], stamps.faces[at], stamps.frames[at])

    def is_whole(self, output: str) -> bool:
        """Whether every file lies below the folder `output` as it was written."""
        look = os.lstat
        start = f"{output}/"
        try:
            for name, (size, changed) in self.files.items():
                about = look(start + name)
                if about.st_mtime_ns != changed or about.st_size != size:
                    return False
        except OSError:
            return False
        return True

    def insert(self, item: Item, url: str, source: Source, stamp: Stamp) -> None:
        """Put in a new item; the lists stay as they are."""
        at = bisect_left(self.paths.items, item.path)
        faces, stamps, sources = self.faces, self.stamps, self.sources
        columns: tuple[tuple[list[Any], object], ...] = (
            (self.dates, item.date),
            (self.paths.items, item.path),
            (sources.stamps, source[0]), (sources.digests, source[1]),
            (faces.kinds, item.kind), (faces.statuses, item.status), (faces.columns, item.column),
            (faces.topics, item.topics), (faces.titles, item.title), (faces.urls, url),
            (faces.images, item.image), (faces.modified, item.modified),
            (stamps.texts, stamp.text), (stamps.faces, stamp.face), (stamps.frames, stamp.frame),
        )  # fmt: skip
        for column, value in columns:
            column.insert(at, value)
        self.__dict__.pop("places", None)  # Two new items in a row find it gone.

    def encoded(self, rest: Rest, listed: list[str]) -> dict[str, bytes]:
        """Return everything as it is kept, with another rest and other lists."""
        files = self.files
        return encode(
            self.about,
            Paths(self.paths.items, listed),
            self.sources,
            self.faces,
            self.dates,
            self.stamps,
            self.sums,
            Files(list(files), list(files.values())),
            rest,
        )


def encode(
    about: About,
    paths: Paths,
    sources: Sources,
    faces: Faces,
    dates: list[datetime],
    stamps: Stamps,
    sums: Sums,
    files: Files,
    rest: Rest,
) -> dict[str, bytes]:
    """Return what a build knew as it is kept."""
    parts: dict[str, object] = {
        "about": fields_of(about),
        "paths": fields_of(paths),
        "sources": fields_of(sources),
        "faces": fields_of(faces),
        "dates": dates,
        "stamps": fields_of(stamps),
        "sums": sums,
        "files": fields_of(files),
        "rest": fields_of(rest),
    }
    return {name: pickle.dumps(one, pickle.HIGHEST_PROTOCOL) for name, one in parts.items()}


def _put_files(files: dict[str, FileStamp], change: Change) -> None:
    for name, about in change.files.items():
        if about is None:
            files.pop(name, None)
        else:
            files[name] = about
