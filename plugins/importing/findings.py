"""Findings: what an import took for what, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    """How sure a finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """Return the word for people."""
        return {"high": "高 high", "medium": "中 medium", "low": "低 low"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was taken for a field of the item."""

    field: str
    """Of the front matter, or `body` for its structure."""
    value: str
    sure: Sure
    reason: str
    """Where it was found or how it was guessed."""
