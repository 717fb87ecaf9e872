"""Archives and folders as sets of files: paths that stay inside, sizes that stay small."""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol
from zlib import error as DeflateError  # noqa: N812 - it is an exception

COUNT_LIMIT = 50_000
"""Files of an archive."""
FILE_LIMIT = 60 * 1024 * 1024
"""Bytes of one file."""
WHOLE_LIMIT = 4 * 1024 * 1024 * 1024
"""Bytes of all files, unpacked; each is read when it is needed."""
RATIO_LIMIT = 200
"""Times that a file of more than RATIO_FROM bytes may grow; text grows twentyfold at most."""
RATIO_FROM = 1024 * 1024
_DAMAGED = (zipfile.BadZipFile, DeflateError, EOFError, NotImplementedError, RuntimeError, OSError,
            ValueError, IndexError)  # fmt: skip
_DRIVE = re.compile(r"[A-Za-z]:")


class ArchiveError(ValueError):
    """An archive is refused: a problem code with the fields of its message."""

    def __init__(self, code: str, /, **fields: str) -> None:
        """Name the code and its fields."""
        super().__init__(code)
        self.code = code
        self.fields = fields


class Files(Protocol):
    """A set of files by their paths, with forward slashes."""

    def names(self) -> Iterator[str]:
        """Yield the paths, sorted."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a file; None where there is none that may be read."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """The files below a folder; links aren't followed."""

    root: Path

    def names(self) -> Iterator[str]:
        """Yield the paths, sorted; hidden files and what office programs leave aren't there."""
        for top, folders, names in os.walk(self.root):
            folders[:] = sorted(one for one in folders if not one.startswith("."))
            for name in sorted(names):
                path = Path(top, name)
                if not name.startswith((".", "~$")) and not path.is_symlink():
                    yield path.relative_to(self.root).as_posix()

    def read(self, name: str) -> bytes | None:
        """Return a file that is below the folder, really."""
        path = self.root / name
        try:
            root = self.root.resolve()
            if not path.resolve().is_relative_to(root) or not path.is_file():
                return None
            if path.stat().st_size > FILE_LIMIT:
                return None
            return path.read_bytes()
        except (OSError, ValueError):
            return None


class Archive:
    """The files of a ZIP archive, all of it checked before anything is read."""

    def __init__(self, path: Path) -> None:
        """Open an archive.

        Raises:
            ArchiveError: it is damaged or isn't safe.

        """
        try:
            self._zip = zipfile.ZipFile(path)
            listed = self._zip.infolist()
        except _DAMAGED:
            raise ArchiveError("X010") from None
        if len(listed) > COUNT_LIMIT:
            raise ArchiveError("X012", found=f"{len(listed)} 个文件 files", limit=str(COUNT_LIMIT))
        whole = sum(one.file_size for one in listed)
        if whole > WHOLE_LIMIT:
            raise ArchiveError("X012", found=f"{whole >> 20} MB", limit=f"{WHOLE_LIMIT >> 20} MB")
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for one in listed:
            name = _name(one)
            _check(one, name)
            if not one.is_dir() and not _is_left_out(name):
                self._parts.setdefault(PurePosixPath(name).as_posix(), one)

    def names(self) -> Iterator[str]:
        """Yield the paths, sorted."""
        yield from sorted(self._parts)

    def read(self, name: str) -> bytes | None:
        """Return a file.

        Raises:
            ArchiveError: it is damaged.

        """
        one = self._parts.get(name)
        if one is None:
            return None
        try:
            with self._zip.open(one) as stream:
                return stream.read(one.file_size)
        except _DAMAGED:
            raise ArchiveError("X010") from None

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()


def _name(one: zipfile.ZipInfo) -> str:
    """Return the path of a part; archives of Chinese Windows hold GBK without telling."""
    name = one.filename
    if not one.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = one.filename
    return name.replace("\\", "/")


def _check(one: zipfile.ZipInfo, name: str) -> None:
    """Refuse what would leave the folder, lead elsewhere, or fill the memory."""
    shown = name[:120]
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/") or "\0" in name:
        raise ArchiveError("X011", name=shown)
    kind = stat.S_IFMT(one.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveError("X011", name=shown)
    if one.flag_bits & 1:
        raise ArchiveError("X013", name=shown)
    if one.file_size > FILE_LIMIT:
        found = f"{shown} {one.file_size >> 20} MB"
        raise ArchiveError("X012", found=found, limit=f"{FILE_LIMIT >> 20} MB")
    grows = one.file_size / max(one.compress_size, 1)
    if one.file_size > RATIO_FROM and grows > RATIO_LIMIT:
        raise ArchiveError("X012", found=f"{shown} ×{grows:.0f}", limit=f"×{RATIO_LIMIT}")


def _is_left_out(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(part.startswith((".", "~$")) for part in parts)
