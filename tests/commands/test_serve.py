"""The preview server, as a real process and a real browser see it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.site.building import DAY, PROJECT

SMALL = PROJECT / "tests" / "sites" / "small"
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A copy of the small site, served; its folder and the port."""
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--no-browser", "--port", "8600",
         "--content", str(content)],
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY,
             "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert process.stdout
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            break
    yield content, int(found[1])
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    process.stdout.close()


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


def test_a_saved_file_reaches_the_browser(served: tuple[Path, int], browser: Browser):
    content, port = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/dongtai/four/")
    expect(page.locator("body")).to_contain_text("第四条的正文。")
    item = content / "news" / "four.md"
    text = item.read_text(encoding="utf-8")
    item.write_text(text.replace("第四条的正文。", "改过的正文。"), encoding="utf-8")
    expect(page.locator("body")).to_contain_text("改过的正文。", timeout=20000)
    item.write_text(text.replace("title: 第四条动态", "title: <b>甲</b>: 乙"), encoding="utf-8")
    expect(page.locator("h1")).to_have_text("有问题待改正", timeout=20000)
    expect(page.locator("li")).to_contain_text("F012")
    item.write_text(text, encoding="utf-8")
    expect(page.locator("body")).to_contain_text("第四条的正文。", timeout=20000)
    context.close()


def test_what_changed_is_exchanged_without_loading_the_page_where_that_is_safe(
    served: tuple[Path, int], browser: Browser
):
    content, port = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/dongtai/four/")
    item = content / "news" / "four.md"
    text = item.read_text(encoding="utf-8")

    def mark() -> None:
        page.wait_for_timeout(300)  # the page's script has read the page
        page.evaluate("window.stays = true")

    def save(title: str, cell: str) -> None:
        table = f"改过。\n\n| 甲 | 乙 |\n|---|---|\n| {cell} | 2 |"
        changed = text.replace("第四条的正文。", table).replace("第四条动态", title)
        item.write_text(changed, encoding="utf-8")
        expect(page.locator("main td").first).to_have_text(cell, timeout=20000)

    mark()
    save("第四条动态", "一")
    assert page.evaluate("window.stays")
    save("换了标题", "二")
    assert page.evaluate("window.stays")
    expect(page).to_have_title(re.compile("换了标题"))
    exchanged = page.locator("main").inner_html()
    page.reload()
    assert page.locator("main").inner_html() == exchanged

    mark()
    page.evaluate("document.querySelector('main td').textContent = 'by a script'")
    save("换了标题", "三")
    assert page.evaluate("window.stays === undefined")
    context.close()


def test_a_preview_stays_on_no_device(served: tuple[Path, int]):
    """Not even where a worker of the published portal came from the same address."""
    _, port = served
    assert "registration.unregister()" in ask(port, "/sw.js")[1]
    assert "sw.js" not in ask(port, "/")[1]
    assert ask(port, "/offline.json")[0] == 404


def test_only_the_portal_and_only_this_machine(served: tuple[Path, int]):
    _, port = served
    assert ask(port, "/")[0] == 200
    assert ask(port, "/", host="evil.example")[0] == 403
    status, text = ask(port, "/no/such/page/")
    assert status == 404
    assert "页面不存在" in text
    for path in (
        "/../site.toml",
        "/..%2f..%2fetc/passwd",
        "//etc/passwd",
        "/%2e%2e/content/site.toml",
    ):
        assert ask(port, path)[0] in (301, 404), path
