"""Pictures in a real browser: the right width is loaded, and nothing on a page moves for it."""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, BrowserContext

PAGES = {
    "home": "/",
    "list": "/tongzhi-gonggao/",
    "news": "/lianjie-wenhua/2020-11-13-shufa-zhan/",
    "notice": "/dudao/2020/6/",
}
SCREENS = {"phone": (390, 844, 2), "tablet": (768, 1024, 2), "desk": (1440, 900, 1)}
CHOICES = {"usual": {}, "larger": {"size": "larger"}, "care": {"care": "on"}}
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    const moved = one.sources.map((part) => part.node?.className || part.node?.nodeName);
    window.shifts.push([one.value, moved]);
  }
}).observe({type: "layout-shift", buffered: true});
"""
DELAY, PIECE = 0.3, 3000
"""Seconds that a picture takes; bytes of a page that come at once."""


@pytest.fixture(scope="module")
def slow_portal(sample_portal: str) -> Iterator[str]:
    """Address of the sample portal with slow pictures, and pages that come in pieces."""

    class Slow(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urllib.request.urlopen(sample_portal + self.path) as answer:
                content, kind = answer.read(), answer.headers["Content-Type"]
            if kind.startswith("image/") and "/theme/" not in self.path:
                time.sleep(DELAY)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if kind.startswith("text/html"):
                for start in range(0, len(content), PIECE):
                    self.wfile.write(content[start : start + PIECE])
                    self.wfile.flush()
                    time.sleep(0.01)
            else:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def opened(browser: Browser, screen: str, script: str = "") -> BrowserContext:
    width, height, ratio = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=ratio
    )
    if script:
        context.add_init_script(script)
    return context


def shifts(context: BrowserContext, address: str) -> list[tuple[float, list[str]]]:
    """Return what moved on a page while it and its pictures came, the lazy ones too."""
    page = context.new_page()
    page.goto(address)
    page.evaluate("""async () => {
      for (const one of [...document.images].filter((image) => image.offsetWidth)) {
        one.scrollIntoView({behavior: "instant", block: "center"});
        await one.decode().catch(() => null);
      }
      await new Promise((done) => setTimeout(done, 100));
    }""")
    waiting = "[...document.images].filter((one) => one.offsetWidth && !one.naturalWidth).length"
    assert page.evaluate(waiting) == 0
    found: list[tuple[float, list[str]]] = page.evaluate("window.shifts")
    page.close()
    return found


@pytest.mark.parametrize(
    ("screen", "choice"), [*product(("phone", "desk"), CHOICES), ("tablet", "care")]
)
def test_nothing_moves_while_pictures_come(
    browser: Browser, slow_portal: str, screen: str, choice: str
):
    chosen = "".join(
        f"localStorage.setItem({json.dumps(f'tongbao:{name}')}, {json.dumps(value)});"
        for name, value in CHOICES[choice].items()
    )
    context = opened(browser, screen, chosen + WATCH)
    found = {name: shifts(context, slow_portal + path) for name, path in PAGES.items()}
    page = context.new_page()
    page.goto(slow_portal)
    assert (
        CHOICES[choice].items() <= page.evaluate("({...document.documentElement.dataset})").items()
    )
    context.close()
    assert found == {name: [] for name in PAGES}


def test_a_picture_without_its_size_would_move_the_page(browser: Browser, slow_portal: str):
    """Otherwise the test above could not fail."""
    context = opened(browser, "phone", WATCH)
    context.route(
        "**/*shufa-zhan/",
        lambda route: route.fulfill(
            body=re.sub(r' width="\d+" height="\d+"', "", route.fetch().text()),
            content_type="text/html",
        ),
    )
    found = shifts(context, slow_portal + PAGES["news"])
    context.close()
    assert found


CHOSEN = """() => [...document.images].filter((one) => one.offsetWidth).map((one) => {
  const source = one.parentElement.querySelector("source");
  const offered = source
    ? source.srcset.split(", ").map((part) => part.split(" "))
      .map(([address, width]) => [new URL(address, location).href, parseInt(width)])
    : [];
  return {loaded: one.currentSrc, shown: one.clientWidth, ratio: devicePixelRatio, offered};
})"""


@pytest.mark.parametrize("screen", SCREENS)
def test_the_browser_loads_the_width_that_it_shows(
    browser: Browser, sample_portal: str, screen: str
):
    """The narrowest that is sharp, or the widest that there is."""
    counted = 0
    for path in (PAGES["home"], PAGES["news"], PAGES["notice"]):
        context = opened(browser, screen)
        page = context.new_page()
        page.goto(sample_portal + path)
        page.evaluate("for (const one of document.images) one.loading = 'eager'")
        page.wait_for_function("[...document.images].every((one) => one.complete)")
        for one in page.evaluate(CHOSEN):
            if not one["offered"]:
                continue
            widths = [width for _, width in one["offered"]]
            needed = one["shown"] * one["ratio"]
            best = next((width for width in widths if width >= 0.97 * needed), widths[-1])
            loaded = dict(one["offered"])[one["loaded"]]
            assert loaded == best, (path, one)
            counted += 1
        context.close()
    assert counted >= 3


def test_a_phone_loads_less_than_a_desk(browser: Browser, sample_portal: str):
    def picture(screen: str) -> str:
        context = opened(browser, screen)
        page = context.new_page()
        page.goto(sample_portal + PAGES["news"])
        found = str(page.evaluate("document.querySelector('.prose img').currentSrc"))
        context.close()
        return found.rpartition("/")[2]

    assert picture("phone").startswith("shanshui-736.")
    assert picture("desk").startswith("shanshui-736.")
    assert picture("tablet").startswith("shanshui-1472.")


def test_a_browser_without_webp_loads_the_fallback(browser: Browser, sample_portal: str):
    context = opened(browser, "phone")
    page = context.new_page()
    page.route(
        "**/*shufa-zhan/",
        lambda route: route.fulfill(
            body=route.fetch().text().replace('type="image/webp"', 'type="image/other"'),
            content_type="text/html",
        ),
    )
    page.goto(sample_portal + PAGES["news"])
    page.wait_for_function("document.querySelector('.prose img').naturalWidth === 1472")
    assert page.evaluate("document.querySelector('.prose img').currentSrc").endswith(".jpg")
    context.close()
