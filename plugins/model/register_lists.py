"""Which lists of numbers (发文登记簿) the portal has: by series, year, form, 文种 and state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from plugins.model.addresses import register_address, series_address
from plugins.model.items import DOCUMENT_KINDS, KIND_CODES, Item
from plugins.model.paging import page_addresses, page_count
from plugins.model.registers import RegisterEntry, State
from plugins.model.series import Series, SeriesKind

if TYPE_CHECKING:  # The edition itself asks for addresses of lists.
    from plugins.model.edition import Edition

PAGE_SIZE = 100
"""Numbers of a page, where a list has no natural end."""


class RegisterBy(StrEnum):
    """What lists across series gather numbers by; the value is part of addresses."""

    YEAR = "year"
    FORM = "form"
    """编号方式: the kind of the series."""
    KIND = "kind"
    """文种 of the notice."""
    STATE = "state"


class PublicState(StrEnum):
    """State of a number as readers see it."""

    ISSUED = "issued"
    WAITING = "waiting"
    """Issued to a notice that is still a draft."""
    WITHDRAWN = "withdrawn"
    """Issued to a notice that was withdrawn."""
    RESERVED = "reserved"
    VOID = "void"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class RegisterList:
    """Numbers that belong together; one page, or a run of them."""

    series: Series | None
    """Present for the list of a series."""
    year: int
    """0 for all years."""
    by: RegisterBy | None
    """What a list across series gathers by."""
    value: str
    """Year, form, 文种 or state; empty for the list of a series."""
    address: str
    """Where its newest page is."""
    paged: bool
    """Whether it grows without end, so that its pages are numbered from the oldest."""
    entries: tuple[RegisterEntry, ...]
    """Oldest first."""

    @property
    def size(self) -> int:
        """Numbers of a page."""
        return PAGE_SIZE if self.paged else len(self.entries) + 1

    @property
    def addresses(self) -> tuple[str, ...]:
        """Address of each page, the oldest first."""
        return page_addresses(self.address, page_count(len(self.entries), self.size))


def shown_item(edition: Edition, entry: RegisterEntry) -> Item | None:
    """Return the item of a number where readers may see it."""
    item = edition.by_path.get(entry.item)
    return item if item and edition.shown(item) else None


def state_of(edition: Edition, entry: RegisterEntry) -> PublicState:
    """Return the state of a number as readers see it."""
    item = shown_item(edition, entry)
    if item and item.withdrawn:
        return PublicState.WITHDRAWN
    if entry.state is State.ISSUED and item is None and entry.item in edition.by_path:
        return PublicState.WAITING
    return PublicState(entry.state)


def kind_of(edition: Edition, entry: RegisterEntry) -> str:
    """Return the 文种 of a number's notice; empty where readers may not know it."""
    item = shown_item(edition, entry)
    hidden = entry.state is State.WITHHELD
    return item.notice.kind if item and item.notice and not hidden else ""


def register_lists(edition: Edition) -> Iterator[RegisterList]:
    """Yield every list that has numbers: of series with their years, then those across series.

    Lists across series need two series; their numbers stand by 成文日期, one without a date behind
    the number before it in its series.
    """
    site = edition.site
    by_series: dict[str, list[RegisterEntry]] = defaultdict(list)
    for key in sorted(edition.registers.entries):
        by_series[key[0]].append(edition.registers.entries[key])
    base = f"{site.identity.base_path}registers/"
    for series in site.series:
        entries = by_series.get(series.code, [])
        if entries:
            yield _list(series, 0, series_address(site, series.code), entries, paged=True)
        years: dict[int, list[RegisterEntry]] = defaultdict(list)
        for entry in entries:
            years[entry.number.year].append(entry)
        for year, some in years.items():
            yield _list(series, year, register_address(site, series.code, year), some, paged=False)
    if len(by_series) > 1:
        yield from _across(edition, by_series, base)


def _list(
    series: Series, year: int, address: str, entries: list[RegisterEntry], *, paged: bool
) -> RegisterList:
    return RegisterList(series, year, None, "", address, paged, tuple(entries))


def _across(
    edition: Edition, by_series: dict[str, list[RegisterEntry]], base: str
) -> Iterator[RegisterList]:
    found: dict[RegisterBy, dict[str, list[RegisterEntry]]] = {
        one: defaultdict(list) for one in RegisterBy
    }
    kinds = {series.code: series.kind for series in edition.site.series}
    for entry in _by_day(by_series, tuple(kinds)):
        values = {
            RegisterBy.YEAR: str(entry.number.year),
            RegisterBy.FORM: str(kinds[entry.number.series]),
            RegisterBy.KIND: kind_of(edition, entry),
            RegisterBy.STATE: str(state_of(edition, entry)),
        }
        for by, value in values.items():
            if value:
                found[by][value].append(entry)
    orders = {
        RegisterBy.YEAR: sorted(found[RegisterBy.YEAR]),
        RegisterBy.FORM: [str(one) for one in SeriesKind],
        RegisterBy.KIND: list(DOCUMENT_KINDS),
        RegisterBy.STATE: [str(one) for one in PublicState],
    }
    for by, order in orders.items():
        for value in order:
            if value in found[by]:
                year = int(value) if by is RegisterBy.YEAR else 0
                address = f"{base}{by}/{KIND_CODES.get(value, value)}/"
                entries = tuple(found[by][value])
                yield RegisterList(None, year, by, value, address, not year, entries)


def _by_day(
    by_series: dict[str, list[RegisterEntry]], order: tuple[str, ...]
) -> list[RegisterEntry]:
    """Return all entries by 成文日期, then by series in the order given and by serial."""
    placed: list[tuple[date, int, int, RegisterEntry]] = []
    for index, code in enumerate(order):
        day = date.min
        for entry in by_series.get(code, ()):
            start = date(entry.number.year, 1, 1)
            day = entry.day or max(day, start)
            placed.append((max(day, start), index, entry.number.serial, entry))
    placed.sort(key=lambda one: one[:3])
    return [entry for *_, entry in placed]


def register_addresses(edition: Edition) -> Iterator[str]:
    """Yield the address of every page of every list."""
    for one in register_lists(edition):
        yield from one.addresses
