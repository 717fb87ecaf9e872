"""`portal build`: make the portal in a new folder, then put it in the place of the earlier one."""

from __future__ import annotations

import gc
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
    content: Path,
    output: Path,
    mode: Mode,
    language: str,
    *,
    pdf: bool | None = None,
    workers: int = 0,
    paranoid: bool = False,
) -> Renewal:
    """Build the portal, with PDF files of notices if `pdf` (None: in production alone).

    Outputs that would come as they lie there stay. `workers` processes make the others (0: as many
    as there are processors); with `paranoid` every source file is read to see whether it changed.
    Returns what was made, and why.

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
        gc.disable()  # Builds make few cycles; looking for them takes a fifth of the serial work.
        try:
            settings: dict[str, object] = {"RENEWAL": renewal, "OUTPUT_PATH": str(staging)}
            settings |= {"WORKERS": workers} if workers else {}
            settings |= {"PARANOID": True} if paranoid else {}
            _run_pelican(content, mode, language, settings, pdf=wanted)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        finally:
            gc.enable()
        if renewal.whole:
            replace_whole(staging, output)
        else:
            replace_files(staging, output, renewal.differing(staging), renewal.vanished())
        store.keep(renewal.rows, renewal.gone, whole=renewal.whole)
    return renewal


def _run_pelican(
    content: Path, mode: Mode, language: str, own: dict[str, object], *, pdf: bool
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
            "PATH": str(content.resolve()),
            "PROGRESS": partial(progress, "生成页面 pages"),
            **own,
        },
    )
    portal: Pelican = settings["PELICAN_CLASS"](settings)
    portal.run()


_REASONS = {
    "new": "没有生成过 | it wasn't there before",
    "always": "每次都新制 | it is made every time",
    "program": "程序或主题变了 | the program or the theme changed",
    "site.toml": "site.toml 变了 | site.toml changed",
    "mode": "生成方式变了 | the kind of build changed",
    "lists": "有内容的栏目或分类变了 | which lists there are changed",
    "fonts": "字体变了 | the fonts changed",
    "item": "稿件、它的文号或与它有关的稿件变了 | the item, its number or a related one changed",
    "neighbours": "前后的稿件变了 | an item before or after it changed",
    "items": "列出的稿件变了 | an item that it shows changed",
    "list": "列表的名称、页数或条数变了 | the list's name, pages or count changed",
    "pages": "页面增减了 | pages came or went",
}
_KEPT = "与上次相同，保留 | as before: kept"
_OTHER = "{name} 变了 | {name} changed"


def explanation(renewal: Renewal, asked: str, output: Path) -> str:
    """Say why the output that an output file or its address belongs to was made or kept."""
    path = asked.removeprefix(f"{output}/").removeprefix(f"{output.resolve()}/").lstrip("/")
    names = (path, f"{path.rstrip('/')}/index.html".lstrip("/"))
    owner = renewal.owner(names)
    if owner is None:
        return f"网站里没有 {asked} | the portal has no {asked}"
    why = [_REASONS.get(one, _OTHER.format(name=one)) for one in renewal.reasons.get(owner, ())]
    told = why or [_KEPT]
    if renewal.whole and not why:
        told = ["多数页面变了，全部新制 | most pages changed, so all were made"]
    return "\n".join(f"{asked}: {one}" for one in told)


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
    explain: str | None,
) -> None:
    """Build the portal into `output`."""
    if production and preview:
        raise click.UsageError("--production 和 --preview 不能同时使用 | choose one of the two")
    mode = Mode.PRODUCTION if production else Mode.PREVIEW if preview else Mode.BUILD
    check_output(output, content)
    start = time.monotonic()
    renewal = build(content, output, mode, lang, pdf=pdf, workers=workers or 0, paranoid=paranoid)
    files, seconds = len(renewal.files), time.monotonic() - start
    made = sum(len(row.files) for row in renewal.rows)
    click.echo(
        f"已生成 {output}，{files} 个文件，其中新制 {made} 个，{seconds:.1f} 秒 | "
        f"built {output}: {files} files, {made} of them made anew, in {seconds:.1f} s"
    )
    if explain is not None:
        click.echo(explanation(renewal, explain, output))
    sys.stdout.flush()
