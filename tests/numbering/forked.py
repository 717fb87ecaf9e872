"""Run one allocation, or one settling, in a child that waits until its system calls are watched.

`python -m tests.numbering.forked` serves: for each order that it reads as a line of JSON it forks a
child from itself, which has everything loaded, says the child's process id, lets it run at the next
line and says how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any, Self

from plugins.notice_numbering.allocation import AllocationError
from plugins.notice_numbering.claims import Branches
from plugins.notice_numbering.merging import settle
from tests.numbering.processes import desk

PROJECT = Path(__file__).resolve().parents[2]
REFUSED, BROKEN = 3, 4
"""How a child ends that met an error of the disk, and one that met anything else."""


class Nursery:
    """The serving process, seen from a test."""

    def __enter__(self) -> Self:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.numbering.forked"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_fault: object) -> None:
        """End it."""
        self._process.communicate(timeout=60)

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _hear(self) -> int:
        assert self._process.stdout
        return int(self._process.stdout.readline())

    def child(self, root: Path, path: str) -> int:
        """Fork a child that is ready to number a notice, or to settle where `path` is empty."""
        self._say(json.dumps({"root": str(root), "path": path}))
        return self._hear()

    def run(self) -> int:
        """Let the child run; return its exit code, or the negative signal that killed it."""
        self._say("go")
        return self._hear()


def main() -> None:
    """Serve orders until there are no more; a child that is ready stops itself."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        child = os.fork()
        if not child:
            os._exit(_work(Path(order["root"]), order["path"]))
        os.waitpid(child, os.WUNTRACED)
        print(child, flush=True)  # noqa: T201 - it is the answer
        sys.stdin.readline()
        os.kill(child, signal.SIGCONT)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


def _work(root: Path, path: str) -> int:
    one = desk(root)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        if path:
            one.number(path)
        else:
            settle(one, Branches("", lambda _path: None, {}), frozenset())
    except (OSError, AllocationError):
        return REFUSED
    except BaseException:  # noqa: BLE001 - a child must never run on in its parent's place
        traceback.print_exc()
        return BROKEN
    return 0


if __name__ == "__main__":
    main()
