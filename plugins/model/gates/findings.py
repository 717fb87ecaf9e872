"""What gates find in a text: where, which code, and how it is told without repeating it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage of a text that a gate stops at."""

    code: str
    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last one."""
    value: str
    """As problems show it; personal data is masked, since problems end up in logs."""
    mended: str = ""
    """What may stand in its place; empty where only people can tell."""
    reason: str = ""
    """Why, where the code alone doesn't tell."""


def folded(text: str) -> str:
    """Return a text with full-width letters and digits made plain, of the same length."""
    return text.translate(_PLAIN)


def lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the lines of a text that hold a sign, so that others cost little."""
    done = -1
    for match in sign.finditer(text):
        if match.start() < done:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        done = text.find("\n", match.start())
        done = len(text) if done < 0 else done
        yield start, done


_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
