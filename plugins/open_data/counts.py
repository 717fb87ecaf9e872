"""Counting: notices by month, items by column. All by the content's own dates, never the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.model.site import Column

MONTHS = 12
"""Months that are shown by month."""
NO_SERIES = "其他公文"
"""Documents that carry another body's number or none."""
Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True, slots=True)
class Run:
    """How many there are in each month or year."""

    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Grouping:
    """How notices are parted."""

    names: Mapping[str, str]
    """Name of each group by its key, in the order to show."""
    key: Callable[[Item], str]
    """Return the key of a notice's group."""


@dataclass(frozen=True, slots=True)
class Update:
    """How a column is kept up."""

    column: Column
    newest: date | None
    """Day of its newest item, those of columns below included; None where it is empty."""
    total: int
    in_year: int
    """Items in the year of the portal's newest item."""


def notices(edition: Edition) -> tuple[Item, ...]:
    """Return the listed notices, the newest first."""
    return tuple(item for item in edition.listed if item.notice)


def last_months(newest: date, count: int = MONTHS) -> tuple[Month, ...]:
    """Return the months up to that of a day, the oldest first."""
    last = newest.year * 12 + newest.month - 1
    return tuple((index // 12, index % 12 + 1) for index in range(last - count + 1, last + 1))


def columns_of(edition: Edition) -> Grouping:
    """Group by column."""
    names = {column.code: column.name for column in edition.site.columns}
    return Grouping(names, lambda item: item.column)


def series_of(edition: Edition) -> Grouping:
    """Group by series, documents of none last."""
    names = {series.code: series.name for series in edition.site.series}

    def key(item: Item) -> str:
        number = edition.numbers.get(item.path)
        return number.series if number else ""

    return Grouping({**names, "": NO_SERIES}, key)


def monthly(edition: Edition, months: Sequence[Month], by: Grouping) -> tuple[Run, ...]:
    """Return the notices of each group by month; groups without any are left out."""
    return _runs(edition, months, by, lambda item: (item.date.year, item.date.month))


def yearly(edition: Edition, years: Sequence[int], by: Grouping) -> tuple[Run, ...]:
    """Return the notices of each group by year; groups without any are left out."""
    return _runs(edition, years, by, lambda item: item.date.year)


def _runs(
    edition: Edition, spans: Sequence[Hashable], by: Grouping, span: Callable[[Item], Hashable]
) -> tuple[Run, ...]:
    counted = Counter((by.key(item), span(item)) for item in notices(edition))
    runs = (Run(name, tuple(counted[key, one] for one in spans)) for key, name in by.names.items())
    return tuple(run for run in runs if run.total)


def updates(edition: Edition) -> tuple[Update, ...]:
    """Return how each column is kept up, in site.toml's order."""
    site = edition.site
    listed = edition.listed
    year = listed[0].date.year if listed else 0
    above = {column.code: site.column_path(column) for column in site.columns}
    total: Counter[str] = Counter()
    in_year: Counter[str] = Counter()
    newest: dict[str, date] = {}
    for item in listed:
        for column in above[item.column]:
            total[column.code] += 1
            in_year[column.code] += item.date.year == year
            newest.setdefault(column.code, item.date.date())
    return tuple(
        Update(one, newest.get(one.code), total[one.code], in_year[one.code])
        for one in site.columns
    )
