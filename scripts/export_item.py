"""`portal export`: an item for WeChat or Weibo."""

from __future__ import annotations

import html
import re
import sys
from pathlib import Path

import click

from plugins.model.addresses import absolute
from plugins.model.edition import Edition, Mode
from plugins.model.files import create_exclusive, replace
from plugins.model.items import Item, Status
from plugins.model.problems import Language
from plugins.model.summaries import summary_of
from plugins.sharing.tokens import read_tokens
from plugins.sharing.wechat import SUMMARY_LIMIT, TITLE_LIMIT, WechatItem, wechat_text
from plugins.sharing.weibo import LIMIT, weibo_text
from scripts.console import PROJECT, content_option, language_option
from scripts.inspection import inspect

PAGE = PROJECT / "scripts" / "export_wechat.html"
"""The page around a text for WeChat; it is opened from the disk, and never published."""


@click.command(
    "export",
    help="把已发布的稿件转成微信、微博用的文字。An item for WeChat or Weibo.\n\n"
    "例 Example: portal.py export content/news/2020/zhiban.md --wechat",
)
@click.argument("item", metavar="ITEM")
@click.option("--wechat", is_flag=True, help="微信公众号编辑器用的网页 A page for WeChat's editor.")
@click.option("--weibo", is_flag=True, help="微博文字和链接 A text for Weibo.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="--wechat：文件 File [网址名.wechat.html].",
)
@click.option(
    "--limit",
    type=click.IntRange(40, 2000),
    default=LIMIT,
    show_default=True,
    help="--weibo：字数上限 Most characters, by Weibo's count.",
)
@content_option
@language_option
def command(
    item: str,
    *,
    wechat: bool,
    weibo: bool,
    output: Path | None,
    limit: int,
    content: Path,
    lang: str,
) -> None:
    """Ask the gates of a production build of the item first; ITEM is a path, number or title."""
    if wechat == weibo:
        raise click.UsageError("写 --wechat 或 --weibo | choose --wechat or --weibo")
    edition, found = _public(content, item, Language(lang))
    if weibo:
        url = absolute(edition.site, edition.urls[found.path])
        click.echo(weibo_text(found.title, summary_of(edition, found), url, limit))
    else:
        _write_page(edition, found, output or Path(f"{Path(found.path).stem}.wechat.html"))


def _public(content: Path, text: str, language: Language) -> tuple[Edition, Item]:
    """Return the item that is meant, if a production build has nothing against it.

    Raises:
        click.ClickException: there is no such item, or it isn't public.

    """
    edition, problems, _ = inspect(content, Mode.PRODUCTION)
    found = _find(edition, text, content) if edition else None
    shown = edition.display(found.path) if edition and found else ""
    faults = [one for one in problems.errors if not edition or one.path == shown]
    for problem in faults:
        click.echo(problem.render(language), err=True)
    if faults or edition is None:
        sys.exit(1)
    if found is None:
        raise click.ClickException(
            f"没有这篇稿件：{text}；写文件路径、文号或标题，有错误的稿件先改正 | "
            "there is no such item; name its file, number or title, and mend what is wrong in it"
        )
    if found.status not in (Status.PUBLISHED, Status.HIDDEN):
        raise click.ClickException(
            f"{shown} 还没有公开，或者已经撤回，不能转出；公开后再转 | "
            f"{shown} isn't public; export it when it is"
        )
    return edition, found


def _write_page(edition: Edition, item: Item, path: Path) -> None:
    """Write the page for WeChat, and say what an editor must see to."""
    url = absolute(edition.site, edition.urls[item.path])
    made = wechat_text(_wechat(edition, item, url), read_tokens(PROJECT / "theme"))
    summary = summary_of(edition, item)
    told = {"title": item.title[:TITLE_LIMIT], "summary": summary[:SUMMARY_LIMIT], "url": url}
    parts = {name: html.escape(text) for name, text in told.items()} | {"text": made.html}
    page = PAGE.read_text(encoding="utf-8")
    page = re.sub(r"\[\[(\w+)\]\]", lambda match: parts[match[1]], page)
    try:
        if not create_exclusive(path, page.encode("utf-8")):
            replace(path, page.encode("utf-8"))
    except OSError as fault:
        raise click.ClickException(
            f"写不了 {path}：{fault.strerror}；用 --output 换一个位置 | "
            f"can't write {path}; name another place by --output"
        ) from None
    click.echo(f"已写入 written: {path}")
    if len(item.title) > TITLE_LIMIT:
        click.echo(
            f"标题超过 {TITLE_LIMIT} 字，请在微信里缩短 | the title is longer than WeChat allows"
        )
    if made.pictures:
        click.echo(
            f"{len(made.pictures)} 张图片由微信从网站读取，请先发布网站 | "
            f"WeChat fetches {len(made.pictures)} pictures from the portal: publish it first"
        )
    for one in made.drawings:
        click.echo(f"微信不收 SVG 图片，已换成说明文字 | WeChat takes no SVG: {one}")


def _find(edition: Edition, text: str, content: Path) -> Item | None:
    """Return the item at a path, with a number, or with a title that no other has."""
    for path in (Path(text), content / text):
        try:
            inner = path.resolve().relative_to(content.resolve()).as_posix()
        except ValueError:
            continue
        if inner in edition.by_path:
            return edition.by_path[inner]
    titled = [item for item in edition.items if item.title == text.strip()]
    return titled[0] if len(titled) == 1 else edition.find_number(text)


def _wechat(edition: Edition, item: Item, url: str) -> WechatItem:
    issuer = item.notice.issuer if item.notice else ""
    return WechatItem(
        title=item.title,
        number=edition.number_text(item),
        source=item.source or issuer or edition.site.identity.name,
        day=f"{item.date:%Y-%m-%d}",
        body=edition.bodies[item.path],
        url=url,
        attachments=tuple(one.title for one in item.attachments),
    )
