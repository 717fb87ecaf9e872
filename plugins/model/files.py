"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
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
    sync_folder(path.parent)
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
    sync_folder(path.parent)


def remove_unfinished(folder: Path) -> int:
    """Remove what killed processes left below a folder; return how much that was."""
    count = 0
    for top, folders, names in os.walk(folder):
        for name in [one for one in folders if one.startswith(TEMPORARY)]:
            shutil.rmtree(Path(top) / name)
            folders.remove(name)
            count += 1
        for name in [one for one in names if one.startswith(TEMPORARY)]:
            (Path(top) / name).unlink(missing_ok=True)
            count += 1
    return count


def _write_temporary(path: Path, text: bytes) -> Path:
    temporary = path.with_name(f"{TEMPORARY}{path.name}.{secrets.token_hex(4)}")
    try:
        write_synced(temporary, text)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_synced(path: Path, text: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with path.open("xb") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def sync_folder(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
