"""pandoc, which reads Word files: installed when the first one is imported, and not before.

It is 155 MB, and whoever only builds needs none of it. So it has a lock of its own.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import click
from filelock import FileLock

from scripts.console import PROJECT

LOCK = PROJECT / "requirements-word.lock"
STAMP = Path(sys.prefix) / "tongbao-word.stamp"


def pandoc() -> Path | None:
    """Return pandoc's program of the present lock; None where it isn't installed."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    try:
        if STAMP.read_text(encoding="utf-8") != wanted:
            return None
    except OSError:
        return None
    found = importlib.util.find_spec("pypandoc")
    for folder in (found.submodule_search_locations if found else None) or ():
        for name in ("pandoc", "pandoc.exe"):
            program = Path(folder, "files", name)
            if program.is_file():
                return program
    return None


def provide_pandoc() -> Path | None:
    """Return pandoc's program, installed where it is missing and that is possible."""
    with FileLock(STAMP.with_suffix(".lock")):
        return pandoc() or _install()


def _install() -> Path | None:
    click.echo(
        "首次导入 Word 文件，正在安装 pandoc（需要网络，占 155 MB） | "
        "first import of a Word file: installing pandoc, which takes 155 MB",
        err=True,
    )
    program = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--no-input", "--require-hashes", "--no-deps", "-r", str(LOCK)]  # fmt: skip
    done = subprocess.run(program, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        lines = [one.strip() for one in done.stderr.splitlines() if "ERROR" in one]
        click.echo(
            "pandoc 安装不成功；检查网络，或用 PIP_INDEX_URL 指定可用的软件源后重试 | "
            "pandoc can't be installed; check the network or set PIP_INDEX_URL, then try again: "
            f"{lines[-1][:200] if lines else ''}",
            err=True,
        )
        return None
    STAMP.write_text(hashlib.sha256(LOCK.read_bytes()).hexdigest(), encoding="utf-8")
    importlib.invalidate_caches()
    return pandoc()
