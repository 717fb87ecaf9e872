"""`portal addresses`: what the ledger of published addresses lacks, and adding it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plugins.lifecycle.ledger import load_ledger, record, unrecorded
from plugins.model.edition import Mode
from plugins.model.problems import Language, Problems
from scripts.console import content_option, language_option
from scripts.inspection import inspect


@click.command(
    "addresses",
    help="登记已公布的网址。Record the addresses that were published.\n\n"
    "例 Example: portal.py addresses --record",
)
@click.option("--record", "write", is_flag=True, help="写入登记 Add them to the ledger.")
@content_option
@language_option
def command(content: Path, *, write: bool, lang: str) -> None:
    """List the addresses that the ledger lacks, or add them; status 1 where there are errors."""
    edition, problems, _ = inspect(content, Mode.BUILD)
    if edition is None or problems.errors:
        for problem in problems.errors:
            click.echo(problem.render(Language(lang)), err=True)
        click.echo("先改正错误，再登记网址 | mend the errors first", err=True)
        sys.exit(1)
    if write:
        try:
            added = record(edition)
        except OSError as fault:
            raise click.ClickException(
                f"写不进网址登记：{fault.strerror}；检查权限和磁盘空间 | "
                f"can't write the ledger: {fault.strerror}; check permissions and disk space"
            ) from None
        word = "已登记 recorded"
    else:
        ledger = load_ledger(content, edition.label, Problems())
        added = tuple(sorted(url for urls in unrecorded(edition, ledger).values() for url in urls))
        word = "尚未登记 not recorded yet"
    for url in added:
        click.echo(url)
    click.echo(f"{word}: {len(added)}")
