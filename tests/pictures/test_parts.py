"""Metadata out of picture files: nothing of it stays, and not one pixel changes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageSequence

from plugins.model.picture_kinds import HEAD, Kind, raster_kind
from plugins.model.picture_parts import PartsError, stripped
from tests.pictures.samples import MARK, ODD, corners, jpeg, saved

FIELDS = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "icc_profile", "photoshop", "Author",
          "Comment", "mp", "mpoffset", "Raw profile type exif", "dpi"}  # fmt: skip
"""What Pillow calls metadata."""


def kind_of(raw: bytes) -> Kind:
    kind = raster_kind(raw[:HEAD])
    assert kind
    return kind


def frames(raw: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(raw)) as picture:
        return [frame.convert("RGBA") for frame in ImageSequence.Iterator(picture)]


@pytest.mark.parametrize("name", ODD)
def test_pixels_stay_and_all_else_goes(name: str):
    raw = ODD[name]
    bare = stripped(raw, kind_of(raw))
    assert MARK not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        assert not FIELDS & set(picture.info)
        assert not picture.getexif()
    before, after = frames(raw), frames(bare)
    assert len(before) == len(after) == (3 if name.startswith("moving") else 1)
    for one, other in zip(before, after, strict=True):
        assert one.size == other.size
        assert ImageChops.difference(one, other).getbbox(alpha_only=False) is None


@pytest.mark.parametrize("name", ODD)
def test_stripping_twice_changes_nothing(name: str):
    bare = stripped(ODD[name], kind_of(ODD[name]))
    assert stripped(bare, kind_of(bare)) == bare


def test_times_of_frames_stay():
    for name in ("moving.gif", "moving.webp", "moving.png"):
        with Image.open(io.BytesIO(stripped(ODD[name], kind_of(ODD[name])))) as picture:
            picture.seek(1)
            picture.load()
            assert picture.info["duration"] == 90, name
            assert picture.info.get("loop", 0) == 0, name


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("share", [0.02, 0.4, 0.8])
def test_a_cut_file_is_told_from_a_whole_one(name: str, share: float):
    bare = stripped(ODD[name], kind_of(ODD[name]))
    cut = bare[: max(HEAD, int(len(bare) * share))]
    with pytest.raises(PartsError):
        stripped(cut, kind_of(bare))


def test_a_gif_without_its_last_byte_is_whole():
    raw = saved(corners(40, 40), "GIF")
    assert stripped(raw[:-1], Kind.GIF) == stripped(raw, Kind.GIF)


STARTS = [ODD[name][:200] for name in ("tiny.png", "still.gif", "turned.webp")]
STARTS.append(jpeg(corners(16, 16)))


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.integers(0, 400))
def test_no_file_is_too_strange(start: bytes, rest: bytes, cut: int):
    raw = start[: max(HEAD, cut)] + rest
    try:
        bare = stripped(raw, kind_of(start))
    except PartsError:
        return
    assert stripped(bare, kind_of(start)) == bare
