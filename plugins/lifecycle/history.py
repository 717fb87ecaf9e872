"""Earlier versions of content files, as git keeps them.

One file at a time is followed through renames along the first parents, which is what was published.
The work is git's own; nothing is fetched, and what hooks or callers set for git doesn't count.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from plugins.model.problems import Problems
from plugins.model.source import source_text

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
_START = "\x01"
_LOG = ("log", "--follow", "--first-parent", "-m", "--raw", "-z", "--no-abbrev",
        "--no-show-signature", "--no-ext-diff", f"--format={_START}%ct")  # fmt: skip


class HistoryError(Exception):
    """There is a history, but it can't be trusted or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as a commit left it."""

    when: datetime
    """When it was committed, in UTC."""
    text: str
    """Without byte order mark, lines ended by a line feed."""


def read_histories(root: Path, paths: Sequence[str]) -> dict[str, tuple[Version, ...]]:
    """Return the versions of files below `root` by path, the oldest first.

    Without git, and where the folder is in no repository or has no commit, there are none.

    Raises:
        HistoryError: the clone is shallow or partial, or git refuses to read it.

    """
    if not paths or not _readable(root):
        return {}
    found = {path: tuple(_commits(root, path)) for path in paths}
    texts = _texts(root, {blob for commits in found.values() for _, blob in commits})
    return {
        path: tuple(
            Version(when, text)
            for when, blob in reversed(commits)
            if (text := texts[blob]) is not None
        )
        for path, commits in found.items()
    }


def removed_lines(root: Path, folder: str) -> tuple[str, ...]:
    """Return the lines that commits took from the files of a folder, sorted; each one once.

    Raises:
        HistoryError: as for `read_histories`.

    """
    if not _readable(root):
        return ()
    done = _git(root, "log", "--first-parent", "-m", "--format=", "--patch", "--unified=0",
                "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--text",
                "--no-show-signature", "--", f"{folder}/*.txt")  # fmt: skip
    if done is None or done.returncode:
        raise HistoryError("git log 出错 (git log failed)")
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return tuple(sorted({line[1:].strip() for line in lines if line.startswith("-/")}))


def _git(
    root: Path, *arguments: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes] | None:
    """Run git in a folder; None where there is no git."""
    environment = {name: text for name, text in os.environ.items() if name not in _OWN_PLACE}
    try:
        return subprocess.run(
            ["git", "-c", "diff.renames=true", "-c", "diff.renameLimit=1000", *arguments],
            cwd=root,
            env={**environment, **_SETTINGS},
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError:
        return None


def _readable(root: Path) -> bool:
    """Whether a folder has a history that can be read."""
    asked = _git(root, "rev-parse", "--is-shallow-repository")
    if asked is None:
        return False
    told = asked.stderr.decode(errors="replace")
    if asked.returncode and "dubious ownership" in told:
        raise HistoryError("git 不信任这个目录的所有者 (dubious ownership)")
    if asked.returncode:
        return False
    if asked.stdout.strip() == b"true":
        raise HistoryError("仓库是浅克隆 (shallow clone)")
    head = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return head is not None and head.returncode == 0


def _commits(root: Path, path: str) -> Iterator[tuple[datetime, str]]:
    """Yield time and blob of each version of one file, the newest first."""
    done = _git(root, *_LOG, "--", path)
    if done is None or done.returncode:
        raise HistoryError("git log 出错 (git log failed)")
    when = datetime.fromtimestamp(0, UTC)
    for field in done.stdout.decode("utf-8", "replace").split("\0"):
        if field.startswith(_START):
            when = datetime.fromtimestamp(int(field.removeprefix(_START)), UTC)
        elif field.startswith(("\n:", ":")):
            _, mode, _, blob, change = field.strip().split(" ")
            if mode.startswith("100"):
                yield when, blob
            # A copy starts as another item, and an added file had none before it.
            if change[0] in "ACD":
                return


def _texts(root: Path, blobs: Iterable[str]) -> dict[str, str | None]:
    """Return the text of each blob; None for what is no readable text."""
    wanted = sorted(blobs)
    given = "".join(f"{blob}\n" for blob in wanted).encode()
    done = _git(root, "cat-file", "--batch", given=given) if wanted else None
    raw = done.stdout if done else b""
    found: dict[str, str | None] = {}
    at = 0
    for blob in wanted:
        end = max(raw.find(b"\n", at), at)
        words = raw[at:end].split()
        if len(words) != 3:
            raise HistoryError("仓库缺少旧版本 (partial clone)")
        size = int(words[2])
        found[blob] = _text(raw[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return found


def _text(raw: bytes) -> str | None:
    try:
        source = source_text(raw.decode("utf-8"), "", Problems())
    except UnicodeDecodeError:
        return None
    return source.text if source else None
