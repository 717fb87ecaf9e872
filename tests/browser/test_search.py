"""The search page and the error page's help, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_pages import watched

pytestmark = pytest.mark.xdist_group("browser")
DONE = "/^(找到|没有|查找没有)/.test(document.querySelector('[data-search-status]').textContent)"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def wait(page: Page) -> list[str]:
    """Return the paths of the results once they are there."""
    page.wait_for_function(DONE)
    if re.match("找到(?!.*都不)", page.inner_text("[data-search-status]")):
        page.locator(".search-result__link").first.wait_for()
    return page.eval_on_selector_all(".search-result__link", "all => all.map(one => one.pathname)")


def results(page: Page, portal: str, words: str, **asked: str) -> list[str]:
    page.goto(f"{portal}/search/?{urlencode({'q': words, **asked})}")
    return wait(page)


NUMBERS = {
    "皖纪发〔2020〕5号": "/wjf/2020/5/",
    "皖纪发[2020]5号": "/wjf/2020/5/",
    "皖纪发（2020）5 号": "/wjf/2020/5/",
    "皖纪发2020 5": "/wjf/2020/5/",
    "皖纪发2020-5": "/wjf/2020/5/",
    "皖纪发〔2020〕第005号": "/wjf/2020/5/",
    "皖纪发字〔2020〕5号": "/wjf/2020/5/",
    "皖纪发〔二〇二〇〕五号": "/wjf/2020/5/",
    "皖紀發〔２０２０〕５號": "/wjf/2020/5/",
    "疫情防控督导通报第6期": "/dudao/2020/6/",
    "督导通报6期": "/dudao/2020/6/",
    "督導通報第六期": "/dudao/2020/6/",
    "第6期": "/dudao/2020/6/",
    "总第17期": "/tongbao/2020/1/",
    "党风廉政建设情况通报2020年第1期（总第17期）": "/tongbao/2020/1/",
    "安徽省监察委员会令第3号": "/ling/2020/3/",
    "令第3号": "/ling/2020/3/",
    "省监委公告2020年第2号": "/gonggao/2020/2/",
}


def test_a_number_in_any_spelling_leads_to_its_notice(page: Page, sample_portal: str):
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{sample_portal}/contact/")
    for words, target in NUMBERS.items():
        page.goto(f"{sample_portal}/search/?{urlencode({'q': words})}")
        page.wait_for_url(f"**{target}")
    page.go_back()
    assert "/search/" not in page.url
    assert faults == []


def test_a_number_that_several_notices_carry_offers_them(page: Page, sample_portal: str):
    found = results(page, sample_portal, "第1期")
    direct = page.eval_on_selector_all(
        ".search-direct__link", "all => all.map(one => one.pathname)"
    )
    assert set(direct) == {"/dudao/2020/1/", "/tongbao/2019/1/", "/tongbao/2020/1/"}
    assert set(direct) <= set(found)


def test_a_quoted_number_is_looked_for_in_texts(page: Page, sample_portal: str):
    found = results(page, sample_portal, '"皖纪发〔2020〕5号"')
    assert found[0] == "/wjf/2020/5/"
    assert len(found) > 1


def test_a_result_shows_what_it_is_and_where(page: Page, sample_portal: str):
    faults = watched(page, sample_portal)
    assert results(page, sample_portal, "靠前监督")
    first = page.locator(".search-result").first
    assert first.locator("mark").first.inner_text() == "靠前监督"
    assert re.search(r"20\d\d-\d\d-\d\d", first.inner_text())
    results(page, sample_portal, "疫情防控监督工作的通知")
    about = page.locator(".search-result").first.inner_text()
    for text in ("皖纪发〔2020〕5号", "2020-02-05", "通知公告", "有效"):
        assert text in about
    assert faults == []


def test_a_passage_never_ends_within_what_was_found(page: Page, sample_portal: str):
    results(page, sample_portal, "值班")
    marks = page.locator(".search-result__passage mark").all_inner_texts()
    assert len(marks) > 10
    assert set(marks) == {"值班"}


def test_titles_come_first_and_dates_may_decide(page: Page, sample_portal: str):
    words = "信访举报"
    results(page, sample_portal, words)
    while page.locator("[data-search-more]").is_visible():
        page.locator("[data-search-more]").click()
        page.wait_for_timeout(50)
    heads = page.eval_on_selector_all(
        ".search-result",
        """all => all.map(one => /信访举报/.test(
          one.querySelector('h3').textContent
          + (one.querySelector('.search-result__number')?.textContent ?? '')))""",
    )
    assert heads == sorted(heads, reverse=True)
    assert True in heads
    results(page, sample_portal, words, sort="date")
    days = page.locator(".search-result__day").all_inner_texts()
    assert days == sorted(days, reverse=True)


def test_filters_narrow_are_shared_and_undone(page: Page, sample_portal: str):
    page.set_viewport_size({"width": 1200, "height": 900})
    whole = results(page, sample_portal, "疫情防控")
    total = page.inner_text("[data-search-status]")
    column = page.get_by_label("栏目", exact=True)
    option = column.locator("option", has_text="督导通报（").first
    expect(option).to_have_text(re.compile(r"督导通报（\d+）"))
    column.select_option("dudao-tongbao")
    page.wait_for_function(
        "/其中/.test(document.querySelector('[data-search-status]').textContent)"
    )
    narrowed = wait(page)
    assert narrowed
    assert all(one.startswith("/dudao/") for one in narrowed)
    assert parse_qs(urlsplit(page.url).query) == {"q": ["疫情防控"], "column": ["dudao-tongbao"]}
    page.get_by_label("年份").select_option("2020")
    assert "year=2020" in page.url
    shared = page.url
    page.go_back()
    page.go_back()
    page.wait_for_function(
        f"document.querySelector('[data-search-status]').textContent === '{total}'"
    )
    assert wait(page) == whole
    assert column.input_value() == ""
    page.goto(shared)
    assert wait(page) == narrowed
    assert column.input_value() == "dudao-tongbao"
    assert set(results(page, sample_portal, "督导", column="tongbao-puguang")) >= set(narrowed[:1])
    assert results(page, sample_portal, "督导", column="lianjie-wenhua") == []
    assert "都不符合筛选条件" in page.inner_text("[data-search-status]")


def test_everything_is_done_by_keyboard_and_told(page: Page, sample_portal: str):
    page.goto(f"{sample_portal}/search/")
    page.get_by_label("词语、标题或文号").focus()
    page.keyboard.type("监督")
    page.keyboard.press("Enter")
    assert len(wait(page)) == 10
    assert "q=" in page.url
    assert page.locator("[data-search-status]").get_attribute("role") == "status"
    assert page.get_by_role("heading", name="搜索结果").is_visible()
    assert re.fullmatch(r"找到 \d+ 篇。", page.inner_text("[data-search-status]"))
    more = page.get_by_role("button", name="显示更多")
    more.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.search-result').length === 20")
    assert page.evaluate(
        "document.activeElement === document.querySelectorAll('.search-result__link')[10]"
    )
    assert page.title().startswith("监督：搜索")


def test_what_is_typed_before_the_script_arrives_stays(page: Page, sample_portal: str):
    page.route("**/search-view.*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(f"{sample_portal}/search/")
    field = page.get_by_label("词语、标题或文号")
    field.fill("执纪审查")
    page.wait_for_timeout(600)
    assert field.input_value() == "执纪审查"
    page.get_by_role("button", name="搜索", exact=True).click()
    assert wait(page)


@pytest.mark.parametrize("width", [390, 1440])
def test_results_are_accessible_and_fit(page: Page, sample_portal: str, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/search/?q=疫情防控", "/search/?q=第1期", "/zh-hant/search/?q=紀檢監察"):
        page.goto(sample_portal + address)
        wait(page)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_traditional_page_finds_the_same_and_stays_in_its_edition(
    page: Page, sample_portal: str
):
    simplified = results(page, sample_portal, "纪检监察")
    page.goto(f"{sample_portal}/zh-hant/search/?{urlencode({'q': '紀檢監察'})}")
    assert wait(page) == [f"/zh-hant{one}" for one in simplified]
    assert "找到" in page.inner_text("[data-search-status]")
    assert page.get_by_text("篩選和排序").is_visible()
    page.goto(f"{sample_portal}/zh-hant/search/?{urlencode({'q': '皖紀發〔2020〕5號'})}")
    page.wait_for_url("**/zh-hant/wjf/2020/5/")
    assert results(page, sample_portal, "紀檢監察") == simplified


def test_a_hit_in_an_attachment_names_it(page: Page, sample_portal: str):
    assert results(page, sample_portal, "举报登记表编号") == ["/wjf/2020/4/"]
    file = page.locator(".search-result__file")
    assert file.inner_text() == "见附件《信访举报登记表（样式）》："
    assert page.request.get(sample_portal + file.get_attribute("href")).ok
    assert page.locator(".search-result__passage mark").first.is_visible()


def test_what_is_not_there_is_told(page: Page, sample_portal: str):
    assert results(page, sample_portal, "没有这样的标题") == []
    assert "没有找到" in page.inner_text("[data-search-status]")
    page.goto(f"{sample_portal}/search/?q=%20%20")
    assert "请输入" in page.inner_text("[data-search-status]")
    results(page, sample_portal, "监督" * 80)
    assert "只按前面的部分查找" in page.inner_text("[data-search-status]")


def test_hostile_words_are_words(page: Page, sample_portal: str):
    faults = watched(page, sample_portal)
    assert results(page, sample_portal, '<img src=x onerror="alert(1)">通知') == []
    assert page.locator("main img").count() == 0
    assert faults == []


@pytest.mark.parametrize("words", ["业务培训安排", "尚未发布的值班"])
def test_withdrawn_and_unpublished_items_are_not_found(page: Page, sample_portal: str, words: str):
    found = results(page, sample_portal, words)
    assert "/wjb/2020/7/" not in found
    assert not any("/draft/" in one for one in found)


FAILURES = {
    "offline": (lambda route: route.abort("internetdisconnected"), "请检查网络连接"),
    "missing": (lambda route: route.fulfill(status=404, body="gone"), "索引文件不完整"),
    "damaged": (lambda route: route.fulfill(status=200, body=b"\x78\x01broken"), "已损坏"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_and_can_be_tried_again(page: Page, sample_portal: str, name: str):
    act, told = FAILURES[name]
    page.route(re.compile(r"/search/s\d+/p\d"), act)
    results(page, sample_portal, "疫情防控")
    assert told in page.inner_text("[data-search-status]")
    page.unroute_all()
    page.get_by_role("button", name="重试").click()
    page.locator(".search-result__link").first.wait_for()


def test_a_portal_published_anew_meanwhile_is_found_again(page: Page, sample_portal: str):
    """The first list that was there is gone once; the script opens the index anew by itself."""
    gone: list[str] = []

    def once(route: Route) -> None:
        if gone:
            route.continue_()
        else:
            gone.append(route.request.url)
            route.fulfill(status=404, body="gone")

    page.route(re.compile(r"/search/s\d+/p\d"), once)
    assert results(page, sample_portal, "疫情防控")
    assert gone


def test_search_is_reached_from_every_page(page: Page, sample_portal: str):
    page.goto(f"{sample_portal}/wjf/2020/5/")
    page.get_by_role("link", name="搜索", exact=True).first.click()
    assert page.url == f"{sample_portal}/search/"


def test_without_a_script_search_offers_other_ways(browser: Browser, sample_portal: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sample_portal}/search/?q={quote('督导')}")
    assert page.get_by_text("浏览器没有启用脚本").is_visible()
    assert not page.locator("[data-filters]").is_visible()
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
    assert page.get_by_label("词语、标题或文号").input_value() == "工作规程"
