"""Register pages: 发文登记簿 of a series, of a year, or of all series by one of a facet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plugins.model.addresses import series_address
from plugins.model.edition import Edition
from plugins.model.frames import HOME_TITLE
from plugins.model.item_views import Link
from plugins.model.paging import page_label, page_link, pages_near, slice_pages
from plugins.model.register_lists import PublicState, RegisterBy, RegisterList, register_lists
from plugins.model.register_views import RegisterView
from plugins.model.series import SeriesKind
from plugins.model.views import Facet, FacetValue, LinkGroup, Page
from plugins.notice_numbering.views import (
    file_links,
    filter_fields,
    missing_numbers,
    register_row,
)
from plugins.notice_numbering.words import FILTERS, KINDS, PUBLIC_STATES, SERIES, TITLE

_UNIT = "个"


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page to write."""

    title: str
    """With the number of the page, where it isn't the newest."""
    url: str
    trail: tuple[Link, ...]
    """From the home page down to the page above."""
    register: RegisterView


def register_pages(edition: Edition) -> Iterator[RegisterPage]:
    """Yield every page of every list."""
    lists = tuple(register_lists(edition))
    missing = {series.code: missing_numbers(edition, series) for series in edition.site.series}
    for one in lists:
        lacks = missing[one.series.code] if one.series else ()
        names = tuple(name for year, name in lacks if one.year in (0, year))
        yield from _pages(edition, one, lists, names)


def register_facets(edition: Edition) -> tuple[Facet, ...]:
    """Return the lists across series with how many numbers each has, for the index."""
    lists = tuple(register_lists(edition))
    return tuple(
        Facet(
            title=FILTERS[by],
            url="",
            unit=_UNIT,
            values=tuple(FacetValue(_word(one), one.address, len(one.entries)) for one in found),
            total=len(found),
        )
        for by, found in _across(lists)
    )


def _pages(
    edition: Edition,
    one: RegisterList,
    lists: Sequence[RegisterList],
    missing: tuple[str, ...],
) -> Iterator[RegisterPage]:
    title, addresses = _title(one), one.addresses
    slices = slice_pages(one.entries[::-1], one.size)
    trail = _trail(edition, one)
    for index, (url, entries) in enumerate(zip(addresses, slices, strict=True)):
        newest = url == one.address
        alone = one.series is not None and one.year > 0
        rows = tuple(register_row(edition, entry, alone=alone) for entry in entries)
        yield RegisterPage(
            title=title if newest else f"{title}（{page_label(index)}）",
            url=url,
            trail=trail if newest else (*trail, Link(title, one.address)),
            register=RegisterView(
                title=title,
                description=_description(one) if newest else "",
                caption=_caption(one),
                url=url,
                rows=rows,
                years=_years(one, lists) if newest else (),
                whole=series_address(edition.site, one.series.code) if one.series else "",
                filters=filter_fields(edition, rows) if len(slices) == 1 else (),
                ways=tuple(_ways(one, lists)) if newest else (),
                missing=missing if newest else (),
                label=page_label(index) if len(slices) > 1 else "",
                newer=page_link(addresses, index + 1),
                older=page_link(addresses, index - 1),
                pages=pages_near(addresses, index),
                total=len(one.entries) if newest else 0,
                files=file_links(one) if newest else (),
            ),
        )


def _trail(edition: Edition, one: RegisterList) -> tuple[Link, ...]:
    base = edition.site.identity.base_path
    top = (Link(HOME_TITLE, base), Link(TITLE, f"{base}registers/"))
    if one.series and one.year:
        return (*top, Link(one.series.name, series_address(edition.site, one.series.code)))
    return top


def _word(one: RegisterList) -> str:
    """Return what a list across series gathers, as in 作废."""
    if one.by is RegisterBy.FORM:
        return KINDS[SeriesKind(one.value)]
    if one.by is RegisterBy.STATE:
        return PUBLIC_STATES[PublicState(one.value)]
    return f"{one.year}年" if one.by is RegisterBy.YEAR else one.value


def _title(one: RegisterList) -> str:
    year = f"{one.year}年" if one.year else ""
    if one.series:
        return f"{one.series.name}{year}{TITLE}"
    return f"{year}{TITLE}" if year else f"{TITLE}：{_word(one)}"


def _description(one: RegisterList) -> str:
    if one.series:
        return f"发文机关：{one.series.issuer}"
    if one.by is None or one.year:
        return f"{one.year}年各系列的全部编号。"
    return f"各系列中{FILTERS[one.by]}为“{_word(one)}”的编号。"


def _caption(one: RegisterList) -> str:
    if one.series is None:
        return f"{_word(one)}编号，按成文日期从新到旧"
    year = f" {one.year}年" if one.year else ""
    return f"{one.series.name}{year}编号，从新到旧"


def _years(one: RegisterList, lists: Sequence[RegisterList]) -> tuple[Page, ...]:
    """Return the years of the same series, or of all series where the list is of a year."""
    if one.series is None and not one.year:
        return ()
    return tuple(
        Page(other.year, other.address, other.address == one.address)
        for other in reversed(lists)
        if other.series == one.series and other.year
    )


def _ways(one: RegisterList, lists: Sequence[RegisterList]) -> Iterator[LinkGroup]:
    """Yield the other lists; series of the same year where the list is of a year."""
    series = tuple(
        Link(other.series.name, other.address)
        for other in lists
        if other.series and other.year == one.year
    )
    if one.series is None or len(series) > 1:
        yield LinkGroup(SERIES, "", series)
    for by, found in _across(lists):
        if by is not RegisterBy.YEAR or not _years(one, lists):
            links = tuple(Link(_word(other), other.address) for other in found)
            yield LinkGroup(FILTERS[by], "", links)


def _across(
    lists: Sequence[RegisterList],
) -> Iterator[tuple[RegisterBy, Sequence[RegisterList]]]:
    """Yield the lists across series by what they gather, years newest first."""
    for by in FILTERS:
        found = [one for one in lists if one.by is by]
        if found:
            yield by, found[::-1] if by is RegisterBy.YEAR else found
