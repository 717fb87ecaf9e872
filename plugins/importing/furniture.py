"""Page furniture: lines of a saved page that belong to the site, not to the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.model.site import Site

_SPACE = re.compile(r"[\s，,：:|｜]+")


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line that was set apart."""

    line: int
    text: str
    matches: bool
    """Whether site.toml says the same."""


def find_furniture(lines: list[str], site: Site) -> tuple[Furniture, ...]:
    """Return the lines that are page furniture; `lines` are Simplified and repaired."""
    known = _known(site)
    found = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and (_folded(text) in known or _looks_like(text)):
            pieces = [piece for piece in known if piece and piece in _folded(text)]
            rest = _folded(text)
            for piece in sorted(pieces, key=len, reverse=True):
                rest = rest.replace(piece, "")
            found.append(Furniture(number, text, not rest))
    return tuple(found)


def _looks_like(text: str) -> bool:
    if len(text) > 80:
        return False
    return bool(
        re.match(r"版权所有|Copyright|©", text, re.IGNORECASE)
        or (re.search(r"邮政编码|邮编", text) and re.search(r"\d{6}", text))
        or re.search(r"ICP备案|ICP备\d|公网安备", text)
        or re.fullmatch(r".{2,20}技术支持", text)
        or re.fullmatch(r"(?:手机站|手机版|客户端|微信|微博|新浪微博|官方微信|扫一扫|分享到)", text)
        or re.fullmatch(r"请输入验证码.?", text)
        or re.fullmatch(r"(?:打印|关闭窗口|返回顶部|责任编辑)[:：]?.{0,10}", text)
    )


def _known(site: Site) -> frozenset[str]:
    """Return what site.toml says that furniture may repeat, folded."""
    contact = site.contact
    texts = [
        *site.copyright.holders,
        site.copyright.notice,
        contact.address,
        contact.postcode,
        f"邮政编码{contact.postcode}",
        site.filing.icp.text,
        f"ICP备案{site.filing.icp.text}",
        site.identity.technical_support,
        f"{site.identity.technical_support}技术支持",
        *(channel.name for channel in site.channels),
        "版权所有",
        "ICP备案",
        "邮政编码",
        "技术支持",
        "请输入验证码",
    ]
    return frozenset(_folded(text) for text in texts if text)


def _folded(text: str) -> str:
    return _SPACE.sub("", text)
