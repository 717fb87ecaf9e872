"""`portal number --after-merge`: settle the numbers that two branches took."""

from __future__ import annotations

from pathlib import Path

import click

from plugins.notice_numbering.allocation import Desk
from plugins.notice_numbering.claims import Branches
from plugins.notice_numbering.header_edit import header_text
from plugins.notice_numbering.index_allocation import FIELD, renew_index_numbers
from plugins.notice_numbering.merging import Settlement, settle
from scripts.repository import Repository, RepositoryError


def after_merge(desk: Desk, content: Path, keep: frozenset[str], published: str) -> None:
    """Settle the numbers and tell what became of them; settled conflicts are added to git.

    Raises:
        AllocationError: something must be mended or decided first.
        click.ClickException: git can't do what is needed.

    """
    repository = Repository.of(content)
    if published and repository is None:
        raise click.UsageError("--published 需要 git 仓库 | --published needs a git repository")
    try:
        branches = repository.branches(published) if repository else Branches("", _nothing, {})
        done = settle(desk, branches, keep)
        renewed = renew_index_numbers(desk, branches.published, index_numbers_taken(repository))
        if repository and branches.sides:
            repository.add({*done.paths, *(path for path, _ in renewed)})
    except RepositoryError as fault:
        raise click.ClickException(str(fault)) from None
    _tell(done, desk.label, branches)
    for path, number in renewed:
        click.echo(f"改索引号 new index number: {number} {path}")


def index_numbers_taken(repository: Repository | None) -> frozenset[str]:
    """Return the index numbers of published notices that the content folder has otherwise."""
    notices = repository.published_notices(at_branching=False) if repository else {}
    return frozenset(header_text(raw, FIELD) for raw in notices.values()) - {""}


def _nothing(_path: str) -> bytes | None:
    return None


def _tell(done: Settlement, label: str, branches: Branches) -> None:
    if branches.name:
        click.echo(f"以分支 {branches.name} 为已发布 | what {branches.name} holds is published")
    for number, who in done.kept:
        click.echo(f"保留 kept: {number} {who}")
    for old, who, new in done.moved:
        click.echo(f"改号 renumbered: {old} → {new} {who}")
    for number, who in done.registered:
        click.echo(f"补登 registered: {number} {who}")
    for number, who in done.dropped:
        click.echo(f"不再使用 no longer used: {number} {who}")
    if done.cited:
        click.echo(f"改了 {done.cited} 处引用 | {done.cited} citations changed")
    for doubt in done.doubts:
        click.echo(f"请核对引用 check this citation: {doubt}")
    if not (done.moved or done.registered or done.dropped or done.kept):
        click.echo("没有重复的文号 | no number is taken twice")
    elif branches.sides:
        click.echo(
            f"已 git add {len(done.paths)} 个文件，可以继续合并 | added; go on with the merge"
        )
    else:
        click.echo(
            f"改了 {label} 里的 {len(done.paths)} 个文件，核对后提交 | "
            f"{len(done.paths)} files changed; check and commit them"
        )
