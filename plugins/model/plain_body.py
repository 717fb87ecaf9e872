"""Bodies of plain paragraphs and headings, converted without the library.

Most texts of a portal hold no markup but headings. What this module returns is what the library
makes of the same text; where it could be anything else, it returns None.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown.extensions.toc import unique

_MARKUP = re.compile(
    r"[\\`*_\[\]<>&{}|#\t\r\x00-\x08\x0b-\x1f\x7f\u2028\u2029\x85]|[ \u3000]\n|\n[^\S\n]"
)
"""What may mean more than itself inside a paragraph, or is white space that the library changes."""
_LINE_START = re.compile(r"(?:^|\n)(?:[-+:=]|\d+\.)")
"""What may make a line more than text: lists, definitions, rules and underlines."""
_HEADING = re.compile(r"(#{1,6})[ ]*([^\s#](?:[^#\n]*[^\s#])?)[ ]*#*\Z")


def plain_blocks(text: str) -> list[tuple[int, str]] | None:
    """Return level (0: a paragraph) and text of each block; None where a block may hold markup."""
    blocks = []
    for block in text.strip("\n").split("\n\n"):
        written = block.strip("\n")
        heading = _HEADING.match(written)
        level, words = (len(heading[1]), heading[2]) if heading else (0, written.lstrip("\u3000"))
        if _MARKUP.search(words) or words != words.strip():
            return None
        if not heading and _LINE_START.search(words):
            return None
        if words:
            blocks.append((level, words))
    return blocks


def plain_html(
    text: str,
    shape: Callable[[list[int]], list[int]],
    slugify: Callable[[str, str], str],
) -> str | None:
    """Return the HTML of a text without inline markup; None where the library must read it.

    `shape` gives each heading its final level by those written; `slugify` makes fragments.
    """
    blocks = plain_blocks(text)
    if blocks is None:
        return None
    levels = iter(shape([level for level, _ in blocks if level]))
    used: set[str] = set()
    parts = []
    for level, words in blocks:
        if level:
            name = unique(slugify(words, "-"), used)
            tag = f"h{next(levels)}"
            parts.append(f'<{tag} id="{name}">{words}</{tag}>')
        else:
            parts.append(f"<p>{words}</p>")
    return "\n".join(parts)
