"""Asking git: its own program, nothing fetched, and what hooks or callers set for it left out."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_OWN_PLACE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
              "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX")  # fmt: skip
"""What git sets for hooks: the repository is the one that the content lies in."""
_SETTINGS = {
    "LC_ALL": "C",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class HistoryError(Exception):
    """There is a history, but it can't be trusted or read; the message says why."""


def run_git(
    root: Path, *arguments: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes] | None:
    """Run git in a folder; None where there is no git."""
    environment = {name: text for name, text in os.environ.items() if name not in _OWN_PLACE}
    try:
        return subprocess.run(
            ["git", "-c", "diff.renameLimit=1000", *arguments],
            cwd=root,
            env={**environment, **_SETTINGS},
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None


def ask_git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Return what git prints.

    Raises:
        HistoryError: it fails.

    """
    done = run_git(root, *arguments, given=given)
    if done is None or done.returncode:
        raise HistoryError(f"git {arguments[0]} 出错 (git {arguments[0]} failed)")
    return done.stdout


def has_history(root: Path) -> bool:
    """Whether a folder lies in a repository with a commit.

    Raises:
        HistoryError: the clone is shallow, or git refuses to read it.

    """
    asked = run_git(root, "rev-parse", "--is-shallow-repository")
    if asked is None:
        return False
    if asked.returncode:
        if b"dubious ownership" in asked.stderr:
            raise HistoryError("git 不信任这个目录的所有者 (dubious ownership)")
        return False
    if asked.stdout.strip() == b"true":
        raise HistoryError("仓库是浅克隆 (shallow clone)")
    head = run_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return head is not None and head.returncode == 0
