"""An item for the WeChat editor, which keeps inline styles and drops everything else.

Classes, ids, style sheets and scripts go when a text is pasted there, and links to other sites lose
their address; so every element carries its style, and a link is followed by no more than its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markupsafe import Markup

from plugins.sharing.tokens import Tokens

TITLE_LIMIT = 64
"""Characters of a title in the WeChat editor."""
SUMMARY_LIMIT = 120
"""Characters of a summary there."""
_KEPT = frozenset({"src", "alt", "colspan", "rowspan", "start"})


@dataclass(frozen=True, slots=True)
class WechatText:
    """What is pasted into the editor."""

    html: str
    pictures: tuple[str, ...]
    """Absolute addresses that the editor fetches when the text is pasted."""
    drawings: tuple[str, ...]
    """Addresses of SVG pictures, which the editor doesn't take; left out, their text stays."""


@dataclass(frozen=True, slots=True)
class WechatItem:
    """What an item says there, addresses absolute."""

    title: str
    number: str
    """文号; empty for none."""
    source: str
    day: str
    body: str
    """HTML of the portal."""
    url: str
    attachments: tuple[str, ...]
    """Titles; the editor takes no files."""


def wechat_text(item: WechatItem, tokens: Tokens) -> WechatText:
    """Return the text of an item with the portal's look."""
    soup = BeautifulSoup(item.body, "lxml")
    root = soup.body or soup
    for back in soup.select("a[href^='#fnref']"):
        if back.previous_sibling and isinstance(back.previous_sibling, NavigableString):
            back.previous_sibling.replace_with(str(back.previous_sibling).rstrip("\xa0 "))
        back.decompose()
    pictures, drawings = _pictures(soup, item.url)
    styles = _styles(tokens)
    for tag in root.find_all(True):
        _dress(tag, styles, tokens)
    for link in root.find_all("a"):
        link.unwrap()
    inner = root.decode_contents().strip()
    return WechatText(_around(item, inner, tokens), tuple(pictures), tuple(drawings))


def _pictures(soup: BeautifulSoup, url: str) -> tuple[list[str], list[str]]:
    """Give pictures absolute addresses; return those kept and those that can't be."""
    kept: list[str] = []
    left: list[str] = []
    for source in soup.find_all("source"):
        source.decompose()
    for picture in soup.find_all("img"):
        address = urljoin(url, str(picture.get("src", "")))
        if address.partition("?")[0].lower().endswith(".svg"):
            left.append(address)
            picture.replace_with(f"〔{picture.get('alt') or '图片'}〕")
        else:
            kept.append(address)
            picture["src"] = address
    for around in soup.find_all("picture"):
        around.unwrap()
    return kept, left


def _styles(tokens: Tokens) -> dict[str, str]:
    text = f"font-size: 16px; line-height: 1.9; color: {tokens.ink}"
    cell = f"border: 1px solid {tokens.line}; padding: 6px 8px; font-size: 14px; line-height: 1.6"
    head = f"margin: 24px 0 12px; font-weight: bold; line-height: 1.5; color: {tokens.ink}"
    return {
        "p": f"margin: 0 0 16px; text-align: justify; {text}",
        "h2": f"font-size: 18px; {head}",
        "h3": f"font-size: 17px; {head}",
        "h4": f"font-size: 16px; {head}",
        "ul": f"margin: 0 0 16px; padding-left: 28px; {text}",
        "ol": f"margin: 0 0 16px; padding-left: 28px; {text}",
        "li": f"margin: 0 0 6px; {text}",
        "table": "width: 100%; border-collapse: collapse; margin: 0 0 16px",
        "caption": f"font-size: 14px; padding: 4px 0; color: {tokens.soft}",
        "th": f"{cell}; font-weight: bold; background-color: {tokens.wash}; color: {tokens.ink}",
        "td": f"{cell}; color: {tokens.ink}",
        "blockquote": f"margin: 0 0 16px; padding: 4px 12px; border-left: 3px solid {tokens.line}",
        "img": "display: block; max-width: 100%; height: auto; margin: 0 auto 8px",
        "figcaption": f"font-size: 14px; text-align: center; color: {tokens.soft}",
        "strong": "font-weight: bold",
        "hr": f"border: 0; border-top: 1px solid {tokens.line}; margin: 24px 0",
    }


def _dress(tag: Tag, styles: dict[str, str], tokens: Tokens) -> None:
    """Give an element its style, and leave it nothing that the editor drops."""
    aligned = ""
    for word in ("left", "center", "right"):
        if f"text-align: {word}" in str(tag.get("style", "")):
            aligned = f"; text-align: {word}"
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in _KEPT}
    style = styles.get(tag.name, "")
    if tag.name in ("sup", "sub"):
        style = f"font-size: 12px; color: {tokens.soft}"
    if style:
        tag["style"] = f"{style}{aligned}"


def _around(item: WechatItem, inner: str, tokens: Tokens) -> str:
    """Return the whole: title and number as the portal shows them, and where the original is."""
    soft = f"font-size: 14px; line-height: 1.8; color: {tokens.soft}"
    files = "".join(
        Markup('<p style="margin: 0 0 4px; {}">附件：{}（见原文）</p>').format(soft, title)
        for title in item.attachments
    )
    number = Markup(
        '<p style="margin: 0 0 8px; text-align: center; font-size: 16px; color: {}">{}</p>'
    ).format(tokens.ink, item.number)
    head = Markup(
        '<p style="margin: 0 0 12px; text-align: center; font-size: 20px; line-height: 1.5; '
        'font-weight: bold; color: {red}">{title}</p>{number}'
        '<p style="margin: 0 0 20px; padding: 0 0 10px; text-align: center; '
        'border-bottom: 2px solid {red}; {soft}">{source}　{day}</p>'
    ).format(
        red=tokens.red, title=item.title, number=number if item.number else "", soft=soft,
        source=item.source, day=item.day,
    )  # fmt: skip
    end = Markup(
        '<p style="margin: 24px 0 0; padding: 10px 0 0; border-top: 1px solid {}; {}">'
        "原文网址：{}</p>"
    ).format(tokens.line, soft, item.url)
    return f"<section>{head}{inner}{files}{end}</section>"
