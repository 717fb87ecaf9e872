"""Bodies of plain paragraphs, headings, lists and tables, converted without the library.

Most texts of a portal hold little markup: headings, numbered points, a table, a link. What
this module returns is what the library makes of the same text and sanitising leaves of that; where
it could be anything else, it returns None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from markdown.extensions.toc import unique

_MARKS = r"\\`*_\[\]<>&{}|#\t\r\x00-\x08\x0b-\x1f\x7f\u2028\u2029\x85"
_MARKUP = re.compile(rf"[{_MARKS}]|[ \u3000]\n|\n[^\S\n]")
"""What may mean more than itself inside a paragraph, or is white space that the library changes."""
_LINE_START = re.compile(r"(?:^|\n)(?:[-+:=]|\d+\.[ ])")
"""What may make a line more than text: lists, definitions, rules and underlines."""
_HEADING = re.compile(r"(#{1,6})[ ]*([^\s#](?:[^#\n]*[^\s#])?)[ ]*#*\Z")
_DEFINITION = re.compile(r":[ ]{1,3}(\S.*)\Z")
_POINT = re.compile(r"(?:(-)|\d+\.)[ ]+(\S.*)\Z")
_ROW = re.compile(r"\|(.*)\|\Z")
_RULE = re.compile(r"(:?)-+(:?)\Z")
_ALIGNMENTS = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}
_WORDS = rf"(?!\s)[^{_MARKS}\n]+(?<!\s)"
_PATH = r"/(?!/)[A-Za-z0-9_./?=%#-]*"
_SITE = rf"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{{2,}}(?:{_PATH})?"
_SPAN = re.compile(
    rf"(?<!\*)\*\*(?P<strong>{_WORDS})\*\*(?!\*)"
    rf"|(?<![!\]])\[(?P<text>{_WORDS})\]\((?P<to>{_SITE}|{_PATH})\)"
    rf"|<(?P<address>{_SITE})>"
    rf"|(?<![!\]])\[(?!\^){_WORDS}\](?![\[(:\s])"
)
"""Bold words, links, addresses, and brackets that are no link, with plain text inside."""
_REL = "noopener noreferrer"


@dataclass(slots=True)
class _Point:
    """A point of a list, or a term or definition."""

    tag: str
    html: str
    loose: bool = False
    """Whether it is a paragraph: it stands beside an empty line."""


@dataclass(slots=True)
class _Block:
    """A heading, a paragraph, a list or a table."""

    tag: str
    """p, ol, ul, dl, or table; h for a heading."""
    html: str = ""
    """What stands in it; the whole of a table."""
    level: int = 0
    """Of a heading."""
    points: list[_Point] = field(default_factory=list)
    """Of a list."""


def plain_html(
    text: str,
    shape: Callable[[list[int]], list[int]],
    slugify: Callable[[str, str], str],
) -> str | None:
    """Return the sanitised HTML of a text with little markup; None where the library must read it.

    `shape` gives each heading its final level by those written; `slugify` makes fragments.
    """
    blocks: list[_Block] = []
    for part in text.strip("\n").split("\n\n"):
        written = part.strip("\n")
        block = (
            _heading(written)
            or _table(written)
            or _list(written, blocks)
            or _definition(written, blocks)
            or _paragraph(written)
        )
        if block is None:
            return None
        if not (blocks and block is blocks[-1]) and (block.html or block.points):
            blocks.append(block)
    levels = iter(shape([block.level for block in blocks if block.level]))
    used: set[str] = set()
    parts = []
    for block in blocks:
        if block.level:
            name = unique(slugify(block.html, "-"), used)
            tag = f"h{next(levels)}"
            parts.append(f'<{tag} id="{name}">{block.html}</{tag}>')
        elif block.points:
            parts += _rendered(block)
        else:
            parts.append(block.html if block.tag == "table" else f"<p>{block.html}</p>")
    return "\n".join(parts).replace("\u00a0", "&nbsp;")


def _heading(written: str) -> _Block | None:
    found = _HEADING.match(written)
    if found is None or _MARKUP.search(found[2]):
        return None
    return _Block("h", found[2], len(found[1]))


def _paragraph(written: str) -> _Block | None:
    words = written.lstrip("\u3000")
    html = None if _LINE_START.search(words) else _spans(words)
    return None if html is None else _Block("p", html)


def _table(written: str) -> _Block | None:
    """Return a table whose rows begin and end with a line."""
    rows = [_ROW.match(row) for row in written.split("\n")]
    if len(rows) < 3:
        return None
    cells = [[cell.strip(" ") for cell in row[1].split("|")] for row in rows if row]
    if len(cells) < len(rows) or len(cells[0]) != len(cells[1]):
        return None
    rules = [_RULE.match(cell) for cell in cells[1]]
    sides = [_ALIGNMENTS[rule[1], rule[2]] for rule in rules if rule]
    words = [[_spans(cell) for cell in row] for row in (cells[0], *cells[2:])]
    if len(sides) < len(rules) or any(None in row for row in words):
        return None
    classes = [f' class="align-{side}"' if side else "" for side in sides]
    head = _row("th", [f'{one} scope="col"' for one in classes], words[0])
    body = "".join(_row("td", classes, row) for row in words[1:])
    return _Block(
        "table",
        '<div aria-label="表格" class="table-scroll" role="region" tabindex="0"><table>\n'
        f"<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n</table></div>",
    )


def _row(tag: str, attributes: list[str], cells: list[str | None]) -> str:
    """Return a row of as many cells as there are attributes."""
    pairs = zip_longest(attributes, cells[: len(attributes)])
    shown = "".join(f"<{tag}{given}>{cell or ''}</{tag}>\n" for given, cell in pairs)
    return f"<tr>\n{shown}</tr>\n"


def _list(written: str, blocks: list[_Block]) -> _Block | None:
    """Return a list, the last of `blocks` with further points where that is of the same kind."""
    points = []
    tag = "ul" if written.startswith("-") else "ol"
    for line in written.split("\n"):
        found = _POINT.match(line)
        if found is None or (found[1] is None) is not (tag == "ol") or _LINE_START.match(found[2]):
            return None
        html = _spans(found[2])
        if html is None:
            return None
        points.append(_Point("li", html))
    before = blocks[-1] if blocks else None
    if before is None or before.tag not in ("ol", "ul"):
        return _Block(tag, points=points)
    if before.tag != tag:
        return None
    before.points[-1].loose = points[0].loose = True
    before.points += points
    return before


def _definition(written: str, blocks: list[_Block]) -> _Block | None:
    """Return a list of definitions, the last of `blocks` with another one where that is such.

    Terms stand above their definition; a paragraph before one without terms becomes its terms.
    """
    above, _, last = written.rpartition("\n")
    found = _DEFINITION.match(last)
    if found is None or _LINE_START.match(found[1]) or not (above or blocks):
        return None
    terms, html = _paragraph(above) if above else None, _spans(found[1])
    if html is None or (above and not (terms and terms.html)):
        return None
    loose = terms is None and blocks[-1].tag == "p"
    if loose:
        terms = blocks.pop()
    before = blocks[-1] if blocks and blocks[-1].tag == "dl" else _Block("dl")
    if terms is None and before.points:
        loose = before.points[-1].loose
    names = terms.html.split("\n") if terms else []
    if any(name != name.strip() for name in names):
        return None
    before.points += [*(_Point("dt", name) for name in names), _Point("dd", html, loose)]
    return before


def _rendered(block: _Block) -> Iterator[str]:
    yield f"<{block.tag}>"
    for one in block.points:
        shown = f"\n<p>{one.html}</p>\n" if one.loose else one.html
        yield f"<{one.tag}>{shown}</{one.tag}>"
    yield f"</{block.tag}>"


def _spans(words: str) -> str | None:
    """Return the HTML of words on one line or several; None where they may hold other markup."""
    if words != words.strip():
        return None
    if not _MARKUP.search(words):
        return words
    if _MARKUP.search(_SPAN.sub("-", words)):
        return None
    return _SPAN.sub(_element, words)


def _element(found: re.Match[str]) -> str:
    if found["strong"]:
        return f"<strong>{found['strong']}</strong>"
    address = found["to"] or found["address"]
    if not address:
        return found[0]
    return f'<a href="{address}" rel="{_REL}">{found["text"] or address}</a>'
