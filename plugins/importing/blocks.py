"""Blocks: what every kind of source is read into before it becomes an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    OTHER = "other"
    """A picture, a quotation, a rule, or text that was set as it stands."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text that stands between empty lines in Markdown."""

    kind: BlockKind
    text: str
    """Its words alone, white space folded."""
    markdown: str
    level: int = 0
    """Of a heading as the source has it, from 1."""


def join_blocks(blocks: Sequence[Block], notes: Sequence[str] = ()) -> str:
    """Return the Markdown of blocks and of footnotes, `notes` from 1.

    A list right behind another one would become part of it; a comment parts the two, but where
    neither has numbers.
    """
    parts: list[str] = []
    before = None
    for block in blocks:
        if not block.markdown:
            continue
        if before and before.kind is BlockKind.LIST is block.kind:
            if before.markdown.startswith("- ") and block.markdown.startswith("- "):
                parts[-1] += f"\n{block.markdown}"
                continue
            parts.append("<!-- -->")
        parts.append(block.markdown)
        before = block
    parts += [f"[^{number}]: {note}" for number, note in enumerate(notes, 1)]
    return "\n\n".join(parts)
