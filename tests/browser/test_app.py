"""The portal as an app: real Chromium accepts it, and its page offers to install it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from scripts.run_tests import browser_path
from tests.browser.hosting import Host, hosted
from tests.conftest import ARGUMENTS
from tests.site.building import PROJECT

pytestmark = pytest.mark.xdist_group("browser")
OFFER = """() => {
  const offer = new Event('beforeinstallprompt', {cancelable: true});
  offer.prompt = async () => { window.asked = true; };
  dispatchEvent(offer);
  return offer.defaultPrevented;
}"""


@pytest.mark.parametrize(
    ("name", "base", "start"),
    [("first", "/", ""), ("first", "/", "zh-hant/"), ("sub", "/sub/", "")],
)
def test_chromium_finds_it_installable(
    browser: Browser,
    portal: Callable[[str], Path],
    tmp_path: Path,
    name: str,
    base: str,
    start: str,
):
    """Nothing is installed from a private window, so this browser has a profile."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path), executable_path=browser_path(), args=ARGUMENTS
    )
    with hosted(portal(name), base) as host:
        page = context.new_page()
        page.goto(host.url + start)
        session = context.new_cdp_session(page)
        told = session.send("Page.getAppManifest")
        assert told["errors"] == []
        assert told["url"] == f"{host.url}{start}manifest.webmanifest"
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        stated = json.loads(told["data"])
        addresses = [stated["start_url"], *(one["url"] for one in stated["shortcuts"])]
        assert addresses[0] == base + start
        for address in addresses:
            assert address.startswith(stated["scope"])
            assert page.goto(host.url.removesuffix(base) + address).status == 200
        context.close()


def test_the_page_offers_what_the_browser_offers(browser: Browser, host: Host):
    """Headless Chromium offers nothing: the browser's part is played, ours is real."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host.url}app/")
    button = page.get_by_role("button", name="安装到这台设备")
    assert not button.is_visible()
    assert page.evaluate(OFFER)
    button.click()
    assert page.evaluate("window.asked")
    expect(button).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('appinstalled'))")
    expect(page.locator("[data-install-state=done]")).to_be_visible()
    expect(page.locator("[data-install-state=browser]")).to_be_hidden()
    context.close()


def test_inside_the_app_nobody_is_asked_to_install_it(browser: Browser, host: Host):
    context = browser.new_context()
    context.add_init_script("navigator.standalone = true")
    page = context.new_page()
    page.goto(f"{host.url}app/")
    assert page.locator("[data-install-state=inside]").is_visible()
    context.close()


def test_the_bar_is_accessible_and_fits(browser: Browser, host: Host):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{host.url}dongtai/one/")
    page.wait_for_function("navigator.serviceWorker.controller")
    context.set_offline(True)
    for choice in ("", "care", "contrast"):
        if choice:
            page.evaluate(
                "name => { document.documentElement.dataset[name] ="
                " name === 'care' ? 'on' : 'high'; }",
                choice,
            )
        expect(page.locator(".offline")).to_be_visible()
        expect(page.locator("[data-said-offline]")).to_contain_text("您已离线")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    context.close()


def test_where_there_is_no_app_nothing_tells_of_one(portal: Callable[[str], Path]):
    output = portal("off")
    retires = (PROJECT / "theme" / "worker" / "retire.js").read_text(encoding="utf-8")
    assert (output / "sw.js").read_text(encoding="utf-8") == retires
    assert {path.name for path in output.rglob("*") if path.suffix == ".webmanifest"} == set()
    assert list(output.rglob("offline.json")) == []
    assert not (output / "app").exists()
    for path in output.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for trace in ("data-worker", 'rel="manifest"', 'href="/app/"', 'class="offline"'):
            assert trace not in text, path
