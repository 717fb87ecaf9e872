"""`portal number --report`: the state of the registers as a table, as JSON or as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

import click
from rich import box
from rich.console import Console
from rich.table import Table

from plugins.model.spreadsheet import sheet_text
from plugins.notice_numbering.allocation import Desk
from plugins.notice_numbering.reporting import Run, SetAside, runs
from plugins.notice_numbering.serials import ranges

HEAD = ("系列代码 Code", "系列 Series", "年份 Year", "已发布 Issued", "缺号 Gaps", "作废 Void",
        "不予公开 Withheld", "预留 Reserved", "下一个号 Next")  # fmt: skip


def register_report(desk: Desk, form: str) -> None:
    """Print the report in one of the forms text, json and csv."""
    with desk.open() as registers:
        found = runs(desk.site, registers, desk.today.year)
    if form == "json":
        records = [asdict(run) for run in found]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif form == "csv":
        click.echo(sheet_text(HEAD, map(_cells, found)), nl=False)
    else:
        _print_table(found)


def _cells(run: Run) -> tuple[str, ...]:
    year = str(run.year) if run.year else ""
    aside = (_listed(one) for one in (run.void, run.withheld, run.reserved))
    return (run.series, run.name, year, str(run.issued), ranges(run.gaps), *aside, run.next)


def _listed(numbers: Iterable[SetAside]) -> str:
    return "；".join(
        f"{one.number}（{one.reason}）" if one.reason else one.number for one in numbers
    )


def _print_table(found: tuple[Run, ...]) -> None:
    """Print the table for people; of numbers that were set aside it shows the serials alone."""
    table = Table(box=box.SIMPLE_HEAD)
    for head in HEAD[1:]:
        table.add_column(head.replace(" ", "\n"), overflow="fold")
    for run in found:
        aside = (ranges(tuple(one.serial for one in told))
                 for told in (run.void, run.withheld, run.reserved))  # fmt: skip
        year = str(run.year) if run.year else "连续编号"
        table.add_row(run.name, year, str(run.issued), ranges(run.gaps), *aside, run.next)
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    console.print(table)
