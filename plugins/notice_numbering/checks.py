"""Whether items and registers agree, and whether registers are whole."""

from __future__ import annotations

import re
from datetime import date

from plugins.model.edition import Edition, Mode
from plugins.model.items import Item
from plugins.model.numbers import Number, former, full_name, is_document_number
from plugins.model.registers import RegisterEntry, State
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.notice_numbering.gaps import gaps, runs
from plugins.notice_numbering.index_checks import check_index_numbers
from plugins.notice_numbering.words import STATES

_MARKER = re.compile(r"^(?:<{7}|>{7}) \S", re.MULTILINE)
"""Lines that git puts around what it couldn't merge."""


def check(edition: Edition) -> None:
    """Add every problem of numbering to the edition."""
    for item in edition.anew:
        _check_body(edition, item)
        if item.notice:
            _check_item(edition, item)
    if edition.recalled:
        return
    _check_duplicates(edition)
    for entry in edition.registers.entries.values():
        _check_entry(edition, entry)
    for series in edition.site.series:
        _check_run(edition, series)
    check_index_numbers(edition)


def _check_body(edition: Edition, item: Item) -> None:
    marker = _MARKER.search(item.body)
    if marker:
        line = item.body_line + item.body.count("\n", 0, marker.start())
        edition.problems.add("I064", edition.display(item.path), line)


def _check_item(edition: Edition, item: Item) -> None:
    notice = item.notice
    column = edition.site.column(item.column)
    if notice is None or column is None:
        return
    shown = edition.display(item.path)
    if notice.series and notice.series not in column.series:
        edition.problems.add(
            "N030", shown, item.line_of("series"), column=column.name, series=notice.series
        )
    number = edition.numbers.get(item.path)
    if number is None:
        if notice.number and not notice.series and not is_document_number(notice.number):
            edition.problems.add("N040", shown, item.line_of("number"), text=notice.number)
        return
    series = edition.site.series_of(number.series)
    if series and notice.joint_issuers and notice.issuer != series.issuer:
        edition.problems.add(
            "N050", shown, item.line_of("issuer"), series=series.name, issuer=series.issuer
        )
    text = name_of(edition.site, number)
    if item.path in edition.proposed:
        if edition.mode is Mode.PRODUCTION and edition.shown(item):
            edition.problems.add("N032", shown, item.line_of("series"), number=text, path=shown)
        return
    if series:
        _check_day(edition, item, number, series, notice.signed)
    _check_against_entry(edition, item, number, text)


def _check_day(edition: Edition, item: Item, number: Number, series: Series, signed: date) -> None:
    """Check that year and 机关代字 of a number are those of 成文日期."""
    shown, line = edition.display(item.path), item.line_of("number")
    text, day, code = full_name(series, number), signed.isoformat(), series.code_on(signed)
    if number.year != signed.year:
        edition.problems.add("N033", shown, line, number=text, day=day)
    elif number.code != former(series, code):
        edition.problems.add("N051", shown, line, number=text, day=day, code=code)


def _check_against_entry(edition: Edition, item: Item, number: Number, text: str) -> None:
    """Check that an item and the register tell the same of its number."""
    shown, line = edition.display(item.path), item.line_of("number")
    entry = edition.registers.get(number)
    if entry is None:
        edition.problems.add("R010", shown, line, number=text)
    elif entry.state in (State.VOID, State.WITHHELD):
        edition.problems.add("R022", shown, line, number=text, state=STATES[entry.state])
    elif entry.item != item.path:
        other = edition.display(entry.item) if entry.item else STATES[entry.state]
        edition.problems.add("R011", shown, line, number=text, other=other)
    else:
        place = edition.display(entry.path)
        if entry.title != item.title:
            edition.problems.add("R013", place, number=text)
        if item.notice and entry.day != item.notice.signed:
            edition.problems.add("R014", place, number=text)


def _check_duplicates(edition: Edition) -> None:
    seen: dict[tuple[str, int | None, int], str] = {}
    foreign: dict[str, str] = {}
    for item in edition.items:
        number = edition.numbers.get(item.path)
        shown, line = edition.display(item.path), item.line_of("number")
        if number and item.path not in edition.proposed:
            series = edition.site.series_of(number.series)
            yearly = series is not None and series.reset is Reset.YEARLY
            key = (number.series, number.year if yearly else None, number.serial)
            other = seen.setdefault(key, item.path)
            if other != item.path:
                text = name_of(edition.site, number)
                edition.problems.add("N031", shown, line, number=text, other=edition.display(other))
        elif item.notice and item.notice.number and number is None:
            other = foreign.setdefault(item.notice.number, item.path)
            if other != item.path:
                edition.problems.add(
                    "N041", shown, line, number=item.notice.number, other=edition.display(other)
                )


def _check_entry(edition: Edition, entry: RegisterEntry) -> None:
    if entry.state is not State.ISSUED:
        return
    shown = edition.display(entry.path)
    parts = entry.item.split("/")
    inside = parts[0] == "notices" and not {"", ".", ".."} & set(parts)
    if not inside or not (edition.root / entry.item).is_file():
        edition.problems.add("R007", shown, number=entry.text, item=entry.item)
        return
    item = edition.by_path.get(entry.item)
    numbered = edition.numbers.get(entry.item, entry.number)
    if item and (item.path in edition.proposed or numbered != entry.number):
        edition.problems.add("R012", shown, number=entry.text, item=edition.display(entry.item))


def _check_run(edition: Edition, series: Series) -> None:
    """Check serials for gaps, order of dates, repeats and running totals."""
    for number, entry in gaps(edition.registers, series):
        shown = edition.display(entry.path)
        edition.problems.add(
            "R020", shown, series=series.name, year=number.year, serial=number.serial
        )
    total = 0
    for entries in runs(edition.registers, series):
        earlier: RegisterEntry | None = None
        for entry in entries:
            shown = edition.display(entry.path)
            if earlier and entry.number.serial == earlier.number.serial:
                edition.problems.add("R024", shown, number=entry.text)
            if entry.number.total is not None:
                if entry.number.total <= total:
                    edition.problems.add("R023", shown, number=entry.text)
                total = entry.number.total
            if earlier and earlier.day and entry.day and entry.day < earlier.day:
                edition.problems.add("R021", shown, number=entry.text, earlier=earlier.text)
            earlier = entry if entry.day else earlier


def name_of(site: Site, number: Number) -> str:
    """Return the full name of a number of the site."""
    series = site.series_of(number.series)
    return full_name(series, number) if series else str(number.serial)
