"""Whether two pictures of a page look alike, and a third that shows where they don't.

Strict, for pictures drawn by the same browser and fonts: a pixel that pixelmatch finds different by
more than `THRESHOLD` and that isn't smoothing of an edge counts; `TOLERATED` of them may. A rule
that moves by one pixel, or a shade eight levels lighter, is over that at once.

Coarse, for pictures of another browser or other fonts: the page must be as long, and of its blocks
of 8 pixels no more than a few may be of another lightness. That holds layout and colours alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from PIL import Image, ImageChops
from pixelmatch.contrib.PIL import pixelmatch

THRESHOLD = 0.03
"""Of pixelmatch: 0 to 1; a grey that differs by 8 of 255 levels is just above."""
TOLERATED = 10
"""Pixels of a whole picture."""
NOISE = 2
"""Levels that no eye sees, and that processors draw differently."""
TILE = 64
MOST_TILES = 200
"""pixelmatch is slow: where more tiles than this differ, so many of them are looked at."""
ENOUGH = 500
"""Differing pixels after which it looks no further."""
BLOCK = 8
COARSE_LEVELS = 48
COARSE_SHARE = 0.03
COARSE_HEIGHT = 0.02
RED = (255, 0, 60)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two pictures differ."""

    fault: str
    picture: Image.Image
    """The actual one, faded, with what differs in red."""


def compare(expected: Image.Image, actual: Image.Image) -> Difference | None:
    """Return how pictures of the same browser and fonts differ; None where they look alike."""
    if expected.size != actual.size:
        fault = f"{_size(actual)} instead of {_size(expected)} pixels"
        return Difference(fault, _marked(actual, _mask(*_padded(expected, actual), NOISE)))
    mask = _mask(expected, actual, NOISE)
    tiles = [box for box in _boxes(mask.size) if mask.crop(box).getbbox()]
    count = 0
    for box in tiles[:: max(1, len(tiles) // MOST_TILES)]:
        count += pixelmatch(expected.crop(box), actual.crop(box), threshold=THRESHOLD)
        if count > ENOUGH:
            break
    if count <= TOLERATED:
        return None
    return Difference(f"{count} or more pixels differ", _marked(actual, mask))


def compare_coarsely(expected: Image.Image, actual: Image.Image) -> Difference | None:
    """Return how pictures of different browsers or fonts differ in the large; None for no more."""
    first, second = _padded(expected, actual)
    mask = _mask(first.reduce(BLOCK), second.reduce(BLOCK), COARSE_LEVELS)
    share = mask.histogram()[255] / (mask.width * mask.height)
    longer = abs(expected.height - actual.height) / expected.height
    if share <= COARSE_SHARE and longer <= COARSE_HEIGHT:
        return None
    fault = f"{share:.0%} of the page differs, {_size(actual)} instead of {_size(expected)} pixels"
    return Difference(fault, _marked(actual, mask.resize(second.size, Image.Resampling.NEAREST)))


def keep(folder: Path, expected: Image.Image | None, actual: Image.Image, picture: Image.Image):
    """Write the three pictures into a folder of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    if expected:
        expected.save(folder / "expected.png")
    actual.save(folder / "actual.png")
    picture.save(folder / "difference.png")


def _mask(first: Image.Image, second: Image.Image, levels: int) -> Image.Image:
    """Return white where any channel differs by more than so many levels, else black."""
    channels = ImageChops.difference(first, second).split()
    return reduce(ImageChops.lighter, channels).point([0] * (levels + 1) + [255] * (255 - levels))


def _boxes(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    for top in range(0, size[1], TILE):
        for left in range(0, size[0], TILE):
            yield left, top, min(left + TILE, size[0]), min(top + TILE, size[1])


def _padded(first: Image.Image, second: Image.Image) -> tuple[Image.Image, Image.Image]:
    size = max(first.width, second.width), max(first.height, second.height)
    made = []
    for one in (first, second):
        sheet = Image.new("RGB", size, RED)
        sheet.paste(one)
        made.append(sheet)
    return made[0], made[1]


def _marked(actual: Image.Image, mask: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", mask.size, "white")
    sheet.paste(Image.blend(actual, Image.new("RGB", actual.size, "white"), 0.7))
    sheet.paste(RED, mask=mask)
    return sheet


def _size(picture: Image.Image) -> str:
    return f"{picture.width} x {picture.height}"
