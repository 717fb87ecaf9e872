"""Run a program and measure it whole: wall seconds and peak memory of all its processes (Linux)."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

INTERVAL = 0.025
"""Seconds between two looks at the processes."""
SHARE = 10
"""A look may take at most one part in so many of the time: looking at gigabytes takes long."""
_PROC = Path("/proc")


class BenchError(Exception):
    """A program failed, or its output isn't what was to be measured."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run."""

    seconds: float
    memory: int
    """Bytes at the peak; 0 where nobody looked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What one row says of one system."""

    row: str
    system: str
    items: int
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """Median of the wall times."""
        return median(run.seconds for run in self.runs)

    @property
    def memory(self) -> float:
        """Median of the peaks, in bytes."""
        return median(run.memory for run in self.runs)


class Peak(threading.Thread):
    """Watches a process and all below it until told to stop.

    One process alone is asked for its own peak. Of several, shared pages are counted once: the sum
    of their proportional set sizes.
    """

    def __init__(self, root: int) -> None:
        """Watch from process `root` down."""
        super().__init__(daemon=True)
        self.bytes = 0
        self._root = root
        self._ended = threading.Event()

    def run(self) -> None:
        """Look now and then."""
        pause = 0.0
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            processes = tree(self._root)
            if len(processes) == 1:
                self.bytes = max(self.bytes, _field(self._root, "status", "VmHWM:"))
            else:
                sizes = (_field(one, "smaps_rollup", "Pss:") for one in processes)
                self.bytes = max(self.bytes, sum(sizes))
            pause = max(INTERVAL, SHARE * (time.perf_counter() - begun))

    def stop(self) -> int:
        """Stop looking; the bytes at the peak."""
        self._ended.set()
        self.join()
        return self.bytes


def tree(root: int) -> list[int]:
    """Return a process and all below it."""
    found = [root]
    for process in found:
        try:
            for task in (_PROC / str(process) / "task").iterdir():
                found.extend(map(int, (task / "children").read_text("ascii").split()))
        except OSError:  # it has just ended
            continue
    return found


def _field(process: int, file: str, name: str) -> int:
    """Return a size that the kernel tells of a process, in bytes; 0 of one that has ended."""
    try:
        lines = (_PROC / str(process) / file).read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Run:
    """Run a program in a folder to its end.

    Raises:
        BenchError: it fails; the message ends with what it told.

    """
    os.sync()  # what others have yet to write must not slow this one down
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryFile() as told:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
            stdout=told, stderr=subprocess.STDOUT,
        )  # fmt: skip
        peak = Peak(process.pid)
        peak.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        memory = peak.stop()
        if process.returncode:
            told.seek(0)
            last = told.read().decode("utf-8", "replace")[-2000:]
            raise BenchError(f"{' '.join(command)} ended with {process.returncode}:\n{last}")
    # The kernel counts the memory of this program, which the child began as, to the child's peak.
    if used.ru_maxrss > own:
        memory = max(memory, used.ru_maxrss * 1024)
    return Run(seconds, memory)


def use_two_processors() -> None:
    """Keep this process and those that it starts on two processors."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
