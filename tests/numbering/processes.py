"""What the tests run in processes of their own."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import FrameType

from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from plugins.notice_numbering.allocation import Desk
from tests.numbering.samples import TODAY

DISK_CALLS = frozenset(
    {
        "open",
        "write",
        "flush",
        "fsync",
        "link",
        "replace",
        "rename",
        "unlink",
        "chmod",
        "mkdir",
        "close",
    }
)
"""Names of the built-in functions that touch the disk."""


def desk(root: Path, tell: list[str] | None = None) -> Desk:
    """Return the desk of a content folder; what it says is added to `tell`."""
    problems = Problems()
    site = load_site(root, "content", problems)
    assert site is not None, [problem.render() for problem in problems]
    said = [] if tell is None else tell
    return Desk(root, "content", site, TODAY, lambda chinese, _english: said.append(chinese))


def number_at_once(root: Path, path: str, barrier: Barrier) -> None:
    """Number a notice when all the others are ready too."""
    one = desk(root)
    barrier.wait(60)
    one.number(path)


def number_and_die(root: Path, path: str, count: int) -> None:
    """Number a notice; the process is killed before its `count`-th call that touches the disk."""
    one = desk(root)
    calls = 0

    def watch(_frame: FrameType, event: str, called: object) -> None:
        nonlocal calls
        if event == "c_call" and getattr(called, "__name__", "") in DISK_CALLS:
            calls += 1
            if calls == count:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    one.number(path)
    sys.setprofile(None)
