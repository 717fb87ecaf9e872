"""Bodies: Markdown to sanitised HTML.

Conversion depends on the text alone, so its result can be kept; links and images are resolved
afterwards (see links.py).
"""

from __future__ import annotations

import re
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement

import markdown
import nh3
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTextInlineProcessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor

from plugins.model.plain_body import plain_html

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ALIGNMENTS = ("left", "center", "right")
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr",
    "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "class", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "div": {"role", "aria-label", "tabindex"},
}
_CLASS = re.compile(
    r"(?:footnote(?:-ref|-backref)?|toc|align-(?:left|center|right)|table-scroll)\Z"
)
_ID = re.compile(r"(?:fn(?:ref)?\d*[:-][\w.-]+|[\w\u4e00-\u9fff-]+)\Z")
OWN_IDS = frozenset({"content", "menu", "top", "main", "footer", "share", "end"})
"""Fragments that the theme uses; a body's own get a prefix."""
_SPECIAL = re.compile("[`\\\\\\[!<&*_\x02\x03]|  \n")
"""A character without which none of the library's inline patterns can match."""
_MASKED = r"((?:(?<=[0-9A-Za-z-])\*{3,}|\*{4,})(?=[0-9A-Za-z@挂学警港澳使领]))"
"""Asterisks that cover a number, as in 138****5678: two such numbers would make bold text."""
_TAG_START = re.compile(r"<(/?)h([1-6])(?=[\s>])")


def shaped_levels(written: list[int]) -> list[int]:
    """Return the levels of headings: from 2 down, and none skips one on the way down."""
    top = min(written, default=1)
    shaped: list[int] = []
    for level in written:
        wanted = level - top + 2
        shaped.append(min(wanted, shaped[-1] + 1, 6) if shaped else 2)
    return shaped


class _Shape(Treeprocessor):
    """Give the tree the portal's shape: headings from level 2, tables that scroll, no styles."""

    def run(self, root: Element) -> None:
        written = [_HEADINGS.index(one.tag) + 1 for one in root.iter() if one.tag in _HEADINGS]
        levels = iter(shaped_levels(written))
        for element in root.iter():
            if element.tag in _HEADINGS:
                element.tag = _HEADINGS[next(levels) - 1]
            elif element.tag in ("td", "th"):
                self._align(element)
                if element.tag == "th":
                    element.set("scope", "col")
        self._wrap_tables(root)

    def _align(self, cell: Element) -> None:
        style = cell.attrib.pop("style", "")
        for side in _ALIGNMENTS:
            if side in style:
                cell.set("class", f"align-{side}")

    def _wrap_tables(self, parent: Element) -> None:
        for index, child in enumerate(list(parent)):
            if child.tag == "table":
                parent.remove(child)
                box = Element(
                    "div",
                    {"class": "table-scroll", "role": "region", "aria-label": "表格",
                     "tabindex": "0"},
                )  # fmt: skip
                box.tail, child.tail = child.tail, None
                box.append(child)
                parent.insert(index, box)
            else:
                self._wrap_tables(child)


class _Footnotes(Treeprocessor):
    """Name the footnotes for readers who can't see the rule above them."""

    def run(self, root: Element) -> None:
        for parent in root.iter("div"):
            if parent.get("class") == "footnote":
                rule = parent.find("hr")
                if rule is not None:
                    parent.remove(rule)
                heading = Element("p", {"class": "footnote"})
                SubElement(heading, "strong").text = "注释"
                parent.insert(0, heading)


class _Inline(InlineProcessor):
    """The library's own, which looks at a text only where one of its patterns can match."""

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its names
        if not _SPECIAL.search(data):
            return data
        found: str = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
        return found


class _Portal(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors after those of the library's extensions."""
        md.treeprocessors.register(_Inline(md), "inline", 20)
        md.inlinePatterns.register(SimpleTextInlineProcessor(_MASKED), "masked", 70)
        md.treeprocessors.register(_Shape(md), "portal_shape", 4)
        md.treeprocessors.register(_Footnotes(md), "portal_footnotes", 3)


def slug_of(text: str, separator: str) -> str:
    """Make the fragment of a heading; Chinese characters stay."""
    slug = re.sub(r"[^\w\u4e00-\u9fff]+", separator, text.strip().lower()).strip(separator)
    return f"s-{slug}" if not slug or slug in OWN_IDS else slug


class BodyConverter:
    """Converts bodies; one object serves many."""

    @cached_property
    def _markdown(self) -> markdown.Markdown:
        """The library, set up once, where a text needs it."""
        return markdown.Markdown(
            extensions=[
                "tables",
                "footnotes",
                "attr_list",
                "def_list",
                "toc",
                _Portal(),
            ],
            extension_configs={
                "footnotes": {"BACKLINK_TITLE": "返回正文第 {} 处注释"},
                "toc": {"slugify": slug_of, "permalink": False, "title": "目录"},
            },
            output_format="html",
        )

    def convert(self, text: str) -> str:
        """Return sanitised HTML of a Markdown text; its own headings start at level 2."""
        plain = plain_html(text, shaped_levels, slug_of)
        if plain is not None:
            return plain
        self._markdown.reset()
        return sanitise(self._markdown.convert(text))


def sanitise(html: str) -> str:
    """Return HTML that can hold nothing but text, structure, links and pictures."""
    html = _TAG_START.sub(lambda tag: f"<{tag[1]}h{max(2, int(tag[2]))}", html)
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg",
                            "math", "title", "textarea", "select", "form", "button"},
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
        strip_comments=True,
    )  # fmt: skip


def _filter(tag: str, attribute: str, value: str) -> str | None:
    """Keep only the portal's own classes and harmless identifiers."""
    if attribute == "class":
        kept = [name for name in value.split() if _CLASS.match(name)]
        return " ".join(kept) or None
    if attribute == "id":
        return value if _ID.match(value) and value not in OWN_IDS else None
    if attribute == "role":
        return value if value == "region" else None
    if attribute == "tabindex":
        return value if value == "0" else None
    return value
