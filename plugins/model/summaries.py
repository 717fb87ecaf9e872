"""Summaries: a sentence or two on an item, written or taken from its text."""

from __future__ import annotations

from plugins.model.edition import Edition
from plugins.model.items import Item


def summary_of(edition: Edition, item: Item) -> str:
    """Return the summary written, else the start of the text."""
    return item.summary or edition.leads[item.path]
