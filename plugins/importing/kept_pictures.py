"""Pictures out of documents and pages, as files of the content folder."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from plugins.model.picture_encoding import Form, PictureError, Shape, encode
from plugins.model.picture_kinds import (
    BROKEN,
    HEAD,
    PIXEL_LIMIT,
    Kind,
    Raster,
    raster_kind,
    raster_of,
)

FOLDER = "images/imported"
WIDTH_LIMIT = 2560
"""Pixels; wider ones are made smaller, since no page shows more."""
_SMALL = 16
"""Pixels; what has no longer side is a spacer or a counter."""
_OTHERS = ("BMP", "TIFF")
"""Kinds that Word files hold and pages can't show; they become PNG."""


class KeptError(ValueError):
    """The picture can't be kept; the text says why."""


def keep_picture(raw: bytes) -> tuple[str, bytes]:
    """Return path and content of a picture's file: named by its content, without metadata.

    Raises:
        KeptError: pages can't show it.

    """
    try:
        kind = raster_kind(raw[:HEAD])
        if kind is None:
            raw, kind = _as_png(raw), Kind.PNG
        raster = raster_of(raw, kind)
        if raster.width * raster.height > PIXEL_LIMIT:
            raise KeptError(f"{raster.width}×{raster.height} 像素过大 (too many pixels)")
        if max(raster.width, raster.height) <= _SMALL:
            raise KeptError("占位小图 (a spacer)")
        (content,) = encode(raw, raster, (_shape(raster),))
    except (PictureError, *BROKEN) as fault:
        if isinstance(fault, KeptError):
            raise
        raise KeptError(
            "图片损坏或格式不能显示 (damaged, or a kind that pages can't show)"
        ) from None
    if not content:
        raise KeptError("图片边长过大 (a side is too long)")
    name = hashlib.sha256(content).hexdigest()[:16]
    return f"{FOLDER}/{name}.{kind.value}", content


def _shape(raster: Raster) -> Shape:
    if raster.width > WIDTH_LIMIT and not raster.moving:
        return Shape(Form.FALLBACK, WIDTH_LIMIT)
    return Shape(Form.WHOLE, raster.width)


def _as_png(raw: bytes) -> bytes:
    with Image.open(io.BytesIO(raw), formats=_OTHERS) as picture:
        if picture.width * picture.height > PIXEL_LIMIT:
            raise KeptError(f"{picture.width}×{picture.height} 像素过大 (too many pixels)")
        out = io.BytesIO()
        picture.convert("RGB").save(out, "PNG")
    return out.getvalue()
