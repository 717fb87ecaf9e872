"""Putting a new portal in the place of the earlier one: all at once, or the files that changed.

A build that is killed leaves the earlier portal whole until all of the new one is on the disk. One
that is killed while files move into place is ended by the next build from its list of moves.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath


def _beside(output: Path, what: str) -> Path:
    return output.with_name(f".{output.name}.{what}")


def finish_replacing(output: Path) -> None:
    """End what a killed build had begun, and remove what it left."""
    earlier, staging, moves = (_beside(output, one) for one in ("earlier", "building", "moves"))
    if earlier.exists() and not output.exists():
        earlier.rename(output)
    if moves.is_file():
        with contextlib.suppress(ValueError):
            listed = json.loads(moves.read_text(encoding="utf-8"))
            _move(staging, output, listed["changed"], listed["vanished"])
        moves.unlink()
    shutil.rmtree(earlier, ignore_errors=True)
    shutil.rmtree(staging, ignore_errors=True)


def replace_whole(staging: Path, output: Path) -> None:
    """Let the folder `staging` take the place of `output`."""
    earlier = _beside(output, "earlier")
    if output.exists():
        output.rename(earlier)
    staging.rename(output)
    shutil.rmtree(earlier, ignore_errors=True)


def replace_files(
    staging: Path, output: Path, changed: Iterable[str], vanished: Iterable[str]
) -> None:
    """Move the files `changed` from `staging` to `output`, and remove those that `vanished`."""
    moves = _beside(output, "moves")
    listed = {"changed": list(changed), "vanished": list(vanished)}
    begun = moves.with_name(f"{moves.name}.new")
    with begun.open("w", encoding="utf-8") as file:
        json.dump(listed, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    begun.replace(moves)
    _move(staging, output, listed["changed"], listed["vanished"])
    moves.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _move(staging: Path, output: Path, changed: list[str], vanished: list[str]) -> None:
    """Do the moves that aren't done yet."""
    folders = {folder for name in changed for folder in _folders(name)}
    before = {folder for name in vanished for folder in _folders(name)}
    in_the_way = not folders.isdisjoint(vanished) or not before.isdisjoint(changed)
    if in_the_way:  # A file becomes a folder, or the other way round.
        _remove(output, vanished)
    for name in changed:
        source, target = staging / name, output / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    _remove(output, vanished)


def _folders(name: str) -> set[str]:
    return {folder.as_posix() for folder in PurePosixPath(name).parents}


def _remove(output: Path, names: list[str]) -> None:
    """Remove files, and the folders that they leave empty."""
    for name in names:
        (output / name).unlink(missing_ok=True)
        for folder in PurePosixPath(name).parents:
            if folder == PurePosixPath() or not _remove_empty(output / folder):
                break


def _remove_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
