"""What register pages show of numbers: rows, what they can be narrowed by, groups by series."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.model.addresses import register_address, series_address
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.items import KIND_CODES
from plugins.model.numbers import full_name
from plugins.model.register_lists import (
    PublicState,
    RegisterList,
    kind_of,
    shown_item,
    state_of,
)
from plugins.model.register_views import FilterField, FilterOption, RegisterGroup, RegisterRow
from plugins.model.registers import RegisterEntry, State
from plugins.model.series import Series
from plugins.model.validity import validity_of
from plugins.notice_numbering.gaps import gaps
from plugins.notice_numbering.words import FILTERS, KINDS, PUBLIC_STATES, SERIES

FILE = "register"
"""Name of a register's files, without ending."""
FORMATS = ("csv", "xlsx", "json")


def file_links(one: RegisterList) -> tuple[Link, ...]:
    """Return the files of a series' list, the format as title; none for other lists."""
    forms = FORMATS if one.series else ()
    return tuple(Link(form.upper(), f"{one.address}{FILE}.{form}") for form in forms)


def register_row(edition: Edition, entry: RegisterEntry, *, alone: bool) -> RegisterRow:
    """Return a number as tables show it; `alone` in the table of its own series and year."""
    item = shown_item(edition, entry)
    state = state_of(edition, entry)
    public = _public(edition, entry)
    number = entry.number
    series = edition.site.series_of(number.series)
    validity = validity_of(edition, item) if item and state is not PublicState.WITHDRAWN else None
    return RegisterRow(
        number=entry.text,
        anchor=f"n{number.serial}" if alone else f"{number.series}-{number.year}-{number.serial}",
        series=number.series,
        year=number.year,
        form=series.kind if series else "",
        kind=KIND_CODES.get(kind_of(edition, entry), ""),
        title=entry.title if public else "",
        url=edition.urls[item.path] if item else "",
        day=entry.day.isoformat() if entry.day and public else "",
        state=PUBLIC_STATES[state],
        state_kind=state,
        validity=validity or "",
        reason=entry.reason,
    )


def _public(edition: Edition, entry: RegisterEntry) -> bool:
    """Whether readers may see what a number was given to: not withheld, and no draft."""
    hidden = entry.item in edition.by_path and shown_item(edition, entry) is None
    return entry.state is not State.WITHHELD and not hidden


def filter_fields(edition: Edition, rows: Sequence[RegisterRow]) -> tuple[FilterField, ...]:
    """Return what rows differ by, each with the values that they have."""
    had = {
        "series": {row.series for row in rows},
        "year": {str(row.year) for row in rows},
        "form": {row.form for row in rows},
        "kind": {row.kind for row in rows if row.kind},
        "state": {row.state_kind for row in rows},
    }
    words = {
        "series": {series.code: series.name for series in edition.site.series},
        "year": {year: f"{year}年" for year in sorted(had["year"], reverse=True)},
        "form": {str(kind): word for kind, word in KINDS.items()},
        "kind": {code: word for word, code in KIND_CODES.items()},
        "state": {str(state): word for state, word in PUBLIC_STATES.items()},
    }
    labels = {"series": SERIES, **{str(by): word for by, word in FILTERS.items()}}
    return tuple(
        FilterField(
            name=name,
            label=labels[name],
            options=tuple(
                FilterOption(value, word) for value, word in words[name].items() if value in values
            ),
        )
        for name, values in had.items()
        if len(values) > 1
    )


def missing_numbers(edition: Edition, series: Series) -> tuple[tuple[int, str], ...]:
    """Return year and name of each number of a series without an entry, though later ones have."""
    return tuple(
        (number.year, full_name(series, number)) for number, _ in gaps(edition.registers, series)
    )


def register_groups(edition: Edition) -> tuple[RegisterGroup, ...]:
    """Return the registers of every series that has one."""
    groups = []
    for series in edition.site.series:
        entries = edition.registers.of(series.code)
        years = sorted({entry.number.year for entry in entries}, reverse=True)
        issued = [
            entry for entry in entries if entry.state is State.ISSUED and _public(edition, entry)
        ]
        if entries:
            groups.append(
                RegisterGroup(
                    series=series.name,
                    url=series_address(edition.site, series.code),
                    issuer=series.issuer,
                    kind=KINDS[series.kind],
                    years=tuple(
                        Link(f"{year}年", register_address(edition.site, series.code, year))
                        for year in years
                    ),
                    newest=issued[-1].text if issued else "",
                    total=len(entries),
                    missing=tuple(name for _, name in missing_numbers(edition, series)),
                )
            )
    return tuple(groups)
