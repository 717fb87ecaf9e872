"""Pictures through real builds: what is published, what isn't, and that nothing is made twice."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image
from pypdf import PdfReader

from plugins.model.picture_kinds import raster_kind
from plugins.model.pictures import SMALL, WIDE
from tests.pictures.samples import MARK, ODD, jpeg, photo, raw_png
from tests.pictures.test_parts import FIELDS
from tests.site.building import PROJECT, digests, run_cli, run_pelican

SMALL_SITE = PROJECT / "tests" / "sites" / "small"
NEWS = (
    "---\ntitle: {title}\ndate: 2020-03-0{day}\ncolumn: dongtai\nsource: 某部门\n"
    "{more}---\n\n{body}\n"
)
PICTURES = 'kind = "pictures"\ntitle = "图片"\ncount = 5'
SHOWN = [name for name in ODD if name not in ("photo.jpg", "turned.jpg")]


def write_item(content: Path, name: str, day: int, body: str, more: str = "") -> None:
    text = NEWS.format(title=f"图片新闻{name}", day=day, more=more, body=body)
    (content / "news" / f"{name}.md").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with every odd picture in texts, as lead, beside titles, nowhere."""
    folder = tmp_path_factory.mktemp("pictures") / "content"
    shutil.copytree(SMALL_SITE, folder)
    for name, raw in ODD.items():
        (folder / "images" / name).write_bytes(raw)
    (folder / "images" / "alone.jpg").write_bytes(jpeg(photo(2400, 600)))
    (folder / "images" / "draft.jpg").write_bytes(jpeg(photo(900, 600)))
    (folder / "images" / "gone.jpg").write_bytes(jpeg(photo(901, 600)))
    (folder / "images" / "both.jpg").write_bytes(jpeg(photo(902, 600)))
    (folder / "attachments" / "scan.jpg").write_bytes(jpeg(photo(903, 600)))
    body = "\n\n".join(f"![图](</images/{name}>)" for name in SHOWN)
    write_item(
        folder, "all", 1, f"{body}\n\n![图](/images/both.jpg)\n\n![图](/attachments/scan.jpg)"
    )
    first = "image: images/photo.jpg\nimage_alt: 图\n"
    write_item(folder, "first", 9, "正文。\n\n![图](/images/photo.jpg)", first)
    write_item(folder, "second", 8, "正文。", "image: images/turned.jpg\nimage_alt: 图\n")
    write_item(
        folder, "draft", 7, "![图](/images/draft.jpg)\n\n![图](/images/both.jpg)", "status: draft\n"
    )
    gone = "status: withdrawn\nwithdrawn: 2020-04-01\nwithdrawn_reason: 有误\n"
    write_item(folder, "gone", 6, "![图](/images/gone.jpg)", gone)
    notice = folder / "notices" / "fa-1.md"
    text = notice.read_text(encoding="utf-8")
    notice.write_text(f"{text}\n\n![图](/images/turned.jpg)\n", encoding="utf-8")
    site = (folder / "site.toml").read_text(encoding="utf-8")
    site = site.replace('kind = "headline"\ncolumns = ["dongtai"]\ncount = 1', PICTURES)
    (folder / "site.toml").write_text(site, "utf-8")
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def output(content: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "output"
    done = build(content, folder, cache, "--pdf")
    assert "提醒" not in done, done
    return folder


def build(content: Path, output: Path, cache: Path, *more: str) -> str:
    done = run_cli("build", "--content", str(content), "--output", str(output), *more,
                   TONGBAO_CACHE=str(cache))  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def rasters(output: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(output.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if raster_kind(raw[:12]):
                yield path, raw


def page(output: Path, address: str) -> BeautifulSoup:
    return BeautifulSoup((output / address / "index.html").read_text("utf-8"), "html.parser")


def size_of(output: Path, address: str) -> tuple[int, int]:
    with Image.open(output / unquote(address).lstrip("/")) as picture:
        return picture.size


def candidates(source: Tag) -> list[tuple[str, int]]:
    parts = [part.split(" ") for part in source["srcset"].split(", ")]
    return [(address, int(width.removesuffix("w"))) for address, width in parts]


def test_no_published_picture_tells_of_its_camera(output: Path):
    seen = 0
    for path, raw in rasters(output):
        assert MARK not in raw, path
        with Image.open(io.BytesIO(raw)) as picture:
            assert not FIELDS & set(picture.info), path
            assert not picture.getexif(), path
        seen += 1
    assert seen > len(ODD) * 2
    for path in output.rglob("*.pdf"):
        assert MARK not in path.read_bytes(), path


def test_every_picture_keeps_its_address(output: Path, content: Path):
    for name in [*SHOWN, "photo.jpg", "turned.jpg", "alone.jpg", "both.jpg"]:
        assert (output / "images" / name).is_file(), name
    assert (output / "images" / "square.svg").read_bytes() == (
        content / "images" / "square.svg"
    ).read_bytes()
    assert size_of(output, "/images/alone.jpg") == (2400, 600)
    assert (output / "attachments" / "list.csv").is_file()


def test_what_drafts_and_withdrawn_items_alone_show_stays_back(
    output: Path, content: Path, cache: Path, tmp_path: Path
):
    names = {path.name for path in (output / "images").iterdir()}
    assert not [name for name in names if name.startswith(("draft", "gone"))]
    assert [name for name in names if name.startswith("both-")]
    build(content, tmp_path / "preview", cache, "--preview")
    names = {path.name for path in (tmp_path / "preview" / "images").iterdir()}
    assert "draft.jpg" in names
    assert "gone.jpg" not in names


def test_what_no_page_shows_has_one_size(output: Path):
    assert [path.name for path in (output / "images").glob("alone*")] == ["alone.jpg"]


def test_every_choice_is_real(output: Path):
    """Each file is there, as wide as told, named by its content, and none is enlarged."""
    found = 0
    for path in output.rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for source in soup.select("picture > source"):
            picture = source.find_next_sibling("img")
            offered = candidates(source)
            assert [width for _, width in offered] == sorted({width for _, width in offered})
            fallback = (output / unquote(picture["src"]).lstrip("/")).stat().st_size
            for address, width in offered:
                file = output / unquote(address).lstrip("/")
                digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10]
                assert re.search(rf"-{width}\.{digest}\.webp$", address)
                real, high = size_of(output, address)
                assert real == width <= int(picture["width"])
                assert high == pytest.approx(
                    real * int(picture["height"]) / int(picture["width"]), abs=1
                )
                found += 1
            smallest = (output / unquote(offered[0][0]).lstrip("/")).stat().st_size
            assert smallest < fallback
    assert found > 40


def test_the_body_shows_every_kind(output: Path):
    shown = {}
    for image in page(output, "dongtai/all").select(".prose img"):
        source = image.find_previous_sibling("source") if image.parent.name == "picture" else None
        name = unquote(image["src"]).rpartition("/")[2]
        shown[name] = [width for _, width in candidates(source)] if source else []
        assert (int(image["width"]), int(image["height"])) == size_of(output, image["src"])
    assert shown.pop("scan.jpg") == [736, 903]
    assert shown["cmyk.jpg"] == [736, 1000]
    assert shown["中文 名，二.jpg"] == [800]
    assert shown["chart.png"] == [960]
    assert shown["moving.gif"] == shown["moving.webp"] == shown["moving.png"] == []
    assert shown["tiny.png"] == []
    assert shown["long.jpg"] == [736]
    reduced = {re.sub(r"-1472\.\w{10}", "", name) for name in shown if "-1472." in name}
    assert reduced >= {"photo.webp"}


def test_a_wide_original_has_a_smaller_fallback(output: Path):
    image = page(output, "dongtai/first").select_one(".prose img")
    assert re.fullmatch(r"/images/photo-1472\.\w{10}\.jpg", image["src"])
    assert (image["width"], image["height"]) == ("1472", "920")
    assert size_of(output, "/images/photo.jpg") == (2000, 1250)
    label = page(output, "dongtai/first").select_one("meta[name=Image]")
    assert label["content"].endswith("/images/photo.jpg")


def test_the_home_page_has_small_ones_beside_titles(output: Path):
    first, second = page(output, "").select(".picture")[:2]
    assert [width for _, width in candidates(first.source)] == list(WIDE)
    assert [width for _, width in candidates(second.source)] == list(SMALL)
    assert first.img["fetchpriority"] == "high"
    assert "loading" not in first.img.attrs
    assert second.img["loading"] == "lazy"
    assert "fetchpriority" not in second.img.attrs


def test_only_the_first_picture_near_the_top_is_urgent(output: Path):
    urgent = [
        one.has_attr("fetchpriority") for one in page(output, "dongtai/all").select(".prose img")
    ]
    assert urgent[0]
    assert not any(urgent[1:])
    notice = page(output, "fa/2020/1").select_one(".prose img")
    assert notice["loading"] == "lazy"


def test_feeds_have_plain_pictures_with_whole_addresses(output: Path):
    space = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.parse(output / "feed.xml").findall(f"{space}entry")
    bodies = "".join(entry.findtext(f"{space}content") or "" for entry in entries)
    images = BeautifulSoup(bodies, "html.parser").select("img")
    assert len(images) > 20
    assert "<source" not in bodies
    assert "srcset" not in bodies
    for image in images:
        assert image["src"].startswith("https://")
        name = unquote(image["src"]).partition("/images/")[2]
        assert not name or (output / "images" / name).is_file()


def test_the_pdf_shows_pictures_upright(output: Path):
    (path,) = (output / "fa" / "2020" / "1").glob("*.pdf")
    sizes = {image.image.size for one in PdfReader(path).pages for image in one.images}
    assert sizes == {(1472, 736)}


def test_the_traditional_edition_shows_the_same_files(tmp_path: Path, content: Path, cache: Path):
    other = tmp_path / "content"
    shutil.copytree(content, other)
    site = (other / "site.toml").read_text("utf-8")
    (other / "site.toml").write_text(
        site.replace('traditional = "off"', 'traditional = "tw"'), "utf-8"
    )
    build(other, tmp_path / "output", cache)
    one, copy = (page(tmp_path / "output", f"{at}dongtai/all") for at in ("", "zh-hant/"))
    assert [tag["srcset"] for tag in one.select("source")] == [
        tag["srcset"] for tag in copy.select("source")
    ]
    assert copy.select_one(".prose img")["alt"] == "圖"


def made_files(cache: Path) -> dict[Path, int]:
    """Return when each file was made that is kept under the key of what it was made from."""
    files = (path for path in cache.glob("??/*") if path.is_file())
    return {path: path.stat().st_mtime_ns for path in files}


def test_plain_pelican_and_a_second_build_give_the_same_bytes(
    output: Path, content: Path, cache: Path, tmp_path: Path
):
    kept = made_files(cache)
    told = build(content, tmp_path / "again", cache, "--pdf")
    assert "新制文件 0 个" in told
    assert digests(tmp_path / "again") == digests(output)
    done = run_pelican(tmp_path / "plain", TONGBAO_CONTENT=str(content), TONGBAO_PDF="1",
                       TONGBAO_LABEL="x", TONGBAO_CACHE=str(cache))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "plain") == digests(output)
    assert made_files(cache) == kept


def test_what_the_cache_holds_is_not_made_again(content: Path, cache: Path, tmp_path: Path):
    """Another content under a kept key comes out: nothing was encoded."""
    copy = tmp_path / "cache"
    shutil.copytree(cache, copy)
    fake = b"RIFF\x0a\0\0\0WEBPkept"
    changed = 0
    for path in copy.rglob("*"):
        if path.is_file() and path.read_bytes()[40:44] == b"WEBP":
            path.write_bytes(hashlib.sha256(fake).digest() + fake)
            changed += 1
    assert changed > 20
    build(content, tmp_path / "output", copy)
    made = [
        raw
        for path, raw in rasters(tmp_path / "output")
        if re.search(r"-\d+\.\w{10}\.webp$", path.name)
    ]
    assert len(made) > 5
    assert set(made) == {fake}


def test_without_a_cache_the_bytes_are_the_same(output: Path, content: Path, tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    build(content, tmp_path / "output", tmp_path / "file", "--no-pdf")
    here = {
        name: one
        for name, one in digests(tmp_path / "output").items()
        if name.startswith("images/")
    }
    there = {name: one for name, one in digests(output).items() if name.startswith("images/")}
    assert here == there


def test_a_picture_that_cannot_be_decoded_stops_the_build(tmp_path: Path):
    """Its parts are whole, so only decoding shows it; the earlier portal stays."""
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL_SITE, content)
    build(content, output, tmp_path / "cache")
    before = digests(output)
    (content / "images" / "x.png").write_bytes(raw_png(300, 300, 8, 2, b"\0" * 90))
    write_item(content, "x", 1, "![图](/images/x.png)")
    for done in (
        run_cli("build", "--content", str(content), "--output", str(output)),
        run_pelican(output, TONGBAO_CONTENT=str(content), TONGBAO_LABEL="content"),
    ):
        assert done.returncode == 1
        assert "images/x.png:1:1: B010" in done.stderr
        assert "Traceback" not in done.stderr
        assert digests(output) == before


def test_a_base_path_stands_before_every_address(content: Path, cache: Path, tmp_path: Path):
    other = tmp_path / "content"
    shutil.copytree(content, other)
    site = (other / "site.toml").read_text("utf-8")
    site = site.replace("[identity]\n", '[identity]\nbase_path = "/sub/"\n', 1)
    (other / "site.toml").write_text(site, "utf-8")
    build(other, tmp_path / "output", cache)
    soup = page(tmp_path / "output", "dongtai/all")
    for source in soup.select("source"):
        for address, _ in candidates(source):
            assert address.startswith(("/sub/images/", "/sub/attachments/"))
            assert (tmp_path / "output" / unquote(address).removeprefix("/sub/")).is_file()
