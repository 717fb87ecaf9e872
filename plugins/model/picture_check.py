"""Looking through the pictures of the content folder before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from plugins.model.picture_encoding import is_whole
from plugins.model.picture_kinds import BROKEN, HEAD, PIXEL_LIMIT, Raster, raster_kind, raster_of
from plugins.model.problems import Problems

BYTE_LIMIT = 100 * 1024 * 1024
LARGE_WIDTH, LARGE_FILE = 4096, 5 * 1024 * 1024
"""Pixels and bytes from which on an editor is told to make a picture smaller; height is free."""
_ACTIVE = frozenset({"script", "foreignobject", "iframe", "handler", "listener"})
_PIXELS = f"{PIXEL_LIMIT // 10_000} 万像素"


def look_through(
    root: Path, label: str, paths: Iterable[str], problems: Problems
) -> dict[str, Raster]:
    """Return what the raster pictures among files of the content folder are, by path.

    Damaged and huge ones become problems, and drawings that do more than show something; other
    files are passed over.
    """
    found = {}
    for path in paths:
        if path.lower().endswith(".svg"):
            _look_at_drawing(root / path, f"{label}/{path}", problems)
            continue
        raster = _look(root / path, f"{label}/{path}", problems)
        if raster:
            found[path] = raster
    return found


def _look(file: Path, shown: str, problems: Problems) -> Raster | None:
    with file.open("rb") as stream:
        kind = raster_kind(stream.read(HEAD))
    if kind is None:
        return None
    size = file.stat().st_size
    if size > BYTE_LIMIT:
        problems.add("B011", shown, found=f"{size >> 20} MB", limit=f"{BYTE_LIMIT >> 20} MB")
        return None
    raw = file.read_bytes()
    try:
        raster = raster_of(raw, kind)
        if raster.width * raster.height > PIXEL_LIMIT:
            problems.add("B011", shown, found=f"{raster.width}×{raster.height}", limit=_PIXELS)
            return None
        whole = is_whole(raw, raster)
    except Image.DecompressionBombError:
        problems.add("B011", shown, found="17895 万像素以上", limit=_PIXELS)
        return None
    except BROKEN:
        whole, raster = False, None
    if raster is None or not whole:
        problems.add("B010", shown)
        return None
    if raster.width > LARGE_WIDTH or size > LARGE_FILE:
        about = f"{raster.width}×{raster.height}, {size / 1024 / 1024:.1f} MB"
        problems.add("B012", shown, found=about)
    return raster


def _look_at_drawing(file: Path, shown: str, problems: Problems) -> None:
    """Tell of an SVG file that browsers can't read, or that would act when opened by itself."""
    if file.stat().st_size > BYTE_LIMIT:
        limit = f"{BYTE_LIMIT >> 20} MB"
        problems.add("B011", shown, found=f"{file.stat().st_size >> 20} MB", limit=limit)
        return
    try:
        active = _first_active(file)
    except (ElementTree.ParseError, LookupError, ValueError):
        problems.add("B010", shown)
        return
    if active:
        problems.add("B013", shown, found=active)


def _first_active(file: Path) -> str:
    """Return the first element or attribute that acts or loads something, or an empty text."""
    # Expat itself stops entities that grow without end, and reads none from elsewhere.
    element: ElementTree.Element
    for _, element in ElementTree.iterparse(file, ("start",)):  # noqa: S314
        name = element.tag.rpartition("}")[2].lower()
        if name in _ACTIVE:
            return name
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            address = "".join(value.split()).lower()
            if attribute.startswith("on"):
                return attribute
            harmless = ("#", "data:image/", "https:") if name == "a" else ("#", "data:image/")
            if attribute in ("href", "src") and not address.startswith(harmless):
                return f"{attribute}={value[:60]}"
    return ""
