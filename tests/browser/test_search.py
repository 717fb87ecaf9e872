"""Search by title and number, and the error page's help, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import watched

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def results(page: Page, portal: str, words: str) -> list[str]:
    page.goto(f"{portal}/search/?{urlencode({'q': words})}")
    page.wait_for_function(
        "/^(找到|没有)/.test(document.querySelector('[data-search-status]').textContent)"
    )
    return page.eval_on_selector_all(".results__link", "all => all.map(one => one.pathname)")


@pytest.mark.parametrize(
    "words",
    ["皖纪发〔2020〕5号", "皖纪发[2020]5号", "皖纪发（2020）5 号", "皖纪发2020 5号",
     "疫情防控 监督工作 通知", "关于做好疫情防控监督工作的通知"],
)  # fmt: skip
def test_a_notice_is_found(page: Page, sample_portal: str, words: str):
    faults = watched(page, sample_portal)
    assert results(page, sample_portal, words)[0] == "/wjf/2020/5/"
    assert page.get_by_label("标题或文号").input_value() == words
    assert faults == []


def test_what_is_not_there_is_told(page: Page, sample_portal: str):
    assert results(page, sample_portal, "没有这样的标题") == []
    assert "没有找到" in page.inner_text("[data-search-status]")


def test_hostile_words_are_words(page: Page, sample_portal: str):
    faults = watched(page, sample_portal)
    assert results(page, sample_portal, '<img src=x onerror="alert(1)">通知') == []
    assert page.locator("main img").count() == 0
    assert faults == []


def test_withdrawn_and_unpublished_items_are_not_found(page: Page, sample_portal: str):
    assert "/wjb/2020/7/" not in results(page, sample_portal, "业务培训安排")


def test_search_is_reached_from_every_page(page: Page, sample_portal: str):
    page.goto(f"{sample_portal}/wjf/2020/5/")
    page.get_by_role("link", name="搜索", exact=True).first.click()
    assert page.url == f"{sample_portal}/search/"
    page.get_by_label("标题或文号").fill("督导通报")
    page.keyboard.press("Enter")
    page.locator(".results__link").first.wait_for()
    assert "q=" in page.url


def test_without_a_script_search_offers_other_ways(browser: Browser, sample_portal: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample_portal}/search/")
    for name in ("按文号查登记簿", "按年月查看", "按栏目查看"):
        assert page.get_by_role("link", name=name).last.is_visible()
    context.close()


def test_the_error_page_offers_search_and_the_nearest_columns(page: Page, sample_portal: str):
    served = page.request.get(f"{sample_portal}/404.html").body()
    page.route(
        "**/fagui-zhidu/**",
        lambda route: route.fulfill(status=404, body=served, content_type="text/html"),
    )
    page.goto(f"{sample_portal}/fagui-zhidu/yewu-zhidu/工作规程.html")
    first = page.locator("[data-columns] a").first
    assert first.get_attribute("href") == "/fagui-zhidu/"
    assert page.get_by_label("标题或文号").input_value() == "工作规程"
