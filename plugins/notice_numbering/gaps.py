"""Runs of numbers, and the numbers that are missing in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from plugins.model.numbers import Number
from plugins.model.registers import RegisterEntry, Registers
from plugins.model.series import Reset, Series

GAP_LIMIT = 50
"""Numbers of one gap that are told of."""


def runs(registers: Registers, series: Series) -> tuple[list[RegisterEntry], ...]:
    """Return the entries that count on from one another, by serial: of a year, or of all years."""
    found: dict[int | None, list[RegisterEntry]] = defaultdict(list)
    for entry in registers.of(series.code):
        found[entry.number.year if series.reset is Reset.YEARLY else None].append(entry)
    for entries in found.values():
        entries.sort(key=lambda one: one.number.serial)
    return tuple(found.values())


def gaps(registers: Registers, series: Series) -> Iterator[tuple[Number, RegisterEntry]]:
    """Yield each number without an entry, and the next entry of its run.

    A missing number is of the year of that entry.
    """
    for entries in runs(registers, series):
        expected = series.first
        for entry in entries:
            for serial in range(expected, min(entry.number.serial, expected + GAP_LIMIT)):
                yield Number(series.code, entry.number.year, serial), entry
            expected = entry.number.serial + 1
