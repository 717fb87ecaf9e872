"""What commands share: options, progress, and how problems reach the screen."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

PROJECT = Path(__file__).resolve().parent.parent
_FEW = 50
"""What is finished before anybody could read how far it is."""


content_option = click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=PROJECT / "content",
    help="内容目录 Content folder [content/]",
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=PROJECT / "output",
    help="输出目录 Output folder [output/]",
)
production_option = click.option(
    "--production", is_flag=True, help="按正式发布的要求 As for publishing."
)
language_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en", "both"]),
    default="both",
    show_default=True,
    help="提示语言 Language of problems.",
)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yield a function that counts finished ones of `total`; a terminal shows a bar for many.

    The bar is drawn when something is finished: a thread that draws it could not be forked.
    """
    if total <= _FEW or not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, auto_refresh=False, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, advance=done, refresh=True)


def use_utf8() -> None:
    """Let Chinese reach screens and pipes that default to another encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def internal_error() -> str:
    """Keep the trace of the fault that is being handled in a file; return what to say of it."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="tongbao-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exc(file=log)
    return (
        f"内部错误，详情见 {Path(log.name)}；请把该文件交给维护人员 | "
        f"internal error; details are in {Path(log.name)}; please report it"
    )
