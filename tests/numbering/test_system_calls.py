"""Each system call that touches the disk fails once: the state is whole, or the next run mends it.

strace makes the call fail with EIO or ENOSPC, or kills the process at it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.notice_numbering.checks import check
from tests.numbering.forked import BROKEN, REFUSED, Nursery
from tests.numbering.samples import edition_of, make_content, register_notice, write_notice

CALL = re.compile(r"(\w+)\((.*)")
CHANGES = frozenset(
    {"write", "fsync", "rename", "link", "unlink", "mkdir", "rmdir", "chmod", "fchmod", "renameat2"}
)
"""Calls that change the disk; so does openat that creates."""
FAULTS = {"EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "SIGKILL": "error=EIO:signal=SIGKILL"}
Call = tuple[str, int]
"""Name of a system call, and which of that name it is."""


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """What numbers notices under strace; where that can't run, tests skip, but never in CI."""
    reason = ""
    program = shutil.which("strace")
    if program is None:
        reason = "no strace on this machine"
    elif subprocess.run(
        [program, "-o", os.devnull, "true"], capture_output=True, check=False
    ).returncode:
        reason = "this machine doesn't let a process be traced"
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with Nursery() as one:
        yield one


def traced(nursery: Nursery, root: Path, path: str, *options: str) -> int:
    """Number a notice, or settle, under strace; return how it ended."""
    child = nursery.child(root, path)
    with subprocess.Popen(
        ["strace", "-p", str(child), *options], stderr=subprocess.PIPE, text=True
    ) as strace:
        assert strace.stderr
        assert "attached" in strace.stderr.readline()
        return nursery.run()


def calls(nursery: Nursery, root: Path, path: str, log: Path) -> list[tuple[Call, bool]]:
    """Return the calls of an undisturbed run that touch the content, and whether they change it."""
    assert traced(nursery, root, path, "-y", "-o", str(log), "-e", "trace=%file,%desc") == 0
    seen: Counter[str] = Counter()
    found = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        match = CALL.match(line)
        if match:
            seen[match[1]] += 1
        if match and str(root) in match[2]:
            changing = match[1] in CHANGES or "O_CREAT" in match[2]
            found.append(((match[1], seen[match[1]]), changing))
    return found


def again(start: Path, root: Path) -> None:
    """Make the content as it was at the start."""
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(start, root)


def files(root: Path) -> dict[str, bytes]:
    """Return every file but the lock."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def problems(root: Path) -> list[str]:
    edition = edition_of(root)
    check(edition)
    return [problem.render() for problem in edition.problems]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_call_of_an_allocation_fails_once(nursery: Nursery, fast_path: Path, fault: str):
    start, root = make_content(fast_path / "start"), fast_path / "content"
    register_notice(start, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    path = write_notice(start, "b")
    again(start, root)
    every = calls(nursery, root, path, fast_path / "log")
    wanted = files(root)
    assert problems(root) == []
    changing = {name for (name, _), changes in every if changes}
    assert {"openat", "write", "fsync", "link", "rename", "unlink", "mkdir"} <= changing
    assert len(every) > 60
    before = files(start)
    outcomes: Counter[str] = Counter()
    for (name, count), _changes in every:
        again(start, root)
        told = f"{fault} at {name} {count}"
        injected = f"inject={name}:{FAULTS[fault]}:when={count}"
        options = ("-o", os.devnull, "-e", f"trace={name}", "-e", injected)
        code = traced(nursery, root, path, *options)
        assert code in ((-9,) if fault == "SIGKILL" else (0, REFUSED)), told
        left = {one: text for one, text in files(root).items() if "/.tongbao-" not in one}
        for one, text in left.items():
            assert text in (before.get(one), wanted.get(one)), (told, one)
        outcomes[
            "numbered" if left == wanted else "as before" if left == before else "between"
        ] += 1
        nursery.child(root, path)
        assert nursery.run() == 0, told
        assert files(root) == wanted, told
    assert outcomes["as before"] > 30
    assert outcomes["between"] > 3
    assert outcomes["numbered"] > 0
    assert code != BROKEN


@pytest.mark.parametrize("fault", FAULTS)
def test_every_change_of_a_settling_fails_once(nursery: Nursery, fast_path: Path, fault: str):
    start, root = make_content(fast_path / "start"), fast_path / "content"
    register_notice(start, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    write_notice(
        start, "b", number="皖纪发〔2020〕1号", body="《关于b的通知》（皖纪发〔2020〕1号）"
    )
    again(start, root)
    every = calls(nursery, root, "", fast_path / "log")
    wanted = files(root)
    assert problems(root) == []
    outcomes: Counter[str] = Counter()
    for (name, count), changes in every:
        if not changes:
            continue
        again(start, root)
        told = f"{fault} at {name} {count}"
        injected = f"inject={name}:{FAULTS[fault]}:when={count}"
        traced(nursery, root, "", "-o", os.devnull, "-e", f"trace={name}", "-e", injected)
        decided = (root / "registers/.tongbao-changes/plan.json").is_file()
        outcomes["decided" if decided else "before or after"] += 1
        if decided:
            assert any("R032" in one for one in problems(root)), told
        nursery.child(root, "")
        assert nursery.run() == 0, told
        assert files(root) == wanted, told
    assert outcomes["decided"] > 3
    assert outcomes["before or after"] > 3
