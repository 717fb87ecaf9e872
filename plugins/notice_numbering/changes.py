"""Changes of several files below the content folder that are made all or not at all.

The new files are first written into a folder of their own beside a plan; renaming that folder is
the moment of decision. What a killed process then leaves undone, the next one does.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from plugins.model.files import TEMPORARY, sync_folder, write_synced
from plugins.model.registers import CHANGES, FOLDER, PLAN


def make_changes(root: Path, changes: Mapping[str, bytes | None]) -> None:
    """Give each path below `root` its new content; None removes the file.

    The caller holds the registers' lock. After an error the changes are made by the next
    `finish_changes`, or nothing has changed.
    """
    if not changes:
        return
    folder = root / FOLDER
    staged = folder / f"{TEMPORARY}staged.{secrets.token_hex(4)}"
    staged.mkdir(parents=True)
    try:
        plan = [
            [path, None if text is None else _stage(root / path, staged / str(index), text)]
            for index, (path, text) in enumerate(sorted(changes.items()))
        ]
        write_synced(staged / PLAN, json.dumps(plan, ensure_ascii=False).encode())
        sync_folder(staged)
        staged.rename(folder / CHANGES)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    sync_folder(folder)
    finish_changes(root)


def _stage(target: Path, place: Path, text: bytes) -> str:
    """Write a new file with the permissions of the one that it replaces; return its name."""
    write_synced(place, text)
    if target.exists():
        place.chmod(target.stat().st_mode & 0o7777)
    return place.name


def finish_changes(root: Path) -> int:
    """Do what is left of decided changes; return how many files they were, 0 for none."""
    folder = root / FOLDER / CHANGES
    if not folder.is_dir():
        return 0
    plan: list[tuple[str, str | None]] = []
    if (folder / PLAN).is_file():
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    for path, name in plan:
        target = root / path
        if name is None:
            target.unlink(missing_ok=True)
        elif (folder / name).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            (folder / name).replace(target)
    for parent in sorted({(root / path).parent for path, _ in plan}):
        if parent.is_dir():
            sync_folder(parent)
    (folder / PLAN).unlink(missing_ok=True)
    folder.rmdir()
    sync_folder(root / FOLDER)
    return len(plan)
