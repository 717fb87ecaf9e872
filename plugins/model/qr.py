"""QR codes as inline SVG, encoded by zxing-cpp."""

from __future__ import annotations

import math
import re
from functools import cache

import zxingcpp
from markupsafe import Markup, escape

CAPACITY = 2331
"""Bytes of UTF-8 that a QR code of error correction M can hold."""
_QUIET = 4
"""Modules of white ground around the code (ISO/IEC 18004, 9.1)."""
_DARK, _LIGHT, _ROW_END = b"\x00", b"\xff", b"\n"
_STROKE = re.compile(b"[\xff\n]*\x00+")
"""A dark run and what lies between it and the one before."""


def fits_qr(text: str) -> bool:
    """Whether a text can be drawn as a QR code."""
    return 0 < len(text.encode()) <= CAPACITY


def qr_svg(text: str, *, title: str) -> Markup:
    """Return a QR code (ISO/IEC 18004, error correction M) that scales with its box.

    Dark modules on a white ground with the quiet zone of four modules; `title` is what screen
    readers say. The same text gives the same bytes.

    Raises:
        ValueError: the text is empty or longer than `CAPACITY`.

    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = code.to_image(add_quiet_zones=False)
    pixels = bytes(memoryview(picture))  # type: ignore[arg-type] # its types leave the buffer out
    width = math.isqrt(len(pixels))
    side = width + 2 * _QUIET
    path = _path(pixels, width)
    return Markup(  # noqa: S704 - numbers, and a title that is escaped
        f'<svg role="img" shape-rendering="crispEdges" viewBox="0 0 {side} {side}" class="qr">'
        f'<title>{escape(title)}</title><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path stroke="#000" d="{path}"/></svg>'
    )


def _path(pixels: bytes, width: int) -> str:
    """Return strokes along the dark runs of each row; a dark pixel is 0."""
    rows = _ROW_END.join(pixels[at : at + width] for at in range(0, len(pixels), width))
    first, *others = _STROKE.findall(rows)
    begin = f"M{first.count(_LIGHT) + _QUIET} {first.count(_ROW_END) + _QUIET + 0.5}"
    return f"{begin}h{first.count(_DARK)}{''.join(map(_steps(width).__getitem__, others))}"


class _Steps(dict[bytes, str]):
    """The move from the end of a dark run to the next one, and the stroke along that."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width

    def __missing__(self, way: bytes) -> str:
        down = way.count(_ROW_END)
        step = f"m{way.count(_LIGHT) - down * self._width} {down}h{way.count(_DARK)}"
        return self.setdefault(way, step)


@cache
def _steps(width: int) -> _Steps:
    return _Steps(width)
