"""Making the outputs of a plan, side by side in forked processes where the system has them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from plugins.model.outputs import Output, is_inside

FEW = 32
"""Outputs that one process makes sooner than several would begin."""
_SHARE = 16
"""Parts that each worker's work is cut into, so that all end at about the same time."""
Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Told how many outputs there are; gives what hears how many more are finished."""
Derive = Callable[[str, bytes], Iterable[tuple[str, bytes]]]
"""Names and contents of the files that follow from a finished one."""


@contextmanager
def quiet(_total: int) -> Iterator[Callable[[int], None]]:
    """Show no progress."""
    yield lambda _done: None


def available_workers() -> int:
    """Return how many processes may work at once: one where a process can't be forked."""
    # Forking is unsafe on macOS, whose own libraries start threads.
    if sys.platform == "darwin" or "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


@dataclass
class FolderSink:
    """Writes finished files below a folder, with those that follow from them."""

    folder: Path
    derive: Derive
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
        return path


@dataclass(frozen=True, slots=True)
class _Work:
    outputs: Sequence[Output]
    folder: Path
    derive: Derive


_WORK: list[_Work] = []
"""What forked processes find already there."""


def _make(start: int, stop: int) -> tuple[int, list[str]]:
    """Make some outputs; return how many, and their notes."""
    work = _WORK[-1]
    sink = FolderSink(work.folder, work.derive)
    for output in work.outputs[start:stop]:
        output.make(sink)
    return stop - start, sink.notes


def _parts(long: int, total: int, workers: int) -> Iterator[tuple[int, int]]:
    """Yield parts of the work: long outputs alone, the others some at a time."""
    for at in range(long):
        yield at, at + 1
    size = max(1, (total - long) // (workers * _SHARE))
    for at in range(long, total, size):
        yield at, min(at + size, total)


def make_outputs(
    outputs: Sequence[Output],
    folder: Path,
    derive: Derive,
    *,
    long: int = 0,
    workers: int = 1,
    progress: Progress = quiet,
) -> list[str]:
    """Make every output below `folder`, the first `long` of them one by one; return the notes.

    What an output raises is raised here.
    """
    _WORK.append(_Work(outputs, folder, derive))
    notes: list[str] = []
    try:
        if workers < 2 or len(outputs) <= FEW:
            with progress(len(outputs)) as advance:
                for start, stop in _parts(long, len(outputs), 1):
                    done, told = _make(start, stop)
                    notes += told
                    advance(done)
            return sorted(notes)
        # Objects that stay untouched stay shared between the processes.
        gc.collect()
        gc.freeze()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(workers, mp_context=context, initializer=gc.disable) as pool:
            parts = [pool.submit(_make, *part) for part in _parts(long, len(outputs), workers)]
            # Only now, since a bar may have a thread of its own, which no fork survives.
            with progress(len(outputs)) as advance:
                for part in as_completed(parts):
                    done, told = part.result()
                    notes += told
                    advance(done)
        return sorted(notes)
    finally:
        gc.unfreeze()
        _WORK.pop()
