"""`portal build`: make the portal in a new folder, then put it in the place of the earlier one."""

from __future__ import annotations

import os
import shutil
import sys
import time
from functools import partial
from pathlib import Path

import click
from filelock import FileLock

from plugins.model.edition import Mode
from plugins.model.plan_store import PlanStore
from plugins.portal.renewal import Renewal
from scripts.console import (
    content_option,
    language_option,
    output_option,
    production_option,
    progress,
)
from scripts.inspection import PROJECT, cache_folder, label_of
from scripts.replacing import finish_replacing, replace_files, replace_whole
from scripts.system_packages import provide_pdf

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


def build(
    content: Path, output: Path, mode: Mode, language: str, *, pdf: bool | None = None
) -> Renewal:
    """Build the portal, with PDF files of notices if `pdf` (None: in production alone).

    Outputs that would come as they lie there stay. Returns what was made, and why.

    On any fault the process ends with status 1 and `output` is as before.
    """
    wanted = mode is Mode.PRODUCTION if pdf is None else pdf
    if wanted:
        provide_pdf()
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    staging = output.with_name(f".{output.name}.building")
    store = PlanStore(cache_folder(), output)
    with FileLock(output.with_name(f".{output.name}.lock")):
        finish_replacing(output)
        renewal = Renewal(output, store.rows() if output.is_dir() else {})
        try:
            _run_pelican(content, staging, mode, language, pdf=wanted, renewal=renewal)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        if renewal.whole:
            replace_whole(staging, output)
        else:
            replace_files(staging, output, renewal.differing(staging), renewal.vanished())
        store.keep(renewal.rows, renewal.gone, whole=renewal.whole)
    return renewal


def _run_pelican(
    content: Path, output: Path, mode: Mode, language: str, *, pdf: bool, renewal: Renewal
) -> None:
    os.environ["TONGBAO_CONTENT"] = str(content.resolve())
    os.environ["TONGBAO_LABEL"] = label_of(content)
    os.environ["TONGBAO_MODE"] = mode
    os.environ["TONGBAO_LANG"] = language
    os.environ["TONGBAO_PDF"] = "1" if pdf else "0"
    from pelican import Pelican
    from pelican.settings import read_settings

    settings = read_settings(
        str(PROJECT / "pelicanconf.py"),
        override={
            "OUTPUT_PATH": str(output),
            "PATH": str(content.resolve()),
            "PROGRESS": partial(progress, "生成页面 pages"),
            "RENEWAL": renewal,
        },
    )
    portal: Pelican = settings["PELICAN_CLASS"](settings)
    portal.run()


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
def command(
    content: Path, output: Path, *, production: bool, lang: str, preview: bool, pdf: bool | None
) -> None:
    """Build the portal into `output`."""
    if production and preview:
        raise click.UsageError("--production 和 --preview 不能同时使用 | choose one of the two")
    mode = Mode.PRODUCTION if production else Mode.PREVIEW if preview else Mode.BUILD
    check_output(output, content)
    start = time.monotonic()
    renewal = build(content, output, mode, lang, pdf=pdf)
    files, seconds = len(renewal.files), time.monotonic() - start
    made = sum(len(row.files) for row in renewal.rows)
    click.echo(
        f"已生成 {output}，{files} 个文件，其中新制 {made} 个，{seconds:.1f} 秒 | "
        f"built {output}: {files} files, {made} of them made anew, in {seconds:.1f} s"
    )
    sys.stdout.flush()
