"""Register pages: 发文登记簿 by series and year."""

from __future__ import annotations

from plugins.model.addresses import register_address
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.registers import RegisterEntry, State
from plugins.model.series import Series
from plugins.model.validity import validity_of
from plugins.model.views import Page, RegisterGroup, RegisterRow, RegisterView
from plugins.notice_numbering.words import KINDS, STATES, WAITING, WITHDRAWN


def register_view(edition: Edition, series: Series, year: int) -> RegisterView:
    """Return the register of a series and year, the newest number first."""
    entries = edition.registers.of(series.code, year)
    return RegisterView(
        series=series.name,
        issuer=series.issuer,
        year=year,
        url=register_address(edition.site, series.code, year),
        rows=tuple(_row(edition, entry) for entry in reversed(entries)),
        years=tuple(
            Page(one, register_address(edition.site, series.code, one), one == year)
            for one in reversed(edition.registers.years(series.code))
        ),
    )


def _row(edition: Edition, entry: RegisterEntry) -> RegisterRow:
    item = edition.by_path.get(entry.item)
    if item and not edition.shown(item):
        item = None
    validity: str = (validity_of(edition, item) or "") if item else ""
    public = _public(edition, entry)
    waiting = entry.state is State.ISSUED and not public
    state = STATES[entry.state] if not waiting else WAITING
    if item and item.withdrawn:
        state, validity = WITHDRAWN, ""
    return RegisterRow(
        number=entry.text,
        anchor=f"n{entry.number.serial}",
        title=entry.title if public else "",
        url=edition.urls[item.path] if item else "",
        day=entry.day.isoformat() if entry.day and public else "",
        state=state,
        state_kind=_state_kind(entry, item, waiting=waiting),
        validity=validity,
        reason=entry.reason,
    )


def _state_kind(entry: RegisterEntry, item: Item | None, *, waiting: bool) -> str:
    if item and item.withdrawn:
        return "withdrawn"
    return State.RESERVED if waiting else entry.state


def _public(edition: Edition, entry: RegisterEntry) -> bool:
    """Whether readers may see what a number was given to: not withheld, and no draft."""
    item = edition.by_path.get(entry.item)
    return entry.state is not State.WITHHELD and (item is None or edition.shown(item))


def register_groups(edition: Edition) -> tuple[RegisterGroup, ...]:
    """Return the registers of every series that has one."""
    groups = []
    for series in edition.site.series:
        years = edition.registers.years(series.code)
        issued = [
            entry
            for entry in edition.registers.of(series.code)
            if entry.state is State.ISSUED and _public(edition, entry)
        ]
        if years:
            groups.append(
                RegisterGroup(
                    series=series.name,
                    issuer=series.issuer,
                    kind=KINDS[series.kind],
                    years=tuple(
                        Link(f"{year}年", register_address(edition.site, series.code, year))
                        for year in reversed(years)
                    ),
                    newest=issued[-1].text if issued else "",
                )
            )
    return tuple(groups)
