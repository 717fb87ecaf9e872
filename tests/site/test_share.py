"""Share pictures, icons and what social networks are told."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont

from plugins.model.fonts import find_fonts
from plugins.portal.share_image import ICONS, Card, draw_card, draw_icon, wrap
from tests.site.building import PROJECT, digests, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
FONTS = find_fonts()
CARD = Card("某机关网站", "某机关关于做好值班工作的通知", "某发〔2020〕1号", "某机关", "示例")
needs_fonts = pytest.mark.skipif(FONTS is None, reason="no Chinese font")


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


@needs_fonts
@pytest.mark.parametrize(
    "change",
    [{"title": "另一个标题"}, {"number": ""}, {"about": "别的"}, {"mark": ""}, {"site": "别站"},
     {"title": "很长的标题" * 40}, {"number": "某" * 80}],
)  # fmt: skip
def test_everything_on_a_card_shows(change: dict[str, str]):
    values = {name: getattr(CARD, name) for name in Card.__slots__}
    one, other = opened(draw_card(CARD, FONTS)), opened(draw_card(Card(**values | change), FONTS))
    assert one.size == other.size == (1200, 630)
    assert ImageChops.difference(one, other).getbbox() is not None
    edge = other.crop((1135, 140, 1200, 630)).getcolors()
    assert edge is not None
    assert len(edge) == 1, "text runs over the edge"


def test_without_fonts_a_card_has_no_text():
    assert draw_card(CARD, None) == draw_card(Card("a", "b", "c", "d", "e"), None)
    assert opened(draw_card(CARD, None)).size == (1200, 630)


@pytest.mark.parametrize("name", ICONS)
def test_icons_have_their_size(name: str):
    side, full = ICONS[name]
    assert opened(draw_icon(side, full=full)).size == (side, side)


@needs_fonts
@given(st.text(alphabet="关于做好《值班〈工作〉》（试行）的通知，、。a1", max_size=120))
def test_lines_break_as_chinese_does(title: str):
    assert FONTS is not None
    font = ImageFont.truetype(str(FONTS.serif.path), 60, FONTS.serif.index)
    lines = wrap(title, 500, font)
    assert "".join(lines) == title
    for before, after in pairwise(lines):
        assert before
        assert after[0] not in "、，。；：？！）》〉」』”’〕】％"


def build(tmp_path: Path, name: str, **environment: str) -> Path:
    output = tmp_path / name
    done = run_cli("build", "--content", str(SMALL), "--output", str(output), **environment)
    assert done.returncode == 0, done.stderr
    if "FONTCONFIG_FILE" in environment:
        assert "G001" in done.stderr
    return output


def test_pages_tell_social_networks_what_they_are(tmp_path: Path):
    output = build(tmp_path, "output")
    page = BeautifulSoup((output / "fa/2020/1/index.html").read_text("utf-8"), "html.parser")
    told = {one["property"]: one["content"] for one in page.select("meta[property]")}
    root = page.select_one("link[rel=canonical]")["href"].removesuffix("fa/2020/1/")
    assert told == {
        "og:site_name": "小站",
        "og:title": "某机关关于值班的通知",
        "og:type": "article",
        "og:url": f"{root}fa/2020/1/",
        "og:locale": "zh_CN",
        "og:description": told["og:description"],
        "og:image": f"{root}fa/2020/1/share.png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "某机关关于值班的通知",
        "article:published_time": "2020-01-06T10:00:00+08:00",
    }
    home = BeautifulSoup((output / "index.html").read_text("utf-8"), "html.parser")
    picture = home.select_one('meta[property="og:image"]')["content"].removeprefix(root)
    assert (output / picture).is_file()
    weibo = page.select_one("a.tools__link")["href"]
    assert "pic=https%3A%2F%2F" in weibo


def test_the_same_cards_with_and_without_a_cache(tmp_path: Path):
    kept = build(tmp_path, "one", TONGBAO_CACHE=str(tmp_path / "cache"))
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-2])
    damaged = build(tmp_path, "two", TONGBAO_CACHE=str(tmp_path / "cache"))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    nowhere = build(tmp_path, "three", TONGBAO_CACHE=str(tmp_path / "file"))
    assert digests(kept) == digests(damaged) == digests(nowhere)


def test_a_machine_without_chinese_fonts_says_so(tmp_path: Path):
    config = tmp_path / "fonts.conf"
    config.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>',
        encoding="utf-8",
    )
    output = build(
        tmp_path, "output", FONTCONFIG_FILE=str(config), TONGBAO_CACHE=str(tmp_path / "cache")
    )
    assert (output / "fa" / "2020" / "1" / "share.png").is_file()
