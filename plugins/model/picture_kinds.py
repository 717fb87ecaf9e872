"""The kinds of pictures that pages may show, told by content, never by name."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import Image, ImageFile

PIXEL_LIMIT = 50_000_000
"""Decoded they take 150 to 200 MB; a small file can claim many more."""
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_ORIENTATION = 0x0112
BROKEN = (
    OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError,
    struct.error, Image.DecompressionBombWarning, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises on files that are no pictures, or no whole ones."""
# Broken metadata is no matter, since it is left out; of huge pictures look_through tells.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class Kind(StrEnum):
    """The kinds of raster pictures; the value is the usual ending of a name."""

    JPEG = "jpg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"


_STARTS = ((b"\xff\xd8\xff", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"GIF8", Kind.GIF))
HEAD = 12
"""Bytes that tell a kind."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A raster picture as it lies in the content folder."""

    kind: Kind
    width: int
    """Pixels, as shown: turned by the EXIF orientation."""
    height: int
    moving: bool
    """Whether it has several frames."""


def raster_kind(head: bytes) -> Kind | None:
    """Return the kind of a raster picture by how its file begins; None for other files."""
    if head[:4] == b"RIFF" and head[8:HEAD] == b"WEBP":
        return Kind.WEBP
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)


def open_picture(source: bytes | Path) -> Image.Image:
    """Open a picture of one of the kinds; its pixels aren't read yet. Raises one of BROKEN."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for the whole process
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    return Image.open(stream, formats=_FORMATS)


def orientation(picture: Image.Image) -> int:
    """Return the EXIF orientation of a picture, 1 where it has none that can be read."""
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except BROKEN:
        return 1
    return int(found) if found in range(1, 9) else 1


def raster_of(source: bytes | Path, kind: Kind) -> Raster:
    """Return what a picture file says of itself. Raises one of BROKEN."""
    with open_picture(source) as picture:
        width, height = picture.size
        moving = bool(getattr(picture, "is_animated", False)) and picture.format != "MPO"
        if not moving and orientation(picture) > 4:
            width, height = height, width
    return Raster(kind, width, height, moving)


def picture_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels as shown; (0, 0) where pages can't show the file.

    They show JPEG, PNG, GIF, WebP, and SVG that tells its size.
    """
    try:
        with path.open("rb") as file:
            kind = raster_kind(file.read(HEAD))
        if kind:
            raster = raster_of(path, kind)
            return raster.width, raster.height
        width, height = _told_size(path) if path.suffix.lower() == ".svg" else (0, 0)
    except Image.DecompressionBombError:
        return 1, 1  # look_through tells of it
    except BROKEN:
        return 0, 0
    return (round(width), round(height)) if width > 0 and height > 0 else (0, 0)


def _told_size(path: Path) -> tuple[float, float]:
    """Return the size that an SVG picture tells."""
    import imagesize  # noqa: PLC0415 - loads what fetches from the web

    width, height = imagesize.get(path)
    return width, height
