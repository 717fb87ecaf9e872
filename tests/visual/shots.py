"""What is photographed: pages, their states, and examples of components."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Page

from tests.browser.test_pages import PAGES
from tests.theme.examples import COMPONENTS, Example, load_component, render

WIDTHS = (390, 1440)
COMPONENT_WIDTHS = (390, 1000)
LONGEST = 1600
"""Pixels of a page from its top; what is below looks like what is above."""
SHORTER = 1200
"""The same for further looks and states of a page."""
LOOKS = ("dark", "contrast", "care")
SETTLED = """async () => {
  for (const image of document.images) image.loading = 'eager';
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
  await document.fonts.ready;
  return Math.ceil(document.body.getBoundingClientRect().bottom + scrollY);
}"""
"""Waits for pictures and fonts; gives the length of the page."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a page."""

    page: str
    """Name in PAGES."""
    width: int
    look: str = ""
    """dark, contrast, care, forced or print; empty for the usual one."""
    opened: str = ""
    """Selector of a details element that is opened before."""

    @property
    def longest(self) -> int:
        """Return how many pixels from the top are taken."""
        return SHORTER if self.look or self.opened else LONGEST

    @property
    def name(self) -> str:
        """Return its name in the golden set."""
        parts = (self.page, str(self.width), self.look, "open" if self.opened else "")
        return "pages/" + "-".join(filter(None, parts))


SHOTS = (
    *(Shot(page, width) for page in PAGES for width in WIDTHS),
    *(
        Shot(page, width, look)
        for page in ("home", "news", "notice")
        for look in LOOKS
        for width in WIDTHS
    ),
    Shot("home", 1440, "forced"),
    Shot("notice", 1440, "forced"),
    Shot("news", 794, "print"),
    Shot("column", 794, "print"),
    Shot("column", 390, opened=".menu__switch"),
    Shot("column", 1440, opened=".menu__more"),
    *(Shot("home", width, opened=".options__more") for width in WIDTHS),
    *(Shot("news", width, opened=".tools__share") for width in WIDTHS),
)


@functools.cache
def examples() -> tuple[Example, ...]:
    """Return the examples that show anything."""
    loaded = (one for name in COMPONENTS for one in load_component(name).examples)
    return tuple(one for one in loaded if render(one).strip())


def component_shot(example: Example, width: int) -> str:
    """Return the name of an example's picture in the golden set."""
    return f"components/{example}-{width}"


def picture(page: Page, width: int, longest: int) -> Image.Image:
    """Photograph what the page shows now, at one width, from its top."""
    page.set_viewport_size({"width": width, "height": 900})
    height = min(page.evaluate(SETTLED), longest)
    taken = page.screenshot(full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
    return Image.open(io.BytesIO(taken)).convert("RGB")
