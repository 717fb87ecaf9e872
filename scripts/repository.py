"""The git repository that holds a content folder: what is published, and what couldn't merge."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from plugins.model.registers import FOLDER
from plugins.notice_numbering.claims import Branches

PUBLISHED = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""Branches that hold what is published, where nobody says otherwise; the first that exists."""


class RepositoryError(Exception):
    """Git can't do what is asked: the fault and the mend, in Chinese and in English."""


class Repository:
    """Reads git for one content folder; every path is below that folder."""

    def __init__(self, content: Path, prefix: str) -> None:
        """`prefix` is the content folder's path below the repository's top, with a final slash."""
        self.content, self.prefix = content, prefix

    @classmethod
    def of(cls, content: Path) -> Repository | None:
        """Return the repository of a content folder; None where there is none or no git."""
        try:
            done = _git(content, "rev-parse", "--show-prefix")
        except OSError:
            return None
        return cls(content, done.stdout.decode().strip()) if done.returncode == 0 else None

    def branches(self, named: str) -> Branches:
        """Return what git knows; `named` is the published branch, empty for the usual one.

        Raises:
            RepositoryError: there is no such branch.

        """
        sides = self._sides()
        name, commit = self._published(named, merging=bool(sides))
        if not commit:
            return Branches("", lambda _path: None, sides)
        changed = self._changed(commit)

        @cache
        def published(path: str) -> bytes | None:
            if path.startswith(f"{FOLDER}/") and path not in changed:
                file = self.content / path
                return file.read_bytes() if file.is_file() else None
            return self.file(commit, path)

        return Branches(name, published, sides, changed)

    def _published(self, named: str, *, merging: bool) -> tuple[str, str]:
        """Return the published branch and its commit, both empty where there is none.

        Where the usual one is what is checked out and no merge is going on, the merge is already
        part of it: then what it held before its last move counts.
        """
        if named:
            commit = self._commit(named)
            if not commit:
                raise RepositoryError(f"没有分支 {named} | there is no branch {named}")
            return named, commit
        for name in PUBLISHED:
            commit = self._commit(name)
            if commit and not merging and commit == self._commit("HEAD"):
                commit = self._commit(f"{name}@{{1}}") or self._commit("HEAD^1") or commit
            if commit:
                return name, commit
        return "", ""

    def _commit(self, name: str) -> str:
        done = _git(self.content, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else ""

    def file(self, commit: str, path: str) -> bytes | None:
        """Return a file as a commit has it."""
        done = _git(self.content, "cat-file", "blob", f"{commit}:{self.prefix}{path}")
        return done.stdout if done.returncode == 0 else None

    def published_notices(self, *, at_branching: bool) -> dict[str, bytes]:
        """Return notices that aren't as they are published, as they are published.

        `at_branching`: as they were where the present branch began, for the published branch may
        have gone on.
        """
        _, commit = self._published("", merging=True)
        if commit and at_branching:
            commit = _git(self.content, "merge-base", "HEAD", commit).stdout.decode().strip()
        if not commit:
            return {}
        options = ("--name-only", "--no-renames", "--relative", "--diff-filter=DM", "-z")
        found = _git(self.content, "diff", *options, commit, "--", "notices").stdout
        files = {path: self.file(commit, path) for path in found.decode().split("\0") if path}
        return {path: raw for path, raw in files.items() if raw is not None}

    def _changed(self, commit: str) -> frozenset[str]:
        """Return the register files that differ from those of a commit, new ones included."""
        options = ("--name-only", "--no-renames", "--relative", "-z")
        found = _git(self.content, "diff", *options, commit, "--", FOLDER).stdout
        found += _git(self.content, "ls-files", "--others", "-z", "--", FOLDER).stdout
        return frozenset(path for path in found.decode().split("\0") if path)

    def _sides(self) -> dict[str, tuple[bytes, ...]]:
        """Return what each side of an unfinished merge wrote into the same register file."""
        done = _git(self.content, "ls-files", "-u", "-z", "--", FOLDER)
        sides: dict[str, list[bytes]] = {}
        for record in done.stdout.split(b"\0"):
            about, _, path = record.partition(b"\t")
            stage = about.decode().split()
            if len(stage) == 3 and stage[2] in ("2", "3"):
                blob = _git(self.content, "cat-file", "blob", stage[1])
                sides.setdefault(path.decode(), []).append(blob.stdout)
        return {path: tuple(found) for path, found in sides.items()}

    def add(self, paths: Iterable[str]) -> None:
        """Mark files as settled, removed ones included.

        Raises:
            RepositoryError: git refuses.

        """
        done = _git(self.content, "add", "-A", "--", *paths)
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace").strip()
            raise RepositoryError(f"git add 未成功：{told} | git add failed")


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1"}
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], env=environment, capture_output=True, check=False
    )
