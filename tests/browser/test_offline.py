"""Reading offline: real workers, and hosts that really stop, stall, err and change."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from plugins.portal.offline import digest
from tests.browser.hosting import Host, hosted

pytestmark = pytest.mark.xdist_group("browser")
READ = """async () => {
  const { worker } = document.querySelector('[data-worker]').dataset;
  const list = worker.replace('sw.js', 'offline.json');
  return Boolean(navigator.serviceWorker.controller && await caches.match(list)
    && await caches.match(location.pathname.replace('index.html', '')));
}"""
HOLDS = """async ([path, text]) => {
  const copy = await caches.match(path);
  return text === null ? !copy : Boolean(copy) && (await copy.text()).includes(text);
}"""
DRAWN = """() => {
  const picture = document.querySelector('main img');
  picture.scrollIntoView();
  return picture.complete && picture.naturalWidth > 0;
}"""
COPY = re.compile(r"本页是\d{4}年\d+月\d+日\d+:\d\d保存的副本，可能不是最新内容。")
NEWEST = ("fa/draft/next/", "qi/2020/1/", "fa/2020/2/")
"""The three newest notices, kept without being read."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def eventually(page: Page, script: str, argument: object = None) -> None:
    """Wait until a script, which may be asynchronous, finds something to be true."""
    end = time.monotonic() + 15
    while not page.evaluate(script, argument):
        assert time.monotonic() < end, script
        time.sleep(0.03)


def read(page: Page, address: str) -> None:
    """Read a page, and wait until the device keeps it and all that is listed."""
    page.goto(address)
    eventually(page, READ)


def until(page: Page, path: str, text: str | None) -> None:
    """Wait until the copy of a page holds a text; None: until there is none."""
    eventually(page, HOLDS, [path, text])


def bar(page: Page) -> str:
    """Return what the bar says; empty where it doesn't show."""
    shown = page.locator("[data-part=bar]")
    return page.inner_text("[data-words]") if shown.is_visible() else ""


def says(page: Page, words: str) -> None:
    """Wait until the bar shows and says something; the words of hidden parts don't count."""
    expect(page.locator("[data-part=bar]")).to_be_visible()
    expect(page.locator("[data-words]")).to_contain_text(words, use_inner_text=True)


def kept(page: Page) -> set[str]:
    return set(
        page.evaluate(
            """async () => {
              const found = [];
              for (const name of await caches.keys())
                if (name.includes(' pages '))
                  for (const one of await (await caches.open(name)).keys())
                    found.push(new URL(one.url).pathname);
              return found;
            }"""
        )
    )


def test_what_was_read_is_read_offline_and_says_so(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    assert bar(page) == ""
    until(page, "/images/square.svg", "<svg")
    host.stop()
    page.goto(f"{host.url}dongtai/one/")
    assert COPY.search(bar(page))
    assert "暂时无法取得最新内容。" in bar(page)
    expect(page.locator("[data-said-offline]")).to_contain_text("保存的副本，可能不是最新内容")
    assert "现已落实" in page.inner_text("main")
    eventually(page, DRAWN)
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.offline')).position") == "sticky"
    )
    page.get_by_text("显示设置").click()
    assert page.get_by_role("button", name="高对比").is_visible()
    host.start()
    page.get_by_role("button", name="重新载入").click()
    page.wait_for_load_state()
    assert bar(page) == ""


def test_the_newest_notices_are_read_offline_unread(page: Page, host: Host):
    read(page, host.url)
    host.stop()
    for address in NEWEST:
        assert page.goto(host.url + address).status == 200
        assert COPY.search(bar(page)), address
    eventually(page, DRAWN)
    answer = page.goto(f"{host.url}fa/2020/1/")
    assert answer.status == 503
    assert "您要看的页面没有保存在这台设备上" in page.inner_text("main")
    host.start()


def test_the_page_offline_lists_what_can_be_read(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    read(page, f"{host.url}fa/2020/1/?from=x#top")
    host.stop()
    page.goto(f"{host.url}no/such/page/")
    rows = page.locator("[data-kept-group=notices] .kept__item")
    expect(rows).to_have_count(3)
    assert rows.first.locator("a").get_attribute("href") == "/fa/draft/next/"
    assert rows.nth(1).inner_text().startswith("关于检查情况的通报")
    told = rows.nth(1).locator(".kept__part").all_inner_texts()
    assert told[:2] == ["某某通报2020年第1期（总第7期）", "2020-03-05"]
    assert re.fullmatch(r"保存于\d{4}年\d+月\d+日\d+:\d\d", told[2])
    visited = page.locator("[data-kept-group=visited] .kept__item")
    assert visited.locator("a").all_inner_texts() == ["某机关关于值班的通知", "第一条动态"]
    assert visited.first.locator("[data-kept-number]").inner_text() == "某发〔2020〕1号"
    visited.first.locator("a").click()
    assert COPY.search(bar(page))
    page.goto(f"{host.url}fa/2020/1/index.html?utm=1")
    assert COPY.search(bar(page))
    host.start()


def test_a_reader_clears_the_device(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    page.goto(f"{host.url}offline/")
    expect(page.locator(".kept__item").first).to_be_visible()
    page.get_by_role("button", name="清除这台设备上保存的内容").click()
    expect(page.get_by_text("已清除这台设备上保存的内容。")).to_be_visible()
    assert page.locator(".kept__item").count() == 0
    assert page.evaluate("caches.keys()") == []


def test_whoever_goes_offline_while_reading_is_told(
    page: Page, context: BrowserContext, host: Host
):
    read(page, f"{host.url}dongtai/one/")
    context.set_offline(True)
    expect(page.locator("[data-part=bar]")).to_be_visible()
    assert re.match(r"您已离线。\s*本页内容载入于\d+:\d\d。", bar(page))
    expect(page.locator("[data-said-offline]")).to_contain_text("您已离线")
    context.set_offline(False)
    expect(page.locator("[data-part=bar]")).to_be_hidden()
    context.set_offline(True)
    page.reload()
    assert re.match(r"您已离线。\s*本页是", bar(page))
    context.set_offline(False)
    says(page, "网络已恢复，请重新载入。")
    assert COPY.search(bar(page))


def test_a_changed_notice_is_never_shown_old(page: Page, host: Host, portal: Callable[[str], Path]):
    """Not even where the host tells browsers to keep pages for an hour."""
    host.headers["Cache-Control"] = "max-age=3600"
    read(page, f"{host.url}fa/2020/2/")
    read(page, f"{host.url}dongtai/four/")
    host.root = portal("second")
    page.goto(f"{host.url}fa/2020/2/")
    assert "改过的通知" in page.inner_text("main")
    assert bar(page) == ""
    until(page, "/dongtai/four/", "改过的动态。")
    host.stop()
    page.goto(f"{host.url}fa/2020/2/")
    assert "改过的通知" in page.inner_text("main")
    assert COPY.search(bar(page))
    host.start()


def test_withdrawn_and_changed_copies_are_replaced_unread(
    page: Page, host: Host, portal: Callable[[str], Path]
):
    for path in ("fa/2020/1/", "fa/2020/1/document/", "zh-hant/fa/2020/1/"):
        read(page, host.url + path)
        assert f"/{path}" in kept(page)
    host.root = portal("second")
    page.goto(f"{host.url}dongtai/one/")
    until(page, "/fa/2020/1/", "已于2020年12月1日撤回")
    until(page, "/zh-hant/fa/2020/1/", "已於2020年12月1日撤回")
    until(page, "/fa/2020/1/document/", None)
    until(page, "/fa/2020/2/", "改过的通知")
    host.stop()
    page.goto(f"{host.url}fa/2020/1/")
    assert "专人值守" not in page.content()
    host.start()


def test_a_copy_that_failed_to_renew_is_not_kept(
    page: Page, host: Host, portal: Callable[[str], Path]
):
    """The list is new, but somewhere on the way an old page is still served."""
    read(page, f"{host.url}dongtai/one/")
    stale = (portal("first") / "fa/2020/2/index.html").read_bytes()
    host.root = portal("second")
    host.answers["/fa/2020/2/"] = (200, {"Content-Type": "text/html"}, stale)
    page.goto(f"{host.url}dongtai/two/")
    until(page, "/fa/2020/2/", None)


def test_a_host_that_writes_into_pages_is_borne_with(
    page: Page, host: Host, portal: Callable[[str], Path]
):
    """No page is as it was built: digests still tell which ones changed."""
    host.injected = b"<!-- 1 -->"
    read(page, f"{host.url}dongtai/one/")
    read(page, f"{host.url}fa/2020/1/")
    assert {f"/{one}" for one in NEWEST} <= kept(page)
    host.asked.clear()
    host.injected = b"<!-- 2 -->"
    host.root = portal("second")
    page.goto(f"{host.url}dongtai/two/")
    until(page, "/fa/2020/1/", "已于2020年12月1日撤回")
    until(page, "/fa/2020/2/", "改过的通知")
    assert ("GET", "/qi/2020/1/") not in host.asked


def test_one_size_of_a_picture_stands_in_for_the_others(page: Page, host: Host):
    """The list names what the build found; this browser would choose another size."""
    plain = (host.root / "fa/2020/2/index.html").read_text(encoding="utf-8")
    image = re.search(r'<img src="([^"]*)"[^>]*>', plain[plain.index("<main") :])
    assert image
    sizes = f'<picture><source srcset="/images/wide.webp 1w">{image[0]}</picture>'
    host.answers["/fa/2020/2/"] = (200, HTML, plain.replace(image[0], sizes).encode())
    listed = json.loads((host.root / "offline.json").read_text(encoding="utf-8"))
    row = next(one for one in listed["files"] if one[0] == image[1])
    row.append("/images/wide.webp")
    listed["notices"] = [["/fa/2020/2/", digest(host.answers["/fa/2020/2/"][2]), "题", "", ""]]
    host.answers["/offline.json"] = (200, {}, json.dumps(listed).encode())
    read(page, host.url)
    host.stop()
    page.goto(f"{host.url}fa/2020/2/")
    eventually(page, DRAWN)
    assert page.evaluate("document.querySelector('main img').currentSrc").endswith("wide.webp")
    host.start()


def test_a_slow_host_gets_a_copy_shown_that_says_so(
    page: Page, context: BrowserContext, host: Host
):
    read(page, f"{host.url}dongtai/one/")
    host.delays |= {"/dongtai/one/": 5.8, "/dongtai/two/": 5.8}
    other = context.new_page()
    go = "address => { setTimeout(() => { location.href = address; }, 50); }"
    other.evaluate(go, f"{host.url}dongtai/two/")
    page.goto(f"{host.url}dongtai/one/", wait_until="commit")
    says(page, "保存的副本，可能不是最新内容")
    assert "暂时无法取得最新内容。" in bar(page)
    says(page, "最新内容已取得，请重新载入。")
    assert COPY.search(bar(page))
    expect(other.locator("h1")).to_have_text("第二条动态")
    assert bar(other) == ""


@pytest.mark.parametrize("status", [500, 503])
def test_an_erring_host_gets_a_copy_shown_that_says_so(page: Page, host: Host, status: int):
    read(page, f"{host.url}dongtai/one/")
    host.answers["/dongtai/one/"] = (status, {}, b"broken")
    host.answers["/dongtai/two/"] = (status, {}, b"broken")
    page.goto(f"{host.url}dongtai/one/")
    assert COPY.search(bar(page))
    assert page.goto(f"{host.url}dongtai/two/").status == status
    assert page.inner_text("body") == "broken"
    assert "/dongtai/two/" not in kept(page)


def test_a_page_that_is_gone_goes(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    host.answers["/dongtai/one/"] = (404, {"Content-Type": "text/html"}, b"<p>gone</p>")
    assert page.goto(f"{host.url}dongtai/one/").status == 404
    page.goto(f"{host.url}dongtai/two/")
    until(page, "/dongtai/one/", None)


WHOLE = b'<!doctype html><html><p data-part="copy" hidden>x</p><span data-part="copy" hidden>'
HTML = {"Content-Type": "text/html; charset=utf-8"}
NEVER = {
    "half": (200, {**HTML, "Content-Length": "90000"}, WHOLE),
    "cut": (200, HTML, WHOLE),
    "markless": (200, HTML, b"<!doctype html><html><p>x</p></html>"),
    "forbidden-to-keep": (200, {**HTML, "Cache-Control": "no-store"}, WHOLE + b"</html>"),
    "no-page": (200, {"Content-Type": "text/plain"}, WHOLE + b"</html>"),
    "partial": (206, HTML, WHOLE + b"</html>"),
    "denied": (403, HTML, WHOLE + b"</html>"),
    "moved": (302, {"Location": "/dongtai/two/"}, b""),
}
"""Answers that must not be kept, by name."""


def test_only_whole_answers_of_the_portal_are_kept(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    before = kept(page)
    for name, answer in NEVER.items():
        host.answers[f"/{name}/"] = answer
    for name in NEVER:
        page.goto(f"{host.url}{name}/", wait_until="commit")
    read(page, f"{host.url}dongtai/three/")
    assert kept(page) == before | {"/dongtai/three/", "/dongtai/two/"}


def test_what_is_no_page_passes_by(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    style = page.get_attribute("link[rel=stylesheet]", "href")
    host.answers[style] = (206, {"Content-Range": "bytes 0-1/9"}, b"ab")
    ask = "path => fetch(path, {headers: {Range: 'bytes=0-1'}}).then(one => one.status)"
    assert page.evaluate(ask, style) == 206
    host.answers["/form/"] = (200, HTML, b"posted")
    page.evaluate(
        """() => {
          const form = document.createElement('form');
          Object.assign(form, {method: 'post', action: '/form/'});
          document.body.append(form);
          form.submit();
        }"""
    )
    expect(page.locator("body")).to_have_text("posted")
    assert [one for one in host.asked if one[1] == "/form/"] == [("POST", "/form/")]
    host.stop()
    failed = page.evaluate("fetch('/search/index.json').then(() => 'kept', () => 'failed')")
    assert failed == "failed"
    host.start()


def test_storage_is_bounded(page: Page, host: Host):
    read(page, f"{host.url}dongtai/one/")
    page.evaluate(
        """async () => {
          const page = await (await caches.match('/dongtai/one/')).text();
          const fill = async (kind, count, address) => {
            const name = (await caches.keys()).find(one => one.includes(` ${kind} `));
            for (let i = 1; i <= count; i += 1)
              await (await caches.open(name)).put(address(i), new Response(page, {headers:
                {'tongbao-saved': i, 'tongbao-digest': 'x', 'tongbao-visited': 'true'}}));
          };
          await fill('pages', 60, i => `/old/${i}/`);
          await fill('files', 110, i => `/images/${i}.png`);
        }"""
    )
    page.goto(f"{host.url}dongtai/two/")
    for number in range(1, 13):
        until(page, f"/old/{number}/", None)
    found = kept(page)
    assert len([one for one in found if "/old/" in one]) == 48
    assert {"/dongtai/one/", "/dongtai/two/", "/old/60/", "/old/13/"} <= found
    assert {f"/{one}" for one in NEWEST} <= found
    until(page, "/images/1.png", None)
    assert page.evaluate(HOLDS, ["/images/110.png", "<html"])
    assert page.evaluate(HOLDS, ["/images/square.svg", "<svg"])


def test_a_full_device_reads_online(page: Page, context: BrowserContext, host: Host):
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": host.url[:-1], "quotaSize": 1})
    page.goto(host.url)
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto(f"{host.url}dongtai/one/")
    assert "现已落实" in page.inner_text("main")
    assert kept(page) == set()


def test_old_caches_go_and_those_of_others_stay(page: Page, host: Host):
    host.answers["/empty/"] = (200, HTML, b"<!doctype html><title>x</title>")
    page.goto(f"{host.url}empty/")
    others = ["tongbao 1 pages /other/", "tongbao 0 files /other/", "somebody else's"]
    for name in ["tongbao 0 pages /", "tongbao 0 files /", *others]:
        page.evaluate("name => caches.open(name).then(() => true)", name)
    read(page, host.url)
    names = page.evaluate("caches.keys()")
    assert sorted(names) == sorted(["tongbao 1 pages /", "tongbao 1 files /", *others])


def test_where_there_is_no_app_an_earlier_worker_goes(
    page: Page, host: Host, portal: Callable[[str], Path]
):
    read(page, host.url)
    page.evaluate("caches.open('tongbao 1 pages /other/').then(() => true)")
    host.root = portal("off")
    page.goto(f"{host.url}dongtai/one/")
    assert page.locator("script[data-worker], link[rel=manifest], .offline").count() == 0
    eventually(
        page,
        "async () => !(await navigator.serviceWorker.getRegistration())"
        " && (await caches.keys()).join() === 'tongbao 1 pages /other/'",
    )
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller") is None
    assert "现已落实" in page.inner_text("main")


def test_a_portal_in_a_folder_keeps_to_it(page: Page, portal: Callable[[str], Path]):
    with hosted(portal("sub"), "/sub/") as host:
        read(page, f"{host.url}dongtai/one/")
        assert all(path.startswith("/sub/") for path in kept(page))
        scope = page.evaluate("navigator.serviceWorker.ready.then(one => one.scope)")
        assert scope == host.url
        host.stop()
        page.goto(f"{host.url}qi/2020/1/")
        assert COPY.search(bar(page))
        page.goto(f"{host.url}never/")
        assert page.locator(".kept__item a").first.get_attribute("href") == "/sub/fa/draft/next/"
        host.start()
        outside = page.goto(host.url.replace("/sub/", "/beside/"))
        assert outside.status == 404
        assert outside.from_service_worker is False


def test_the_traditional_edition_has_its_own_words_and_copies(page: Page, host: Host):
    read(page, f"{host.url}zh-hant/dongtai/one/")
    until(page, "/zh-hant/qi/2020/1/", "關於檢查情況的通報")
    host.stop()
    page.goto(f"{host.url}zh-hant/qi/2020/1/")
    said = re.compile(r"本頁是\d{4}年\d+月\d+日\d+:\d\d保存的副本，可能不是最新內容。")
    assert said.search(bar(page))
    page.goto(f"{host.url}zh-hant/fa/2020/1/")
    assert "您要看的頁面沒有" in page.inner_text("main")
    first = page.locator("[data-kept-group=notices] a").nth(1)
    assert first.inner_text() == "關於檢查情況的通報"
    assert first.get_attribute("href") == "/zh-hant/qi/2020/1/"
    host.start()


def test_an_old_picture_in_a_new_page_is_told(page: Page, host: Host):
    host.headers["Cache-Control"] = "no-cache"
    read(page, f"{host.url}dongtai/one/")
    until(page, "/images/square.svg", "<svg")
    host.silent.add("/images/square.svg")
    page.reload()
    says(page, "部分图片是以前保存的")
