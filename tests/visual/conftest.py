"""A browser that draws the same on every machine, the portal in preview, and the golden set."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright

from scripts.run_tests import browser_path
from tests.conftest import ARGUMENTS, missing, served
from tests.visual.golden_set import (
    FONTS_CONF,
    GOLDEN,
    KEPT,
    GoldenSet,
    MadeWith,
    font_digest,
    font_files,
)

DRAWING = [
    "--font-render-hinting=none", "--disable-lcd-text", "--disable-font-subpixel-positioning",
    "--force-color-profile=srgb", "--force-device-scale-factor=1", "--hide-scrollbars",
    "--run-all-compositor-stages-before-draw",
]  # fmt: skip
"""The last: no picture is taken of a page of which a busy machine hasn't drawn all yet."""
DAY = "2020-12-31T12:00:00+08:00"
"""What scripts take for now."""
PHOTOGRAPHS = re.compile(r"/images/.*\.(?:jpe?g|png|webp|avif)$")
"""They get a flat stand-in: their place is what counts, and encoders differ."""


@pytest.fixture(scope="session")
def fonts() -> str:
    """Digest of the fonts; where this machine lacks them, tests skip, but never in CI."""
    files = font_files()
    if len(files) < 4:
        missing("no fonts-noto-cjk on this machine")
    return font_digest(files)


@pytest.fixture(scope="session")
def drawing_browser(playwright: Playwright, fonts: str) -> Iterator[Browser]:
    program = browser_path() or missing("no Chromium on this machine")
    running = playwright.chromium.launch(
        executable_path=program,
        args=[*ARGUMENTS, *DRAWING],
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS_CONF)},
    )
    yield running
    running.close()


@pytest.fixture(scope="session")
def camera(drawing_browser: Browser) -> Iterator[Page]:
    """The one page that everything is shown in."""
    context = drawing_browser.new_context(
        device_scale_factor=1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.clock.set_fixed_time(DAY)
    flat = io.BytesIO()
    Image.new("RGB", (16, 9), (150, 165, 160)).save(flat, "PNG")
    context.route(
        PHOTOGRAPHS, lambda route: route.fulfill(body=flat.getvalue(), content_type="image/png")
    )
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture(scope="session")
def preview_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the sample portal in preview, with the gallery of components."""
    with served(tmp_path_factory.mktemp("preview") / "output", "--preview") as address:
        yield address


@pytest.fixture(scope="session")
def golden(drawing_browser: Browser, fonts: str) -> GoldenSet:
    here = MadeWith(int(drawing_browser.version.partition(".")[0]), fonts)
    return GoldenSet(GOLDEN, KEPT, here, update=bool(os.environ.get("UPDATE_VISUAL")))
