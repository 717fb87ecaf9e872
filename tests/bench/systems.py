"""A system under measure: its content, how it is built, and the changes that it must follow."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.corpus import COLUMNS, SOURCE, Item, corpus, newer_item
from tests.bench.measuring import BenchError, Run, measure

PEERS = Path(__file__).parent / "peers"
EDITED = COLUMNS[0]["code"]
"""Column of the edited item, its newest."""
LOOKED_AT = 50
"""Of changes to all pages, every so manyth item is looked at."""


@dataclass(frozen=True, slots=True)
class Made:
    """How much a build makes."""

    pages: int
    page_bytes: int
    """Bytes of the pages alone."""
    all_bytes: int
    """Bytes of all files."""


class System(ABC):
    """A site of generated items in a folder of its own."""

    name: str
    cold_is_enough = True
    """Whether a cold build leaves behind all that the next one reads."""

    def __init__(self, folder: Path, items: int, notices: int = 0) -> None:
        """Make the site of `items` in a folder, `notices` per cent of them numbered."""
        self.folder, self.items = folder, items
        self.content, self.output = folder / "content", folder / "output"
        self.cache = folder / "cache"
        self.environment: dict[str, str] = {}
        self._support = SOURCE["portal"]["technical_support"]
        self._ready = False
        self._looked_at: list[str] = []
        folder.mkdir(parents=True)
        self.prepare()
        newest: Item | None = None
        for place, item in enumerate(corpus(items, notices)):
            self._write(item)
            if item.column == EDITED:
                newest = item
            if place % LOOKED_AT == 0 and not item.serial:
                self._looked_at.append(page_of(item))
        if newest is None:
            raise BenchError(f"{items} items are too few")
        self.edited = newest

    @abstractmethod
    def prepare(self) -> None:
        """Write what isn't an item: templates, columns."""

    @abstractmethod
    def configure(self, portal: Mapping[str, str]) -> None:
        """Write the settings, with these names of the portal."""

    @abstractmethod
    def path(self, item: Item) -> Path:
        """Return the file of an item."""

    @abstractmethod
    def text(self, item: Item) -> str:
        """Return an item as the system reads it."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """Return the program that builds."""

    def _write(self, item: Item) -> None:
        path = self.path(item)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(item), encoding="utf-8")

    def build(self) -> Run:
        """Build with what earlier builds left behind."""
        return measure(self.command(), self.folder, self.environment)

    def cold(self, _run: int) -> Run:
        """Build from the content alone."""
        for left in (self.output, self.cache):
            shutil.rmtree(left, ignore_errors=True)
        run = self.build()
        self._ready = self.cold_is_enough
        self.expect(dict.fromkeys((*self._looked_at, "feed.xml", "sitemap.xml"), ""))
        return run

    def make_ready(self) -> None:
        """Leave behind what the next build reads, where a measured build hasn't."""
        if not self._ready:
            self.build()
            self._ready = True

    @staticmethod
    def words(run: int) -> str:
        """Return the sentence that an edit adds to the text."""
        return f"本稿已作第{run}次修订。"

    def change(self, run: int) -> dict[str, str]:
        """Edit the title and the text of an item; what the pages must then hold."""
        title, words = f"{self.edited.title}（修订{run}）", self.words(run)
        text = self.text(self.edited).replace(self.edited.title, title, 1)
        self.path(self.edited).write_text(f"{text}\n{words}\n", encoding="utf-8")
        page = page_of(self.edited)
        return {page: words, f"{EDITED}/index.html": title, "index.html": title}

    def edit(self, run: int) -> Run:
        """Build after one item was edited."""
        return self._after(self.change(run))

    def new(self, run: int) -> Run:
        """Build after one item was added, the newest."""
        item = newer_item(self.items, run)
        self._write(item)
        page, column = page_of(item), f"{item.column}/index.html"
        return self._after({page: item.title, column: item.title, "index.html": item.title})

    def all(self, run: int) -> Run:
        """Build after the settings changed what the foot of every page says."""
        support = f"{self._support}第{run}组"
        self.configure({**SOURCE["portal"], "technical_support": support})
        pages = (*self._looked_at, f"{EDITED}/index.html", "index.html")
        return self._after(dict.fromkeys(pages, support))

    def unchanged(self, _run: int) -> Run:
        """Build after nothing changed."""
        return self._after(dict.fromkeys(self._looked_at, ""))

    def _after(self, expected: Mapping[str, str]) -> Run:
        run = self.build()
        self.expect(expected)
        return run

    def expect(self, expected: Mapping[str, str]) -> None:
        """Look for words in files of the output.

        Raises:
            BenchError: a file is missing or doesn't hold its words.

        """
        for name, words in expected.items():
            file = self.output / name
            if not file.is_file():
                raise BenchError(f"{self.name}: {name} is missing")
            if words and words not in file.read_text(encoding="utf-8"):
                raise BenchError(f"{self.name}: {name} doesn't hold {words}")

    def made(self) -> Made:
        """Return how much the output holds."""
        pages, page_bytes, all_bytes = 0, 0, 0
        for folder, _, names in os.walk(self.output):
            for name in names:
                size = (Path(folder) / name).stat().st_size
                all_bytes += size
                if name.endswith(".html"):
                    pages, page_bytes = pages + 1, page_bytes + size
        return Made(pages, page_bytes, all_bytes)


def page_of(item: Item) -> str:
    """Return the file of an item's page, the same in every system."""
    return f"{item.column}/{item.slug}/index.html"
