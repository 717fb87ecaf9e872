"""`portal check`: tell every problem without building."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from plugins.model.edition import Mode
from plugins.model.gates.exceptions import EXCEPTIONS, load_exceptions
from plugins.model.problems import Language, Problems
from plugins.notice_numbering.index_checks import check_published
from scripts.console import content_option, language_option, production_option
from scripts.inspection import inspect, read_site
from scripts.masking import mask_items
from scripts.places import label_of
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
@click.option("--exceptions", is_flag=True, help="列出例外登记 Show the register of exceptions.")
@click.option("--mask", is_flag=True, help="个人信息的掩码写法 Masks for personal data.")
@click.option("--write", is_flag=True, help="--mask：改写稿件 Write the masks into the items.")
@click.option("--watch", is_flag=True, help="每次保存后重新检查 Check again at each change.")
def command(
    content: Path,
    *,
    production: bool,
    lang: str,
    form: str,
    exceptions: bool,
    mask: bool,
    write: bool,
    watch: bool,
) -> None:
    """Print the problems; status 1 where any is an error."""
    if write and not mask:
        raise click.UsageError("--write 与 --mask 一起用 | --write goes with --mask")
    if watch and (mask or exceptions):
        raise click.UsageError(
            "--watch 不与 --mask、--exceptions 一起用 | --watch goes with neither"
        )
    if mask:
        lines = mask_items(content, label_of(content), read_site(content), write=write)
        for line in lines:
            click.echo(line)
        return
    mode = Mode.PRODUCTION if production else Mode.BUILD
    if watch:
        _watch(content, mode, Language(lang), form)
        return
    count, problems = _look(content, mode)
    if exceptions:
        _show_exceptions(content, problems)
    _tell(problems, count, Language(lang), form)
    sys.exit(1 if problems.errors else 0)


def _look(content: Path, mode: Mode) -> tuple[int, Problems]:
    """Return how many items there are, and every problem."""
    edition, problems, _ = inspect(content, mode)
    repository = Repository.of(content)
    if edition and repository:
        check_published(edition, repository.published_notices(at_branching=True))
    return len(edition.items) if edition else 0, problems


def _tell(
    problems: Problems, count: int, language: Language, form: str, indent: int | None = 2
) -> None:
    """Print problems as text, a line each and a sum, or as one JSON document."""
    if form == "json":
        found = [problem.as_json(language) for problem in problems]
        click.echo(json.dumps(found, ensure_ascii=False, indent=indent))
        return
    for problem in problems:
        click.echo(problem.render(language))
    click.echo(
        f"共 {count} 篇，错误 {len(problems.errors)} 个，提醒 {len(problems.warnings)} 个 | "
        f"{count} items, {len(problems.errors)} errors, {len(problems.warnings)} warnings"
    )


def _watch(content: Path, mode: Mode, language: Language, form: str) -> None:
    """Check, and again after each change, until Ctrl-C; JSON comes a line each time."""
    from watchfiles import watch

    # Watching begins before the first check, so that no change falls between the two.
    changes = watch(content, debounce=200, yield_on_timeout=True, rust_timeout=250)
    next(changes)
    try:
        while True:
            if form == "text":
                click.echo(f"检查 checking {label_of(content)}")
            count, problems = _look(content, mode)
            _tell(problems, count, language, form, indent=None)
            sys.stdout.flush()
            while not next(changes):
                pass
    except KeyboardInterrupt:
        pass


def _show_exceptions(content: Path, problems: Problems) -> None:
    """Print what may stay and why, and which exceptions nothing needs any more."""
    unneeded = {one.line for one in problems if one.code == "C092"}
    kept = load_exceptions(content, label_of(content), Problems())
    for one in kept:
        state = "用不上 unneeded" if one.line in unneeded else "有效 in use"
        click.echo(f"{one.path}: {one.code}“{one.text}” {state}：{one.reason}")
    faults = [one for one in problems.errors if one.path.endswith(f"/{EXCEPTIONS}")]
    for fault in faults:
        click.echo(fault.render())
    click.echo(f"共 {len(kept)} 项例外 | {len(kept)} exceptions")
    sys.exit(1 if faults else 0)
