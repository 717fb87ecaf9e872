"""Find the relations that front matter tells of, and what can't be true of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from plugins.model.items import Item, Status, Target
from plugins.model.numbers import Number, NumberError, parse_number, read_mention
from plugins.model.registers import RegisterEntry, Registers, State
from plugins.model.relations import ACTS, LATER, Edge, Relations
from plugins.model.series import Reset, Series
from plugins.model.site import Site

if TYPE_CHECKING:
    from plugins.model.edition import Edition

_TOLERATED = frozenset({"N017", "N023"})
"""An earlier issuer code and a missing running total name a document well enough."""


def relate(edition: Edition) -> Relations:
    """Return the relations of the items that readers see; what is wrong becomes a problem.

    A withdrawn document does nothing any more, and a draft nothing yet.
    """
    relations = Relations()
    for item in edition.visible:
        if item.status is not Status.WITHDRAWN:
            for target in item.targets:
                edge = _edge(edition, item, target)
                if edge:
                    relations.add(edge)
    in_cycle = _tell_cycles(edition, relations)
    for path in relations.sources():
        for edge in relations.of(path):
            if edge.kind in LATER and edge not in in_cycle:
                _check_dates(edition, edge)
    return relations


def _edge(edition: Edition, item: Item, target: Target) -> Edge | None:
    shown, line = edition.display(item.path), target.line
    found = edition.find_document(target.number, target.title)
    if found is not None and found.path == item.path:
        edition.problems.add("I024", shown, line, target.column, field=target.kind)
        return None
    if target.number:
        _check_number(edition, item, target, known=found is not None)
    return Edge(
        kind=target.kind,
        source=item.path,
        target=found.path if found else "",
        number=target.number,
        title=target.title,
        part=target.part,
        since=_since(item, target),
        line=line,
    )


def _since(item: Item, target: Target) -> date | None:
    """Return the day on which a document begins to act on another."""
    if item.notice is None or target.kind not in ACTS:
        return None
    return target.since or item.notice.effective or item.notice.signed


def _check_number(edition: Edition, item: Item, target: Target, *, known: bool) -> None:
    """Tell of a number in a wrong form, and of one that no document has."""
    shown = edition.display(item.path)
    place = shown, target.line, target.column
    series = own_series(edition.site, target.number)
    if series is None:
        if not known and not target.title:
            edition.problems.add("I022", *place, number=target.number)
        return
    try:
        parse_number(series, target.number)
    except NumberError as fault:
        if fault.code not in _TOLERATED:
            edition.problems.add(fault.code, *place, **fault.fields)
            return
    if known:
        return
    entry = registered(edition.registers, series, target.number)
    if entry is None and not _before_register(edition.registers, series, target.number):
        edition.problems.add("I042", *place, number=target.number)
    elif entry is None and not target.title:
        edition.problems.add("I022", *place, number=target.number)
    elif entry and entry.state in (State.VOID, State.RESERVED):
        edition.problems.add("I043", *place, number=target.number)


def own_series(site: Site, text: str) -> Series | None:
    """Return the site's series that a number, written with its code or title, belongs to."""
    for series in site.series:
        names = (series.issuer_code or series.title, *series.aliases)
        if text.startswith(names) and read_mention(series, text):
            return series
    return None


def registered(registers: Registers, series: Series, text: str) -> RegisterEntry | None:
    """Return the register's entry of a number of a series."""
    parsed = read_mention(series, text)
    if parsed is None:
        return None
    if series.reset is Reset.NEVER or parsed.year is None:
        return registers.by_serial(series.code, parsed.serial)
    return registers.get(Number(series.code, parsed.year, parsed.serial))


def _before_register(registers: Registers, series: Series, text: str) -> bool:
    """Whether a number is older than the register of its series."""
    parsed, entries = read_mention(series, text), registers.of(series.code)
    if parsed is None or not entries:
        return True
    if series.reset is Reset.NEVER or parsed.year is None:
        return parsed.serial < min(entry.number.serial for entry in entries)
    return parsed.year < entries[0].number.year


def _check_dates(edition: Edition, edge: Edge) -> None:
    """Tell of a document that acts on one signed after it."""
    source, target = edition.by_path[edge.source], edition.by_path.get(edge.target)
    if source.notice and target and target.notice and source.notice.signed < target.notice.signed:
        edition.problems.add(
            "I045",
            edition.display(source.path),
            edge.line,
            field=edge.kind,
            other=edition.display(target.path),
            day=target.notice.signed.isoformat(),
        )


def _tell_cycles(edition: Edition, relations: Relations) -> frozenset[Edge]:
    """Tell of documents that act on one another in a circle, and return those relations."""
    told: set[Edge] = set()
    for cycle in cycles(relations):
        told.update(cycle)
        first = min(cycle, key=lambda edge: edge.source)
        start = cycle.index(first)
        around = [edge.source for edge in (*cycle[start:], *cycle[:start])]
        edition.problems.add(
            "I044",
            edition.display(first.source),
            first.line,
            chain=" → ".join(edition.display(path) for path in (*around, around[0])),
        )
    return frozenset(told)


def cycles(relations: Relations) -> Iterator[tuple[Edge, ...]]:
    """Yield circles of relations that only a later document can stand in, each edge in one."""
    ahead: dict[str, dict[str, Edge]] = {}
    for path in relations.sources():
        for edge in relations.of(path):
            if edge.kind in LATER and edge.target:
                ahead.setdefault(path, {}).setdefault(edge.target, edge)
    while True:
        try:
            TopologicalSorter({path: tuple(ahead[path]) for path in sorted(ahead)}).prepare()
        except CycleError as fault:
            # The names run against the arrows: each one is a target of the one behind it.
            names: list[str] = fault.args[1][::-1]
            circle = tuple(ahead[one][other] for one, other in pairwise(names))
            for edge in circle:
                del ahead[edge.source][edge.target]
            yield circle
        else:
            return
