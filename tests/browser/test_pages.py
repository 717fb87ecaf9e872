"""The sample portal in a real browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = {
    "home": "/",
    "column": "/tongzhi-gonggao/",
    "parent": "/tongbao-puguang/",
    "news": "/yaowen/2020-02-21-jieshou-yiqing-jiandu/",
    "notice": "/wjf/2019/2/",
    "issue": "/tongbao/2020/1/",
    "register": "/registers/wjb/2020/",
    "registers": "/registers/",
    "series": "/registers/wjf/",
    "numbers": "/registers/year/2020/",
    "void": "/registers/state/void/",
    "finders": "/find/",
    "finder": "/find/issuer/",
    "found": "/find/kind/tongzhi/",
    "page": "/contact/",
    "map": "/sitemap/",
    "topics": "/topics/",
    "topic": "/topics/yiqing-fangkong/",
    "archive": "/archive/",
    "month": "/archive/2020/02/",
    "year": "/archive/2020/",
    "search": "/search/",
    "data": "/data/",
    "statistics": "/statistics/",
    "document": "/wjf/2020/5/document/",
    "withdrawn": "/wjb/2020/7/",
    "hant": "/zh-hant/",
    "app": "/app/",
    "offline": "/offline/",
    "missing": "/404.html",
}
WIDTHS = (320, 390, 768, 1440)
pytestmark = pytest.mark.xdist_group("browser")


def watched(page: Page, portal: str) -> list[str]:
    """Return a list that fills with console errors and failed or third-party requests."""
    faults: list[str] = []
    page.on(
        "console",
        lambda message: faults.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on(
        "request",
        lambda request: None if request.url.startswith(portal) else faults.append(request.url),
    )
    return faults


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_quiet_accessible_and_fits(browser: Browser, sample_portal: str, name: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults = watched(page, sample_portal)
    page.goto(sample_portal + PAGES[name])
    assert ("示例站點" if name == "hant" else "示例站点") in page.inner_text("body")
    assert page.get_attribute("meta[name=robots]", "content") == "noindex, nofollow"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} px wide at {width}"
        found = Axe().run(page).response["violations"] if width in (390, 1440) else []
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert faults == []
    context.close()


@pytest.mark.parametrize(
    "name", ["home", "column", "news", "notice", "register", "numbers", "data", "statistics"]
)
def test_a_page_is_whole_without_scripts(browser: Browser, sample_portal: str, name: str):
    texts = []
    for enabled in (True, False):
        context = browser.new_context(java_script_enabled=enabled)
        page = context.new_page()
        page.goto(sample_portal + PAGES[name])
        texts.append(page.locator("main").text_content())
        context.close()
    assert texts[0] == texts[1]


def test_every_internal_link_leads_somewhere(browser: Browser, sample_portal: str):
    context = browser.new_context()
    page = context.new_page()
    links: set[str] = set()
    for path in PAGES.values():
        page.goto(sample_portal + path)
        links |= set(page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"))
    own = {link.partition("#")[0] for link in links if link.startswith(sample_portal)}
    assert len(own) > 80
    dead = [link for link in sorted(own) if context.request.get(link).status != 200]
    assert dead == []
    context.close()


def test_the_font_size_is_kept(browser: Browser, sample_portal: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(sample_portal + PAGES["news"])
    measure = "parseFloat(getComputedStyle(document.querySelector('.prose p')).fontSize)"
    usual = page.evaluate(measure)
    page.get_by_role("button", name="大", exact=True).click()
    large = page.evaluate(measure)
    assert large > usual
    page.reload()
    assert page.evaluate(measure) == large
    context.close()
