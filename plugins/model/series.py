"""Series: a numbering sequence, as site.toml declares it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SeriesKind(StrEnum):
    """The four ways official texts are numbered."""

    DOCUMENT = "document"
    """发文字号, as in 皖纪发〔2020〕5号."""
    ANNOUNCEMENT = "announcement"
    """公告、通告, as in 2020年第3号."""
    ORDER = "order"
    """令, as in 第5号."""
    ISSUE = "issue"
    """通报、简报的期号, as in 第19期 or 2020年第3期（总第19期）."""


class Reset(StrEnum):
    """When a series starts again at its first number."""

    YEARLY = "yearly"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Series:
    """One numbering sequence."""

    code: str
    """Name in addresses and register paths: lower-case ASCII letters, digits, hyphens."""
    name: str
    """What people call it, as in 疫情防控督导通报."""
    kind: SeriesKind
    issuer: str
    """Full name of the body that issues it."""
    issuer_code: str
    """机关代字 of a document series, as in 皖纪发; empty for the other kinds."""
    title: str
    """What stands before the number of the other kinds, as in 督导通报; empty for documents."""
    aliases: tuple[str, ...]
    """Other ways in which texts name the series (earlier 代字, short titles)."""
    heading: str
    """发文机关标志 of the official document; empty: issuer and 文件, or the title."""
    reset: Reset
    first: int
    """First serial, of each year or of all."""
    total: bool
    """Whether an issue carries a running total (总第N期); needs a yearly reset."""
    line: int
    """Line of site.toml that declares it."""
