"""The content folder: which files are items, and paths that stay inside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from plugins.model.items import ItemKind
from plugins.model.problems import Problems

FOLDERS = {"news": ItemKind.NEWS, "notices": ItemKind.NOTICE, "pages": ItemKind.PAGE}
"""Folder of each kind of item."""
STATIC_FOLDERS = ("images", "attachments")
"""Folders of the files that items show and link to."""
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file of the content folder that is an item."""

    path: str
    """Below the content folder, with forward slashes."""
    kind: ItemKind


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of the content folder."""

    items: tuple[ContentFile, ...]
    """In the order of their paths."""
    files: tuple[str, ...]
    """Paths of the pictures and attachments, sorted."""
    stamps: Mapping[str, str]
    """Stamp of each of them by path: another one after each change of the file."""


def kind_of(path: str) -> ItemKind:
    """Return what kind of item the file at a path is."""
    return FOLDERS[path.partition("/")[0]]


def scan(root: Path, label: str, problems: Problems) -> Scan:
    """Find the files of the content folder; links and strays become problems."""
    found = dict(_items(root, label, problems))
    files = {
        path: entry
        for folder in STATIC_FOLDERS
        for path, entry in _walk(root, folder, label, problems)
    }
    entries = {**{one.path: entry for one, entry in found.items()}, **files}
    stamps = {path: stamp_of(entry.stat(follow_symlinks=False)) for path, entry in entries.items()}
    return Scan(_ordered(found), tuple(sorted(files)), stamps)


def content_files(root: Path, label: str, problems: Problems) -> tuple[ContentFile, ...]:
    """Return the items' files in the order of their paths; links and strays become problems."""
    return _ordered(one for one, _ in _items(root, label, problems))


def _ordered(found: Iterable[ContentFile]) -> tuple[ContentFile, ...]:
    return tuple(sorted(found, key=lambda one: one.path))


def _items(
    root: Path, label: str, problems: Problems
) -> Iterator[tuple[ContentFile, os.DirEntry[str]]]:
    for folder, kind in FOLDERS.items():
        for path, entry in _walk(root, folder, label, problems):
            if path.lower().endswith(".md"):
                yield ContentFile(path, kind), entry
            else:
                problems.add("F021", f"{label}/{path}")


def stamp_of(about: os.stat_result) -> str:
    """Return what changes whenever a file does: its times, its size and its place on the disk."""
    return f"{about.st_mtime_ns} {about.st_ctime_ns} {about.st_size} {about.st_ino}"


def compares_contents() -> bool:
    """Whether the environment wants contents compared, whatever stamps say: always in CI."""
    return os.environ.get("TONGBAO_PARANOID", "1" if os.environ.get("CI") else "0") == "1"


def stamps_below(root: Path) -> dict[str, str]:
    """Return the stamp of every file below the content folder by path, links not followed.

    Hidden files are among them; what git keeps isn't.
    """
    found: dict[str, str] = {}
    folders = [""]
    while folders:
        base = folders.pop()
        try:
            with os.scandir(f"{root}/{base}") as entries:
                inside = list(entries)
        except OSError:
            continue
        for entry in inside:
            path = f"{base}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if entry.name != ".git":
                    folders.append(f"{path}/")
                continue
            try:
                found[path] = stamp_of(entry.stat(follow_symlinks=False))
            except OSError:
                found[path] = ""
    return found


def _walk(
    root: Path, folder: str, label: str, problems: Problems
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files below a folder, hidden and system files left out."""
    if (root / folder).is_symlink():
        problems.add("F020", f"{label}/{folder}")
        return
    folders = [folder]
    while folders:
        base = folders.pop()
        try:
            with os.scandir(root / base) as entries:
                inside = list(entries)
        except OSError:
            continue
        for entry in inside:
            path, is_folder = f"{base}/{entry.name}", entry.is_dir()
            if _is_garbled(entry.name):
                problems.add("F022", f"{label}/{_shown(path)}")
            elif entry.is_symlink() and (is_folder or not _is_left_out(entry.name)):
                problems.add("F020", f"{label}/{path}")
            elif is_folder and not entry.name.startswith("."):
                folders.append(path)
            elif not is_folder and not _is_left_out(entry.name):
                yield path, entry


def is_item(path: str) -> bool:
    """Whether the file at a path below the content folder is an item, by its name."""
    *folders, name = path.split("/")
    hidden = any(folder.startswith(".") for folder in folders) or _is_left_out(name)
    return bool(folders) and folders[0] in FOLDERS and name.lower().endswith(".md") and not hidden


def _is_left_out(name: str) -> bool:
    """Whether a file is hidden, or what office programs and systems leave behind."""
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def _is_garbled(name: str) -> bool:
    """Whether a name isn't UTF-8: Python then keeps its bytes as lone surrogates."""
    return not name.isascii() and any("\ud800" <= char <= "\udfff" for char in name)


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8")


def inside(written: str, beside: str = "") -> str | None:
    """Return the path below the content folder that a written one means; None outside it.

    A leading slash means the content folder; otherwise the path is taken from the folder of the
    file `beside`.
    """
    text = written.replace("\\", "/")
    start = PurePosixPath() if text.startswith("/") else PurePosixPath(beside).parent
    parts: list[str] = [] if str(start) == "." else list(start.parts)
    for part in text.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def static_file(root: Path, written: str, beside: str = "") -> str | None:
    """Return the path below the content folder of an image or attachment that exists."""
    path = inside(written, beside)
    if path is None or path.split("/", 1)[0] not in STATIC_FOLDERS:
        return None
    return path if (root / path).is_file() else None
