"""Masks for the personal data of items: told, or written into their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.model.content_files import content_files
from plugins.model.files import replace
from plugins.model.gates.exceptions import load_exceptions
from plugins.model.gates.findings import Finding
from plugins.model.gates.gate import own_of
from plugins.model.gates.masking import CERTAIN, maskable, masked
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.source import SourceText, place_of, read_source

_BOM = "\ufeff"


def mask_items(content: Path, label: str, site: Site, *, write: bool) -> Iterator[str]:
    """Yield a line for each piece of personal data; with `write` cover what is certain."""
    own = own_of(site)
    ignored = Problems()
    exceptions = load_exceptions(content, label, ignored)
    for file in content_files(content, label, ignored):
        source = read_source(content / file.path, f"{label}/{file.path}", ignored)
        if source is None:
            continue
        passed = {(one.code, one.text) for one in exceptions if one.path == file.path}
        found = maskable(source.text, own, passed)
        certain = [one for one in found if one.code in CERTAIN]
        if write and certain:
            _write(content / file.path, source, masked(source.text, certain))
        for one in found:
            done = "已改" if write and one.code in CERTAIN else "建议"
            place = f"{label}/{file.path}:{_place(source.text, one)}"
            yield f"{place}: {one.code} {done} → {one.mended}"


def _place(text: str, one: Finding) -> str:
    line, column = place_of(text, one.start)
    return f"{line}:{column}"


def _write(path: Path, source: SourceText, text: str) -> None:
    whole = (_BOM if source.bom else "") + text.replace("\n", source.newline)
    replace(path, whole.encode())
