"""Views of registers: what a template may see of 发文登记簿. Every text is plain."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.model.item_views import Link
from plugins.model.views import LinkGroup, Page


@dataclass(frozen=True, slots=True)
class FilterField:
    """A choice that narrows the table of a register page."""

    name: str
    """series, year, form, kind or state: in the address, and on the rows as data-…"""
    label: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A value that some rows of the table have."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One number of a register."""

    number: str
    anchor: str
    """Fragment of the row."""
    series: str
    """Code of its series."""
    year: int
    form: str
    """document, announcement, order or issue."""
    kind: str
    """文种 of its notice, as in addresses; empty where readers may not know it."""
    title: str
    url: str
    """Address of the notice; empty where there is nothing to read."""
    day: str
    """成文日期, YYYY-MM-DD; empty where there is none."""
    state: str
    """已发布, 尚未公开, 已撤回, 预留, 作废, 不予公开."""
    state_kind: str
    """issued, waiting, withdrawn, reserved, void or withheld: for style, and to filter by."""
    validity: str
    """有效性 of the notice; empty where there is none to tell."""
    reason: str


@dataclass(frozen=True, slots=True)
class RegisterView:
    """发文登记簿: the numbers of a series, of a year of it, or of all series by one of a facet."""

    title: str
    description: str
    """Who issues the series, or what the list gathers; on the newest page alone."""
    caption: str
    """What the table lists, in which order."""
    url: str
    rows: tuple[RegisterRow, ...]
    """Newest first."""
    years: tuple[Page, ...]
    """The same list by year, newest first; `number` is the year."""
    whole: str
    """Address of all years of the series; empty where there is no series."""
    filters: tuple[FilterField, ...]
    """What the table can be narrowed by; empty where it is not the whole list."""
    ways: tuple[LinkGroup, ...]
    """The other lists, by what they gather; on the newest page alone."""
    missing: tuple[str, ...]
    """Numbers of the series that have no entry, though later ones have one."""
    label: str
    """As in 第3页; empty where there is one page."""
    newer: Link | None
    older: Link | None
    pages: tuple[Page, ...]
    """Pages near this one, newest first."""
    total: int
    """Numbers of the list; 0 on its older pages."""
    files: tuple[Link, ...]
    """The whole list of a series as files, on its newest page alone; the title is the format."""


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """The registers of one series."""

    series: str
    url: str
    """Address of the register of all its years."""
    issuer: str
    kind: str
    """发文字号, 公告, 令 or 期号."""
    years: tuple[Link, ...]
    newest: str
    """Full name of the newest issued number; empty for none."""
    total: int
    """Numbers of all years."""
    missing: tuple[str, ...]
    """Numbers without an entry, though later ones have one."""
