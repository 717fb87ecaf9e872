"""What is searched: items as plain records, whatever engine serves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AttachedText:
    """The text of an attachment."""

    title: str
    """As readers see it."""
    url: str
    text: str
    """Empty where none could be read."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One item as it is searched."""

    path: str
    """Below the content folder: its identity."""
    url: str
    """Root-relative address with the base path."""
    title: str
    number: str
    """Full name of its number; empty for none."""
    spellings: tuple[str, ...]
    """Keys that a query for its number may fold to (see spellings.py)."""
    date: datetime
    """发布日期."""
    column: str
    """Code of its column; empty for standing pages."""
    series: str
    """Code of its series; empty for none."""
    kind: str
    """文种; empty for news and pages."""
    validity: str
    """有效性; empty where it has none."""
    issuer: str
    subject: str
    """主题分类."""
    about: tuple[str, ...]
    """What its page says besides title and text: issuer, index number, keywords, summary."""
    text: str
    """Plain text of the body, one line a paragraph."""
    attachments: tuple[AttachedText, ...]
