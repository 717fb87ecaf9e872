"""`portal number --import`: take over a register that was kept as a table, and report each row."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from plugins.model.problems import Language
from plugins.model.spreadsheet import sheet_text
from plugins.notice_numbering.allocation import Desk
from plugins.notice_numbering.register_import import Outcome, RegisterImport, import_register

WORDS = {"taken": "登记", "unchanged": "未变", "left out": "略过", "refused": "有误"}
HEAD = ("表 Table", "行 Row", "文号 Number", "结果 Outcome", "稿件 Item", "说明 Notes")
FULL = 40
"""Rows up to which the report for people tells of each; of longer tables those that need a look."""


def take_over(desk: Desk, table: Path, series: str, form: str) -> None:
    """Import a table and print the report; the process ends with status 1 where rows are refused.

    Raises:
        AllocationError: registers or notices must be mended first.

    """
    done = import_register(desk, table, series)
    if form == "json":
        records = [_record(outcome) for outcome in done.outcomes]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(sheet_text(HEAD, map(_cells, done.outcomes)), nl=False)
    else:
        _tell(done)
    if done.problems.errors:
        for problem in done.problems.errors if form != "text" else ():
            click.echo(problem.render(), err=True)
        sys.exit(1)


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "table": outcome.shown,
        "row": outcome.line,
        "number": outcome.number,
        "outcome": outcome.what,
        "item": outcome.item,
        "notes": [note.as_json() for note in outcome.notes],
    }


def _cells(outcome: Outcome) -> tuple[str, ...]:
    notes = (
        f"{one.code} {one.fault(Language.ZH)}；{one.mend(Language.ZH)}" for one in outcome.notes
    )
    word = f"{WORDS[outcome.what]} {outcome.what}"
    return (outcome.shown, str(outcome.line), outcome.number, word, outcome.item, "。".join(notes))


def _tell(done: RegisterImport) -> None:
    for outcome in done.outcomes:
        if outcome.what in ("taken", "unchanged") and (len(done.outcomes) <= FULL or outcome.notes):
            item = f" {outcome.item}" if outcome.item else ""
            word = f"{WORDS[outcome.what]} {outcome.what}"
            click.echo(f"{outcome.shown}:{outcome.line}: {word}: {outcome.number}{item}")
    for problem in done.problems:
        click.echo(problem.render())
    doubtful = sum(bool(one.notes) for one in done.outcomes if one.what in ("taken", "unchanged"))
    counts = {what: done.count(what) for what in WORDS}
    click.echo(
        f"共 {len(done.outcomes)} 行："
        + "，".join(f"{WORDS[what]} {count}" for what, count in counts.items())
        + f"，其中存疑 {doubtful} | "
        + ", ".join(f"{count} {what}" for what, count in counts.items())
        + f", {doubtful} of them doubtful"
    )
    if done.problems.errors:
        click.echo("有错误，一行也没有写入 | there are errors: nothing was written")
