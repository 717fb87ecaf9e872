"""Finders (分类查找): the values that notices are looked up by, and where the page of each is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from plugins.model.address_names import address_name
from plugins.model.items import DOCUMENT_KINDS, KIND_CODES, Item, Validity
from plugins.model.site import Site, Term
from plugins.model.validity import validity_of

if TYPE_CHECKING:  # The edition itself asks for addresses of finders.
    from plugins.model.edition import Edition


class Finder(StrEnum):
    """What notices are looked up by; the value is part of addresses."""

    KIND = "kind"
    ISSUER = "issuer"
    SUBJECT = "subject"
    VALIDITY = "validity"

    @property
    def label(self) -> str:
        """What readers call it."""
        return _LABELS[self]


_LABELS = {
    Finder.KIND: "文种",
    Finder.ISSUER: "发布机构",
    Finder.SUBJECT: "主题分类",
    Finder.VALIDITY: "有效性",
}
FinderItems = Mapping[Finder, Mapping[str, list[Item]]]


def finder_root(site: Site, finder: Finder | None = None) -> str:
    """Return the address of the index of all finders, or of one."""
    end = f"{finder}/" if finder else ""
    return f"{site.identity.base_path}find/{end}"


def finder_address(site: Site, finder: Finder, value: str) -> str:
    """Return the address of a value's newest page.

    文种 and 有效性 have fixed codes, 发布机构 and 主题分类 the code that site.toml gives, else a
    name that follows from the value alone.
    """
    if finder is Finder.KIND:
        code = KIND_CODES[value]
    elif finder is Finder.VALIDITY:
        code = Validity(value).code
    else:
        given = {term.name: term.code for term in _terms(site, finder)}
        code = given.get(value) or address_name(value)
    return f"{finder_root(site, finder)}{code}/"


def values_of(edition: Edition, item: Item, finder: Finder) -> tuple[str, ...]:
    """Return what a notice is found under; bodies that issue together each find it."""
    notice = item.notice
    if notice is None:
        return ()
    if finder is Finder.ISSUER:
        return tuple(dict.fromkeys(notice.issuers))
    validity = validity_of(edition, item)
    value = {
        Finder.KIND: notice.kind,
        Finder.SUBJECT: notice.subject,
        Finder.VALIDITY: str(validity) if validity else "",
    }[finder]
    return (value,) if value else ()


def finder_items(edition: Edition) -> FinderItems:
    """Return the listed notices by finder and value, newest first; values in the order to show.

    A finder that no notice has a value for is left out.
    文种 and 有效性 keep the order of their lists; 发布机构 and 主题分类 that of site.toml, the
    others behind by their address.
    """
    found: dict[Finder, dict[str, list[Item]]] = {one: defaultdict(list) for one in Finder}
    for item in edition.listed:
        for finder, by_value in found.items():
            for value in values_of(edition, item, finder):
                by_value[value].append(item)
    return {
        finder: {value: by_value[value] for value in _ordered(edition.site, finder, by_value)}
        for finder, by_value in found.items()
        if by_value
    }


def finder_addresses(edition: Edition) -> Iterator[str]:
    """Yield the address of every finder and of every value that has notices."""
    site = edition.site
    for finder, by_value in finder_items(edition).items():
        yield finder_root(site, finder)
        yield from (finder_address(site, finder, value) for value in by_value)


def check_finders(edition: Edition) -> None:
    """Tell of values whose addresses are one: a matter of chance that site.toml can settle."""
    site = edition.site
    for finder, by_value in finder_items(edition).items():
        taken: dict[str, str] = {}
        for value, items in by_value.items():
            url = finder_address(site, finder, value)
            other = taken.setdefault(url, value)
            if other != value:
                edition.problems.add(
                    "S055",
                    edition.display(items[-1].path),
                    items[-1].line_of(finder),
                    label=finder.label, value=value, other=other, url=url, table=f"{finder}s",
                )  # fmt: skip


def _terms(site: Site, finder: Finder) -> tuple[Term, ...]:
    return {Finder.ISSUER: site.issuers, Finder.SUBJECT: site.subjects}.get(finder, ())


def _ordered(site: Site, finder: Finder, values: Mapping[str, list[Item]]) -> list[str]:
    order = {
        Finder.KIND: DOCUMENT_KINDS,
        Finder.VALIDITY: tuple(Validity),
    }.get(finder) or tuple(term.name for term in _terms(site, finder))
    place = {value: index for index, value in enumerate(order)}
    return sorted(
        values,
        key=lambda value: (
            place.get(value, len(place)),
            finder_address(site, finder, value),
            value,
        ),
    )
