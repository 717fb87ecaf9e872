"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

TEMPORARY = ".tongbao-"
"""How names of unfinished files start; what a killed process left is removed by the next."""


def create_exclusive(path: Path, text: bytes) -> bool:
    """Create a file with its whole content; False where the name is taken.

    On a file system without hard links the caller's lock alone keeps two writers apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _write_temporary(path, text)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        if path.exists():
            return False
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return True


def replace(path: Path, text: bytes) -> None:
    """Put new content in the place of a file, its permissions kept."""
    temporary = _write_temporary(path, text)
    try:
        temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_unfinished(folder: Path) -> int:
    """Remove what killed processes left below a folder; return how many files that were."""
    found = [path for path in folder.rglob(f"{TEMPORARY}*") if path.is_file()]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _write_temporary(path: Path, text: bytes) -> Path:
    temporary = path.with_name(f"{TEMPORARY}{path.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync_folder(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
