"""Writing the Traditional edition beside the pages of a finished build."""

from __future__ import annotations

from pathlib import Path

from plugins.model.site import Site
from plugins.model.traditional import FOLDER, TraditionalEdition

_FILES = frozenset({"images", "attachments", "theme", "search", "gallery", FOLDER})
"""Top folders whose pages have no copy."""


def write_traditional(site: Site, output: Path) -> int:
    """Write the Traditional copy of every page below `output`/zh-hant; return how many.

    Official documents stay in their original form, search works on Simplified text alone, and the
    error page is one for both.
    """
    base = site.identity.base_path
    edition = TraditionalEdition(site.traditional, base, site.root)
    count = 0
    for path in sorted(output.rglob("index.html")):
        place = path.relative_to(output)
        if place.parts[0] in _FILES or place.parts[-2:-1] == ("document",):
            continue
        url = base + place.as_posix().removesuffix("index.html")
        copy = output / FOLDER / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        source = path.read_text(encoding="utf-8")
        copy.write_text(edition.page(source, url), encoding="utf-8", newline="\n")
        count += 1
    return count
