"""`portal new`: write a complete item for an editor to fill."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from plugins.model.files import create_exclusive
from plugins.model.gates.gate import check_source, gate_of
from plugins.model.gates.wording import load_wording
from plugins.model.items import DOCUMENT_KINDS
from plugins.model.problems import Problems
from plugins.model.site import Column, Site
from scripts.console import content_option
from scripts.inspection import chosen_column, read_site
from scripts.new_item import NewItemError, kind_of_title, new_item
from scripts.places import label_of, now_in


@click.command(
    "new",
    help="新建一篇稿件；没有写出的逐项询问。Write a new item; asks for what isn't given.\n\n"
    "例 Example: portal.py new --title 关于做好值班工作的通知 --column tongzhi --kind 通知",
)
@click.option("--title", help="标题 Title.")
@click.option("--column", help="栏目代码或名称 Column.")
@click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="文种（公文）Kind of notice.")
@click.option("--series", default="", help="文号系列 Series.")
@click.option("--source", default="", help="来源（动态）Source of news.")
@click.option("--slug", default="", help="网址名 Slug.")
@content_option
def command(
    title: str | None,
    column: str | None,
    kind: str | None,
    series: str,
    source: str,
    slug: str,
    content: Path,
) -> None:
    """Write the file and say what comes next; nothing is ever overwritten."""
    site = read_site(content)
    title = title if title is not None else _ask("标题 Title", "--title")
    place = chosen_column(site, column) if column is not None else _ask_column(site)
    if kind or series or place.series:
        kind = kind or _ask_kind(title)
    elif not source and sys.stdin.isatty():
        own = site.identity.short_name or site.identity.name
        source = _ask("来源 Source", "--source", own)
    try:
        made = new_item(
            site, now_in(site.identity.time_zone), title=title, column=place, kind=kind or "",
            series=series, source=source, slug=slug,
        )  # fmt: skip
    except NewItemError as fault:
        raise click.UsageError(str(fault)) from None
    path = content / made.path
    if not create_exclusive(path, made.text.encode("utf-8")):
        raise click.ClickException(
            f"{path} 已经存在，用 --slug 换一个名字 | {path} exists; choose another --slug"
        )
    click.echo(f"已建立 created: {path}")
    label = label_of(content)
    gate = gate_of(site, load_wording(content, label, Problems()))
    for problem in check_source(made.text, f"{label}/{made.path}", made.kind, gate):
        click.echo(problem.render())
    click.echo("写好正文后把 status 改为 published | write the text, then set status to published")
    if kind:
        click.echo(f"取号 take a number: portal.py number {path}")


def _ask(what: str, option: str, default: str | None = None) -> str:
    """Ask at the terminal; where there is none, the option is missing."""
    if not sys.stdin.isatty():
        raise click.UsageError(f"缺少 {option} | {option} is missing")
    answer: str = click.prompt(what, default=default)
    return answer


def _ask_column(site: Site) -> Column:
    if sys.stdin.isatty():
        for place, one in enumerate(site.columns, 1):
            click.echo(f"{place:>3}  {one.name}（{one.code}）")
    answer = _ask("栏目（序号、代码或名称）Column", "--column")
    if answer.isdecimal() and 0 < int(answer) <= len(site.columns):
        return site.columns[int(answer) - 1]
    return chosen_column(site, answer)


def _ask_kind(title: str) -> str:
    """Return the 文种 that the title ends with, as confirmed at a terminal, or as asked for."""
    told = kind_of_title(title)
    if told and not sys.stdin.isatty():
        return told
    if not sys.stdin.isatty():
        raise click.UsageError("缺少 --kind（文种）| --kind is missing")
    kind: str = click.prompt("文种 Kind", type=click.Choice(DOCUMENT_KINDS), default=told or None)
    return kind
