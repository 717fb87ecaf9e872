"""Styles: the theme's layered files joined into the one style sheet that a page loads."""

from __future__ import annotations

import re
from pathlib import Path

LAYERS = ("settings", "base", "objects", "components", "utilities")
"""Cascade layers, the weakest first; a file of theme/css is named <layer>.css or <layer>-*.css."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(r"\n\s*\n+")
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
    joined = _COMMENT.sub("", "\n".join(texts))
    return _INDENT.sub("\n", _BLANK.sub("\n", joined)).strip() + "\n"
