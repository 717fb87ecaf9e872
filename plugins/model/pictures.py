"""What is published of raster pictures: widths that the theme needs, what browsers choose from."""

from __future__ import annotations

from dataclasses import dataclass

WIDE = (736, 1104, 1472)
"""Widths in pixels for text and lead pictures: 736 is the measure (46rem) at one pixel a CSS pixel
and what a phone needs at two, 1104 what it needs at three, 1472 the measure at two."""
SMALL = (160, 320, 480, 736)
"""Widths for pictures beside a title: 128 CSS pixels on a desk, half the screen elsewhere."""
_WORTH = 512
"""Bytes that a choice must save; its markup has some 200."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A picture in one width, as WebP."""

    width: int
    path: str
    """Below the output folder; holds a hash of the content."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is published of a raster picture."""

    width: int
    """Pixels of the original as shown."""
    height: int
    fallback: str
    """Path below the output folder of a file that everything can show, no wider than pages need."""
    fallback_width: int
    fallback_height: int
    fallback_size: int
    """Bytes."""
    candidates: tuple[Candidate, ...]
    """The widths that were made, narrow first."""

    def choice(self, steps: tuple[int, ...]) -> tuple[Candidate, ...]:
        """Return what browsers may choose from, narrow first; none where it would gain nothing.

        A width is left out where a larger one has no more bytes. The choice follows from the steps
        alone, whatever else was made of the picture for other pages.
        """
        wanted = widths(self.width, steps)
        kept: list[Candidate] = []
        for one in reversed([one for one in self.candidates if one.width in wanted]):
            if not kept or one.size < kept[-1].size:
                kept.append(one)
        gains = kept and kept[-1].size <= self.fallback_size - _WORTH
        return tuple(reversed(kept)) if gains else ()


def widths(natural: int, steps: tuple[int, ...]) -> tuple[int, ...]:
    """Return the widths to make of a picture so wide: the steps below it, and its own or the last.

    Nothing is enlarged, and a step that is nearly the picture's own width is left out.
    """
    last = min(natural, steps[-1])
    return (*(step for step in steps if step < 0.9 * last), last)
