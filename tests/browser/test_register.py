"""The filter bar of register pages, and the plain links in its place, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import watched

pytestmark = pytest.mark.xdist_group("browser")
YEAR = "/registers/year/2020/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def shown(page: Page) -> list[str]:
    return page.locator(".register__row:visible .register__number").all_inner_texts()


def status(page: Page) -> str:
    return page.locator("[role=status][data-filter-status]").inner_text()


def test_choices_narrow_the_table_at_once(page: Page, sample_portal: str):
    faults = watched(page, sample_portal)
    page.goto(sample_portal + YEAR)
    assert (len(shown(page)), status(page)) == (32, "共 32 个编号。")
    page.get_by_label("编号方式").select_option(label="发文字号")
    page.get_by_label("状态", exact=True).select_option(label="不予公开")
    assert shown(page) == ["皖纪发〔2020〕2号"]
    assert status(page) == "共 32 个编号，符合条件（编号方式：发文字号，状态：不予公开）的 1 个。"
    assert page.url == f"{sample_portal}{YEAR}?form=document&state=withheld"
    page.get_by_label("系列").select_option(label="监察委员会公告")
    assert shown(page) == []
    assert status(page).startswith("共 32 个编号，没有符合条件（系列：监察委员会公告，")
    page.get_by_role("button", name="清除条件").click()
    assert (len(shown(page)), status(page)) == (32, "共 32 个编号。")
    assert page.url == sample_portal + YEAR
    assert page.get_by_label("状态", exact=True).input_value() == ""
    assert faults == []


def test_it_is_all_done_by_keyboard(page: Page, sample_portal: str):
    page.goto(sample_portal + "/registers/wjf/2020/")
    page.get_by_label("文种").focus()
    page.keyboard.type("通知")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "state"
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("状态", exact=True).input_value() == "issued"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("location.pathname") == "/registers/wjf/2020/"
    assert 0 < len(shown(page)) < 10
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert len(shown(page)) == 10
    assert page.evaluate("document.activeElement.textContent") == "清除条件"


def test_a_shared_address_shows_the_same(page: Page, sample_portal: str):
    page.goto(f"{sample_portal}{YEAR}?kind=tongbao&state=issued#dudao-2020-1")
    assert len(shown(page)) == 9
    assert page.get_by_label("文种").input_value() == "tongbao"
    assert "文种：通报" in status(page)
    page.reload()
    assert len(shown(page)) == 9
    page.get_by_label("文种").select_option(label="全部")
    assert page.url == f"{sample_portal}{YEAR}?state=issued#dudao-2020-1"


@pytest.mark.parametrize("query", ["?state=gone", "?other=1", "?state=%22%3E%3Cb%3E", "?kind="])
def test_an_address_that_asks_for_nothing_shows_all(page: Page, sample_portal: str, query: str):
    faults = watched(page, sample_portal)
    page.goto(f"{sample_portal}{YEAR}{query}")
    assert (len(shown(page)), status(page)) == (32, "共 32 个编号。")
    assert faults == []


def test_the_traditional_edition_tells_of_it_in_its_own_characters(page: Page, sample_portal: str):
    page.goto(f"{sample_portal}/zh-hant{YEAR}?state=withheld")
    assert status(page) == "共 32 個編號，符合條件（狀態：不予公開）的 1 個。"


def test_the_controls_have_names(page: Page, sample_portal: str):
    page.goto(sample_portal + YEAR)
    tree = page.locator(".panel").first.aria_snapshot()
    for line in ('form "筛选编号"', 'combobox "文种"', 'combobox "状态"', 'button "清除条件"'):
        assert line in tree
    assert "status: 共 32 个编号。" in tree


def test_without_a_script_links_stand_in_its_place(browser: Browser, sample_portal: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_portal + "/registers/wjf/2020/")
    assert page.locator("select:visible, button:visible").count() == 0
    ways = page.get_by_role("navigation", name="登记簿分类")
    ways.get_by_role("link", name="不予公开").click()
    assert page.url == f"{sample_portal}/registers/state/withheld/"
    assert shown(page) == ["皖纪发〔2020〕2号"]
    assert ways.locator("[aria-current=page]").inner_text() == "不予公开"
    ways.get_by_role("link", name="2020年").click()
    assert page.url == sample_portal + YEAR
    ways.get_by_role("link", name="皖纪办文件").click()
    assert page.url == f"{sample_portal}/registers/wjb/2020/"
    page.locator(".register__link").first.click()
    assert page.locator(".sheet__title").is_visible()
    context.close()


def test_only_pages_with_a_filter_load_its_script(page: Page, sample_portal: str):
    for place, wanted in ((YEAR, 1), ("/registers/state/void/", 0), ("/registers/", 0)):
        page.goto(sample_portal + place)
        assert page.locator('script[src*="/register."]').count() == wanted
        assert page.locator(".register-ways:visible").count() == (place.endswith("void/"))


def test_a_notice_leads_to_its_like_and_on(page: Page, sample_portal: str):
    page.goto(sample_portal + "/wjf/2019/2/")
    page.locator(".facts").get_by_role("link", name="废止", exact=True).click()
    assert page.url == f"{sample_portal}/find/validity/repealed/"
    assert page.inner_text("h1") == "有效性：废止"
    page.get_by_role("link", name="按有效性查找").click()
    page.get_by_role("link", name="失效 5 篇", exact=True).click()
    assert page.inner_text("h1") == "有效性：失效"
