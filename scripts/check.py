"""`portal check`: tell every problem without building."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from plugins.model.edition import Mode
from plugins.model.problems import Language
from plugins.notice_numbering.index_checks import check_published
from scripts.console import content_option, language_option, production_option
from scripts.inspection import inspect
from scripts.repository import Repository


@click.command(
    "check",
    help="检查内容，列出全部问题。Check the content and list every problem.\n\n"
    "例 Example: portal.py check --production --format json",
)
@content_option
@production_option
@language_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出格式 Form of the output.",
)
def command(content: Path, *, production: bool, lang: str, form: str) -> None:
    """Print the problems; status 1 where any is an error."""
    mode = Mode.PRODUCTION if production else Mode.BUILD
    edition, problems, _ = inspect(content, mode)
    repository = Repository.of(content)
    if edition and repository:
        check_published(edition, repository.published_notices(at_branching=True))
    language = Language(lang)
    if form == "json":
        found = [problem.as_json(language) for problem in problems]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(problem.render(language))
        count = len(edition.items) if edition else 0
        click.echo(
            f"共 {count} 篇，错误 {len(problems.errors)} 个，提醒 {len(problems.warnings)} 个 | "
            f"{count} items, {len(problems.errors)} errors, {len(problems.warnings)} warnings"
        )
    sys.exit(1 if problems.errors else 0)
