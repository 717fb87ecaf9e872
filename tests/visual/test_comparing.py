"""The comparison sees what readers would see, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from tests.browser.test_pages import PAGES
from tests.visual.comparing import compare, compare_coarsely
from tests.visual.golden_set import GoldenSet, MadeWith, font_digest
from tests.visual.shots import SHOTS, picture

pytestmark = pytest.mark.xdist_group("visual")
CHANGES = {
    "a pixel of space": ".sheet__head { margin-block-end: 2.0625rem !important }",
    "a tenth of a pixel between letters": ".sheet__title { letter-spacing: 0.1px !important }",
    "a shade of a line": ".sheet__bar { border-color: #d8d0c8 !important }",
    "a shade of the text": ".prose { color: #2d2826 !important }",
    "a rounder corner": ".tools__button { border-radius: 6px !important }",
    "a word less": ".tools__label { visibility: hidden }",
    "another length": ".prose { display: none }",
}
NOISE = {
    "a layer of its own": ".prose { will-change: transform }",
    "a layer drawn at a scale": ".prose { transform: scale(1.00001) }",
    "harder edges": ".prose { filter: contrast(1.05) }",
}


def shown(page: Page, address: str, css: str = "") -> Image.Image:
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    page.goto(address)
    if css:
        page.add_style_tag(content=css)
    return picture(page, 1440, 800)


@pytest.fixture(scope="module")
def before(camera: Page, sample_portal: str) -> Image.Image:
    return shown(camera, sample_portal + PAGES["news"])


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(camera: Page, sample_portal: str, before: Image.Image, change: str):
    after = shown(camera, sample_portal + PAGES["news"], CHANGES[change])
    found = compare(before, after)
    assert found
    assert "pixels" in found.fault
    reds = sum(
        count for count, colour in found.picture.getcolors(1 << 24) if colour == (255, 0, 60)
    )
    assert reds > 10


@pytest.mark.parametrize("noise", NOISE)
def test_smoothing_is_not(camera: Page, sample_portal: str, before: Image.Image, noise: str):
    after = shown(camera, sample_portal + PAGES["news"], NOISE[noise])
    assert ImageChops.difference(before, after).getbbox()
    assert compare(before, after) is None


def test_in_the_large_only_a_broken_page_differs(
    camera: Page, sample_portal: str, before: Image.Image
):
    address = sample_portal + PAGES["news"]
    assert compare_coarsely(before, shown(camera, address, CHANGES["a pixel of space"])) is None
    camera.route("**/*.css", lambda route: route.abort())
    bare = shown(camera, address)
    camera.unroute("**/*.css")
    found = compare_coarsely(before, bare)
    assert found
    assert "of the page differs" in found.fault


@pytest.fixture
def small_set(tmp_path: Path) -> GoldenSet:
    here = MadeWith(156, "fonts")
    made = GoldenSet(tmp_path / "golden", tmp_path / "kept", here, update=True)
    assert made.check("pages/a", Image.new("RGB", (160, 120), "white")) == ""
    made.sign()
    return replace(made, update=False)


def spotted() -> Image.Image:
    sheet = Image.new("RGB", (160, 120), "white")
    sheet.paste("black", (10, 10, 20, 14))
    return sheet


def test_three_pictures_of_a_fault_are_kept(small_set: GoldenSet):
    folder = small_set.kept / "pages" / "a"
    fault = small_set.check("pages/a", spotted())
    assert fault == f"pages/a: 40 or more pixels differ; see {folder}"
    assert {path.name for path in folder.iterdir()} == {
        "expected.png", "actual.png", "difference.png",
    }  # fmt: skip
    assert small_set.check("pages/a", Image.new("RGB", (160, 120), "white")) == ""
    assert "has no picture yet" in small_set.check("pages/b", spotted())
    assert small_set.names() == {"pages/a"}


def test_remaking_leaves_what_looks_alike(small_set: GoldenSet):
    path = small_set.folder / "pages" / "a.webp"
    remaking = replace(small_set, update=True)
    first = path.read_bytes()
    assert remaking.check("pages/a", Image.new("RGB", (160, 120), (254, 255, 255))) == ""
    assert path.read_bytes() == first
    assert remaking.check("pages/a", spotted()) == ""
    assert path.read_bytes() != first
    assert small_set.check("pages/a", spotted()) == ""
    remaking.drop("pages/a")
    assert small_set.names() == set()


@pytest.mark.parametrize("other", [MadeWith(157, "fonts"), MadeWith(156, "others")])
def test_another_browser_or_other_fonts_are_compared_in_the_large(
    small_set: GoldenSet, other: MadeWith
):
    there = replace(small_set, here=other)
    assert there.check("pages/a", spotted()) == ""
    assert "of the page differs" in there.check("pages/a", Image.new("RGB", (160, 120), "black"))


def test_fonts_are_known_by_their_contents(tmp_path: Path):
    (tmp_path / "a").mkdir()
    first, second = tmp_path / "one.ttc", tmp_path / "a" / "one.ttc"
    first.write_bytes(b"x")
    second.write_bytes(b"x")
    assert font_digest([first]) == font_digest([second])
    second.write_bytes(b"y")
    assert font_digest([first]) != font_digest([second])


def test_no_two_shots_share_a_name():
    names = [shot.name for shot in SHOTS]
    assert len(names) == len(set(names))
