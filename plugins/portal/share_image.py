"""Pictures drawn at build: the card of each item for sharing, the icons of the app."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import PIL
from PIL import Image, ImageDraw, ImageFont

from plugins.model.addresses import share_address
from plugins.model.cache import FileCache, cache_key
from plugins.model.edition import Edition
from plugins.model.fonts import Face, Fonts
from plugins.model.frames import SHARE_SIZE
from plugins.model.item_stamps import digest_of
from plugins.model.items import Item

GROUND, PAPER, INK, SOFT = "#f6f3ef", "#ffffff", "#25201e", "#5d5450"
RED, GOLD, LINES = "#a81519", "#c39a4f", "#8d827b"
_EDGE, _BAND = 70, 130
_TITLE_SIZES = (68, 58, 50)
_TITLE_LINES = 4
_NO_START = "、，。；：？！）》〉」』”’〕】％"
_NO_END = "（《〈「『“‘〔【"
_VERSION = "1"
"""Counts changes of the drawing, for the cache."""
ICONS = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "maskable-512.png": (512, True),
    "apple-touch-icon.png": (180, True),
}
"""Side in pixels of each icon of the app, and whether the ground fills it to the edge."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a share picture says."""

    site: str
    title: str
    number: str
    """Full name of the number; empty for none."""
    about: str
    """Who published it, and when."""
    mark: str
    """As in 示例站点; empty for none."""


def wrap(title: str, width: float, font: ImageFont.FreeTypeFont) -> list[str]:
    """Return the lines of a Chinese title: none begins with closing punctuation or ends open."""
    lines, line = [], ""
    for char in title:
        if line and font.getlength(line + char) > width and char not in _NO_START:
            kept = line.rstrip(_NO_END)
            lines.append(kept)
            line = line[len(kept) :]
        line += char
    return [*lines, line] if line else lines


def draw_card(card: Card, fonts: Fonts | None) -> bytes:
    """Return a card as PNG; without Chinese fonts it holds the portal's colours alone."""
    picture = Image.new("RGB", SHARE_SIZE, GROUND)
    pen = ImageDraw.Draw(picture)
    width, height = SHARE_SIZE
    pen.rectangle((0, 0, width, _BAND), fill=RED)
    pen.rectangle((0, _BAND, width, _BAND + 6), fill=GOLD)
    if fonts:
        _write(pen, card, fonts)
    else:
        _mark(pen, (width - 240) / 2, (_BAND + height - 240) / 2, 240)
    return _png(picture)


def _write(pen: ImageDraw.ImageDraw, card: Card, fonts: Fonts) -> None:
    width, height = SHARE_SIZE
    room = width - 2 * _EDGE
    head = _font(fonts.serif, 44)
    pen.text((_EDGE, _BAND / 2), _fit(card.site, room - 200, head), PAPER, head, anchor="lm")
    small = _font(fonts.sans, 32)
    if card.mark:
        pen.text((width - _EDGE, _BAND / 2), card.mark, PAPER, small, anchor="rm")
    font, lines = _title(card.title, room, fonts.serif)
    top: float = _BAND + 50
    for line in lines:
        pen.text((_EDGE, top), line, INK, font, anchor="lt")
        top += font.size * 1.35
    if card.number:
        number = _font(fonts.serif, 40)
        pen.text((_EDGE, top + 12), _fit(card.number, room, number), RED, number, anchor="lt")
    pen.text((_EDGE, height - 52), _fit(card.about, room, small), SOFT, small, anchor="lm")


def _title(title: str, room: float, face: Face) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which a title fits, and its lines; a very long one is cut."""
    for size in _TITLE_SIZES:
        font = _font(face, size)
        lines = wrap(title, room, font)
        if len(lines) <= (3 if size == _TITLE_SIZES[0] else _TITLE_LINES):
            return font, lines
    font = _font(face, _TITLE_SIZES[-1])
    lines = wrap(title, room, font)[:_TITLE_LINES]
    lines[-1] = f"{lines[-1][:-1]}…"
    return font, lines


def _fit(text: str, room: float, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


_FONTS: dict[tuple[str, int, int], ImageFont.FreeTypeFont] = {}


def _font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    key = (str(face.path), face.index, size)
    if key not in _FONTS:
        _FONTS[key] = ImageFont.truetype(str(face.path), size, face.index)
    return _FONTS[key]


def _mark(pen: ImageDraw.ImageDraw, left: float, top: float, side: float) -> None:
    """Draw the portal's mark, a sheet with a red head, on a square."""
    unit = side / 48

    def box(x: float, y: float, width: float, height: float, fill: str) -> None:
        at = (left + x * unit, top + y * unit)
        pen.rectangle((*at, at[0] + width * unit - 1, at[1] + height * unit - 1), fill=fill)

    box(8, 3, 32, 42, PAPER)
    box(13, 9, 22, 5, RED)
    box(13, 19, 22, 2, GOLD)
    for y, length in ((26, 22), (32, 22), (38, 12)):
        box(13, y, length, 2, LINES)


def draw_icon(side: int, *, full: bool) -> bytes:
    """Return an icon as PNG; `full`: red to the edge, the mark within the inner four fifths."""
    picture = Image.new("RGB", (side, side), RED)
    inner = side * (0.62 if full else 0.8)
    _mark(ImageDraw.Draw(picture), (side - inner) / 2, (side - inner) / 2, inner)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.quantize(32, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        out, "PNG", compress_level=6
    )
    return out.getvalue()


def card_of(edition: Edition, item: Item) -> Card:
    """Return what the card of an item says."""
    identity = edition.site.identity
    issuer = item.notice.issuer if item.notice else item.source
    number = "已撤回" if item.withdrawn else edition.number_text(item)
    return Card(
        site=identity.name,
        title=item.title,
        number=number if item.path not in edition.proposed else f"{number}（拟编号）",
        about="　".join(text for text in (issuer, f"{item.date:%Y-%m-%d}") if text),
        mark="示例" if edition.site.sample else "",
    )


def share_images(
    edition: Edition, fonts: Fonts | None, cache: FileCache
) -> Iterator[tuple[str, Callable[[], bytes], dict[str, str]]]:
    """Yield address, maker and key of each card, of the portal's own, and of the app's icons."""
    base = edition.site.identity.base_path
    face = f"{fonts.serif.path.name}{fonts.serif.path.stat().st_size}" if fonts else ""
    identity = edition.site.identity
    own = Card(identity.name, identity.name, "", identity.domain, "")

    def kept(card: Card) -> bytes:
        key = cache_key(_VERSION, PIL.__version__, face, repr(card))
        picture = cache.get(key)
        if picture is None:
            picture = draw_card(card, fonts)
            cache.put(key, picture)
        return picture

    yield share_address(edition.site), partial(kept, own), {"card": repr(own)}
    for item in edition.due if edition.site.share_pictures else ():
        card = card_of(edition, item)
        yield (
            share_address(edition.site, edition.urls[item.path]),
            partial(kept, card),
            {"card": digest_of(card)},
        )
    for name, (side, full) in ICONS.items():
        address = f"{base}theme/app/{name}"
        yield address, partial(draw_icon, side, full=full), {"icon": f"{side} {full}"}
