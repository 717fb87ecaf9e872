"""QR codes as inline SVG, drawn by segno."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup
from segno import DataOverflowError

CAPACITY = 2331
"""Bytes of UTF-8 that a QR code of error correction M can hold."""


def fits_qr(text: str) -> bool:
    """Whether a text can be drawn as a QR code."""
    try:
        segno.make(text, error="m", micro=False)
    except DataOverflowError:
        return False
    return bool(text)


def qr_svg(text: str, *, title: str) -> Markup:
    """Return a QR code (ISO/IEC 18004, error correction M or better) that scales with its box.

    Dark modules on a white ground with the quiet zone of four modules; `title` is what screen
    readers say. The same text gives the same bytes.

    Raises:
        segno.DataOverflowError: the text is longer than `CAPACITY`.

    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, light="#fff",
        title=title, svgclass="qr", lineclass=None, nl=False,
    )  # fmt: skip
    svg = out.getvalue().decode("utf-8")
    head = '<svg role="img" shape-rendering="crispEdges"'
    return Markup(svg.replace("<svg", head, 1))  # noqa: S704 - segno's own markup, title escaped
