"""Lines of titles end between words, in the browser as it lays them out."""

from __future__ import annotations

from itertools import accumulate

import pytest
from playwright.sync_api import Browser

from plugins.model.phrases import phrases
from tests.browser.test_pages import PAGES

pytestmark = pytest.mark.xdist_group("browser")
ENDS = """(title) => {
  const ends = [], range = document.createRange();
  let passed = 0, last = null;
  const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let index = 0; index < walker.currentNode.length; index += 1, passed += 1) {
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + 1);
      const box = range.getBoundingClientRect();
      if (last !== null && box.width && box.top > last + box.height / 2) ends.push(passed);
      if (box.width) last = box.top;
    }
  }
  return ends;
}"""


@pytest.mark.parametrize("name", ["news", "notice", "issue", "document"])
def test_a_title_is_broken_between_words_alone(browser: Browser, sample_portal: str, name: str):
    page = browser.new_page()
    page.goto(sample_portal + PAGES[name])
    title = page.locator("main h1")
    places = {0, *accumulate(map(len, phrases(title.text_content() or "")))}
    lines = 0
    for width in (360, 390, 430, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        ends = title.evaluate(ENDS)
        assert set(ends) <= places, f"{width} px: {ends}"
        lines += len(ends)
    assert lines >= 3
    page.close()
