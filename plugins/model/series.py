"""Series: a numbering sequence, as site.toml declares it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
class FormerCode:
    """机关代字 that a series had before its present one."""

    code: str
    until: date
    """成文日期 of the last documents that carry it."""


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
    """Present 机关代字 of a document series, as in 皖纪发; empty for the other kinds."""
    title: str
    """What stands before the number of the other kinds, as in 督导通报; empty for documents."""
    aliases: tuple[str, ...]
    """Other ways in which texts name the series; its own numbers never carry them."""
    heading: str
    """发文机关标志 of the official document; empty: issuer and 文件, or the title."""
    reset: Reset
    first: int
    """First serial, of each year or of all."""
    total: bool
    """Whether an issue carries a running total (总第N期); needs a yearly reset."""
    line: int
    """Line of site.toml that declares it."""
    former_codes: tuple[FormerCode, ...] = ()
    """机关代字 that its numbers carried before `issuer_code`, oldest first; serials run on."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every 机关代字 that its numbers carry or carried, oldest first; empty for other kinds."""
        return tuple(one.code for one in self.former_codes) + (
            (self.issuer_code,) if self.issuer_code else ()
        )

    def code_on(self, day: date) -> str:
        """Return the 机关代字 of documents signed on a day."""
        found = (one.code for one in self.former_codes if day <= one.until)
        return next(found, self.issuer_code)

    def codes_in(self, year: int) -> tuple[str, ...]:
        """Return each 机关代字 that documents signed in a year carry, oldest first."""
        found = []
        for one in self.former_codes:
            if one.until.year >= year:
                found.append(one.code)
            if (one.until.year, one.until.month, one.until.day) >= (year, 12, 31):
                return tuple(found)
        return (*found, self.issuer_code) if self.issuer_code else ()
