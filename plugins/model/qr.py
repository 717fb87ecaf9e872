"""QR codes as inline SVG, encoded by zxing-cpp."""

from __future__ import annotations

import math
import re

import zxingcpp
from markupsafe import Markup, escape

CAPACITY = 2331
"""Bytes of UTF-8 that a QR code of error correction M can hold."""
_QUIET = 4
"""Modules of white ground around the code (ISO/IEC 18004, 9.1)."""


_DARK = re.compile(b"\\x00+")


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
    steps: list[str] = []
    x = down = 0
    for row in range(width):
        for run in _DARK.finditer(pixels, row * width, (row + 1) * width):
            start, end = run.start() - row * width, run.end() - row * width
            if steps:
                steps.append(f"m{start - x} {down}h{end - start}")
            else:
                steps.append(f"M{start + _QUIET} {row + _QUIET + 0.5}h{end - start}")
            x, down = end, 0
        down += 1
    return "".join(steps)
