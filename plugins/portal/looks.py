"""Looks at what lies on the disk, begun side by side before the program itself is loaded.

So this module and what it imports are small.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plugins.model.content_files import is_item, stamps_below
from plugins.model.fonts import find_fonts
from plugins.model.forked import beside
from plugins.model.known import Known
from plugins.portal.program import program_digest

FEW = 20
"""Items that may have changed since, at most."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a build must see before it trusts what the last one knew."""

    known: Known
    now: int
    """The file system's time when they were begun; 0 where it can't be asked."""
    circumstances: Callable[[], str | None]
    """What the build depends on besides content, as `circumstances` tells it."""
    other: Callable[[], dict[str, str] | None]
    """Stamps of the items that differ, as `differing` tells them; asked once."""
    untouched: Callable[[], bool | None]
    """Whether the output is as it was left; asked once."""


def begin_looks(
    known: Known,
    now: int,
    about: Callable[[], str],
    content: Path,
    output: Path,
    *,
    watched: bool,
) -> Looks:
    """Begin to look at the program, at content and, if it is `watched`, at the output.

    `about` returns the circumstances.
    """
    look = partial(differing, known, content)
    if not watched:
        return Looks(known, now, about, look, lambda: True)
    whole = partial(known.is_whole, str(output))
    return Looks(known, now, beside(about), beside(look), beside(whole))


def circumstances(theme: Path, mode: str, label: str, day: object, pdf: str) -> str:
    """Return a digest of what a build depends on besides content.

    `pdf` tells whether PDF files are made, and what this machine lacks for them.
    """
    parts = (program_digest(theme), find_fonts(), str(mode), label, day, pdf)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def differing(known: Known, root: Path) -> dict[str, str] | None:
    """Return the stamps of items whose files aren't as they were known.

    None where something else than a few items changed, or items are gone.
    """
    seen = stamps_below(root)
    kept = dict(zip(known.paths.items, known.sources.stamps, strict=True))
    kept |= known.sources.others
    other = {path: stamp for path, stamp in seen.items() if kept.get(path) != stamp}
    added = sum(path not in kept for path in other)
    strange = not all(map(is_item, other))
    if strange or len(kept) + added != len(seen) or len(other) > FEW:
        return None
    return other
