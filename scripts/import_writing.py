"""Writing what was imported: items with their files and their places in the register."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from plugins.importing.items import ImportedItem
from plugins.importing.linking import settle
from plugins.model.content_files import FOLDERS
from plugins.model.files import create_exclusive
from plugins.model.numbers import NumberError
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.notice_numbering.history import kept_entry, record_issued
from scripts.import_reading import Source

_DIGEST = re.compile(r"-([0-9a-f]{8})\.md\Z")
_REDIRECTS = re.compile(r"\nredirect_from:\n((?:- .*\n)+)")
"""A field of an import's front matter."""
_COLUMN = re.compile(r"\ncolumn: .*")
_CLOSED = ("void", "withheld")


@dataclass(slots=True)
class Writer:
    """Writes items after all of them are read, so that each link finds its target."""

    content: Path
    site: Site
    problems: Problems
    counts: dict[str, int]
    """How many files were written, unchanged, left out, refused."""
    items: dict[str, ImportedItem] = field(default_factory=dict)
    """What was written or is there already, by source."""
    _spool: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="tongbao-")
    )
    _waiting: list[tuple[Source, ImportedItem]] = field(default_factory=list)
    _places: dict[tuple[str, str], str] = field(default_factory=dict)
    """Path of the item of each page, by set and path."""
    _first: dict[str, int] = field(default_factory=dict)
    """Which of the waiting items is the first with its text."""
    _earlier: dict[str, str] = field(default_factory=dict)
    """Path of each item that an import wrote, by its digest."""

    def take(self, source: Source, item: ImportedItem) -> None:
        """Keep an item until all are read; its pictures wait on the disk."""
        try:
            for path, content in item.files.items():
                waiting = Path(self._spool.name, path.replace("/", "_"))
                if not waiting.exists():
                    waiting.write_bytes(content)
        except OSError as fault:
            self._refuse("M001", source.shown, reason=fault.strerror or str(fault))
            return
        if not self._earlier:
            self._earlier = self._imported_before()
        item = replace(item, files=dict.fromkeys(item.files, b""))
        if self._joins(source, item):
            return
        self._waiting.append((source, item))
        self._places[source.files.label, source.name] = self._place(item)

    def _joins(self, source: Source, item: ImportedItem) -> bool:
        """Whether an item says the same as an earlier one, in another column: it becomes that one.

        Portals show one article at several addresses; all of them then lead to the first item.
        """
        header, mark, body = item.text.partition("\n---\n\n")
        plain = _COLUMN.sub("", _REDIRECTS.sub("\n", f"{header}\n"))
        at = self._first.setdefault(f"{plain}{mark}{body}", len(self._waiting))
        if at == len(self._waiting):
            return False
        other, first = self._waiting[at]
        addresses = _REDIRECTS.search(f"{header}\n")
        if addresses:
            before, found, rest = first.text.partition("\n---\n\n")
            joined = _REDIRECTS.sub(lambda own: f"{own[0]}{addresses[1]}", f"{before}\n")
            text = f"{joined.removesuffix(chr(10))}{found}{rest}"
            self._waiting[at] = (other, replace(first, text=text))
        self._places[source.files.label, source.name] = self._place(first)
        self.problems.add("X025", source.shown, other=other.shown)
        self.counts["left out"] += 1
        return True

    def _imported_before(self) -> dict[str, str]:
        found = {"": ""}
        for folder in FOLDERS:
            for path in sorted((self.content / folder).rglob("*.md")):
                digest = _DIGEST.search(path.name)
                if digest:
                    found.setdefault(digest[1], path.relative_to(self.content).as_posix())
        return found

    def _place(self, item: ImportedItem) -> str:
        """Return the path of an item, or of the one that is there in its place."""
        kept = self._kept(item)
        if kept and kept[1] and kept[1] != item.path:
            return kept[1]
        if (self.content / item.path).is_file():
            return item.path
        return self._earlier.get(item.digest) or item.path

    def _kept(self, item: ImportedItem) -> tuple[str, str, str] | None:
        """Return state, item and title that the register has for an item's number."""
        if item.numbered is None:
            return None
        series = self.site.series_of(item.numbered.series)
        try:
            kept = series and kept_entry(
                self.content, series, item.numbered.number, item.numbered.day
            )
        except NumberError:
            return None
        return (kept.state, kept.item, kept.title) if kept else None

    def write(self) -> None:
        """Write what waits."""
        for source, item in self._waiting:
            text, dropped = settle(
                item.text, list(item.pages),
                lambda page, label=source.files.label: self._places.get((label, page), ""),  # type: ignore[misc]
            )  # fmt: skip
            self._write(source, replace(item, text=text, left_out=(*item.left_out, *dropped)))
        self._waiting.clear()
        self._spool.cleanup()

    def _write(self, source: Source, item: ImportedItem) -> None:
        shown, target = source.shown, self.content / item.path
        if self._is_elsewhere(shown, item):
            return
        raw = item.text.encode("utf-8")
        try:
            there = target.read_bytes() if target.is_file() else None
            if there is not None and there != raw:
                self._refuse("M003", shown, target=target.as_posix())
                return
            if not self._register(item):
                number = item.numbered.number if item.numbered else ""
                self._refuse("M006", shown, number=number)
                return
            for path in item.files:
                file = self.content / path
                if not file.exists():
                    waiting = Path(self._spool.name, path.replace("/", "_"))
                    create_exclusive(file, waiting.read_bytes())
            if there is None:
                create_exclusive(target, raw)
        except OSError as fault:
            self._refuse("M001", shown, reason=fault.strerror or str(fault))
            return
        self.counts["unchanged" if there is not None else "written"] += 1
        self.items[shown] = item

    def _is_elsewhere(self, shown: str, item: ImportedItem) -> bool:
        """Whether the document is in the portal already, or must not be; tells of it."""
        kept = self._kept(item)
        number = item.numbered.number if item.numbered else ""
        if kept and kept[0] in _CLOSED:
            self._refuse("X022", shown, number=number, state=kept[0])
            return True
        if kept and kept[1] and kept[1] != item.path and _same_title(kept[2], item):
            self.problems.add("X021", shown, number=number, item=kept[1])
            self.counts["unchanged"] += 1
            return True
        earlier = self._earlier.get(item.digest) if item.digest else None
        if earlier and earlier != item.path and not (self.content / item.path).is_file():
            self.problems.add("X023", shown, item=earlier)
            self.counts["unchanged"] += 1
            return True
        return False

    def _refuse(self, code: str, shown: str, **fields: str) -> None:
        self.problems.add(code, shown, **fields)
        self.counts["refused"] += 1

    def _register(self, item: ImportedItem) -> bool:
        """Register the item's number where it belongs to a series of the portal."""
        if item.numbered is None:
            return True
        series = self.site.series_of(item.numbered.series)
        return series is None or record_issued(
            self.content,
            series,
            item.numbered.number,
            item=item.path,
            title=item.numbered.title,
            day=item.numbered.day,
        )


def _same_title(title: str, item: ImportedItem) -> bool:
    own = item.numbered.title if item.numbered else ""
    return re.sub(r"[\W_]", "", title) == re.sub(r"[\W_]", "", own)
