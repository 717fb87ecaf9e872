"""What import keeps of real documents: `python -m tests.bench.importing [COUNT]`.

Turns each public text of the shared corpus into a Word file, as an office would have it (title,
number, articles, tables), reads that back, and prints the share of the characters that came
through, the seconds and the memory. A paragraph counts where the item holds it in one piece.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docx import Document

from plugins.importing.drafts import draft_item
from plugins.importing.items import Wishes
from plugins.importing.legal_text import MARK
from plugins.importing.readers import read_word_file
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.site_loader import load_site
from scripts.console import PROJECT
from scripts.word_package import provide_pandoc

CORPUS = PROJECT.parent / "shared" / "corpus" / "judicial-interpretations"
COLUMN = "yaowen"
TODAY = date(2026, 1, 1)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
"""Days stand in front matter, written otherwise."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of one document."""

    name: str
    characters: int
    kept: int
    lost: tuple[str, ...]
    """Paragraphs that aren't in the item."""
    seconds: float
    size: int
    """Bytes of XML in the Word file."""


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a document of the corpus, its marks of Markdown gone."""
    lines = [line.strip(" \u3000\t") for line in text.replace(MARK, "").split("\n")]
    plain = [re.sub(r"\A(?:#+|[-*>])\s+", "", line) for line in lines]
    return [line for line in plain if line and not line.startswith("<!--")]


def word_file(paragraphs: list[str]) -> bytes:
    """Return a Word file of paragraphs, the first as its title; rows of | become tables."""
    document = Document()
    document.add_paragraph(paragraphs[0], style="Title")
    rows: list[list[str]] = []
    for line in [*paragraphs[1:], ""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, cells, strict=False):
                    cell.text = text
            rows = []
        if line:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def letters(text: str) -> str:
    """Return what is said: no white space, no marks of Markdown or HTML."""
    text = re.sub(r"</?(?:div|table|thead|tbody|tr|t[hd])\b[^>]*>|<br>", "", text)
    text = re.sub(r"&(lt|gt|amp);", lambda one: {"lt": "<", "gt": ">", "amp": "&"}[one[1]], text)
    return re.sub(r"[\W_]", "", text)


def measure(path: Path, site: Site, pandoc: Path) -> Kept:
    """Turn a document into a Word file and back."""
    paragraphs = paragraphs_of(path.read_text(encoding="utf-8-sig"))
    raw = word_file(paragraphs)
    begun = time.perf_counter()
    draft = read_word_file(raw, f"{path.stem}.docx", pandoc)
    column = site.find_column(COLUMN)
    assert column is not None
    item = draft_item(draft, site, Wishes(column, "", None, "", TODAY))
    seconds = time.perf_counter() - begun
    told = " ".join([item.text, *(one.value for one in item.findings), *item.left_out])
    told += "".join(f" {int(y)}年{int(m)}月{int(d)}日" for y, m, d in _DAY.findall(item.text))
    whole = letters(told)
    pieces = [
        piece
        for line in paragraphs
        for piece in (line.strip("|").split("|") if line.startswith("|") else [line])
        if letters(piece)
    ]
    lost = tuple(piece for piece in pieces if letters(piece) not in whole)
    count = sum(len(letters(piece)) for piece in pieces)
    gone = sum(len(letters(piece)) for piece in lost)
    return Kept(path.name, count, count - gone, lost, seconds, len("".join(paragraphs)) * 3)


def main() -> None:
    """Print the figures."""
    if not CORPUS.is_dir():
        sys.exit(f"no corpus at {CORPUS}")
    site, pandoc = load_site(PROJECT / "content", "content", Problems()), provide_pandoc()
    if site is None or pandoc is None:
        sys.exit("the sample's site.toml and pandoc are needed")
    files = [path for path in sorted(CORPUS.glob("*.md")) if path.name != "_index.md"]
    files = files[: int(sys.argv[1])] if len(sys.argv) > 1 else files
    found = [measure(path, site, pandoc) for path in files]
    characters, kept = sum(one.characters for one in found), sum(one.kept for one in found)
    for one in found:
        for piece in one.lost[:3]:
            print(f"{one.name}: {piece[:80]}")
    worst = min(found, key=lambda one: one.kept / one.characters)
    slowest = max(found, key=lambda one: one.seconds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"documents {len(found)}, characters {characters}, kept {kept / characters:.4%}")
    print(f"worst {worst.kept / worst.characters:.4%} {worst.name}")
    print(f"whole {sum(one.seconds for one in found):.1f} s, slowest {slowest.seconds:.2f} s")
    print(f"memory {memory:.0f} MB, pandoc {children:.0f} MB")


if __name__ == "__main__":
    main()
