"""What follows from finished pages: the Traditional edition, and lists of what devices keep."""

from __future__ import annotations

from pathlib import Path

from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.model.traditional import FOLDER, TraditionalEdition
from plugins.portal.app import MANIFEST, manifest, serves_worker
from plugins.portal.offline import LIST, offline_list

_FILES = frozenset({"images", "attachments", "theme", "gallery", FOLDER})
"""Top folders whose pages have no copy."""


def finish_editions(edition: Edition, output: Path) -> None:
    """Write the Traditional edition, and for each edition the list of what devices keep."""
    site = edition.site
    base = site.identity.base_path
    if serves_worker(edition):
        _write(output / LIST, offline_list(edition, output, base))
    if site.traditional == "off":
        return
    traditional = TraditionalEdition(site.traditional, base, site.root)
    write_traditional(site, traditional, output)
    own = f"{base}{FOLDER}/"
    if site.app.enabled:
        text = manifest(edition, traditional.language, own)
        _write(output / FOLDER / MANIFEST, traditional.text(text))
    if serves_worker(edition):
        _write(output / FOLDER / LIST, offline_list(edition, output, own, traditional.text))


def write_traditional(site: Site, edition: TraditionalEdition, output: Path) -> int:
    """Write the Traditional copy of every page below `output`/zh-hant; return how many.

    Official documents stay in their original form, and the error page is one for both.
    """
    base = site.identity.base_path
    count = 0
    for path in sorted(output.rglob("index.html")):
        place = path.relative_to(output)
        if place.parts[0] in _FILES or place.parts[-2:-1] == ("document",):
            continue
        url = base + place.as_posix().removesuffix("index.html")
        copy = output / FOLDER / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        source = path.read_text(encoding="utf-8")
        _write(copy, edition.page(source, url))
        count += 1
    return count


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
