"""Assets: styles joined into one sheet, icons into one sprite, scripts; named by their content."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from xml.etree import ElementTree as Tree

from jinja2 import BytecodeCache, FileSystemBytecodeCache

from plugins.model.views import Assets

LAYERS = ("settings", "base", "objects", "components", "utilities")
"""Cascade layers, the weakest first; a file of theme/css is named <layer>.css or <layer>-*.css."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\n\s*\n+")
_SVG = "http://www.w3.org/2000/svg"
_HASH_LENGTH = 10
_INDENT = re.compile(r"\n[ \t]+")


def style_files(theme: Path) -> tuple[Path, ...]:
    """Return the style files of a theme: by layer, then by name, print rules last."""
    found: list[Path] = []
    for layer in LAYERS:
        found += sorted(theme.glob(f"css/{layer}.css")) + sorted(theme.glob(f"css/{layer}-*.css"))
        if layer == "components":
            found += sorted(theme.glob("components/*/*.css"), key=lambda path: path.as_posix())
    return (*found, theme / "css" / "print.css")


def bundle_css(theme: Path) -> str:
    """Return the style sheet of a theme: layer order first, then every file.

    The text depends on the files alone. Comments and indents are left out. Raises OSError when
    the theme has no print.css.
    """
    texts = [f"@layer {', '.join(LAYERS)};\n"]
    texts += [path.read_text(encoding="utf-8") for path in style_files(theme)]
    return _squeezed("\n".join(texts))


def _squeezed(css: str) -> str:
    """Leave out comments and indents."""
    return _INDENT.sub("\n", _BLANK.sub("\n", _COMMENT.sub("", css))).strip() + "\n"


def _read_document(theme: Path) -> str:
    return (theme / "css" / "paper" / "document.css").read_text(encoding="utf-8")


def bundle_icons(theme: Path) -> str:
    """Return one SVG file with every icon of theme/icons as a symbol, by name.

    Raises ElementTree.ParseError where an icon is no XML.
    """
    sprite = Tree.Element("svg", {"xmlns": _SVG})
    for path in sorted(theme.glob("icons/*.svg"), key=lambda one: one.name):
        icon = Tree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - the theme's own
        for one in icon.iter():
            one.tag = one.tag.removeprefix(f"{{{_SVG}}}")
        icon.tag, icon.tail = "symbol", "\n"
        icon.set("id", path.stem)
        sprite.append(icon)
    return Tree.tostring(sprite, encoding="unicode") + "\n"


def compiled_templates(folder: Path) -> BytecodeCache | None:
    """Return a cache of compiled templates below `folder`; None where nothing can be written."""
    place = folder / "templates"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(place)) if os.access(place, os.W_OK) else None


def load_assets(theme: Path, base: str) -> tuple[Assets, dict[str, str]]:
    """Return the addresses of a theme's files below `base`, and the text of each by output path."""
    files: dict[str, str] = {}

    def add(stem: str, suffix: str, text: str) -> str:
        digest = hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
        path = f"theme/{stem}.{digest}.{suffix}"
        files[path] = text
        return base + path

    scripts = sorted(theme.glob("scripts/*.js"), key=lambda one: one.name)
    assets = Assets(
        styles=add("portal", "css", bundle_css(theme)),
        document=add("document", "css", _squeezed(_read_document(theme))),
        sprite=add("icons", "svg", bundle_icons(theme)),
        scripts={one.stem: add(one.stem, "js", one.read_text(encoding="utf-8")) for one in scripts},
    )
    return assets, files
