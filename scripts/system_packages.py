"""Packages of the operating system that a command needs: installed where that is possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from plugins.official_document.pdf import missing_library
from scripts.console import PROJECT

BROWSER = ("chromium", "fonts-noto-cjk")
"""Debian packages of the browser tests."""
TRACER = ("strace",)
"""Debian package of the tests that let system calls fail."""
PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")
"""Debian packages that WeasyPrint needs."""

HOSTS = ("nginx-light", "caddy")
"""Debian packages of the web servers that the tests run rules for web servers in."""
CLUSTER_PACKAGES = (
    sys.executable, "-m", "pip", "install", "--require-hashes", "--no-deps",
    "-r", str(PROJECT / "requirements-cluster.lock"),
)  # fmt: skip
"""Command that installs the Python packages that a cluster needs."""


def install(packages: Sequence[str], what: str) -> bool:
    """Install Debian packages where the user may; `what` names them to the user."""
    root = getattr(os, "geteuid", lambda: 1)() == 0
    if not root or shutil.which("apt-get") is None:
        return False
    click.echo(f"正在安装 {what} | installing {what}", err=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *step], env=environment, capture_output=True, check=False)
        if done.returncode:
            click.echo("安装未成功 | apt-get failed", err=True)
            return False
    return True


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters."""
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def provide_hosts() -> None:
    """Install web servers where they are missing; never where the system would start them."""
    missing = [name for name, program in zip(HOSTS, ("nginx", "caddy"), strict=True)
               if shutil.which(program) is None]  # fmt: skip
    if missing and not Path("/run/systemd/system").exists():
        install(missing, ", ".join(missing))


def provide_pdf() -> None:
    """Install what PDF files need where it is missing; the build tells what is missing still."""
    if missing_library() or not has_chinese_font():
        install(PDF, "Pango, fonts-noto-cjk")
