"""Renewal: which outputs an earlier build has made as they would come, and which change."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plugins.model.known import FileStamp
from plugins.model.outputs import ALWAYS, Output
from plugins.model.plan_store import FileRow, OutputRow
from plugins.portal.making import Made

FOLLOWING = "app *"
"""The output that is made of all others."""
_MOST = 0.5
"""Share of the outputs beyond which all are made: then the new portal takes the old one's place."""


@dataclass
class Renewal:
    """What a build does to the output folder."""

    output: Path
    """Where the earlier portal lies."""
    earlier: Mapping[str, OutputRow]
    """What it is made of, by name of the output; empty where there is none to build on."""
    whole: bool = True
    """Whether everything is made anew."""
    kept: tuple[str, ...] = ()
    """Names of the outputs that stay as they are."""
    rows: list[OutputRow] = field(default_factory=list)
    """The outputs made."""
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Why each output is made or stays, in words of its key."""
    known: frozenset[str] = frozenset()
    """Names of all outputs of the plan."""
    total: Callable[[], int] = int
    """Tells how many files the earlier portal has where the plan is partial."""
    partial: bool = False
    """Whether the plan holds only what may have changed: all other outputs stay."""

    @property
    def count(self) -> int:
        """How many files the new portal has."""
        if not self.partial:
            return len(self.files)
        gone = self.vanished()
        before = {file[0] for name in (*self.known, FOLLOWING) for file in self._files_of(name)}
        return self.total() + len(self.files - before) - len(gone)

    def _files_of(self, name: str) -> tuple[FileRow, ...]:
        row = self.earlier.get(name)
        return row.files if row else ()

    def choose(self, outputs: Sequence[Output]) -> tuple[Output, ...]:
        """Return the outputs that must be made."""
        self.known = frozenset(one.name for one in outputs)
        for output in outputs:
            self.reasons[output.name] = self._reasons(output)
        kept = tuple(one.name for one in outputs if not self.reasons[one.name])
        many = not self.earlier or len(outputs) - len(kept) > len(outputs) * _MOST
        self.whole = many and not self.partial
        if self.whole:
            return tuple(outputs)
        self.kept = kept
        return tuple(one for one in outputs if self.reasons[one.name])

    @property
    def unchanged(self) -> bool:
        """Whether nothing was made and nothing goes; then what follows from all stays as well."""
        same = not self.whole and not self.rows
        if self.partial:
            return same
        if same and FOLLOWING in self.earlier and set(self.earlier) == self.known | {FOLLOWING}:
            self.kept = (*self.kept, FOLLOWING)
            return True
        return False

    def _reasons(self, output: Output) -> tuple[str, ...]:
        row = self.earlier.get(output.name)
        if row is None:
            return ("new",)
        if not output.key:
            return ("always",)
        names = (*output.key, *(name for name in row.key if name not in output.key))
        changed = tuple(name for name in names if output.key.get(name) != row.key.get(name))
        return changed or tuple(f"file {one[0]}" for one in row.files if not self._present(one))

    def _present(self, file: FileRow) -> bool:
        """Whether a file lies there as it was written."""
        name, size, changed = file
        try:
            about = os.lstat(f"{self.output}/{name}")
        except OSError:
            return False
        return about.st_size == size and about.st_mtime_ns == changed

    def note(self, made: Iterable[Made], outputs: Mapping[str, Output], folder: Path) -> list[str]:
        """Take down what was made below `folder`; return the notes of the makers, sorted."""
        notes: list[str] = []
        for one in made:
            key = outputs[one.name].key if one.name in outputs else ALWAYS
            files = tuple(_row(folder, name) for name in dict.fromkeys(one.files))
            self.rows.append(OutputRow(one.name, key, files))
            notes += one.notes
        return sorted(notes)

    def read(self, folder: Path, name: str) -> bytes:
        """Return what the new portal will hold under a name; empty for nothing."""
        for place in (folder,) if self.whole else (folder, self.output):
            path = place / name
            if path.is_file():
                return path.read_bytes()
        return b""

    @property
    def files(self) -> frozenset[str]:
        """Names of all files of the new portal."""
        stay = (self.earlier[name] for name in self.kept)
        return frozenset(file[0] for row in (*stay, *self.rows) for file in row.files)

    def owner(self, names: Iterable[str]) -> str | None:
        """Return the name of the output that the first known file of `names` belongs to."""
        stay = [self.earlier[name] for name in self.kept]
        owners = {file[0]: row.name for row in (*stay, *self.rows) for file in row.files}
        return next((owners[name] for name in names if name in owners), None)

    @property
    def gone(self) -> tuple[str, ...]:
        """Names of the outputs that the new portal has no more."""
        made = {row.name for row in self.rows}
        if self.partial:
            return ()
        return tuple(sorted(set(self.earlier) - self.known - made))

    def differing(self, folder: Path) -> tuple[str, ...]:
        """Return the files made below `folder` that the output folder has otherwise or not.

        Of the others the file in the output folder is the one that is known from now on.
        """
        found: list[str] = []
        for at, row in enumerate(self.rows):
            files = []
            for file in row.files:
                same = _same(folder / file[0], self.output / file[0])
                files.append(_row(self.output, file[0]) if same else file)
                found += () if same else (file[0],)
            self.rows[at] = OutputRow(row.name, row.key, tuple(files))
        return tuple(found)

    @property
    def written(self) -> dict[str, FileStamp | None]:
        """Size and time of the files that were made, None for those that are gone, by name."""
        made = {name: (size, time) for row in self.rows for name, size, time in row.files}
        return {**made, **dict.fromkeys(self.vanished())}

    @property
    def stamps(self) -> dict[str, FileStamp]:
        """Size and time of every file of the new portal by name."""
        stay = (self.earlier[name] for name in self.kept)
        return {name: (size, time) for row in (*stay, *self.rows) for name, size, time in row.files}

    def vanished(self) -> tuple[str, ...]:
        """Return the files of the earlier portal that the new one has no more."""
        names = (*self.known, *(row.name for row in self.rows)) if self.partial else self.earlier
        before = {file[0] for name in names for file in self._files_of(name)}
        return tuple(sorted(before - self.files))


def _row(folder: Path, name: str) -> FileRow:
    about = os.lstat(f"{folder}/{name}")
    return name, about.st_size, about.st_mtime_ns


def _same(new: Path, old: Path) -> bool:
    return old.is_file() and not old.is_symlink() and filecmp.cmp(new, old, shallow=False)
