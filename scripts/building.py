"""Making a portal: what a few changed items change, or everything."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.lifecycle.history import shown_commit
from plugins.model.edition import Mode
from plugins.model.item_store import ItemStore
from plugins.model.known import Known, RecallError
from plugins.model.plan_store import PlanStore, Rows
from plugins.portal.completeness import tell, tell_complete
from plugins.portal.looks import Looks
from plugins.portal.recall import (
    Look,
    Recalling,
    change_of,
    difference,
    known_parts,
    look_at,
    restamped,
)
from plugins.portal.renewal import Renewal
from scripts.console import PROJECT, progress
from scripts.places import cache_folder, label_of
from scripts.replacing import replace_files, replace_whole

if TYPE_CHECKING:  # Most builds need none.
    from plugins.portal.remote import RemoteBuild


@dataclass(frozen=True, slots=True)
class Building:
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
    about: Callable[[date], str]
    """Tells what builds on a day depend on besides content."""

    @property
    def _staging(self) -> Path:
        return self.output.with_name(f".{self.output.name}.building")

    def recall(self, looks: Looks) -> Recalling | None:
        """Return what the build can start from; None where everything must be looked at.

        Raises:
            RecallError: what the last build knew is damaged.

        """
        known = looks.known
        if looks.circumstances() != known.about.circumstances or self._history(known):
            return None
        known.read()
        other = looks.other()
        if other is None:
            return None
        found = difference(known, other, self._digest)
        store = ItemStore(cache_folder(), self.content)
        for path in found.stale:
            row = store.item(path)
            if row is None or row.source != known.sources.digests[known.places[path]]:
                return None  # A build that was killed had read it as it was in between.
        return Recalling(known, found, Look(other, looks.now), looks.untouched)

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
        waiting = known.stamps.texts.count("")
        tell_complete(
            len(known.paths.items) - waiting, waiting, known.rest.next_change, known.about.due
        )
        if recalling.difference.stale:
            self.store.keep((), (), restamped(recalling))
        return renewal

    def run(self) -> Renewal:
        """Read everything, and make what it changes."""
        look = look_at(self.content, ItemStore(cache_folder(), self.content).now())
        renewal = Renewal(self.output, self.store.rows() if self.output.is_dir() else {})
        if self.remote is None:
            settings = self._make(renewal, {})
        else:  # Processes aren't forked beside threads.
            with self.remote as remote:
                settings = self._make(renewal, {"REMOTE": remote, "WORKERS": 1})
        self._replace(renewal)
        edition, stamps = settings["EDITION"], settings["STAMPS"]
        about = self.about(edition.today)
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
    mode: str,
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
