"""Serials as people write them."""

from __future__ import annotations

from collections.abc import Collection


def missing(first: int, serials: Collection[int]) -> tuple[int, ...]:
    """Return the serials from `first` up to the highest of these that aren't among them."""
    present = frozenset(serials)
    return tuple(one for one in range(first, max(present, default=first)) if one not in present)


def ranges(serials: tuple[int, ...]) -> str:
    """Return serials in rising order as people write them: 3、5-7."""
    spans: list[list[int]] = []
    for serial in serials:
        if spans and serial == spans[-1][1] + 1:
            spans[-1][1] = serial
        else:
            spans.append([serial, serial])
    return "、".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
