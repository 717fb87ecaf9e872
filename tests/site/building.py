"""Real builds for tests: Pelican in a process of its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zlib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
DAY = "1609372800"
"""SOURCE_DATE_EPOCH of 31 December 2020, before which the samples are dated."""


def run_cli(
    *arguments: str, cwd: Path = PROJECT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the portal as people do."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def run_pelican(
    output: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run plain Pelican with the project's settings."""
    return subprocess.run(
        [sys.executable, "-m", "pelican", "-o", str(output), *arguments],
        cwd=PROJECT,
        env={**os.environ, "SOURCE_DATE_EPOCH": DAY, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def searched_texts(output: Path) -> str:
    """Return the texts that a portal's search shows, as JSON (docs/search.md, files t)."""
    files = sorted(output.glob("search/s*/t[0-9]*-*.bin"))
    return "".join(zlib.decompress(path.read_bytes()).decode("utf-16-le") for path in files)
