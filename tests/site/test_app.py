"""The portal as an app: manifest, worker and the lists of what devices keep, in real builds."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.items import Change
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from plugins.portal.offline import last_change, offline_list
from tests.site.building import PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
SITE = (SMALL / "site.toml").read_text(encoding="utf-8")
THEME = PROJECT / "theme"
HIDDEN = "---\nstatus: hidden\nmodified: 2020-12-01\n"
CORRECTED = (
    "---\nchanges: [{date: 2020-12-03, what: 改正日期, why: 原文有误, hide_earlier: true}]\n"
)
WITHDRAWN = "---\nstatus: withdrawn\nwithdrawn: 2020-12-02\nwithdrawn_reason: 数据有误。\n"


def prefix(path: Path, head: str) -> None:
    path.write_text(path.read_text("utf-8").replace("---\n", head, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """At /sub/, in both editions, keeping two notices; one is withdrawn, a news item hidden."""
    content = tmp_path_factory.mktemp("app") / "content"
    shutil.copytree(SMALL, content)
    text = SITE.replace('traditional = "off"', 'traditional = "hk"')
    text = text.replace("[identity]", '[identity]\nbase_path = "/sub/"')
    (content / "site.toml").write_text(f"{text}\n[app]\noffline_notices = 2\n", encoding="utf-8")
    prefix(content / "notices" / "fa-1.md", WITHDRAWN)
    prefix(content / "news" / "three.md", HIDDEN)
    shutil.copyfile(content / "images" / "square.svg", content / "images" / "方块.svg")
    with (content / "notices" / "qi-1.md").open("a", encoding="utf-8") as file:
        file.write("\n![方块](/images/方块.svg)\n")
    prefix(content / "news" / "four.md", CORRECTED)
    output = content.parent / "output"
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output


def digest(output: Path, url: str) -> str:
    path = output / unquote(url.removeprefix("/sub/"))
    path = path / "index.html" if url.endswith("/") else path
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def listed(output: Path, edition: str = "") -> dict[str, list[list[str]]]:
    return json.loads((output / edition / "offline.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("edition", ["", "zh-hant/"])
def test_the_list_names_what_is_served(output: Path, edition: str):
    found = listed(output, edition)
    for address, told, *_ in [*found["pages"], *found["notices"], *found["files"]]:
        assert told == digest(output, address), address
    assert [row[0] for row in found["pages"]] == [f"/sub/{edition}offline/", f"/sub/{edition}"]
    assert [row[0] for row in found["notices"]] == [
        f"/sub/{edition}fa/draft/next/", f"/sub/{edition}qi/2020/1/",
    ]  # fmt: skip
    title, number = "关于检查情况的通报", "某某通报2020年第1期（总第7期）"
    if edition:
        title, number = "關於檢查情況的通報", "某某通報2020年第1期（總第7期）"
    assert found["notices"][1][2:] == [title, number, "2020-03-05"]


def test_the_list_names_every_file_that_a_kept_notice_needs(output: Path):
    files = {row[0] for row in listed(output)["files"]}
    names = {re.sub(r"\.[0-9a-f]{10}\.", ".", one.rpartition("/")[2]) for one in files}
    assert names == {
        "portal.css", "document.css", "favicon.svg", "icons.svg", "preferences.js", "portal.js",
        "app.js", "connection.js", "offline.js", "reader.js", quote("方块.svg"),
    }  # fmt: skip


@pytest.mark.parametrize("edition", ["", "zh-hant/"])
def test_the_list_tells_of_changes_but_not_of_what_is_hidden(output: Path, edition: str):
    root = f"/sub/{edition}"
    changes = dict(listed(output, edition)["changes"])
    paper = {} if edition else {"/sub/fa/2020/1/document/": ""}
    assert changes == {
        f"{root}dongtai/four/": digest(output, f"{root}dongtai/four/"),
        f"{root}dongtai/four/changes/1/": "",
        f"{root}fa/2020/1/": digest(output, f"{root}fa/2020/1/"),
        **paper,
    }
    assert "three" not in (output / edition / "offline.json").read_text(encoding="utf-8")
    assert (output / "dongtai" / "three" / "index.html").is_file()


@pytest.mark.parametrize("edition", ["", "zh-hant/"])
def test_the_manifest_is_whole(output: Path, edition: str):
    """W3C Web Application Manifest: what installing asks for."""
    told = json.loads((output / edition / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert told["id"] == told["start_url"] == f"/sub/{edition}"
    assert told["scope"] == "/sub/"
    assert told["lang"] == ("zh-Hant-HK" if edition else "zh-CN")
    assert told["display"] == "standalone"
    assert told["description"] == ("測試用的小站。" if edition else "测试用的小站。")
    sizes = {(icon["sizes"], icon["purpose"]) for icon in told["icons"]}
    assert sizes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    for icon in told["icons"]:
        assert (output / icon["src"].removeprefix("/sub/")).is_file()
    names = [one["name"] for one in told["shortcuts"]]
    assert names == (["搜索", "公文", "發文登記簿"] if edition else ["搜索", "公文", "发文登记簿"])
    page = (output / edition / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="manifest" href="/sub/{edition}manifest.webmanifest">' in page
    assert 'data-worker="/sub/sw.js"' in page


def test_the_apps_pages_are_reached_and_only_one_is_for_robots(output: Path):
    home = (output / "index.html").read_text(encoding="utf-8")
    assert '<a class="footer__link" href="/sub/app/">安装客户端</a>' in home
    assert 'href="/sub/app/"' in (output / "sitemap" / "index.html").read_text(encoding="utf-8")
    assert 'href="/sub/offline/"' in (output / "app" / "index.html").read_text(encoding="utf-8")
    robots = (output / "sitemap.xml").read_text(encoding="utf-8")
    assert "/sub/app/" in robots
    assert "/sub/offline/" not in robots


def test_the_worker_is_the_same_whatever_the_content(output: Path):
    text = (THEME / "worker" / "sw.js").read_text(encoding="utf-8")
    assert (output / "sw.js").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", sorted(THEME.glob("worker/*.js")), ids=lambda one: one.stem)
def test_a_worker_keeps_to_the_portal(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"importScripts|eval\(|https?://|sendBeacon|WebSocket", text)
    assert 'new URL("./", self.location)' in text


@pytest.fixture(scope="module")
def edition() -> Edition:
    problems = Problems()
    site = load_site(SMALL, "content", problems)
    assert site
    today = date(2020, 12, 31)
    return load_edition(SMALL, "content", site, Mode.BUILD, today, problems)


def test_the_last_change_is_the_latest_that_has_come(edition: Edition):
    item = edition.by_path["notices/fa-2.md"]
    notice = item.notice
    assert notice
    assert last_change(edition, item) is None
    assert last_change(edition, edition.by_path["notices/fa-1.md"]) == date(2020, 3, 2)
    later = item.date.replace(month=6)
    assert last_change(edition, replace(item, modified=later)) == later.date()
    corrected = replace(item, changes=(Change(later, "日期", "有误", hide_earlier=False),))
    assert last_change(edition, corrected) == later.date()
    for effective, repealed, found in [
        (date(2020, 3, 1), None, None),
        (date(2020, 5, 1), None, date(2020, 5, 1)),
        (date(2020, 5, 1), date(2020, 9, 1), date(2020, 9, 1)),
        (date(2020, 5, 1), date(2021, 1, 1), date(2020, 5, 1)),
    ]:
        dated = replace(item, notice=replace(notice, effective=effective, repealed=repealed))
        assert last_change(edition, dated) == found


def test_a_picture_in_several_sizes_is_listed_once(edition: Edition):
    page = """<picture><source srcset="/images/a-1.webp 480w, /images/a-2.webp 960w">
      <img src="/images/a.jpg" srcset="/images/a-3.jpg 2x"></picture><img src="/images/b.png">
      <img src="//other/images/c.png"><img src="https://other/d.png">"""
    served = {"/": page, "/offline/": page, "/images/a.jpg": "a", "/images/b.png": "b"}
    text = offline_list(edition, lambda url: served.get(url, "").encode(), "/")
    files = json.loads(text)["files"]
    assert files == [
        ["/images/a.jpg", hashlib.sha256(b"a").hexdigest()[:16],
         "/images/a-1.webp", "/images/a-2.webp", "/images/a-3.jpg"],
        ["/images/b.png", hashlib.sha256(b"b").hexdigest()[:16]],
    ]  # fmt: skip
