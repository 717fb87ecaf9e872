"""Making the outputs of a plan below a folder."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

from plugins.model.forked import parts_of, side_by_side
from plugins.model.outputs import Output, is_inside

FEW = 32
"""Outputs that one process makes sooner than several would begin."""
MANY = 8192
"""Outputs after which processes are forked anew: each comes to hold what it touches itself."""
Derive = Callable[[str, bytes], Iterable[tuple[str, bytes]]]
"""Names and contents of the files that follow from a finished one."""
Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Told how many outputs there are; gives what hears how many more are finished."""


@contextmanager
def quiet(_total: int) -> Iterator[Callable[[int], None]]:
    """Show no progress."""
    yield lambda _done: None


@dataclass
class FolderSink:
    """Writes finished files below a folder, with those that follow from them."""

    folder: Path
    derive: Derive
    names: list[str] = field(default_factory=list)
    """The files written."""
    notes: list[str] = field(default_factory=list)

    def write(self, name: str, content: bytes) -> None:
        """Write a file and what follows from it."""
        self._path(name).write_bytes(content)
        for other, derived in self.derive(name, content):
            self._path(other).write_bytes(derived)

    def open(self, name: str) -> TextIO:
        """Open a UTF-8 file for writing; nothing follows from such a one."""
        return self._path(name).open("w", encoding="utf-8", newline="")

    def note(self, text: str) -> None:
        """Keep a line to tell those who build."""
        self.notes.append(text)

    def _path(self, name: str) -> Path:
        if not is_inside(name):
            raise ValueError(name)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        self.names.append(name)
        return path


class _Text(io.StringIO):
    """A text that is handed over when it is closed."""

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        super().__init__(newline="")
        self._keep = keep

    def close(self) -> None:
        """Hand it over."""
        if not self.closed:
            self._keep(self.getvalue().encode())
        super().close()


@dataclass
class MemorySink:
    """Keeps finished files in memory, with those that follow from them."""

    derive: Derive
    files: dict[str, bytes] = field(default_factory=dict)
    """Content by name, in the order in which they were begun."""
    notes: list[str] = field(default_factory=list)

    def write(self, name: str, content: bytes) -> None:
        """Keep a file and what follows from it."""
        self.files[name] = content
        self.files.update(self.derive(name, content))

    def open(self, name: str) -> TextIO:
        """Open a file for writing; nothing follows from such a one."""
        self.files[name] = b""
        return _Text(partial(self.files.__setitem__, name))

    def note(self, text: str) -> None:
        """Keep a line to tell those who build."""
        self.notes.append(text)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of an output."""

    name: str
    """The output's."""
    files: tuple[str, ...]
    """Everything that it wrote."""
    notes: tuple[str, ...]


def make_outputs(
    outputs: Sequence[Output],
    folder: Path,
    derive: Derive,
    *,
    workers: int = 1,
    progress: Progress = quiet,
) -> Iterator[Made]:
    """Make every output below `folder`, those that take long one by one and first; yield each.

    What an output raises is raised here.
    """

    def work(start: int, stop: int) -> list[Made]:
        made = []
        for output in outputs[start:stop]:
            sink = FolderSink(folder, derive)
            output.make(sink)
            made.append(Made(output.name, tuple(sink.names), tuple(sink.notes)))
        return made

    if len(outputs) <= FEW:
        workers = 1
    long = sum(one.long for one in outputs)
    with progress(len(outputs)) as advance:
        for first in range(0, len(outputs), MANY):
            last = min(first + MANY, len(outputs))
            parts = [(at, at + 1) for at in range(first, min(long, last))]
            parts += parts_of(last, workers, first=max(first, min(long, last)))
            for some in side_by_side(work, parts, workers):
                advance(len(some))
                yield from some
