"""What the reader may choose, and what no checker of markup sees."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.test_pages import PAGES, watched

pytestmark = pytest.mark.xdist_group("browser")
KEPT = {
    "care": {"care": "on"},
    "contrast": {"contrast": "high"},
    "large": {"size": "larger", "ruler": "on"},
    "care-larger": {"care": "on", "size": "larger"},
}
SMALL = """(least) => [...document.querySelectorAll('a[href], button, summary, input, select')]
  .filter(one => one.checkVisibility({visibilityProperty: true})
    && !one.closest('.prose, .visually-hidden, .skip-link'))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least || box.height < least))
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Axe's own rule for 24 px takes the space around a target into account.
BROKEN_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def choose(context: BrowserContext, kept: dict[str, str]) -> None:
    """Let every page of the context find choices made earlier."""
    lines = "".join(f"localStorage.setItem('tongbao:{k}', '{v}');" for k, v in kept.items())
    context.add_init_script(f"try {{ {lines} }} catch {{}}")


def violations(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options=BROKEN_RULES).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844})
    yield made
    made.close()


@pytest.mark.parametrize("choice", KEPT)
def test_every_choice_is_accessible_and_fits(browser: Browser, sample_portal: str, choice: str):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    choose(context, KEPT[choice])
    page = context.new_page()
    for name in (
        "home", "column", "notice", "issue", "register", "finders", "missing", "data", "statistics",
    ):  # fmt: skip
        page.goto(sample_portal + PAGES[name])
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide at {width}"
        assert violations(page) == [], name
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_schemes_are_accessible(browser: Browser, sample_portal: str, scheme: str):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    for name in ("home", "notice", "register", "finders", "data", "statistics"):
        page.goto(sample_portal + PAGES[name])
        assert violations(page) == [], name
    context.close()


def test_care_mode_has_large_text_and_targets(context: BrowserContext, sample_portal: str):
    choose(context, {"care": "on"})
    page = context.new_page()
    for name in (
        "home", "notice", "column", "register", "registers", "void", "finders", "data",
        "statistics",
    ):  # fmt: skip
        page.goto(sample_portal + PAGES[name])
        assert page.evaluate(SMALL, 44) == [], name
        sizes = page.evaluate(
            """[...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
              && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
              && !one.closest('sup, sub, .visually-hidden, svg'))
              .map(one => [parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 90)])
              .filter(([size]) => size < 24)"""
        )
        assert sizes == [], name


@pytest.mark.parametrize("name", ["home", "notice", "column", "register", "void", "page", "map",
                                  "finders", "data", "statistics"])  # fmt: skip
def test_targets_are_24_pixels(context: BrowserContext, sample_portal: str, name: str):
    page = context.new_page()
    page.goto(sample_portal + PAGES[name])
    assert page.evaluate(SMALL, 24) == []


def test_choices_are_made_kept_told_and_taken_back(context: BrowserContext, sample_portal: str):
    page = context.new_page()
    faults = watched(page, sample_portal)
    page.goto(sample_portal + PAGES["news"])
    care = page.get_by_role("button", name="长者模式")
    care.click()
    assert page.get_attribute("html", "data-care") == "on"
    assert care.get_attribute("aria-pressed") == "true"
    assert page.locator("[data-said]").text_content() == "长者模式已开启"
    page.get_by_text("显示设置").click()
    for name in ("高对比", "阅读标尺", "特大"):
        page.get_by_role("button", name=name, exact=True).click()
    assert page.locator(".ruler").is_visible()
    page.goto(sample_portal + PAGES["home"])
    kept = page.evaluate("({...document.documentElement.dataset})")
    assert kept == {
        "script": "on", "care": "on", "contrast": "high", "ruler": "on", "size": "larger",
    }  # fmt: skip
    page.get_by_text("显示设置").click()
    page.get_by_role("button", name="恢复默认").click()
    assert page.evaluate("({...document.documentElement.dataset})") == {"script": "on"}
    assert page.evaluate("localStorage.length") == 0
    assert context.cookies() == []
    assert faults == []


def test_choices_hold_before_the_first_paint(context: BrowserContext, sample_portal: str):
    choose(context, {"care": "on", "contrast": "high"})
    context.route("**/theme/portal.*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(sample_portal + PAGES["home"], wait_until="domcontentloaded")
    assert page.get_attribute("html", "data-care") == "on"
    order = page.evaluate(
        "[...document.head.querySelectorAll('script, link[rel=stylesheet]')].map(e => e.tagName)"
    )
    assert order[:2] == ["SCRIPT", "LINK"]
    assert page.evaluate("document.querySelector('head script').defer") is False


def test_forbidden_storage_breaks_nothing(context: BrowserContext, sample_portal: str):
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    page = context.new_page()
    faults = watched(page, sample_portal)
    page.goto(sample_portal + PAGES["news"])
    page.get_by_role("button", name="长者模式").click()
    assert page.get_attribute("html", "data-care") == "on"
    assert faults == []


def test_the_whole_journey_goes_by_keyboard(browser: Browser, sample_portal: str):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(sample_portal + PAGES["notice"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(sample_portal + PAGES["notice"])
    seen, invisible, hidden = [], [], []
    for _ in range(200):
        page.keyboard.press("Tab")
        name, ring, box = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
              const box = one.getBoundingClientRect();
              return [(one.innerText || one.ariaLabel || one.className).trim(),
                style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
                one === document.body ? null : [box.top, box.bottom]]; }"""
        )
        if box is None:
            break
        seen.append(name)
        invisible += [] if ring else [name]
        hidden += [] if box[1] > 0 and box[0] < 900 else [name]
    assert invisible == []
    assert hidden == []
    assert {"长者模式", "显示设置", "打印", "分享", "首页"} <= set(seen)
    page.get_by_text("显示设置").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_attribute("html", "data-size") == "small"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.innerText.trim()") == "显示设置"
    assert not page.locator(".options__panel").is_visible()
    page.locator(".tools__share summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".tools__panel").is_visible()
    page.locator(".menu__more summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".menu__panel").first.is_visible()
    assert not page.locator(".tools__panel").is_visible()
    context.close()


@pytest.mark.parametrize("name", ["home", "column", "notice", "register"])
def test_spaced_text_is_not_cut(context: BrowserContext, sample_portal: str, name: str):
    """WCAG 1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16."""
    page = context.new_page()
    page.goto(sample_portal + PAGES[name])
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = page.evaluate(
        """[...document.querySelectorAll('main *, header *, footer *')].filter(one =>
          one.checkVisibility() && getComputedStyle(one).clipPath === 'none'
          && !one.closest('.visually-hidden, svg, .table-scroll')
          && ['hidden', 'clip'].includes(getComputedStyle(one).overflowY)
          && one.scrollHeight > one.clientHeight + 1).map(one => one.outerHTML.slice(0, 90))"""
    )
    assert cut == []


def test_reduced_motion_and_forced_colours_are_respected(browser: Browser, sample_portal: str):
    context = browser.new_context(reduced_motion="reduce", forced_colors="active")
    page = context.new_page()
    page.goto(sample_portal + PAGES["notice"])
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.get_by_role("button", name="长者模式").click()
    border = page.evaluate(
        "getComputedStyle(document.querySelector('[data-option=care]')).borderTopWidth"
    )
    assert border == "2px"
    context.close()


def test_without_scripts_no_dead_control_is_shown(browser: Browser, sample_portal: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sample_portal + PAGES["notice"])
    assert page.locator("button:visible").count() == 0
    context.close()


VOICES = """
Object.defineProperty(window, 'speechSynthesis', {value: Object.assign(new EventTarget(), {
  spoken: [], getVoices: () => %s,
  speak(words) { this.spoken.push(words.text); this.now = words; },
  cancel() { this.now = null; },
})});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_a_page_is_read_aloud_sentence_by_sentence(context: BrowserContext, sample_portal: str):
    """Headless Chromium has no voices: the device's part is played, ours is real."""
    context.add_init_script(VOICES % "[{lang: 'zh-CN', name: 'test'}]")
    page = context.new_page()
    faults = watched(page, sample_portal)
    page.goto(sample_portal + PAGES["news"])
    title = page.locator("h1.sheet__title").inner_text()
    page.get_by_role("button", name="朗读").click()
    page.wait_for_function("speechSynthesis.spoken.length === 1")
    marked = "[...CSS.highlights.get('spoken')].map(range => range.toString()).join('')"
    assert page.evaluate(marked) == title
    assert page.evaluate("document.activeElement.innerText") == "暂停"
    page.evaluate("speechSynthesis.now.onend()")
    spoken = page.evaluate("speechSynthesis.spoken")
    assert spoken[0] == title
    assert page.evaluate(marked).strip() == spoken[1]
    page.get_by_role("button", name="暂停").click()
    assert page.evaluate("speechSynthesis.now") is None
    page.get_by_role("button", name="继续").click()
    assert page.evaluate("speechSynthesis.spoken.at(-1)") == spoken[1]
    page.get_by_role("button", name="下一句").click()
    assert page.evaluate("speechSynthesis.spoken.at(-1)") != spoken[1]
    page.keyboard.press("Escape")
    assert page.locator(".player").count() == 0
    assert page.evaluate("CSS.highlights.has('spoken')") is False
    assert page.evaluate("document.activeElement.innerText.trim()") == "朗读"
    assert faults == []


def test_a_device_without_chinese_voice_says_so(context: BrowserContext, sample_portal: str):
    context.add_init_script(VOICES % "[{lang: 'en-US'}]")
    page = context.new_page()
    page.goto(sample_portal + PAGES["news"])
    page.get_by_role("button", name="朗读").click()
    page.get_by_text("没有安装中文语音").wait_for()
    assert page.locator(".player").count() == 0
