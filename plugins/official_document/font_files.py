"""Font files of a PDF, made small: the glyphs in use alone, without the places of the others.

WeasyPrint keeps the number of each glyph, so a file of 200 Chinese glyphs still holds 60,000 empty
ones. A CID-keyed font names its glyphs by number itself (PDF 32000-1, 9.7.4.2): the empty ones can
go, and of the tables the outlines alone are needed (CIDFontType0C).
"""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont


def bare_outlines(content: bytes, used: Collection[int]) -> bytes | None:
    """Return the CFF table of an OpenType file with the glyphs of the numbers in `used` alone.

    None where the font doesn't name them by number: they would be lost without their places.
    """
    font = TTFont(io.BytesIO(content), lazy=True)
    if "CFF " not in font or not hasattr(font["CFF "].cff.topDictIndex[0], "ROS"):
        return None
    names = font.getGlyphOrder()
    glyphs = {number: names[number] for number in used if 0 < number < len(names)}
    if any(name != f"cid{number:05d}" for number, name in glyphs.items()):
        return None
    subsetter = subset.Subsetter(subset.Options(notdef_outline=True, hinting=True))
    subsetter.populate(glyphs=glyphs.values())
    subsetter.subset(font)
    return bytes(font["CFF "].compile(font))


def shrink_fonts(document: Any, pdf: Any) -> None:
    """Make the font files of a PDF small before it is written (a finisher of WeasyPrint)."""
    fonts = document.fonts.values()
    for one in pdf.objects:
        if getattr(one, "extra", {}).get("Subtype") != "/OpenType":
            continue
        same = {font.hash for font in fonts if font.file_content is one.stream[0]}
        used = {glyph for font in fonts if font.hash in same for glyph in font.to_unicode}
        outlines = bare_outlines(one.stream[0], used) if used else None
        if outlines is not None:
            one.stream = [outlines]
            one.extra["Subtype"] = "/CIDFontType0C"
