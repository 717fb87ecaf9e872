"""`portal new`: write a complete item for an editor to fill."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import yaml
from pypinyin import lazy_pinyin

from plugins.model.items import DOCUMENT_KINDS
from scripts.console import content_option
from scripts.inspection import chosen_column, read_site, today

SLUG_LENGTH = 40


@click.command(
    "new",
    help="新建一篇稿件。Write a new item.\n\n"
    "例 Example: portal.py new --title 关于做好值班工作的通知 --column tongzhi --kind 通知",
)
@click.option("--title", prompt="标题 Title", help="标题 Title.")
@click.option("--column", prompt="栏目代码 Column", help="栏目代码或名称 Column.")
@click.option("--kind", type=click.Choice(DOCUMENT_KINDS), help="文种（公文）Kind of notice.")
@click.option("--series", help="文号系列 Series.")
@click.option("--source", help="来源（动态）Source of news.")
@click.option("--slug", help="网址名 Slug.")
@content_option
def command(
    title: str,
    column: str,
    kind: str | None,
    series: str | None,
    source: str | None,
    slug: str | None,
    content: Path,
) -> None:
    """Write the file and say what comes next; nothing is ever overwritten."""
    site = read_site(content)
    place = chosen_column(site, column)
    notice = bool(kind or series or place.series)
    day = today(site)
    stem = slug or f"{day:%Y-%m-%d}-{_stem(title)}"
    if not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", stem):
        raise click.UsageError("网址名只用小写字母、数字和连字符 | use letters, digits and hyphens")
    fields: dict[str, object] = {
        "title": title.strip(),
        "date": datetime.now(ZoneInfo(site.identity.time_zone)).strftime("%Y-%m-%d %H:%M"),
        "column": place.code,
        "status": "draft",
    }
    if notice:
        kind = kind or click.prompt("文种 Kind", type=click.Choice(DOCUMENT_KINDS))
        code = series or (place.series[0] if place.series else "")
        found = site.series_of(code)
        if code and found is None:
            raise click.UsageError(f"没有系列“{code}” | no series {code}")
        fields |= {"kind": kind, "issuer": found.issuer if found else site.identity.organisers[0]}
        fields |= {"series": code} if code else {}
        fields |= {"signed": day.isoformat()}
    else:
        fields |= {"source": source or site.identity.short_name or site.identity.name}
    folder = content / ("notices" if notice else "news") / str(day.year)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}.md"
    header = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(f"---\n{header}---\n\n在这里写正文。\n")
    except FileExistsError:
        raise click.ClickException(
            f"{path} 已经存在，用 --slug 换一个名字 | {path} exists; choose another --slug"
        ) from None
    click.echo(f"已建立 created: {path}")
    click.echo("写好正文后把 status 改为 published | write the text, then set status to published")
    if notice:
        click.echo(f"取号 take a number: portal.py number {path}")


def _stem(title: str) -> str:
    """Return the title's pinyin as a file stem."""
    words = "-".join(lazy_pinyin(title))
    return re.sub(r"[^a-z0-9]+", "-", words.lower())[:SLUG_LENGTH].strip("-") or "item"
