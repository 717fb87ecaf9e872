"""Pictures encoded anew by Pillow: upright, in sRGB, without metadata, in the widths asked for.

WebP is the one modern kind made: AVIF of the same likeness saves 12 per cent more for nine times
the time, or 5 for three times (docs/development.md).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageCms, features

from plugins.model.picture_kinds import BROKEN, Kind, Raster, open_picture, orientation
from plugins.model.picture_parts import PartsError, stripped

VERSION = "1"
"""Counts changes of this module, for the cache."""
ENCODERS = " ".join(
    f"{name} {features.version(name)}"
    for name in ("pil", "webp", "libjpeg_turbo", "zlib", "littlecms2")
)
"""What the bytes of an encoded picture depend on besides."""
_QUALITY = 80
_WHOLE_QUALITY, _FALLBACK_QUALITY = 90, 82
_COLOURS = 256
"""A picture with no more colours is a drawing: its edges stay sharp."""
_LOSSLESS_WORTH = 1.5
"""Up to so many times the bytes of a lossy picture, one without loss is taken."""
_WEBP_SIDE = 16383
"""Pixels of a side that WebP holds."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by its EXIF orientation."""
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class PictureError(ValueError):
    """The picture is damaged."""


class Form(StrEnum):
    """What a file made of a picture is for."""

    WHOLE = "whole"
    """The picture in its own size and kind, at its own address."""
    FALLBACK = "fallback"
    """Smaller, in its own kind."""
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class Shape:
    """A file to make of a picture."""

    form: Form
    width: int
    """Pixels; the picture's own for WHOLE."""


def encode(raw: bytes, raster: Raster, shapes: Sequence[Shape]) -> tuple[bytes, ...]:
    """Return the file of each shape; empty where the kind can't hold it.

    Raises:
        PictureError: the picture is damaged.

    """
    try:
        return _encode(raw, raster, shapes)
    except (*BROKEN, PartsError) as fault:
        raise PictureError(str(fault)) from None


def is_whole(raw: bytes, raster: Raster) -> bool:
    """Whether a picture file goes to its end, told without its pixels where that is possible."""
    try:
        stripped(raw, raster.kind)
    except PartsError:
        # Some programs leave out the very end, which does no harm.
        try:
            with open_picture(raw) as picture:
                picture.load()
        except BROKEN:
            return False
    return True


def _encode(raw: bytes, raster: Raster, shapes: Sequence[Shape]) -> tuple[bytes, ...]:
    made = dict.fromkeys(shapes, b"")
    for shape in shapes:
        if shape.form is Form.WHOLE and (raster.moving or not _must_change(raw)):
            made[shape] = _stripped(raw, raster)
    rest = [shape for shape in shapes if not made[shape]]
    if rest:
        pixels = _pixels(raw)
        drawing = raster.kind is not Kind.JPEG and pixels.getcolors(_COLOURS) is not None
        for shape in rest:
            made[shape] = _file(pixels, raster.kind, shape, drawing=drawing)
    return tuple(made[shape] for shape in shapes)


def _stripped(raw: bytes, raster: Raster) -> bytes:
    """Return the file without metadata; empty where a still one must be encoded anew for that."""
    try:
        return stripped(raw, raster.kind)
    except PartsError:
        if raster.moving:
            raise
        return b""


def _must_change(raw: bytes) -> bool:
    """Whether browsers would show a picture otherwise without its metadata, or each its own way."""
    with open_picture(raw) as picture:
        return orientation(picture) != 1 or picture.mode == "CMYK" or _profile(picture) is not None


def _profile(picture: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Return the colour profile of a picture; None for sRGB, none, and one that can't be read."""
    raw = picture.info.get("icc_profile")
    if not raw:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(raw))
        name = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if "srgb" in name.lower() else profile


def _pixels(raw: bytes) -> Image.Image:
    """Return a picture upright, in sRGB, as L, RGB or RGBA of 8 bits, and nothing else of it."""
    with open_picture(raw) as picture:
        picture.load()
        turn, profile = orientation(picture), _profile(picture)
        pixels = _eight_bits(picture)
    if profile is not None:
        mode = "RGBA" if pixels.mode == "RGBA" else "RGB"
        try:
            changed = ImageCms.profileToProfile(
                pixels, profile, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except ImageCms.PyCMSError:
            changed = None  # a profile for another kind of colour
        pixels = changed or pixels
    if pixels.mode == "CMYK":
        pixels = pixels.convert("RGB")
    if pixels.mode == "RGBA" and pixels.getchannel("A").getextrema() == (255, 255):
        pixels = pixels.convert("RGB")
    pixels.info = {}
    return pixels.transpose(_TURNS[turn]) if turn in _TURNS else pixels


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture as L, RGB, RGBA or CMYK of 8 bits."""
    if picture.mode in _DEEP:
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = "transparency" in picture.info
    if picture.mode in ("P", "PA", "LA", "La", "RGBa") or clear:
        return picture.convert("RGBA" if clear or picture.mode != "P" else "RGB")
    if picture.mode in ("L", "RGB", "RGBA", "CMYK"):
        return picture.copy()
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _file(pixels: Image.Image, kind: Kind, shape: Shape, *, drawing: bool) -> bytes:
    height = max(1, round(pixels.height * shape.width / pixels.width))
    sized = pixels
    if shape.width != pixels.width:
        sized = pixels.resize((shape.width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if shape.form is Form.WEBP or kind is Kind.WEBP:
        quality = _WHOLE_QUALITY if shape.form is Form.WHOLE else _QUALITY
        return _webp(sized, quality, lossless=kind is not Kind.JPEG, drawing=drawing)
    if kind is Kind.JPEG:
        quality = _WHOLE_QUALITY if shape.form is Form.WHOLE else _FALLBACK_QUALITY
        return _saved(sized.convert("RGB") if sized.mode == "RGBA" else sized, "JPEG",
                      quality=quality, optimize=True, progressive=True)  # fmt: skip
    if kind is Kind.GIF:
        return _saved(sized, "GIF")
    return _saved(_few_colours(sized, palette=True) if drawing else sized, "PNG", optimize=True)


def _webp(pixels: Image.Image, quality: int, *, lossless: bool, drawing: bool) -> bytes:
    """Return WebP, without loss where that costs little more; empty for a side too long for it."""
    if max(pixels.size) > _WEBP_SIDE:
        return b""
    lossy = _saved(pixels, "WEBP", quality=quality, method=4)
    if not lossless:
        return lossy
    exact = _few_colours(pixels, palette=False) if drawing else pixels
    whole = _saved(exact, "WEBP", lossless=True, quality=80, method=4)
    return whole if len(whole) <= _LOSSLESS_WORTH * len(lossy) else lossy


def _few_colours(pixels: Image.Image, *, palette: bool) -> Image.Image:
    """Return a drawing with as few colours as before it was made smaller."""
    if pixels.mode != "RGB":
        return pixels
    reduced = pixels.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return reduced if palette else reduced.convert("RGB")


def _saved(pixels: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    pixels.save(out, form, **options)
    return out.getvalue()
