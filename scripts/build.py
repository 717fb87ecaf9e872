"""`portal build`: make the portal in a new folder, then put it in the place of the earlier one."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from filelock import FileLock

from plugins.model.content_files import compares_contents
from plugins.model.forked import can_fork, processors
from plugins.model.item_store import ItemStore
from plugins.model.known import RecallError
from plugins.model.plan_store import PlanStore
from plugins.portal.looks import Looks, begin_looks, circumstances
from scripts.console import (
    PROJECT,
    content_option,
    language_option,
    output_option,
    production_option,
)
from scripts.places import cache_folder, label_of, now_in
from scripts.replacing import finish_replacing

if TYPE_CHECKING:  # What most of a build needs is loaded while looking has begun.
    from plugins.portal.remote import RemoteBuild
    from plugins.portal.renewal import Renewal

OWN_FILES = ("sitemap.xml", "robots.txt", "404.html")
"""What a folder holds that an earlier build made."""


class OutputFolderError(click.UsageError):
    """The output folder is one that a build must not replace."""


def check_output(output: Path, content: Path) -> None:
    """Refuse an output folder that holds anything but an earlier portal.

    Raises:
        OutputFolderError: it is the content, the project or above them, or holds other files.

    """
    target = output.resolve()
    for kept in (content.resolve(), PROJECT):
        if target == kept or target in kept.parents or kept / "content" in target.parents:
            raise OutputFolderError(
                f"输出目录 {output} 会覆盖内容或程序，请另选目录 | "
                f"{output} would overwrite content or program; choose another folder"
            )
    if target.exists() and not target.is_dir():
        raise OutputFolderError(f"{output} 不是目录 | {output} is no folder")
    holds = target.is_dir() and any(target.iterdir())
    if holds and not all((target / name).is_file() for name in OWN_FILES):
        raise OutputFolderError(
            f"输出目录 {output} 里有别的文件，请选空目录 | "
            f"{output} holds other files; choose an empty folder"
        )


@contextlib.contextmanager
def _no_collector() -> Iterator[None]:
    """Look for no cycles: builds make few, and looking takes a fifth of the serial work."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def build(
    content: Path,
    output: Path,
    mode: str,
    language: str,
    *,
    pdf: bool | None = None,
    workers: int = 0,
    paranoid: bool = False,
    whole: bool = False,
    watched: bool = True,
    shown: Callable[[], None] = lambda: None,
    scheduler: str = "",
) -> Renewal:
    """Build the portal, with PDF files of notices if `pdf` (None: in production alone).

    `mode` is one of `Mode`. Outputs that would come as they lie there stay. `workers` processes
    make the others (0: as many as there are processors); with `paranoid` every source file is read
    to see whether it changed. Where a few items changed since the last build, the others are taken
    as it knew them, unless `whole`; files of the output that others changed since are made again,
    unless nobody does that and it isn't `watched`. `shown` is called when `output` is as it must
    be, before what is known is written down. A build that looks at everything is made on the Dask
    cluster at `scheduler`, if given. Returns what was made, and why.

    On any fault the process ends with status 1 and `output` is as before.
    """
    wanted = mode == "production" if pdf is None else pdf
    if wanted:
        from scripts.system_packages import provide_pdf

        provide_pdf()
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    store = PlanStore(cache_folder(), output)
    paranoid = paranoid or compares_contents()
    remote = _where(scheduler, workers)
    settings: dict[str, object] = {"WORKERS": workers} if workers and can_fork() else {}
    settings |= {"PARANOID": paranoid}
    about = partial(_about, content, mode, wanted)
    with FileLock(output.with_name(f".{output.name}.lock")), _no_collector():
        finish_replacing(output)
        trusting = not paranoid and not whole and output.is_dir()
        looks = _begin_looks(store, content, output, about, watched=watched) if trusting else None
        from plugins.model.edition import Mode
        from scripts.building import Building

        work = Building(
            content, output, Mode(mode), language, store, wanted, settings, shown, remote, about
        )
        with contextlib.suppress(RecallError):
            recalling = work.recall(looks) if looks else None
            if recalling:
                return work.renew(recalling)
        return work.run()


def _begin_looks(
    store: PlanStore, content: Path, output: Path, about: Callable[[date], str], *, watched: bool
) -> Looks | None:
    """Begin to see whether what the last build knew suffices; None where it left nothing."""
    known = store.known()
    if known is None:
        return None
    now = ItemStore(cache_folder(), content).now()
    moment = now_in(known.about.time_zone)
    if known.about.due and known.about.due <= moment:
        return None  # A scheduled item waits no longer.
    return begin_looks(known, now, partial(about, moment.date()), content, output, watched=watched)


def _about(content: Path, mode: str, pdf: bool, day: date) -> str:
    """Return the circumstances of a build on a day."""
    lacking = ""
    if pdf:
        from plugins.official_document.pdf import missing_library

        lacking = f"yes {missing_library()}"
    return circumstances(PROJECT / "theme", mode, label_of(content), day, lacking)


def _where(scheduler: str, workers: int) -> AbstractContextManager[RemoteBuild] | None:
    """Return what has a build made elsewhere than in forked processes of this machine."""
    count = workers or int(os.environ.get("TONGBAO_WORKERS") or processors())
    if not scheduler and (can_fork() or count < 2):
        return None
    from scripts import remote

    return remote.on_cluster(scheduler) if scheduler else remote.on_this_machine(count)


@click.command(
    "build",
    help="生成网站。Build the portal.\n\n例 Example: portal.py build --production",
)
@content_option
@output_option
@production_option
@language_option
@click.option(
    "--pdf/--no-pdf",
    default=None,
    help="制作公文 PDF PDF files of notices [--production: yes].",
)
@click.option("--preview", is_flag=True, help="同时生成草稿 Show drafts too.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="同时工作的进程数 Processes side by side [处理器个数 processors].",
)
@click.option(
    "--paranoid",
    is_flag=True,
    help="逐个核对源文件内容，不看时间 Compare contents of sources, not times.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    default="",
    help="在 Dask 集群上生成 Build on a Dask cluster: tcp://HOST:PORT.",
)
@click.option(
    "--explain",
    metavar="PATH",
    help="说明输出文件为什么新制或保留 Tell why an output file was made or kept.",
)
def command(
    content: Path,
    output: Path,
    *,
    production: bool,
    lang: str,
    preview: bool,
    pdf: bool | None,
    workers: int | None,
    paranoid: bool,
    scheduler: str,
    explain: str | None,
) -> None:
    """Build the portal into `output`."""
    if production and preview:
        raise click.UsageError("--production 和 --preview 不能同时使用 | choose one of the two")
    mode = "production" if production else "preview" if preview else "build"
    check_output(output, content)
    gc.disable()  # The process ends with the build: what it leaves needn't be looked through.
    start = time.monotonic()
    whole = explain is not None
    renewal = build(
        content, output, mode, lang,
        pdf=pdf, workers=workers or 0, paranoid=paranoid, whole=whole, scheduler=scheduler,
    )  # fmt: skip
    files, seconds = renewal.count, time.monotonic() - start
    made = sum(len(row.files) for row in renewal.rows)
    click.echo(
        f"已生成 {output}，{files} 个文件，其中新制 {made} 个，{seconds:.1f} 秒 | "
        f"built {output}: {files} files, {made} of them made anew, in {seconds:.1f} s"
    )
    if explain is not None:
        from scripts.explanation import explanation

        click.echo(explanation(renewal, explain, output))
    sys.stdout.flush()
