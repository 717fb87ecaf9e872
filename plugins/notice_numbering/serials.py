"""Serials as people write them."""

from __future__ import annotations


def ranges(serials: tuple[int, ...]) -> str:
    """Return serials in rising order as people write them: 3、5-7."""
    spans: list[list[int]] = []
    for serial in serials:
        if spans and serial == spans[-1][1] + 1:
            spans[-1][1] = serial
        else:
            spans.append([serial, serial])
    return "、".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)
