"""Pasted HTML as Markdown: what an editor copied out of Word, WPS or a web page."""

from __future__ import annotations

from dataclasses import dataclass

from bs4.element import Tag

from plugins.importing.blocks import Block, BlockKind, join_blocks
from plugins.importing.characters import strip_invisible
from plugins.importing.headings import with_headings
from plugins.importing.html_blocks import blocks_of
from plugins.importing.html_cleaning import clean, parse
from plugins.importing.html_notes import take_notes

PASTE_LIMIT = 4 * 1024 * 1024
"""Characters; more isn't pasted by hand."""


@dataclass(frozen=True, slots=True)
class HtmlText:
    """An HTML text as blocks."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    """Footnotes as Markdown, the first is number 1."""
    hidden: tuple[str, ...]
    """Texts that readers were not to see and that went."""


def read_element(root: Tag) -> HtmlText:
    """Return the blocks of an element; it is cleaned in place."""
    taken = take_notes(root)
    hidden = clean(root)
    blocks = blocks_of(root)
    notes = []
    for note in taken:
        clean(note)
        parts = [one.markdown for one in blocks_of(note)]
        notes.append("\n\n".join(parts).strip().replace("\n", "\n    "))
    return HtmlText(tuple(with_headings(blocks)), tuple(notes), hidden)


def paste_to_markdown(html: str) -> str:
    """Return pasted HTML as clean Markdown of the portal.

    Takes fragments and whole documents of any origin. Pictures of the clipboard and of the
    machine (`data:`, `file:`) are left out, since no reader could load them; those with web
    addresses stay. Never raises on a text of any form; one longer than PASTE_LIMIT is cut there.
    """
    found = read_element(parse(strip_invisible(html[:PASTE_LIMIT])))
    blocks = [one for one in found.blocks if one.text or one.kind is not BlockKind.PARAGRAPH]
    return join_blocks(blocks, found.notes)
