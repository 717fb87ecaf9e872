"""Feeds: valid by their formats' own rules, whole, and the same from any clock."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from html import unescape
from pathlib import Path

import feedparser
import jsonschema
import pytest
from lxml import etree

from plugins.model.site import Site
from plugins.open_data.channels import absolute_html
from plugins.portal.gallery import blank
from tests.open_data.conftest import SECRET

pytestmark = pytest.mark.xdist_group("open_data")

HERE = Path(__file__).parent
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITE = "https://small.example"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00\Z")


def paths(output: Path, name: str) -> list[Path]:
    """Return the feeds of a name: those of the site, of columns and of series."""
    found = sorted(output.rglob(name))
    assert found
    return found


def test_site_columns_and_series_have_feeds(odd: Path):
    made = {name: {one.parent.relative_to(odd).as_posix() for one in paths(odd, name)}
            for name in ("feed.xml", "feed.json", "rss.xml")}  # fmt: skip
    columns = {".", "dongtai", "gongwen", "dongtai/zhuanzai"}
    assert made == {
        "feed.xml": columns | {"fa", "qi"},
        "feed.json": columns | {"fa", "qi"},
        "rss.xml": columns,
    }


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_atom_keeps_to_rfc_4287(output: str, request: pytest.FixtureRequest):
    schema = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
    folder: Path = request.getfixturevalue(output)
    for path in paths(folder, "feed.xml"):
        tree = etree.parse(path)
        assert schema.validate(tree), (path, schema.error_log)
        root = tree.getroot()
        links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
        assert links["self"].endswith(path.relative_to(folder).as_posix())
        entries = root.findall(f"{ATOM}entry")
        ids = [one.findtext(f"{ATOM}id") for one in entries]
        assert len(set(ids)) == len(ids) > 0
        assert root.find(f"{ATOM}author") is not None
        for one in entries:
            assert one.find(f"{ATOM}link[@rel='alternate']") is not None
            assert one.find(f"{ATOM}content") is not None
        for one in root.iter(f"{ATOM}updated", f"{ATOM}published"):
            assert MOMENT.match(one.text)
        updated = max(one.findtext(f"{ATOM}updated") for one in entries)
        assert root.findtext(f"{ATOM}updated") == updated


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_rss_keeps_to_its_specification(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    for path in paths(folder, "rss.xml"):
        root = etree.parse(path).getroot()
        assert (root.tag, root.get("version")) == ("rss", "2.0")
        (channel,) = root
        for name in ("title", "link", "description", "language", "lastBuildDate"):
            assert len(channel.findall(name)) == 1, name
        own = channel.find(f"{ATOM}link")
        assert own.get("rel") == "self"
        assert own.get("href").endswith(path.relative_to(folder).as_posix())
        moments = [channel.find("lastBuildDate"), *channel.iter("pubDate")]
        for one in moments:
            moment = parsedate_to_datetime(one.text)
            assert moment.utcoffset() == timedelta(hours=8)
            assert format_datetime(moment) == one.text, "day of the week and zone (RFC 822)"
        items = channel.findall("item")
        assert 0 < len(items) <= 20
        guids = [one.findtext("guid") for one in items]
        assert len(set(guids)) == len(guids)
        for item in items:
            assert item.findtext("title")
            assert item.find("guid").get("isPermaLink") == "true"
            assert item.findtext("guid") == item.findtext("link")
            assert item.findtext("link").startswith("https://")
            assert item.findtext(CONTENT) or item.findtext("description")
            assert len(item.findall("enclosure")) <= 1
            for one in item.iter("enclosure"):
                assert one.get("url").startswith("https://")
                assert int(one.get("length")) > 0
                assert re.fullmatch(r"[a-z]+/[\w.+-]+", one.get("type"))
            allowed = {"title", "link", "description", "pubDate", "guid", "category", "enclosure"}
            assert {one.tag for one in item if "}" not in one.tag} <= allowed


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_json_feeds_keep_to_their_schema(
    output: str, node_modules: Path, request: pytest.FixtureRequest
):
    text = (node_modules / "jsonfeed-schema" / "schema-v1.1.json").read_text(encoding="utf-8")
    validator = jsonschema.Draft7Validator(json.loads(text))
    folder: Path = request.getfixturevalue(output)
    for path in paths(folder, "feed.json"):
        feed = json.loads(path.read_text(encoding="utf-8"))
        assert [one.message for one in validator.iter_errors(feed)] == [], path
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"].endswith(path.relative_to(folder).as_posix())
        for item in feed["items"]:
            assert MOMENT.match(item["date_published"])
            assert MOMENT.match(item["date_modified"])


@pytest.mark.parametrize("name", ["feed.xml", "rss.xml"])
def test_readers_get_every_entry_whole(odd: Path, name: str):
    feed = feedparser.parse((odd / name).read_bytes())
    assert feed.bozo == 0
    assert feed.feed.title == "小站"
    assert feed.feed.link == f"{SITE}/"
    entry = next(one for one in feed.entries if one.link == f"{SITE}/dongtai/odd/")
    assert entry.id == entry.link
    assert entry.title == '<b>标题</b> & "引号" </script><!--'
    assert entry.published_parsed[:5] == (2020, 3, 6, 0, 0)
    assert unescape(entry.summary) == "一 < 二 & 三"
    assert [one.term for one in entry.tags] == ["动态"]
    assert entry.author == "某人"
    html = entry.content[0].value
    assert f'<a href="{SITE}/attachments/list.csv">附件</a>' in html
    assert f'href="{SITE}/dongtai/odd/#fn%3A1"' in html
    assert 'href="//other.example/x"' in html
    assert "注文。" in html, "a character that XML can't hold is left out"
    sizes = [(one.href, one.type, one.length) for one in entry.enclosures]
    own = (f"{SITE}/attachments/list.csv", "text/csv", "17")
    assert sizes == [own] * (2 if name == "feed.xml" else 1)
    if name == "feed.xml":
        assert entry.updated == "2020-03-07T09:10:00+08:00"
    picture = next(one for one in feed.entries if one.link == f"{SITE}/dongtai/one/")
    assert f'src="{SITE}/images/square.svg"' in picture.content[0].value


def test_the_json_feed_says_the_same(odd: Path):
    feed = json.loads((odd / "feed.json").read_text(encoding="utf-8"))
    atom = feedparser.parse((odd / "feed.xml").read_bytes())
    assert [one["id"] for one in feed["items"]] == [one.id for one in atom.entries]
    item = next(one for one in feed["items"] if one["url"].endswith("/odd/"))
    assert item["summary"] == "一 < 二 & 三"
    assert item["date_modified"] == "2020-03-07T09:10:00+08:00"
    assert item["attachments"][1] == {
        "url": f"{SITE}/attachments/list.csv",
        "mime_type": "text/csv",
        "title": "表二",
        "size_in_bytes": 17,
    }
    assert item["authors"] == [{"name": "某人"}]


def test_a_series_has_its_own_notices(odd: Path):
    feed = feedparser.parse((odd / "fa" / "feed.xml").read_bytes())
    assert [one.id for one in feed.entries] == [f"{SITE}/fa/2020/2/", f"{SITE}/fa/2020/1/"]


def test_nothing_withdrawn_hidden_or_unpublished_is_fed(odd: Path):
    for name in ("feed.xml", "feed.json", "rss.xml"):
        for path in paths(odd, name):
            text = path.read_text(encoding="utf-8")
            assert not re.search(rf"{SECRET}|/hidden/|/draft/", text.replace(
                "/fa/draft/next/", "")), path  # fmt: skip


def test_a_withdrawn_item_keeps_its_entry_which_says_so(odd: Path):
    address = f"{SITE}/dongtai/zhuanzai/gone/"
    for name in ("feed.xml", "rss.xml", "dongtai/feed.xml"):
        feed = feedparser.parse((odd / name).read_bytes())
        gone = next(one for one in feed.entries if one.id == address)
        assert gone.title.startswith("（已撤回）")
        assert gone.content[0].value == "<p>本文已于2020年2月3日撤回。原因：数据有误。</p>"
        assert not gone.enclosures
        if name.endswith("feed.xml"):
            assert gone.updated == "2020-02-03T00:00:00+08:00"


def test_pages_lead_to_their_feeds(odd: Path):
    def feeds(page: str) -> list[tuple[str, str]]:
        html = (odd / page / "index.html").read_text(encoding="utf-8")
        return re.findall(
            r'<link rel="alternate" type="([^"]*)" title="[^"]*" href="([^"]*)"', html
        )

    atom, feed, rss = "application/atom+xml", "application/feed+json", "application/rss+xml"
    site = [(atom, "/feed.xml"), (feed, "/feed.json"), (rss, "/rss.xml")]
    column = [(kind, f"/gongwen{address}") for kind, address in site]
    series = [(atom, "/fa/feed.xml"), (feed, "/fa/feed.json")]
    assert feeds("") == site
    assert feeds("gongwen") == [*site, *column]
    assert feeds("fa/2020/1") == [*site, *column, *series]
    for _, address in {*feeds("fa/2020/1"), *feeds("dongtai/odd")}:
        assert (odd / address.lstrip("/")).is_file()


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        ('<a href="/a/?b&amp;c#d">', '<a href="https://a.example/a/?b&amp;c#d">'),
        ('<a href="#fn">', '<a href="https://a.example/x/#fn">'),
        ('<a href="//b.example/">', '<a href="//b.example/">'),
        ('<a href="https://b.example/">', '<a href="https://b.example/">'),
        ('<a href="mailto:a@a.example">', '<a href="mailto:a@a.example">'),
        ('<img alt=" href=&quot;/a" src="/b.png">',
         '<img alt=" href=&quot;/a" src="https://a.example/b.png">'),
    ],
)  # fmt: skip
def test_addresses_become_absolute(body: str, whole: str):
    site = blank(Site)
    object.__setattr__(site.identity, "domain", "a.example")
    assert absolute_html(site, "https://a.example/x/", body) == whole
