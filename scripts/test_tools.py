"""Checkers from npm that the tests run: installed once, by the lock in tests/tools."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from scripts.console import PROJECT
from scripts.system_packages import install

LOCK = PROJECT / "tests" / "tools"
"""package.json and package-lock.json; the lock holds hashes and no host."""
FOLDER = PROJECT / ".tools"


def tools_folder(*, benchmarks: bool = True) -> Path:
    """Return the folder of the tools, installed if need be; `benchmarks`: Lighthouse too.

    Raises:
        OSError: npm is missing or fails.

    """
    wanted = (LOCK / "package-lock.json").read_text(encoding="utf-8") + str(benchmarks)
    stamp = FOLDER / "stamp"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") in (wanted, wanted[:-5] + "True"):
        return FOLDER
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("npm is not installed")
    FOLDER.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy2(LOCK / name, FOLDER / name)
    options = [] if benchmarks else ["--omit=optional"]
    program = [
        npm,
        "ci",
        "--ignore-scripts",
        "--legacy-peer-deps",
        "--no-audit",
        "--no-fund",
        "--silent",
        *options,
    ]
    done = subprocess.run(program, cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"npm ci failed: {(done.stderr or done.stdout).strip()[:300]}")
    stamp.write_text(wanted, encoding="utf-8")
    return FOLDER


def checker() -> Path:
    """Return the Nu Html Checker's jar.

    Raises:
        OSError: it can't be installed.

    """
    return (
        tools_folder(benchmarks=False) / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    )


def provide_checker() -> None:
    """Install Java and the checker where they are missing and that is possible."""
    if shutil.which("java") is None:
        install(("default-jre-headless",), "Java")
    try:
        checker()
    except OSError as fault:
        click.echo(f"网页检查将跳过 | markup checks will be skipped: {fault}", err=True)
