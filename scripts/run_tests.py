"""`portal test`: the whole test suite, with the browser that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import click

from scripts.console import PROJECT
from scripts.system_packages import (
    BROWSER,
    TRACER,
    has_chinese_font,
    install,
    provide_hosts,
    provide_pdf,
)
from scripts.test_tools import provide_checker, provide_cluster, provide_hugo
from scripts.word_package import provide_pandoc

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


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
    provide_pdf()
    provide_checker()
    provide_hugo()
    provide_cluster()
    _provide_tracer()
    provide_hosts()
    provide_pandoc()
    default = () if any("-n" in one for one in arguments) else ("-n", "2", "--dist", "loadgroup")
    program = [sys.executable, "-m", "pytest", *default, *arguments]
    sys.exit(subprocess.run(program, cwd=PROJECT, check=False).returncode)


def browser_path() -> str:
    """Return the browser's program, "" where there is none."""
    named = os.environ.get("CHROMIUM", "")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), "")


def _provide_browser() -> None:
    if browser_path() and has_chinese_font():
        return
    if not install(BROWSER, "Chromium, fonts-noto-cjk"):
        click.echo(
            "没有 Chromium 或中文字体，浏览器测试将跳过 | "
            "no Chromium or no Chinese font: browser tests will be skipped",
            err=True,
        )


def _provide_tracer() -> None:
    if shutil.which("strace") is None and not install(TRACER, "strace"):
        click.echo(
            "没有 strace，系统调用出错的测试将跳过 | "
            "no strace: tests of failing system calls will be skipped",
            err=True,
        )
