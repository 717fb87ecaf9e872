"""What holds a build together: what every output depends on, what is kept, that nothing lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from plugins.model.addresses import output_path
from plugins.model.edition import Edition
from plugins.model.finders import finder_addresses
from plugins.model.fonts import find_fonts
from plugins.model.item_stamps import digest_of
from plugins.model.problems import Language, Problem, Severity
from plugins.model.standing import next_change
from plugins.portal.program import program_digest
from plugins.portal.renewal import Renewal

MOST = 100
"""Warnings that a build tells one by one: nobody reads more, and thousands take time."""


def common_key(edition: Edition, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what every page depends on: the program, site.toml, and which lists there are."""
    fonts = find_fonts()
    return {
        "program": program_digest(Path(settings["THEME"])),
        "site.toml": digest_of((edition.root / "site.toml").read_bytes()),
        "mode": f"{edition.mode} {settings['PDF']} {edition.label}",
        "lists": digest_of(sorted(edition.columns_in_use), sorted(finder_addresses(edition))),
        "fonts": digest_of(fonts),
        **edition.everywhere,
    }


def tell(problems: Iterable[Problem]) -> None:
    """Write problems for those who build, in their language: every error, the first warnings."""
    language = Language(os.environ.get("TONGBAO_LANG", Language.BOTH))
    warnings = 0
    for problem in problems:
        warnings += problem.severity is Severity.WARNING
        if problem.severity is Severity.ERROR or warnings <= MOST:
            sys.stderr.write(f"{problem.render(language)}\n")
    if warnings > MOST:
        left = warnings - MOST
        sys.stderr.write(
            f"另有 {left} 个提醒，用 portal.py check 查看 | "
            f"{left} more warnings; portal.py check lists them\n"
        )


def keep_read(edition: Edition) -> None:
    """Keep what was read, so that the next build needn't read it again."""
    store, bodies = edition.means.store, edition.bodies
    if store and store.keep(bodies.rows(), edition.reading.gone):
        bodies.let_go()


def prove(edition: Edition, renewal: Renewal) -> None:
    """End the process with status 1 unless every visible item has its page.

    Of a build that reads only what changed those items are looked at: the others had theirs.
    """
    files = renewal.files
    absent = [
        item.path
        for item in edition.due
        if output_path(edition.site, edition.urls[item.path]) not in files
    ]
    total = len(edition.visible)
    if absent:
        sys.exit(
            f"应有 {total} 篇，缺 {len(absent)} 篇 | {len(absent)} of {total} items have no page: "
            + ", ".join(absent[:10])
        )
    known = edition.recalled.known.rest if edition.recalled else None
    tell_complete(
        total,
        len(edition.items) - total,
        known.next_change if known else next_change(edition),
        edition.recalled.known.about.due if edition.recalled else edition.due_next,
    )


def tell_complete(total: int, waiting: int, day: date | None, due: datetime | None) -> None:
    """Say how many items have their page, and when the portal must be built anew."""
    sys.stdout.write(
        f"已生成全部 {total} 篇，草稿和定时稿件 {waiting} 篇未发布 | "
        f"all {total} items have their page, {waiting} drafts and scheduled ones left out\n"
    )
    if due:
        sys.stdout.write(
            f"定时稿件将在 {due:%Y-%m-%d %H:%M} 到期，届时重新生成即发布 | "
            f"a scheduled item is due on {due:%Y-%m-%d at %H:%M}: build again then to publish it\n"
        )
    if day:
        sys.stdout.write(
            f"公文有效性将在 {day} 变化，届时请重新生成 | "
            f"the validity of a notice changes on {day}: build again on that day\n"
        )
