"""Summaries: a sentence or two on an item, written or taken from its text."""

from __future__ import annotations

import html
import re

from plugins.model.edition import Edition
from plugins.model.items import Item

SUMMARY_LENGTH = 100
"""Characters of a summary taken from the text."""
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def summary_of(edition: Edition, item: Item) -> str:
    """Return the summary written, else the start of the text."""
    if item.summary:
        return item.summary
    for match in _PARAGRAPH.finditer(edition.bodies[item.path]):
        text = " ".join(html.unescape(_TAG.sub("", match[1])).split())
        if len(text) > 10:
            return text if len(text) <= SUMMARY_LENGTH else f"{text[:SUMMARY_LENGTH]}…"
    return ""
