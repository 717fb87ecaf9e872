"""Headings of official documents: 一、and（一）on lines of their own (GB/T 9704, 7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plugins.importing.blocks import Block, BlockKind

HEADING_LIMIT = 50
"""Characters of a heading."""
_HAN = "[一二三四五六七八九十百]{1,5}"
_LEVELS = (
    (2, re.compile(rf"第{_HAN}[编章]")),
    (3, re.compile(rf"第{_HAN}节")),
    (2, re.compile(rf"{_HAN}[、．.]")),
    (3, re.compile(rf"[（(]{_HAN}[)）]")),
)
_SENTENCE = re.compile(r"[。；！？：…]|[;!?:]\s*\Z")


def with_headings(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks of which paragraphs that are numbered headings have become such.

    A paragraph that goes on behind its heading stays a paragraph, as it is set on paper. Numbers
    that head sections decide the level, whatever the source's own is.
    """
    found = list(blocks)
    for index, block in enumerate(found):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            continue
        level = heading_level(block.text)
        follows = index + 1 < len(found)
        if level and (follows or block.kind is BlockKind.HEADING):
            shown = plain_markdown(block)
            found[index] = replace(
                block, kind=BlockKind.HEADING, level=level, markdown=f"{'#' * level} {shown}"
            )
        elif block.kind is BlockKind.HEADING:
            level = max(block.level, 2)
            shown = plain_markdown(block)
            found[index] = replace(block, level=level, markdown=f"{'#' * level} {shown}")
    return found


def heading_level(text: str) -> int:
    """Return the level of a line that is a numbered heading and nothing else; 0 for others."""
    if not 2 < len(text) <= HEADING_LIMIT or _SENTENCE.search(text):
        return 0
    return next((level for level, form in _LEVELS if form.match(text)), 0)


def plain_markdown(block: Block) -> str:
    """Return a heading's words as Markdown on one line, without its marks and without bold."""
    shown = re.sub(r"\A#{1,6}\s+", "", " ".join(block.markdown.split()))
    return re.sub(r"(?<!\\)\*\*", "", shown).strip()
