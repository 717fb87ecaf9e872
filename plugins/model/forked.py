"""Work side by side: parts of one task in forked processes, where the system can fork."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from typing import Any, TypeVar

T = TypeVar("T")
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of <linux/prctl.h>."""
SHARE = 16
"""Parts that each worker's task is cut into, so that all end at about the same time."""
Part = tuple[int, int]
"""Index of the first thing of a part, and behind the last."""


def can_fork() -> bool:
    """Whether processes may be forked: on macOS that is unsafe, its own libraries start threads."""
    return sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_workers() -> int:
    """Return how many forked processes may work at once: one where a process can't be forked."""
    return processors() if can_fork() else 1


def parts_of(total: int, workers: int, *, first: int = 0) -> Iterator[Part]:
    """Cut the things from `first` up to `total` into parts for so many workers."""
    size = max(1, (total - first) // (workers * SHARE))
    for start in range(first, total, size):
        yield start, min(start + size, total)


_WORK: list[Callable[[int, int], Any]] = []
"""What forked processes find already there: so nothing of it has to be sent."""


def _run(start: int, stop: int) -> Any:
    return _WORK[-1](start, stop)


def _begin() -> None:
    """Prepare a forked process: it ends with the one that forked it, however that ends."""
    gc.disable()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def beside(work: Callable[[], T]) -> Callable[[], T | None]:
    """Begin some work in a forked process, and return what waits for its result.

    With one processor, or where a process can't be forked, the work is done when it is asked for.
    The result is None where the process broke down.
    """
    if available_workers() < 2:
        return work
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            _begin()
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
        finally:
            os._exit(0)
    os.close(writing)

    def result() -> T | None:
        with os.fdopen(reading, "rb") as pipe:
            raw = pipe.read()
        os.waitpid(process, 0)
        try:
            found: T = pickle.loads(raw)  # noqa: S301 - from the process that was forked
        except (EOFError, pickle.UnpicklingError):
            return None
        return found

    return result


def side_by_side(work: Callable[[int, int], T], parts: Iterable[Part], workers: int) -> Iterator[T]:
    """Yield what `work` returns for each part, in the order in which they end.

    With more than one worker each part is done in a forked process, which sees everything as it was
    at the first call and changes nothing here. What `work` raises is raised here.
    """
    if workers < 2:
        yield from (work(*part) for part in parts)
        return
    # Objects that stay untouched stay shared between the processes.
    if gc.isenabled():
        gc.collect()
    gc.freeze()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    _WORK.append(work)
    try:
        context = multiprocessing.get_context("fork")
        with futures.ProcessPoolExecutor(workers, mp_context=context, initializer=_begin) as pool:
            # Nothing else holds what a part returned once it was yielded.
            running = futures.as_completed([pool.submit(_run, *part) for part in parts])
            yield from (one.result() for one in running)
    finally:
        _WORK.pop()
        gc.unfreeze()


def by_parts(work: Callable[[int, int], T], total: int, workers: int, few: int) -> Iterator[T]:
    """Yield what `work` returns for parts of so many things, a few of them in one process."""
    workers = workers if total > few else 1
    yield from side_by_side(work, parts_of(total, workers), workers)
