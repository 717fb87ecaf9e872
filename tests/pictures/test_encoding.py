"""Pictures made anew: size, colours and direction as a viewer shows them, nothing else left."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from plugins.model.picture_check import look_through
from plugins.model.picture_encoding import Form, PictureError, Shape, encode
from plugins.model.picture_kinds import HEAD, Kind, Raster, picture_size, raster_kind, raster_of
from plugins.model.pictures import SMALL, WIDE, Candidate, Picture, widths
from plugins.model.problems import Problems
from tests.pictures.samples import (
    BLUE,
    GREEN,
    MARK,
    ODD,
    RED,
    corners,
    jpeg,
    photo,
    png,
    raw_png,
    saved,
)
from tests.pictures.test_parts import FIELDS
from tests.site.building import PROJECT

PROFILED = ("profile.jpg",)
"""Pictures whose red and blue change places."""


def raster(raw: bytes) -> Raster:
    kind = raster_kind(raw[:HEAD])
    assert kind
    return raster_of(raw, kind)


def made(raw: bytes, form: Form, width: int) -> Image.Image:
    (content,) = encode(raw, raster(raw), (Shape(form, width),))
    assert MARK not in content
    picture = Image.open(io.BytesIO(content))
    assert not FIELDS & set(picture.info)
    assert not picture.getexif()
    return picture


def near(picture: Image.Image, at: tuple[float, float], colour: tuple[int, ...]) -> bool:
    """Whether a picture has about a colour at a place given in shares of its sides."""
    place = (int(picture.width * at[0]), int(picture.height * at[1]))
    found = picture.convert("RGB").getpixel(place)
    return all(abs(one - other) < 40 for one, other in zip(found, colour, strict=True))


STILL = [name for name in ODD if not name.startswith("moving")]


@pytest.mark.parametrize("name", STILL)
@pytest.mark.parametrize("form", [Form.WEBP, Form.FALLBACK])
def test_a_smaller_picture_keeps_its_shape(name: str, form: Form):
    about = raster(ODD[name])
    width = max(1, about.width * 3 // 4)
    if name == "long.jpg" and form is Form.WEBP:
        width = 700
    picture = made(ODD[name], form, width)
    assert picture.size == (width, max(1, round(about.height * width / about.width)))
    assert picture.mode in ("L", "P", "RGB", "RGBA")


def test_a_picture_too_long_for_webp_has_none():
    raw = ODD["long.jpg"]
    assert encode(raw, raster(raw), (Shape(Form.WEBP, 900),)) == (b"",)


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        # The sample is red above left, blue below left; the camera lay on its side.
        ("turned.jpg", {(0.75, 0.25): RED, (0.25, 0.25): BLUE, (0.5, 0.75): GREEN}),
        ("turned.webp", {(0.25, 0.75): RED, (0.75, 0.75): BLUE, (0.5, 0.25): GREEN}),
        ("profile.jpg", {(0.25, 0.25): (30, 30, 200), (0.25, 0.75): (200, 60, 30)}),
        ("srgb.jpg", {(0.25, 0.25): RED, (0.25, 0.75): BLUE}),
        ("broken-profile.jpg", {(0.25, 0.25): RED, (0.25, 0.75): BLUE}),
        ("cmyk.jpg", {(0.25, 0.25): RED, (0.25, 0.75): BLUE, (0.75, 0.5): GREEN}),
        ("deep.png", {(0.25, 0.5): RED, (0.75, 0.5): BLUE}),
        ("deep-grey.png", {(0.02, 0.5): (5,) * 3, (0.5, 0.5): (127,) * 3, (0.98, 0.5): (250,) * 3}),
        ("still.gif", {(0.25, 0.25): RED, (0.25, 0.75): BLUE}),
    ],
)
def test_colours_and_direction_are_as_viewers_show_them(name: str, colours: dict):
    about = raster(ODD[name])
    for form, width in ((Form.WHOLE, about.width), (Form.WEBP, about.width // 2)):
        if form is Form.WHOLE and name == "deep-grey.png":
            continue  # as it was: 16 bits, which browsers show
        picture = made(ODD[name], form, width)
        for at, colour in colours.items():
            assert near(picture, at, colour), (form, at, picture.convert("RGB").getpixel((0, 0)))


@pytest.mark.parametrize("name", ["turned.jpg", "turned.webp", "profile.jpg", "cmyk.jpg"])
def test_what_metadata_decided_is_in_the_pixels(name: str):
    about = raster(ODD[name])
    picture = made(ODD[name], Form.WHOLE, about.width)
    assert picture.size == (about.width, about.height)
    assert picture.mode == "RGB"
    assert about.width > about.height


@pytest.mark.parametrize("name", ["clear.png", "soft.png"])
def test_what_is_transparent_stays_so(name: str):
    for form in (Form.WEBP, Form.FALLBACK):
        alpha = made(ODD[name], form, 800).convert("RGBA").getchannel("A")
        with Image.open(io.BytesIO(ODD[name])) as before:
            had = before.convert("RGBA").getchannel("A").resize((800, 200))
        assert ImageStat.Stat(ImageChops.difference(alpha, had)).mean[0] < 2


def test_moving_pictures_move_on():
    for name in ("moving.gif", "moving.webp", "moving.png"):
        picture = made(ODD[name], Form.WHOLE, 1600)
        assert picture.n_frames == 3


def test_the_same_bytes_every_time():
    shapes = [Shape(Form.WHOLE, 1600), Shape(Form.FALLBACK, 1472), Shape(Form.WEBP, 736)]
    raw = ODD["photo.webp"]
    assert encode(raw, raster(raw), shapes) == encode(raw, raster(raw), shapes[::-1])[::-1]


def test_a_drawing_stays_sharp():
    """Lossy WebP halves the colours of red letters; a drawing is kept without loss."""
    raw = ODD["chart.png"]
    picture = made(raw, Form.WEBP, 960).convert("RGB")
    with Image.open(io.BytesIO(raw)) as before:
        assert ImageChops.difference(picture, before.convert("RGB")).getbbox() is None


@pytest.mark.parametrize("name", STILL)
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_damaged_picture_is_told(name: str, share: float):
    raw = ODD[name]
    cut = raw[: int(len(raw) * share)]
    if name == "tiny.png" or raw[: len(cut)].rstrip(MARK) == raw.rstrip(MARK):
        cut = raw[:40]
    with pytest.raises((PictureError, OSError)):
        encode(cut, raster(cut), (Shape(Form.WEBP, 4),))


def test_a_damaged_picture_is_told_beside_weasyprint():
    """It makes Pillow read on past the end of files, for the whole process."""
    import weasyprint

    assert weasyprint.__version__
    raw = ODD["photo.jpg"][:9000]
    with pytest.raises(PictureError):
        encode(raw, raster(raw), (Shape(Form.WEBP, 4),))


def test_nothing_is_enlarged():
    assert widths(3000, WIDE) == (736, 1104, 1472)
    assert widths(1472, WIDE) == (736, 1104, 1472)
    assert widths(1200, WIDE) == (736, 1200)
    assert widths(800, WIDE) == (800,)
    assert widths(120, WIDE) == widths(120, SMALL) == (120,)
    assert widths(960, SMALL) == (160, 320, 480, 736)


def picture(sizes: dict[int, int], fallback: int) -> Picture:
    """Return a picture 960 pixels wide; sizes in KB."""
    made_of = tuple(Candidate(width, f"{width}", size << 10) for width, size in sizes.items())
    return Picture(960, 540, "x", 960, 540, fallback << 10, made_of)


def test_widths_that_gain_nothing_are_left_out():
    def chosen(sizes: dict[int, int], fallback: int, steps: tuple[int, ...] = WIDE) -> list[int]:
        return [one.width for one in picture(sizes, fallback).choice(steps)]

    assert chosen({736: 20, 960: 30}, 40) == [736, 960]
    assert chosen({736: 30, 960: 30}, 40) == [960]
    assert chosen({736: 20, 960: 50}, 40) == [736, 960]
    assert chosen({736: 40, 960: 50}, 40) == []
    assert chosen({160: 5, 736: 20, 960: 30}, 40) == [736, 960]
    assert chosen({160: 5, 736: 20, 960: 30}, 40, SMALL) == [160, 736]


@pytest.mark.parametrize("name", ODD)
def test_the_size_is_the_one_shown(name: str, tmp_path: Path):
    path = tmp_path / "x.bin"
    path.write_bytes(ODD[name])
    about = raster(ODD[name])
    assert picture_size(path) == (about.width, about.height)


@pytest.mark.parametrize("form", ["BMP", "TIFF", "AVIF", "JPEG2000"])
def test_other_kinds_are_no_pictures_for_pages(form: str, tmp_path: Path):
    path = tmp_path / "x.png"
    path.write_bytes(saved(corners(40, 40), form))
    assert picture_size(path) == (0, 0)


def told(root: Path, name: str) -> list[str]:
    problems = Problems()
    look_through(root, "content", [name], problems)
    return [f"{one.path} {one.code} {one.fault('en')}" for one in problems]


def test_what_is_too_large_is_told(tmp_path: Path):
    files = {
        "claims.png": raw_png(30000, 30000, 8, 2, b""),
        "more.png": raw_png(8000, 8000, 8, 2, b""),
        "wide.png": raw_png(5000, 1, 1, 0, b"\0" * 626),
        "cut.jpg": jpeg(photo(300, 200))[:4000],
        "fine.jpg": jpeg(photo(300, 200)),
        "no picture.jpg": b"<html>",
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    limit = "above the limit of 5000 万像素"
    assert [code for name in files for code in told(tmp_path, name)] == [
        f"content/claims.png B011 the picture is too large (17895 万像素以上), {limit}",
        f"content/more.png B011 the picture is too large (8000×8000), {limit}",
        "content/wide.png B012 the picture is larger than pages need (5000×1, 0.0 MB)",
        "content/cut.jpg B010 the picture is damaged or incomplete",
    ]


def test_huge_claims_cost_no_memory(tmp_path: Path):
    """Files of 200 bytes that claim 900 million pixels and more, looked at within 1 GB."""
    (tmp_path / "x.png").write_bytes(raw_png(30000, 30000, 8, 2, b""))
    small = saved(corners(4, 4), "GIF")
    (tmp_path / "y.gif").write_bytes(small[:6] + b"\xff" * 4 + small[10:])
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from plugins.model.picture_check import look_through\n"
        "from plugins.model.problems import Problems\n"
        "look_through(Path(sys.argv[1]), 'c', ['x.png', 'y.gif'], problems := Problems())\n"
        "print(*[problem.code for problem in problems])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(tmp_path)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["B011", "B011"]


def test_a_kind_follows_from_content_alone():
    assert raster_kind(png(corners(4, 4))[:HEAD]) is Kind.PNG
    assert raster_kind(b"RIFF\0\0\0\0WAVE") is None
    assert raster_kind(b"") is None
