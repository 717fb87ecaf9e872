"""`portal build`: make the portal in a new folder, then put it in the place of the earlier one."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from filelock import FileLock

from plugins.lifecycle.history import shown_commit
from plugins.model.edition import Mode
from plugins.model.forked import beside, can_fork, processors
from plugins.model.item_reading import compares_contents
from plugins.model.item_store import ItemStore
from plugins.model.known import Known, RecallError
from plugins.model.plan_store import PlanStore, Rows
from plugins.official_document.pdf import missing_library
from plugins.portal.completeness import tell, tell_complete
from plugins.portal.recall import (
    Look,
    Recalling,
    change_of,
    circumstances,
    difference,
    differing,
    known_parts,
    look_at,
    restamped,
)
from plugins.portal.renewal import Renewal
from scripts.console import (
    content_option,
    language_option,
    output_option,
    production_option,
    progress,
)
from scripts.explanation import explanation
from scripts.inspection import PROJECT, cache_folder, label_of, today_in
from scripts.replacing import finish_replacing, replace_files, replace_whole
from scripts.system_packages import provide_pdf

if TYPE_CHECKING:  # Most builds need none.
    from plugins.portal.remote import RemoteBuild

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
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def build(
    content: Path,
    output: Path,
    mode: Mode,
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

    Outputs that would come as they lie there stay. `workers` processes make the others (0: as many
    as there are processors); with `paranoid` every source file is read to see whether it changed.
    Where a few items changed since the last build, the others are taken as it knew them, unless
    `whole`; files of the output that others changed since are made again, unless nobody does that
    and it isn't `watched`. `shown` is called when `output` is as it must be, before what is known
    is written down. A build that looks at everything is made on the Dask cluster at `scheduler`, if
    given. Returns what was made, and why.

    On any fault the process ends with status 1 and `output` is as before.
    """
    wanted = mode is Mode.PRODUCTION if pdf is None else pdf
    if wanted:
        provide_pdf()
    output = output.resolve()
    output.parent.mkdir(parents=True, exist_ok=True)
    store = PlanStore(cache_folder(), output)
    paranoid = paranoid or compares_contents()
    remote = _where(scheduler, workers)
    settings: dict[str, object] = {"WORKERS": workers} if workers and can_fork() else {}
    settings |= {"PARANOID": paranoid}
    with FileLock(output.with_name(f".{output.name}.lock")), _no_collector():
        finish_replacing(output)
        known = None if paranoid or whole or not output.is_dir() else store.known()
        work = _Build(content, output, mode, language, store, wanted, settings, shown, remote)
        recalling = work.recall(known, watched=watched) if known else None
        if recalling:
            with contextlib.suppress(RecallError):
                return work.renew(recalling)
        return work.run()


def _where(scheduler: str, workers: int) -> AbstractContextManager[RemoteBuild] | None:
    """Return what has a build made elsewhere than in forked processes of this machine."""
    count = workers or int(os.environ.get("TONGBAO_WORKERS") or processors())
    if not scheduler and (can_fork() or count < 2):
        return None
    from scripts import remote

    return remote.on_cluster(scheduler) if scheduler else remote.on_this_machine(count)


@dataclass(frozen=True, slots=True)
class _Build:
    """One build of a portal, its output folder locked."""

    content: Path
    output: Path
    mode: Mode
    language: str
    store: PlanStore
    pdf: bool
    settings: dict[str, object]
    shown: Callable[[], None]
    remote: AbstractContextManager[RemoteBuild] | None
    """Has everything made by other processes than forked ones."""

    @property
    def _staging(self) -> Path:
        return self.output.with_name(f".{self.output.name}.building")

    def recall(self, known: Known, *, watched: bool) -> Recalling | None:
        """Return what the build can start from; None where everything must be looked at."""
        now = self._now()
        look = partial(differing, known, self.content)
        # Two processes look at content and output, while this one reads what is known.
        begun = beside(look) if watched else look
        untouched = beside(partial(known.is_whole, str(self.output))) if watched else lambda: True
        day = today_in(known.about.time_zone)
        if self._about(day) != known.about.circumstances or self._history(known):
            return None
        known.read()
        other = begun()
        if other is None:
            return None
        found = difference(known, other, self._digest)
        store = ItemStore(cache_folder(), self.content)
        for path in found.stale:
            row = store.item(path)
            if row is None or row.source != known.sources.digests[known.places[path]]:
                return None  # A build that was killed had read it as it was in between.
        return Recalling(known, found, Look(other, now), untouched)

    def _now(self) -> int:
        return ItemStore(cache_folder(), self.content).now()

    def _about(self, day: date) -> str:
        label = label_of(self.content)
        pdf = f"yes {missing_library()}" if self.pdf else ""
        return circumstances(PROJECT / "theme", self.mode, label, day, pdf)

    def _history(self, known: Known) -> bool:
        """Whether pages show a history that went on since."""
        shown = known.about.history
        return bool(shown) and shown != shown_commit(self.content)

    def _digest(self, path: str) -> str:
        """Return SHA-256 of an item's file; empty where it can't be read."""
        try:
            return hashlib.sha256((self.content / path).read_bytes()).hexdigest()
        except OSError:
            return ""

    def renew(self, recalling: Recalling) -> Renewal:
        """Make what a few changed items change.

        Raises:
            RecallError: more may have changed.

        """
        renewal = Renewal(self.output, Rows(self.store), partial=True)
        renewal.total = lambda: len(recalling.known.files)
        if recalling.difference.nothing:
            return self._nothing(recalling, renewal)
        settings = self._make(renewal, {"RECALLING": recalling})
        self._replace(renewal)
        change = change_of(settings["EDITION"], settings["STAMPS"], recalling, renewal.written)
        self.store.keep(renewal.rows, (), change)
        return renewal

    def _nothing(self, recalling: Recalling, renewal: Renewal) -> Renewal:
        """Tell what the last build told: everything is as it left it."""
        known = recalling.known
        if not recalling.untouched():
            raise RecallError("output")
        os.environ["TONGBAO_LANG"] = self.language
        tell(known.rest.problems)
        drafts = known.stamps.texts.count("")
        tell_complete(len(known.paths.items) - drafts, drafts, known.rest.next_change)
        if recalling.difference.stale:
            self.store.keep((), (), restamped(recalling))
        return renewal

    def run(self) -> Renewal:
        """Read everything, and make what it changes."""
        look = look_at(self.content, self._now())
        renewal = Renewal(self.output, self.store.rows() if self.output.is_dir() else {})
        if self.remote is None:
            settings = self._make(renewal, {})
        else:  # Processes aren't forked beside threads.
            with self.remote as remote:
                settings = self._make(renewal, {"REMOTE": remote, "WORKERS": 1})
        self._replace(renewal)
        edition, stamps = settings["EDITION"], settings["STAMPS"]
        about = self._about(edition.today)
        common = settings["PLAN"].common
        known = known_parts(edition, stamps, look, renewal.stamps, about, common)
        self.store.keep(renewal.rows, renewal.gone, known, whole=renewal.whole)
        return renewal

    def _replace(self, renewal: Renewal) -> None:
        """Put what was made in the place of what was there."""
        if renewal.whole:
            replace_whole(self._staging, self.output)
        else:
            changed = renewal.differing(self._staging)
            replace_files(self._staging, self.output, changed, renewal.vanished())
        self.shown()

    def _make(self, renewal: Renewal, own: dict[str, object]) -> dict[str, Any]:
        """Let Pelican build beside the output; return its settings."""
        settings = portal_settings(
            self.content, self.mode, label_of(self.content), pdf=self.pdf, language=self.language,
            override={
                "OUTPUT_PATH": str(self._staging),
                "PROGRESS": partial(progress, "生成页面 pages"),
                "RENEWAL": renewal,
                **self.settings,
                **own,
            },
        )  # fmt: skip
        try:
            portal = settings["PELICAN_CLASS"](settings)
            portal.run()
        except BaseException:
            shutil.rmtree(self._staging, ignore_errors=True)
            raise
        return settings


def portal_settings(
    content: Path,
    mode: Mode,
    label: str,
    *,
    pdf: bool,
    language: str = "both",
    override: Mapping[str, object],
) -> dict[str, Any]:
    """Return Pelican's settings for a content folder, those of `override` put in their place."""
    os.environ["TONGBAO_CONTENT"] = str(content.resolve())
    os.environ["TONGBAO_LABEL"] = label
    os.environ["TONGBAO_MODE"] = mode
    os.environ["TONGBAO_LANG"] = language
    os.environ["TONGBAO_PDF"] = "1" if pdf else "0"
    from pelican.settings import read_settings

    settings: dict[str, Any] = read_settings(
        str(PROJECT / "pelicanconf.py"), override={"PATH": str(content.resolve()), **override}
    )
    return settings


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
    mode = Mode.PRODUCTION if production else Mode.PREVIEW if preview else Mode.BUILD
    check_output(output, content)
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
        click.echo(explanation(renewal, explain, output))
    sys.stdout.flush()
