"""Every page as readers may need it: zoomed, in care mode, in forced colours, by keys, on paper."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.browser.test_access import SMALL, VOICES, choose
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.xdist_group("browser")
TEXTS = r"""() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (/[\p{L}\p{N}]/u.test(walker.currentNode.data) && one.closest('main, footer')
      && one.checkVisibility({visibilityProperty: true}))
      found.push(walker.currentNode.data.trim());
  }
  return found;
}"""
CUT = """() => [...document.querySelectorAll('main *, footer *')].filter(one =>
    one.checkVisibility() && !one.closest('.visually-hidden, svg')
    && ['hidden', 'clip'].includes(getComputedStyle(one).overflowX)
    && getComputedStyle(one).clipPath === 'none' && one.scrollWidth > one.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 90))"""
OUTSIDE = """() => {
  const apart = (one) => one && (getComputedStyle(one).clipPath !== 'none'
    || ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) || apart(one.parentElement));
  return [...document.querySelectorAll('main *, footer *, header *')].filter(one =>
      one.checkVisibility() && !one.closest('svg, .skip-link') && !apart(one)
      && one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 90));
}"""
# A state shows where the element, or what is first in it, looks other than one without the state.
ALIKE = """() => {
  const look = (one) => { const style = getComputedStyle(one), first = one.firstElementChild;
    return [style.borderTopWidth, style.borderBottomWidth, style.borderTopColor,
      style.borderBottomColor, style.fontWeight, style.textDecorationLine, style.color,
      first ? look(first) : one.nodeName].join(); };
  const states = '[aria-current]:not([aria-current=false]), [aria-pressed=true]';
  return [...document.querySelectorAll(states)].filter(one => one.checkVisibility()).filter(one => {
    const other = [...document.getElementsByClassName(one.classList[0])].find(
      plain => plain.checkVisibility() && !plain.matches(states));
    return other && look(one) === look(other);
  }).map(one => one.outerHTML.slice(0, 90));
}"""
COVERED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = [...one.getClientRects()].find(part => part.width && part.height);
  if (!box) return `${one.outerHTML.slice(0, 90)} has no box`;
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const top = document.elementFromPoint(x, box.top + box.height / 2);
  return top && (one.contains(top) || top.contains(one)) ? '' : one.outerHTML.slice(0, 90);
}"""


@pytest.fixture(scope="module")
def zoomed(browser: Browser) -> Iterator[dict[int, Page]]:
    """Pages as a window of 1280 x 1024 shows them at 100, 200 and 400 percent.

    Without the worker, whose copies come in while the pages are compared.
    """
    contexts = {
        percent: browser.new_context(
            viewport={"width": 128_000 // percent, "height": 102_400 // percent},
            device_scale_factor=percent / 100,
            service_workers="block",
        )
        for percent in (100, 200, 400)
    }
    yield {percent: context.new_page() for percent, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_zoom_loses_nothing(zoomed: dict[int, Page], sample_portal: str, name: str):
    texts = {}
    for percent, page in zoomed.items():
        page.goto(sample_portal + PAGES[name])
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{percent} %: {wide} px too wide"
        assert page.evaluate(OUTSIDE) == [], percent
        assert page.evaluate(CUT) == [], percent
        texts[percent] = page.evaluate(TEXTS)
    for percent in (200, 400):
        assert [text for text in texts[100] if text not in texts[percent]] == [], percent


@pytest.mark.parametrize("name", PAGES)
def test_care_mode_has_large_targets_everywhere(browser: Browser, sample_portal: str, name: str):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    choose(context, {"care": "on"})
    page = context.new_page()
    page.goto(sample_portal + PAGES[name])
    for opener in (".menu__switch", ".options__more"):
        page.evaluate("(one) => { document.querySelector(one).open = true; }", opener)
        assert page.evaluate(SMALL, 44) == [], opener
    context.close()


@pytest.fixture(scope="module")
def forced(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, forced_colors="active", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_forced_colours_show_states(forced: Page, sample_portal: str, name: str):
    forced.goto(sample_portal + PAGES[name])
    assert forced.evaluate(ALIKE) == []


@pytest.mark.parametrize(
    ("name", "kept", "read"),
    [
        ("home", {}, False),
        ("column", {"care": "on"}, False),
        ("register", {"size": "larger", "ruler": "on"}, False),
        ("search", {"contrast": "high"}, False),
        ("news", {}, True),
        ("notice", {"care": "on"}, True),
    ],
)
def test_focus_is_never_covered(
    browser: Browser, sample_portal: str, name: str, kept: dict[str, str], read: bool
):
    context = browser.new_context(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    choose(context, kept)
    context.add_init_script(VOICES % "[{lang: 'zh-CN', name: 'test'}]")
    page = context.new_page()
    page.goto(sample_portal + PAGES[name])
    # What the search page fetches once it is used may come while keys are pressed, and move lines.
    page.evaluate(
        "document.querySelector('[data-search-form]')?.dispatchEvent(new Event('focusin'))"
    )
    page.wait_for_load_state("networkidle")
    if read:
        page.get_by_role("button", name="朗读").click()
        page.locator(".player").wait_for()
        page.evaluate("document.querySelector('.skip-link').focus()")
    covered = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(150):
            page.keyboard.press(key)
            found = page.evaluate(COVERED)
            if found is None:
                break
            covered += [found] if found else []
    assert covered == []
    context.close()


def plain(text: str) -> str:
    """Return text without white space; PDF files hold some characters as radicals."""
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", text))


@pytest.mark.parametrize(
    ("scheme", "kept"), [("light", {}), ("dark", {}), ("light", {"contrast": "high", "care": "on"})]
)
def test_news_prints_black_on_white(
    browser: Browser, sample_portal: str, scheme: str, kept: dict[str, str]
):
    context = browser.new_context(color_scheme=scheme)
    choose(context, kept)
    page = context.new_page()
    page.goto(sample_portal + PAGES["news"])
    body = page.locator(".prose").inner_text()
    page.emulate_media(media="print")
    for hidden in (".topline", ".menu", ".breadcrumb", ".tools", ".neighbours", ".footer__links"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in (".masthead__name", "h1", ".byline", ".prose", ".keywords", ".footer__rights"):
        assert kept or page.locator(shown).first.is_visible(), shown
    colours = page.evaluate(
        """['body', '.sheet', '.prose p', 'h1'].map(name => {
          const style = getComputedStyle(document.querySelector(name));
          return [style.color, style.backgroundColor]; })"""
    )
    assert {colour for colour, _ in colours} == {"rgb(0, 0, 0)"}
    assert {ground for _, ground in colours} <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
    page.set_viewport_size({"width": 620, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 620
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    printed = plain("".join(one.extract_text() for one in pages))
    assert 2 <= len(pages) <= 4
    assert plain(body)[-60:] in printed
    assert "上一篇" not in printed
    context.close()
