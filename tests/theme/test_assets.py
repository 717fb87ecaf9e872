from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from plugins.portal.assets import LAYERS, bundle_css, bundle_icons, load_assets, style_files
from tests.theme.examples import THEME
from tests.theme.markup import Outline

BODY_CLASSES = {"align-left", "align-center", "align-right", "table-scroll", "toc", "footnote",
                "footnote-ref", "footnote-backref", "converted"}  # fmt: skip


def test_the_style_sheet_is_the_same_wherever_the_theme_lies(tmp_path: Path):
    other = tmp_path / "theme"
    for path in sorted(style_files(THEME), reverse=True):
        copy = other / path.relative_to(THEME)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    assert bundle_css(other) == bundle_css(THEME)


def test_every_style_file_is_in_the_sheet_once():
    files = style_files(THEME)
    assert len(files) == len(set(files))
    assert set(files) == {*THEME.glob("css/*.css"), *THEME.glob("components/*/*.css")}


def test_layers_are_declared_first_and_kept():
    assert bundle_css(THEME).startswith(f"@layer {', '.join(LAYERS)};\n")
    for path in style_files(THEME)[:-1]:
        layer = "components" if path.parts[-3] == "components" else path.stem.split("-")[0]
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
        assert text.startswith(f"@layer {layer} {{"), path
        assert text.endswith("}")


def test_the_sheet_asks_for_nothing_and_is_whole():
    css = bundle_css(THEME)
    assert not re.search(r"url\(|@import|@font-face|https?:(?!\")", css.replace('"http"', ""))
    assert "/*" not in css
    assert css.count("{") == css.count("}")


def test_a_missing_print_sheet_is_told(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        bundle_css(tmp_path)


def test_every_style_belongs_to_something_shown():
    sources = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("templates/*.html", "components/*/*.html", "scripts/*.js")
        for path in THEME.glob(pattern)
    )
    charts = THEME.parent / "plugins" / "open_data" / "charts.py"
    sources += charts.read_text(encoding="utf-8")
    used = set(re.findall(r"[a-z][a-z0-9_-]*", sources))
    paper = (THEME / "css" / "paper" / "document.css").read_text(encoding="utf-8")
    selectors = re.sub(r"\{[^{}]*\}", "{}", bundle_css(THEME) + paper)
    styled = set(re.findall(r"\.([a-z][\w-]*)", selectors)) - BODY_CLASSES
    dead = {name for name in styled if name not in used and f"{name.rsplit('--')[0]}--" not in used}
    assert dead == set()


def test_every_custom_property_is_defined():
    css = bundle_css(THEME)
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+)\s*:", css))


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", css))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [("--ink", "--paper"), ("--ink", "--ground"), ("--ink-soft", "--paper"),
        ("--ink-soft", "--ground"), ("--red", "--paper"), ("--red", "--ground"),
        ("--red", "--red-wash"), ("--ink", "--red-wash"), ("--red-strong", "--paper"),
        ("--on-band", "--band"), ("--on-band", "--band-deep"), ("--on-band-soft", "--band"),
        ("--on-footer", "--footer")]  # fmt: skip
EDGES = [("--line-strong", "--paper"), ("--line-strong", "--ground"), ("--focus", "--paper"),
         ("--focus", "--ground")]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_meet_wcag_2_2_aa(scheme: str):
    settings = (THEME / "css" / "settings.css").read_text(encoding="utf-8")
    light, dark = settings.split("@media (prefers-color-scheme: dark)", maxsplit=1)
    values = colours(light) | (colours(dark.split("@media")[0]) if scheme == "dark" else {})
    needed = [(pair, 4.5) for pair in TEXT] + [(pair, 3) for pair in EDGES]
    low = [pair for pair, ratio in needed if contrast(*(values[name] for name in pair)) < ratio]
    assert low == []


def script(name: str) -> str:
    return (THEME / "scripts" / f"{name}.js").read_text(encoding="utf-8")


def test_the_scripts_of_a_page_are_small():
    assert len((script("preferences") + script("portal")).encode()) <= 10_000


@pytest.mark.parametrize("path", sorted(THEME.glob("scripts/*.js")), ids=lambda one: one.stem)
def test_a_script_keeps_to_itself(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"XMLHttp|eval\(|innerHTML|document\.cookie|https?://", text)


def test_names_of_assets_follow_from_their_content(tmp_path: Path):
    shutil.copytree(THEME, tmp_path / "theme")
    before, files = load_assets(THEME, "/sub/")
    again, _ = load_assets(tmp_path / "theme", "/sub/")
    assert again == before
    addresses = {before.styles, before.sprite, before.document, *before.scripts.values()}
    assert addresses == {f"/sub/{path}" for path in files}
    (tmp_path / "theme" / "scripts" / "portal.js").write_text("1;\n", encoding="utf-8")
    after, _ = load_assets(tmp_path / "theme", "/sub/")
    assert after.scripts["portal"] != before.scripts["portal"]
    assert (after.styles, after.sprite) == (before.styles, before.sprite)


def test_every_icon_is_in_the_sprite_and_every_icon_in_use_exists():
    sprite = bundle_icons(THEME)
    names = {path.stem for path in THEME.glob("icons/*.svg")}
    assert set(re.findall(r'<symbol [^>]*id="(\w+)"', sprite)) == names
    files = [*THEME.glob("templates/*.html"), *THEME.glob("components/*/*.html")]
    texts = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r'icon\(name="(\w+)"', texts)) == names


@pytest.mark.parametrize(
    "path",
    [*sorted(THEME.rglob("static/**/*.svg")), *sorted(THEME.glob("icons/*.svg"))],
    ids=lambda one: one.name,
)
def test_a_drawing_holds_shapes_alone(path: Path):
    outline = Outline(path.read_text(encoding="utf-8"))
    assert {tag for tag, _ in outline.tags} <= {"svg", "path", "rect", "circle"}
