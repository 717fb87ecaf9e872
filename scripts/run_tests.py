"""`portal test`: the whole test suite, with the browser that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click

from scripts.console import PROJECT

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


@click.command(
    "test",
    help="运行全部测试。Run all tests; further arguments go to pytest.\n\n"
    "例 Example: portal.py test tests/numbering",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Install the browser where the system lets us, then run pytest."""
    _provide_browser()
    default = () if any("-n" in one for one in arguments) else ("-n", "2", "--dist", "loadgroup")
    program = [sys.executable, "-m", "pytest", *default, *arguments]
    sys.exit(subprocess.run(program, cwd=PROJECT, check=False).returncode)


def browser_path() -> str:
    """Return the browser's program, "" where there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), "")


def _has_font() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def _provide_browser() -> None:
    if browser_path() and _has_font():
        return
    root = getattr(os, "geteuid", lambda: 1)() == 0
    if not root or shutil.which("apt-get") is None:
        click.echo(
            "没有 Chromium 或中文字体，浏览器测试将跳过 | "
            "no Chromium or no Chinese font: browser tests will be skipped",
            err=True,
        )
        return
    click.echo("正在安装 Chromium 和中文字体 | installing Chromium and a Chinese font", err=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(["apt-get", *step], env=environment, capture_output=True, check=False)
        if done.returncode:
            click.echo("安装未成功 | apt-get failed", err=True)
            return
