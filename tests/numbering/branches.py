"""Git repositories whose branches take numbers apart from one another."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.numbering.samples import make_content

ENVIRONMENT = {
    **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "editor",
    "GIT_AUTHOR_EMAIL": "editor@example.org",
    "GIT_COMMITTER_NAME": "editor",
    "GIT_COMMITTER_EMAIL": "editor@example.org",
    "GIT_AUTHOR_DATE": "1580860800 +0800",
    "GIT_COMMITTER_DATE": "1580860800 +0800",
    "GIT_EDITOR": "true",
    "LC_ALL": "C",
}
QUICK = ("-c", "core.fsync=none", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
         "-c", "core.autocrlf=false", "-c", "advice.detachedHead=false")  # fmt: skip
ATTRIBUTES = {
    "none": "",
    "collide": "content/registers/** -merge\n",
    "union": "content/registers/** merge=union\n",
}
"""What .gitattributes may say of registers: nothing, the project's own line, or the worst."""


class Repo:
    """A repository with a content folder on branch main."""

    def __init__(self, top: Path, attributes: str = "collide") -> None:
        """Make it, with site.toml alone in its first commit."""
        self.top = top
        self.content = make_content(top / "content")
        (top / ".gitattributes").write_text(ATTRIBUTES[attributes], encoding="utf-8")
        (top / ".gitignore").write_text("content/registers/.lock\n", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.commit("start")

    def git(self, *arguments: str, fails: bool = False) -> str:
        """Run git and return what it prints; `fails`: it may."""
        return self.run(*arguments, fails=fails).stdout

    def run(self, *arguments: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
        """Run git; `fails`: it may."""
        done = subprocess.run(
            ["git", *QUICK, *arguments],
            cwd=self.top,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert fails or done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done

    def commit(self, message: str) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def branch(self, name: str, start: str = "main") -> None:
        """Start a branch and go there."""
        self.git("checkout", "-q", "-b", name, start)

    def go(self, name: str) -> None:
        """Go to a branch."""
        self.git("checkout", "-q", name)

    def unmerged(self) -> list[str]:
        """Return the files that git couldn't merge."""
        return sorted(self.git("diff", "--name-only", "--diff-filter=U").split())

    def read(self, path: str) -> str:
        """Return the text of a file below the content folder."""
        return (self.content / path).read_text(encoding="utf-8")
