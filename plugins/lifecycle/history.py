"""Earlier versions of content files, as git keeps them.

Files are followed through renames along the first parents, which is what was published. A copy and
a file put in the place of a deleted one start anew: what was there before is another item's.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from plugins.lifecycle.git import HistoryError, ask_git, has_history, run_git
from plugins.model.problems import Problems
from plugins.model.source import source_text

_START = "\x01"
_LOG = ("log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--no-show-signature", "--no-ext-diff", f"--format={_START}%ct %H %P")  # fmt: skip
_RENAMES = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-abbrev", "--find-renames",
            "--diff-filter=R")  # fmt: skip
_FEW = 8
"""Up to so many files git is asked for each; for more, reading a folder's changes is faster."""


@dataclass(frozen=True, slots=True)
class Version:
    """A file as a commit left it."""

    when: datetime
    """When it was committed, in UTC."""
    text: str
    """Without byte order mark, lines ended by a line feed."""


@dataclass(frozen=True, slots=True)
class _Commit:
    """What one commit did to one file."""

    when: datetime
    commit: str
    parent: str
    """The first parent; empty for the first commit of all."""
    blob: str
    change: str
    """A, M, T or D."""


def shown_commit(root: Path) -> str:
    """Return the commit whose history a folder has, and whether it is whole; "none" without git."""
    asked = run_git(root, "rev-parse", "HEAD", "--is-shallow-repository")
    return asked.stdout.decode("utf-8", "replace") if asked and not asked.returncode else "none"


def read_histories(root: Path, paths: Sequence[str]) -> dict[str, tuple[Version, ...]]:
    """Return the versions of files below `root` by path, the oldest first.

    Without git, and where the folder is in no repository or has no commit, there are none.

    Raises:
        HistoryError: the clone is shallow or partial, or git can't read it.

    """
    if not paths or not has_history(root):
        return {}
    prefix = ask_git(root, "rev-parse", "--show-prefix").decode("utf-8", "replace").rstrip("\n")
    found: dict[str, list[_Commit]] = defaultdict(list)
    ahead = {("HEAD", f"{prefix}{path}"): path for path in paths}
    while ahead:
        ahead = _follow(root, ahead, found)
    texts = _texts(root, {one.blob for commits in found.values() for one in commits})
    return {
        path: tuple(
            Version(one.when, text)
            for one in reversed(found[path])
            if (text := texts[one.blob]) is not None
        )
        for path in paths
    }


def _follow(
    root: Path, ahead: Mapping[tuple[str, str], str], found: dict[str, list[_Commit]]
) -> dict[tuple[str, str], str]:
    """Add the commits of files up to where each began, and return what was renamed into them.

    `ahead` holds the file to follow for each commit to start from and name at that commit.
    """
    starts: dict[str, list[str]] = defaultdict(list)
    for start, name in ahead:
        starts[start].append(name)
    begun: dict[tuple[str, str], tuple[str, str]] = {}
    for start, names in starts.items():
        for name, commits in _commits(root, start, names).items():
            for one in commits:
                if one.change == "D":
                    break
                found[ahead[start, name]].append(one)
                if one.change == "A":
                    if one.parent:
                        begun[one.commit, name] = start, one.parent
                    break
    renamed = _renames(root, {(commit, parent) for (commit, _), (_, parent) in begun.items()})
    return {
        (parent, renamed[commit, name]): ahead[start, name]
        for (commit, name), (start, parent) in begun.items()
        if (commit, name) in renamed
    }


def _commits(root: Path, start: str, names: Sequence[str]) -> dict[str, list[_Commit]]:
    """Return what the commits from one back did to files, by name, the newest first."""
    above = posixpath.commonpath([posixpath.dirname(name) for name in names])
    asked = names if len(names) <= _FEW else [above]
    told = ask_git(root, *_LOG, start, "--", *(f":(top,literal){name}" for name in asked if name))
    wanted = frozenset(names)
    found: dict[str, list[_Commit]] = defaultdict(list)
    when, commit, parent = datetime.fromtimestamp(0, UTC), "", ""
    fields = iter(told.decode("utf-8", "replace").split("\0"))
    for field in fields:
        if field.startswith(_START):
            words = field.removeprefix(_START).split()
            when = datetime.fromtimestamp(int(words[0]), UTC)
            commit, parent = words[1], "".join(words[2:3])
        elif field.startswith(("\n:", ":")):
            name = next(fields)
            if name in wanted:
                blob, change = field.split(" ")[3:]
                found[name].append(_Commit(when, commit, parent, blob, change[0]))
    return found


def _renames(root: Path, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the earlier name of each file that a commit renamed, by commit and new name."""
    wanted = sorted(pairs)
    given = "".join(f"{commit} {parent}\n" for commit, parent in wanted).encode()
    told = ask_git(root, *_RENAMES, given=given) if wanted else b""
    found = {}
    commit = ""
    fields = iter(told.decode("utf-8", "replace").split("\0"))
    for field in fields:
        if field.startswith(":"):
            earlier, later = next(fields), next(fields)
            found[commit, later] = earlier
        elif field:
            commit = field
    return found


def _texts(root: Path, blobs: Iterable[str]) -> dict[str, str | None]:
    """Return the text of each blob; None for what is no readable text."""
    wanted = sorted(blobs)
    given = "".join(f"{blob}\n" for blob in wanted).encode()
    raw = ask_git(root, "cat-file", "--batch", given=given) if wanted else b""
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


def removed_lines(root: Path, folder: str) -> Iterator[str]:
    """Yield the lines with an address that commits took from the files of a folder, sorted.

    Raises:
        HistoryError: as for `read_histories`.

    """
    if not has_history(root):
        return
    told = ask_git(root, "log", "--first-parent", "-m", "--format=", "--patch", "--unified=0",
                   "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--text",
                   "--no-show-signature", "--", f"{folder}/*.txt")  # fmt: skip
    lines = told.decode("utf-8", "replace").splitlines()
    yield from sorted({line[1:].strip() for line in lines if line.startswith("-/")})
