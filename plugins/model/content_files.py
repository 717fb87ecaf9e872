"""The content folder: which files are items, and paths that stay inside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
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


def content_files(root: Path, label: str, problems: Problems) -> tuple[ContentFile, ...]:
    """Return the items' files in the order of their paths; links and strays become problems."""
    found = []
    for folder, kind in FOLDERS.items():
        for path in _walk(root, folder, label, problems):
            if path.lower().endswith(".md"):
                found.append(ContentFile(path, kind))
            else:
                problems.add("F021", f"{label}/{path}")
    return tuple(sorted(found, key=lambda one: one.path))


def static_files(root: Path, label: str, problems: Problems) -> tuple[str, ...]:
    """Return the paths of the pictures and attachments, sorted; links become problems."""
    return tuple(
        sorted(path for folder in STATIC_FOLDERS for path in _walk(root, folder, label, problems))
    )


def _walk(root: Path, folder: str, label: str, problems: Problems) -> Iterator[str]:
    """Yield the files below a folder, hidden and system files left out."""
    top = root / folder
    if top.is_symlink():
        problems.add("F020", f"{label}/{folder}")
        return
    for directory, folders, files in os.walk(top):
        base = Path(directory).relative_to(root).as_posix()
        for name in sorted(filter(_is_garbled, [*folders, *files])):
            problems.add("F022", f"{label}/{base}/{_shown(name)}")
        folders[:] = [name for name in folders if not _is_garbled(name)]
        for name in sorted(folders):
            if (Path(directory) / name).is_symlink():
                problems.add("F020", f"{label}/{base}/{name}")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in files if not _is_garbled(name)):
            if name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES:
                continue
            if (Path(directory) / name).is_symlink():
                problems.add("F020", f"{label}/{base}/{name}")
            else:
                yield f"{base}/{name}"


def _is_garbled(name: str) -> bool:
    """Whether a name isn't UTF-8: Python then keeps its bytes as lone surrogates."""
    return any("\ud800" <= char <= "\udfff" for char in name)


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
