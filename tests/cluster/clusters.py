"""Dask clusters of real processes on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.site.building import DAY, PROJECT

PATIENCE = 60
"""Seconds after which a test gives up waiting."""


def until(done: Callable[[], Any]) -> Any:
    """Wait until something is so; return it."""
    for _ in range(PATIENCE * 50):
        found = done()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError


class Cluster:
    """A scheduler, and workers of one thread each, which leave their files below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "scheduler.json"
        self._started: list[subprocess.Popen[bytes]] = []
        self._workers = 0

    def __enter__(self) -> Cluster:
        self.folder.mkdir()
        self._start(PROJECT, {}, "scheduler", "--host", "127.0.0.1", "--port", "0")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._started):  # Dask's own farewell takes seconds, or hangs.
            process.kill()
            process.wait()

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        until(self._file.exists)
        return str(json.loads(self._file.read_text())["address"])

    def worker(self, project: Path = PROJECT) -> tuple[subprocess.Popen[bytes], Path]:
        """Start a worker that has a project's program; return it, and its folder."""
        self._workers += 1
        place = self.folder / f"worker{self._workers}"
        (place / "tmp").mkdir(parents=True)
        own = {"TMPDIR": str(place / "tmp"), "TONGBAO_CACHE": str(place / "cache")}
        local = ("--local-directory", str(place), "--nthreads", "1", "--no-nanny")
        return self._start(project, own, "worker", *local), place

    def _start(
        self, project: Path, own: dict[str, str], part: str, *options: str
    ) -> subprocess.Popen[bytes]:
        until(lambda: part == "scheduler" or self._file.exists())
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", part, "--scheduler-file", str(self._file),
             "--no-dashboard", *options],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(project), **own},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._started.append(process)
        return process


class Portal:
    """A content folder, and builds of it."""

    def __init__(self, content: Path, folder: Path) -> None:
        self.content, self.output = content, folder / "output"
        self.temporary = folder / "tmp"
        self._cache = folder / "cache"
        self.temporary.mkdir(parents=True)

    def start(self, trying: str, *options: str) -> subprocess.Popen[str]:
        """Begin a build without cache."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.cluster.trying", "build", "--content", str(self.content),
             "--output", str(self.output), *options],
            cwd=PROJECT,
            env={
                **os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY, "CI": "",
                "TRYING": trying, "TONGBAO_CACHE": str(self._cache), "TMPDIR": str(self.temporary),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )  # fmt: skip

    def build(self, trying: str, *options: str) -> tuple[int, str]:
        """Return status and words of a build."""
        process = self.start(trying, *options)
        told, _ = process.communicate()
        return process.returncode, told


def agents_below(folder: Path) -> list[str]:
    """Return the command lines of the agents whose temporary files lie below a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if "scripts.agent" in line and str(folder) in line:
            found.append(line)
    return found
