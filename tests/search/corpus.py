"""Real documents for trials: the corpus beside the project, imported as an editor would."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from plugins.full_text.documents import search_documents
from plugins.full_text.folding import fold
from plugins.full_text.records import SearchDocument
from plugins.model.edition import Mode, load_edition
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from tests.site.building import PROJECT, run_cli

CORPUS = PROJECT.parent / "shared" / "corpus" / "judicial-interpretations"
SMALL = PROJECT / "tests" / "sites" / "small"
DAY = date(2026, 12, 31)
"""None of the documents is later."""


def corpus_documents(root: Path) -> tuple[SearchDocument, ...]:
    """Return the corpus as searched, imported into the content folder `root`."""
    root.mkdir(parents=True)
    (root / "site.toml").write_bytes((SMALL / "site.toml").read_bytes())
    done = run_cli(
        "import", str(CORPUS), "--column", "zhuanzai", "--content", str(root), "--lang", "en",
        SOURCE_DATE_EPOCH="1798675200",
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    problems = Problems()
    site = load_site(root, "content", problems)
    if site is None:
        raise RuntimeError("no site")
    edition = load_edition(root, "content", site, Mode.BUILD, DAY, problems)
    return search_documents(edition, {})


def folded_texts(document: SearchDocument) -> tuple[str, ...]:
    """Return what a literal search looks at."""
    return tuple(map(fold, (document.title, document.number, *document.about, document.text)))


def samples(
    texts: Sequence[tuple[str, ...]], *, present: int = 200, absent: int = 50
) -> tuple[list[str], list[str]]:
    """Return phrases of 2 to 20 characters from the texts, and some that stand in none of them.

    Those that stand nowhere are joined from halves that do. The same texts give the same phrases.
    """
    source = random.Random(20)
    long = [text for document in texts for text in document if len(text) > 100]
    found: list[str] = []
    while len(found) < present:
        text, size = source.choice(long), 2 + len(found) % 19
        at = source.randrange(len(text) - size)
        phrase = text[at : at + size]
        if any(char.isalnum() for char in phrase) and not phrase.startswith(("“", '"')):
            found.append(phrase)
    lacking: list[str] = []
    while len(lacking) < absent:
        size = 2 + len(lacking) % 19
        halves = []
        for length in (size // 2, size - size // 2):
            text = source.choice(long)
            at = source.randrange(len(text) - length)
            halves.append(text[at : at + length])
        phrase = "".join(halves)
        held = any(phrase in text for document in texts for text in document)
        if not held and any(char.isalnum() for char in phrase):
            lacking.append(phrase)
    return found, lacking
