"""Masking: the text of an item with personal data covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from plugins.model.gates.findings import Finding
from plugins.model.gates.personal import Own, find_personal

CERTAIN = frozenset({"C001", "C002", "C003", "C004", "C006", "C007", "C008"})
"""Codes of what a program may cover: whose phone, mail or address it is, only people can tell."""


def maskable(text: str, own: Own, passed: Collection[tuple[str, str]]) -> list[Finding]:
    """Return the personal data of a text in the order of its places.

    `passed` are codes and masked texts that exceptions let stay.
    """
    found = (one for one in find_personal(text, own) if (one.code, one.value) not in passed)
    return sorted(found, key=lambda one: (one.start, one.end))


def masked(text: str, found: Iterable[Finding]) -> str:
    """Return a text with findings covered, given in the order of their places."""
    pieces, at = [], 0
    for one in found:
        if one.start >= at:
            pieces += [text[at : one.start], one.mended]
            at = one.end
    return "".join([*pieces, text[at:]])
