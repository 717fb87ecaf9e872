"""Links and pictures of converted bodies: addresses made final, sizes added, dead ones told of."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote

from plugins.model.content_files import inside, static_file
from plugins.model.items import Item, ItemKind
from plugins.model.picture_kinds import picture_size
from plugins.model.problems import Problems
from plugins.model.source import place_of

_TAG = re.compile(r'<(a|img)((?: [\w-]+(?:="[^"]*")?)*) ?/?>')
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
_ID = re.compile(r'<[a-z][^<>]*? id="([^"]*)"')
_PLACE = re.compile(r"\{(filename|static|attach)\}")
_MARKUP = re.compile(r"<[^>]*>")
LEAD = 150
"""Characters of text before a picture that a screen shows at once."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


@dataclass(frozen=True, slots=True)
class LinkContext:
    """What addresses are resolved against."""

    root: Path
    """The content folder."""
    label: str
    """The content folder as shown in problems."""
    base_path: str
    urls: Mapping[str, str]
    """Address of each item by path."""
    unread: frozenset[str]
    """Paths of items that exist but have problems of their own."""
    addresses: frozenset[str]
    """Every address of the portal that is no item and no file."""
    pages: frozenset[str]
    """The address of every item."""
    stamps: Mapping[str, str]
    """Stamp of each picture and attachment by path."""


class By(StrEnum):
    """What an address was found by."""

    ITEM = "item"
    """Path of an item; its address."""
    FILE = "file"
    """Path of a picture or attachment; empty, since a link depends on nothing of it."""
    PICTURE = "picture"
    """Path of a picture that is shown; its stamp."""
    ADDRESS = "address"
    """Address of a page that is no item; empty."""


Fact = tuple[By, str, str]
"""Something that a finished body depends on: how it was found, what, and what was found."""


@dataclass(frozen=True, slots=True)
class ResolvedBody:
    """A body with final addresses."""

    html: str
    pictures: tuple[str, ...] = ()
    """Paths of the pictures that it shows, below the content folder."""
    files: tuple[str, ...] = ()
    """Paths of the other files that it links to."""
    facts: tuple[Fact, ...] = ()
    """What it depends on besides its text."""


def holds(fact: Fact, context: LinkContext) -> bool:
    """Whether a body would be finished as it was, as far as this goes."""
    by, what, found = fact
    if by is By.ITEM:
        return context.urls.get(what) == found
    if by is By.ADDRESS:
        return what in context.addresses or what in context.pages
    stamp = context.stamps.get(what)
    return stamp is not None and (by is By.FILE or stamp == found)


def resolve_links(item: Item, body: str, context: LinkContext, problems: Problems) -> ResolvedBody:
    """Return the body with final addresses; dead links and pictures become problems."""
    if "<a " not in body and "<img " not in body:
        return ResolvedBody(body)
    return _Resolver(item, body, context, problems).run()


class _Resolver:
    def __init__(self, item: Item, body: str, context: LinkContext, problems: Problems) -> None:
        self.item, self.body, self.context, self.problems = item, body, context, problems
        self.ids: frozenset[str] | None = None
        self.pictures: list[str] = []
        self.files: list[str] = []
        self.facts: list[Fact] = []

    def run(self) -> ResolvedBody:
        html = _TAG.sub(self._tag, self.body)
        return ResolvedBody(html, tuple(self.pictures), tuple(self.files), tuple(self.facts))

    def _tag(self, match: re.Match[str]) -> str:
        attributes = {name: html.unescape(text) for name, text in _ATTRIBUTE.findall(match[2])}
        if match[1] == "a":
            written = attributes.get("href", "")
            if not written:
                return match[0]
            attributes["href"] = self._address(written)
            if not _SCHEME.match(written):
                attributes.pop("rel", None)
        else:
            attributes = self._picture(attributes, leads=self._leads(match.start()))
        rendered = "".join(f' {name}="{html.escape(text)}"' for name, text in attributes.items())
        return f"<{match[1]}{rendered}>"

    def _problem(self, code: str, written: str) -> None:
        """Record a problem at the place in the source where the address is written."""
        body = self.item.body
        at = body.find(written)
        line, column = place_of(body, at) if at >= 0 else (1, 1)
        self.problems.add(
            code,
            f"{self.context.label}/{self.item.path}",
            self.item.body_line + line - 1,
            column,
            value=written,
        )

    def _address(self, written: str) -> str:
        if _SCHEME.match(written):
            return written
        target = unquote(_PLACE.sub("", written, count=1))
        path, mark, fragment = target.partition("#")
        if not path:
            if fragment and fragment not in self._ids():
                self._problem("B003", written)
            return f"#{quote(fragment)}"
        tail = f"{mark}{quote(fragment)}"
        found = inside(path, self.item.path)
        if found is not None and found in self.context.urls:
            self.facts.append((By.ITEM, found, self.context.urls[found]))
            return self.context.urls[found] + tail
        if found in self.context.unread:
            return "#"
        static = static_file(self.context.root, path, self.item.path)
        if static:
            self.files.append(static)
            self.facts.append((By.FILE, static, ""))
            return self.context.base_path + quote(static) + tail
        if path.startswith("/"):
            address = self.context.base_path + path.lstrip("/")
            if address in self.context.addresses or address in self.context.pages:
                self.facts.append((By.ADDRESS, address, ""))
                return quote(address) + tail
        self._problem("B001", written)
        return "#"

    def _ids(self) -> frozenset[str]:
        if self.ids is None:
            found = (html.unescape(text) for text in _ID.findall(self.body))
            self.ids = frozenset(found)
        return self.ids

    def _leads(self, start: int) -> bool:
        """Whether a picture is the first of its page, so near the top that readers see it at once.

        In a notice the disclosure block stands before the text.
        """
        if self.pictures or self.item.kind is ItemKind.NOTICE:
            return False
        return len("".join(_MARKUP.sub("", self.body[:start]).split())) <= LEAD

    def _picture(self, attributes: dict[str, str], *, leads: bool) -> dict[str, str]:
        written = attributes.get("src", "")
        if _SCHEME.match(written):
            self._problem("B005", written)
            return attributes
        target = unquote(_PLACE.sub("", written, count=1))
        path = static_file(self.context.root, target, self.item.path)
        if path is None:
            self._problem("B002", written)
            return attributes
        if not attributes.get("alt", "").strip():
            self._problem("B004", written)
        width, height = picture_size(self.context.root / path)
        if not width:
            self._problem("B006", written)
        self.pictures.append(path)
        self.facts.append((By.PICTURE, path, self.context.stamps.get(path, "")))
        urgency = {"fetchpriority": "high"} if leads else {"loading": "lazy"}
        return {
            "src": self.context.base_path + quote(path),
            "alt": attributes.get("alt", "").strip(),
            "width": str(width),
            "height": str(height),
            **urgency,
            "decoding": "async",
            **{name: attributes[name] for name in ("title", "id", "class") if name in attributes},
        }
