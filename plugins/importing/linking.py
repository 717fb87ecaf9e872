"""Addresses of a source's links and pictures, as they are in the portal."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bs4.element import Tag

from plugins.importing.kept_pictures import KeptError, keep_picture

DOCUMENTS = frozenset({
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "csv", "txt",
    "rtf", "zip", "rar", "7z", "mp3", "mp4", "odt", "ods",
})  # fmt: skip
"""Endings of the files that are kept as attachments."""
PAGES = frozenset({"html", "htm", "shtml", "shtm", "xhtml", ""})
FOLDER = "attachments/imported"
_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
_PENDING = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(\?portal-page=(\d+)\)")
_PENDING_HTML = re.compile(r'<a href="\?portal-page=(\d+)">(.*?)</a>', re.DOTALL)
_PENDING_REST = re.compile(r"\?portal-page=(\d+)")


@dataclass(slots=True)
class Links:
    """What became of the links of one source."""

    fetch: Callable[[str], bytes | None]
    """Returns the file that an address of the source names."""
    place: Callable[[str], str | None]
    """Returns the page that an address names, as a path in the set of sources; None elsewhere."""
    locate: Callable[[str], str | None] = lambda _address: None
    """Returns the path that an address had in the old portal, for redirects; None for none."""
    label: str = ""
    """What pictures without words are called: the title."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Files to write, by path below the content folder."""
    left_out: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    """Pages that are linked to, in the order of their placeholders."""
    moved: dict[str, str] = field(default_factory=dict)
    """Where the attachments of the old portal went, by their address there."""
    unnamed: int = 0
    """Pictures that had no words and got some."""

    def rewrite(self, root: Tag) -> None:
        """Give the links and pictures below an element their addresses in the portal."""
        for picture in root.find_all("img"):
            self._picture(picture)
        for link in root.find_all("a", href=True):
            self._link(link)

    def _picture(self, picture: Tag) -> None:
        address = str(picture.get("src") or picture.get("data-src") or "").strip()
        raw = self.fetch(address) if address else None
        if raw is None:
            if address:
                self.left_out.append(f"图片 picture：{address[:120]}（找不到文件 no file）")
            picture.decompose()
            return
        try:
            path, content = keep_picture(raw)
        except KeptError as fault:
            self.left_out.append(f"图片 picture：{address[:120]}（{fault}）")
            picture.decompose()
            return
        self.files[path] = content
        picture["src"] = f"/{path}"
        words = " ".join(str(picture.get("alt") or picture.get("title") or "").split())
        if not words or _is_file_name(words):
            words = _caption(picture)
        if not words or _is_file_name(words):
            self.unnamed += 1
            words = f"{self.label}配图{self.unnamed}"
        picture["alt"] = words[:120]

    def _link(self, link: Tag) -> None:
        address = str(link["href"]).strip()
        if address.startswith("#"):
            return
        file = self.attachment(address)
        if file:
            link["href"] = f"/{file}"
            return
        page = self.place(address)
        if page is not None:
            self.pages.append(page)
            link["href"] = f"?portal-page={len(self.pages) - 1}"
        elif not re.match(r"(?:https?://|mailto:|tel:)", address, re.IGNORECASE):
            words = " ".join(link.get_text().split())
            self.left_out.append(f"链接 link：{words[:60]} → {address[:120]}")
            link.unwrap()

    def attachment(self, address: str) -> str:
        """Return the path of the attachment that an address names; empty where it names none."""
        name = PurePosixPath(unquote(urlsplit(address).path)) if _splits(address) else None
        if name is None or name.suffix.lower().lstrip(".") not in DOCUMENTS:
            return ""
        raw = self.fetch(address)
        if raw is None:
            return ""
        digest = hashlib.sha256(raw).hexdigest()[:8]
        stem = name.stem.lower()
        shown = stem if _NAME.match(stem) and len(stem) <= 40 else "fujian"
        path = f"{FOLDER}/{shown}-{digest}{name.suffix.lower()}"
        self.files[path] = raw
        old = self.locate(address)
        if old and "?" not in old:
            self.moved[f"/{old}"] = f"/{path}"
        return path


def _caption(picture: Tag) -> str:
    """Return the line below a picture where it says what the picture shows; else nothing."""
    holder = picture.find_parent(("p", "div", "td"))
    if holder is None or holder.get_text(strip=True):
        return ""
    below = holder.find_next_sibling(True)
    words = " ".join(below.get_text().split()) if isinstance(below, Tag) else ""
    return words if 2 <= len(words) <= 50 and not words.endswith(("。", "：", "；", "，")) else ""


def _splits(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _is_file_name(words: str) -> bool:
    return bool(re.search(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?)\Z", words, re.IGNORECASE))


def settle(text: str, pages: list[str], known: Callable[[str], str]) -> tuple[str, list[str]]:
    """Return an item's text with its links to other pages, and the links that were dropped.

    `known` returns the path of the item that a page became, empty where it became none; such a
    link leaves its words.
    """
    dropped: list[str] = []

    def target(number: str) -> str:
        path = known(pages[int(number)]) if int(number) < len(pages) else ""
        return f"{{filename}}/{path}" if path else ""

    def link(match: re.Match[str]) -> str:
        path = target(match[2])
        if not path:
            dropped.append(f"链接 link：{match[1][:60]} → {_page(pages, match[2])}")
        return f"[{match[1]}]({path})" if path else match[1]

    def html_link(match: re.Match[str]) -> str:
        path = target(match[1])
        if not path:
            dropped.append(f"链接 link：{_page(pages, match[1])}")
        return f'<a href="{path}">{match[2]}</a>' if path else match[2]

    text = _PENDING_HTML.sub(html_link, _PENDING.sub(link, text))
    return _PENDING_REST.sub(lambda match: target(match[1]) or "/", text), dropped


def _page(pages: list[str], number: str) -> str:
    return pages[int(number)] if int(number) < len(pages) else "?"
