"""Pictures in the HTML of bodies: a choice of widths for browsers, one plain file for others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from markupsafe import Markup

from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.model.pictures import WIDE, Candidate, Picture

_IMAGE = re.compile(r'<img src="([^"]*)"([^<>]*)>')
_SIZE = re.compile(r' width="\d+" height="\d+"')
_MEASURE = 736
"""CSS pixels of the measure of text (46rem in theme/css/settings.css)."""
_SCREEN_SHARE = 0.88
"""Of a narrow screen's width that text takes: four times 3vw are edges."""


def srcset(base: str, candidates: tuple[Candidate, ...]) -> str:
    """Return what a srcset attribute says of candidates; empty for none."""
    return ", ".join(f"{base}{quote(one.path)} {one.width}w" for one in candidates)


def text_sizes(width: int) -> str:
    """Return the sizes attribute of a picture in a text, `width` pixels wide by itself."""
    shown = min(_MEASURE, width)
    return f"(min-width: {round(shown / _SCREEN_SHARE)}px) {shown}px, 88vw"


def page_body(edition: Edition, item: Item) -> Markup:
    """Return the text of an item as pages show it."""
    base = edition.site.identity.base_path
    body = with_choice(edition.bodies[item.path], edition.pictures, base)
    return Markup(body)  # noqa: S704 - sanitised by plugins.model.body


def with_choice(body: str, pictures: Mapping[str, Picture], base: str) -> str:
    """Return a body whose pictures browsers may choose a width of."""

    def element(image: str, picture: Picture) -> str:
        choice = srcset(base, picture.choice(WIDE))
        if not choice:
            return image
        sizes = text_sizes(picture.width)
        source = f'<source type="image/webp" srcset="{choice}" sizes="{sizes}">'
        return f"<picture>{source}{image}</picture>"

    return _replaced(body, pictures, base, element)


def with_plain_pictures(body: str, pictures: Mapping[str, Picture], base: str) -> str:
    """Return a body for programs that know no choice, such as feed readers."""
    return _replaced(body, pictures, base, lambda image, _picture: image)


def _replaced(
    body: str,
    pictures: Mapping[str, Picture],
    base: str,
    element: Callable[[str, Picture], str],
) -> str:
    """Return a body with each raster picture led to its fallback and made an element."""

    def replace(match: re.Match[str]) -> str:
        path = unquote(html.unescape(match[1]))
        picture = pictures.get(path.removeprefix(base)) if path.startswith(base) else None
        if picture is None:
            return match[0]
        size = f' width="{picture.fallback_width}" height="{picture.fallback_height}"'
        rest = _SIZE.sub(size, match[2], count=1)
        return element(f'<img src="{base}{quote(picture.fallback)}"{rest}>', picture)

    return _IMAGE.sub(replace, body)
