"""The look of the theme, for places where its style sheets don't reach."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3,8});")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as CSS writes them."""

    red: str
    """Titles and numbers."""
    ink: str
    soft: str
    """Ink of what is beside the text."""
    line: str
    """Borders of tables."""
    wash: str
    """Ground of table heads."""


def read_tokens(theme: Path) -> Tokens:
    """Return the colours of the theme's light palette, from its settings.css.

    Raises:
        LookupError: the theme has none of a name that is needed.

    """
    text = (theme / "css" / "settings.css").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, value in _TOKEN.findall(text):
        found.setdefault(name, value)
    names = ("red", "ink", "ink-soft", "line-strong", "red-wash")
    absent = [name for name in names if name not in found]
    if absent:
        raise LookupError(f"settings.css: --{absent[0]}")
    return Tokens(*(found[name] for name in names))
