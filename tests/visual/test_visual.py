"""Pages and components look as in the golden set; docs/development.md tells how to remake it."""

from __future__ import annotations

from itertools import groupby

import pytest
from playwright.sync_api import Page

from tests.browser.test_pages import PAGES
from tests.theme.examples import COMPONENTS
from tests.visual.golden_set import REMAKE, GoldenSet
from tests.visual.shots import (
    COMPONENT_WIDTHS,
    LONGEST,
    SHOTS,
    Shot,
    component_shot,
    examples,
    picture,
)

pytestmark = pytest.mark.xdist_group("visual")
REVEALED = "document.querySelectorAll('body > .wrap > [hidden]').forEach(one => one.hidden = false)"
"""Shows an example whose component waits for a script."""
ADVICE = f"Look at the three pictures. Where the new look is meant: {REMAKE}"


def verdict(faults: list[str]) -> str:
    return "\n".join([*filter(None, faults), ADVICE] if any(faults) else [])


def show(page: Page, address: str, shot: Shot) -> None:
    """Go to a page and make it look as the shot asks."""
    page.emulate_media(
        media="print" if shot.look == "print" else "screen",
        color_scheme="dark" if shot.look == "dark" else "light",
        forced_colors="active" if shot.look == "forced" else "none",
    )
    page.goto(address)
    if shot.look in ("care", "contrast"):
        value = "on" if shot.look == "care" else "high"
        page.evaluate(
            "([key, value]) => localStorage.setItem(key, value)", [f"tongbao:{shot.look}", value]
        )
        page.reload()
        page.evaluate("localStorage.clear()")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_before(camera: Page, sample_portal: str, golden: GoldenSet, name: str):
    faults = []
    mine = [shot for shot in SHOTS if shot.page == name]
    for _, same in groupby(mine, key=lambda shot: (shot.look, shot.opened)):
        shots = list(same)
        show(camera, sample_portal + PAGES[name], shots[0])
        for shot in shots:
            if shot.opened:
                camera.evaluate(
                    "(one) => { document.querySelector(one).open = true; }", shot.opened
                )
            faults.append(golden.check(shot.name, picture(camera, shot.width, shot.longest)))
    assert verdict(faults) == ""


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_looks_as_before(
    camera: Page, preview_portal: str, golden: GoldenSet, name: str
):
    faults = []
    camera.emulate_media(media="screen", color_scheme="light", forced_colors="none")
    for example in (one for one in examples() if one.component == name):
        camera.goto(f"{preview_portal}/gallery/{example}/")
        camera.evaluate(REVEALED)
        for width in COMPONENT_WIDTHS:
            shown = picture(camera, width, LONGEST)
            faults.append(golden.check(component_shot(example, width), shown))
    assert verdict(faults) == ""


def test_no_picture_is_of_something_gone(golden: GoldenSet):
    wanted = {shot.name for shot in SHOTS}
    wanted |= {component_shot(one, width) for one in examples() for width in COMPONENT_WIDTHS}
    gone = sorted(golden.names() - wanted)
    if golden.update:
        golden.sign()
        for name in gone:
            golden.drop(name)
        gone = []
    assert gone == [], f"pictures of nothing that is there; {REMAKE}"


def test_the_set_is_of_this_browser_and_these_fonts(golden: GoldenSet):
    if golden.made_with != golden.here:
        pytest.skip(
            f"pictures are of {golden.made_with}, here is {golden.here}: they were compared in the"
            f" large alone. To compare every pixel again: {REMAKE}"
        )
