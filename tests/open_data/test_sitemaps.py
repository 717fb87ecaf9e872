"""Site maps: valid, cut at the limits, and dated by content alone."""

from __future__ import annotations

import json
import re
import urllib.robotparser
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from plugins.portal.sitemaps import news_sitemap, robots, sitemap_files
from tests.open_data.conftest import SMALL, build, odd_content
from tests.site.building import digests

pytestmark = pytest.mark.xdist_group("open_data")

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def edition_of(content: Path) -> Edition:
    problems = Problems(production=False)
    site = load_site(content, "content", problems)
    assert site
    return load_edition(content, "content", site, Mode.BUILD, date(2020, 12, 31), problems)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of(SMALL)


def places(text: str) -> list[tuple[str, str | None]]:
    root = etree.fromstring(text.encode())
    return [(one.findtext(f"{MAP}loc"), one.findtext(f"{MAP}lastmod")) for one in root]


@pytest.fixture(scope="session")
def protocol(node_modules: Path) -> etree.XMLSchema:
    """The schema of sitemaps.org, as npm's package sitemap brings it."""
    return etree.XMLSchema(etree.parse(node_modules / "sitemap" / "schema" / "sitemap.xsd"))


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_a_site_map_is_valid_and_names_pages_that_exist(
    output: str, protocol: etree.XMLSchema, request: pytest.FixtureRequest
):
    folder: Path = request.getfixturevalue(output)
    text = (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert protocol.validate(etree.fromstring(text.encode())), protocol.error_log
    found = places(text)
    assert len(dict(found)) == len(found) > 20
    for address, changed in found:
        path = re.sub(r"https://[^/]+/", "", address)
        assert (folder / path / "index.html").is_file(), address
        assert not path.startswith("zh-hant/")
        if changed:
            assert datetime.fromisoformat(changed).utcoffset() == timedelta(hours=8)


def test_what_is_not_listed_is_not_in_it(odd: Path):
    found = dict(places((odd / "sitemap.xml").read_text(encoding="utf-8")))
    site = "https://small.example/dongtai"
    assert found[f"{site}/odd/"] == "2020-03-07T09:10:00+08:00"
    assert found[f"{site}/"] == "2020-04-03T08:00:00+08:00"
    for name in ("hidden", "gone", "draft"):
        assert f"{site}/zhuanzai/{name}/" not in found


def test_past_the_limit_there_is_an_index_by_year(edition: Edition, protocol: etree.XMLSchema):
    pages = [f"/p/{n}/" for n in range(7)]
    whole = places(sitemap_files(edition, pages)["sitemap.xml"])
    files = sitemap_files(edition, pages, limit=4)
    index = etree.fromstring(files["sitemap.xml"].encode())
    assert index.tag == f"{MAP}sitemapindex"
    assert all(one.tag == f"{MAP}sitemap" for one in index)
    parts = [address.removeprefix("https://small.example/") for address, _ in places(
        files["sitemap.xml"])]  # fmt: skip
    assert parts == [
        "sitemap-pages.xml", "sitemap-pages-2.xml",
        "sitemap-2020.xml", "sitemap-2020-2.xml", "sitemap-2020-3.xml",
    ]  # fmt: skip
    assert files.keys() == {"sitemap.xml", *parts}
    found = []
    for part, (_, changed) in zip(parts, places(files["sitemap.xml"]), strict=True):
        assert protocol.validate(etree.fromstring(files[part].encode())), protocol.error_log
        inside = places(files[part])
        assert 0 < len(inside) <= 4
        days = [day for _, day in inside if day]
        assert changed == (max(days) if days else None)
        found += inside
    assert sorted(found) == sorted(whole)


def test_a_new_item_changes_the_last_part_of_its_year_alone(tmp_path: Path):
    content = odd_content(tmp_path)
    before = sitemap_files(edition_of(content), [], limit=3)
    new = content / "news" / "newest.md"
    new.write_text(
        "---\ntitle: 新\ndate: 2020-05-01 08:00\ncolumn: 动态\nsource: 甲\n---\n\n文。\n", "utf-8"
    )
    after = sitemap_files(edition_of(content), [], limit=3)
    last = [name for name in after if name.startswith("sitemap-2020")][-1]
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"sitemap.xml", last}


def test_a_part_keeps_to_the_bytes_allowed(edition: Edition):
    pages = [f"/{'a' * 200}{n}/&{n}" for n in range(50)]
    files = sitemap_files(edition, pages, size=4000)
    assert len(files) > 5
    for name, text in files.items():
        assert name == "sitemap.xml" or len(text.encode()) <= 4000, name


def test_news_are_of_the_two_days_before_the_newest(tmp_path: Path):
    content = odd_content(tmp_path)
    for name, moment in (("a", "2020-05-03 08:00"), ("b", "2020-05-01 08:01"),
                         ("c", "2020-05-01 08:00")):  # fmt: skip
        (content / "news" / f"{name}.md").write_text(
            f"---\ntitle: <{name}>\ndate: {moment}\ncolumn: 动态\nsource: 甲\n---\n\n文。\n",
            "utf-8",
        )
    root = etree.fromstring(news_sitemap(edition_of(content)).encode())
    found = []
    for one in root:
        news = one.find(f"{NEWS}news")
        assert [part.tag for part in news] == [
            f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title",
        ]  # fmt: skip
        assert [part.text for part in news[0]] == ["小站", "zh-cn"]
        found.append((one.findtext(f"{MAP}loc"), news[1].text, news[2].text))
    site = "https://small.example/dongtai"
    assert found == [
        (f"{site}/a/", "2020-05-03T08:00:00+08:00", "<a>"),
        (f"{site}/b/", "2020-05-01T08:01:00+08:00", "<b>"),
    ]


def test_robots_name_the_site_maps(edition: Edition):
    assert robots(edition, ["sitemap.xml"]) == "User-agent: *\nDisallow: /\n"
    object.__setattr__(edition.site, "sample", False)
    reader = urllib.robotparser.RobotFileParser()
    reader.parse(robots(edition, ["sitemap.xml", "sitemap-news.xml"]).splitlines())
    object.__setattr__(edition.site, "sample", True)
    root = "https://small.example/"
    assert reader.site_maps() == [f"{root}sitemap.xml", f"{root}sitemap-news.xml"]
    assert reader.can_fetch("*", f"{root}fa/2020/1/")


def test_nothing_comes_from_the_clock(odd: Path, tmp_path: Path):
    """Ten years on the same content gives the same bytes."""
    later = build(odd_content(tmp_path), tmp_path / "output", SOURCE_DATE_EPOCH="1924905600")
    assert digests(later) == digests(odd)


def test_a_portal_without_items_has_no_news_site_map(tmp_path: Path):
    content = odd_content(tmp_path)
    for path in [*content.glob("news/*.md"), *content.glob("notices/*.md")]:
        path.unlink()
    for path in content.glob("registers/**/*.toml"):
        path.unlink()
    output = build(content, tmp_path / "output")
    assert not (output / "sitemap-news.xml").exists()
    assert not (output / "feed.xml").exists()
    assert 'type="application/atom+xml"' not in (output / "index.html").read_text("utf-8")
    data = json.loads((output / "data" / "notices.json").read_text("utf-8"))
    assert (data["count"], data["notices"], data["updated"]) == (0, [], None)
    assert "还没有内容" in (output / "statistics" / "index.html").read_text("utf-8")
    assert "目前还没有公文" in (output / "data" / "index.html").read_text("utf-8")
