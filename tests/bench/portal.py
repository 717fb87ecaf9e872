"""Our own portal under measure: its site.toml, its items and registers, its command."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from scripts.console import PROJECT
from tests.bench.corpus import COLUMNS, ISSUER_CODE, NUMBERED, SERIES, SOURCE, Item
from tests.bench.systems import System

OFF: Mapping[str, Any] = {
    "traditional": "off",
    "share_pictures": False,
    "app": {"enabled": False},
    "search": {
        "engine": "opensearch",
        "cluster": "https://search.tongbao.example:9200",
        "index": "tongbao",
        "query": "https://search.tongbao.example/tongbao",
    },
}
"""Keys of site.toml that switch off what the peers don't make."""
LEFT_ON = (
    "data files and statistics",
    "archives by month",
    "pages of search, data and site map",
    "RSS, JSON and column feeds",
    "rules for web servers",
)
"""What the peers don't make and site.toml can't switch off."""


def site(portal: Mapping[str, str], *, everything: bool, notices: bool) -> dict[str, Any]:
    """Return what site.toml says: with `everything` nothing is switched off."""
    columns: list[dict[str, Any]] = [
        {**column, "kind": "工作动态", "description": f"{column['name']}的工作动态。"}
        for column in COLUMNS
    ]
    told: dict[str, Any] = {
        "sample": True,
        **({} if everything else OFF),
        "identity": {
            "name": portal["name"],
            "domain": portal["domain"],
            "organisers": [portal["organiser"]],
            "technical_support": portal["technical_support"],
            "description": portal["description"],
        },
        "contact": {"address": portal["address"], "report_phone": portal["report_phone"]},
        "copyright": {"holders": [portal["holders"]]},
        "filing": {"icp": portal["icp"]},
        "columns": columns,
        "home": {
            "blocks": [
                {"kind": "list", "columns": [column["code"]], "count": 8} for column in COLUMNS
            ]
        },
    }
    if notices:
        columns.append(
            {"code": NUMBERED, "name": "通知公告", "kind": "政策文件",
             "description": "通知和通报。", "series": [SERIES]}
        )  # fmt: skip
        told["series"] = [
            {"code": SERIES, "name": f"{ISSUER_CODE}文件", "kind": "document",
             "issuer": portal["organiser"], "issuer_code": ISSUER_CODE}
        ]  # fmt: skip
    return told


class Portal(System):
    """Our portal with what the peers make, as far as site.toml can switch the rest off."""

    name = "Tongbao"
    everything = False

    def __init__(self, folder: Path, items: int, notices: int = 0) -> None:
        """Make the portal in a folder."""
        self._notices = notices > 0
        super().__init__(folder, items, notices)
        self.environment = {"TONGBAO_CACHE": str(self.cache)}

    def prepare(self) -> None:
        """Write site.toml; templates are the project's."""
        self.configure(SOURCE["portal"])

    def configure(self, portal: Mapping[str, str]) -> None:
        """Write site.toml."""
        told = site(portal, everything=self.everything, notices=self._notices)
        self.content.mkdir(exist_ok=True)
        (self.content / "site.toml").write_text(tomli_w.dumps(told), encoding="utf-8")

    def path(self, item: Item) -> Path:
        """Return the file of an item, by kind and year."""
        kind = "notices" if item.serial else "news"
        return self.content / kind / str(item.date.year) / f"{item.slug}.md"

    def text(self, item: Item) -> str:
        """Return an item with YAML front matter."""
        issuer = SOURCE["portal"]["organiser"]
        fields = {
            "title": item.title,
            "date": f"{item.date:%Y-%m-%d %H:%M}",
            "column": item.column,
            "source": issuer,
            "editor": "本站编辑部",
            "summary": item.summary,
            "keywords": f"[{', '.join(item.keywords)}]",
        }
        if item.serial:
            day = f"{item.date:%Y-%m-%d}"
            fields |= {"kind": "通报", "number": item.number, "issuer": issuer, "signed": day}
            fields |= {"subject": "监督检查", "recipients": "各县（市、区）"}
        told = "".join(f"{key}: {value}\n" for key, value in fields.items())
        return f"---\n{told}---\n\n{item.body}"

    def _write(self, item: Item) -> None:
        super()._write(item)
        if item.serial:
            path = self.path(item).relative_to(self.content)
            entry = {"number": item.number, "state": "issued", "item": path.as_posix(),
                     "title": item.title, "date": item.date.date()}  # fmt: skip
            register = self.content / "registers" / SERIES / str(item.date.year)
            register.mkdir(parents=True, exist_ok=True)
            (register / f"{item.serial}.toml").write_text(tomli_w.dumps(entry), encoding="utf-8")

    def command(self) -> Sequence[str]:
        """Return the command that people give."""
        return [
            sys.executable, str(PROJECT / "scripts" / "portal.py"), "build",
            "--content", str(self.content), "--output", str(self.output),
        ]  # fmt: skip


class WholePortal(Portal):
    """Our portal with everything on."""

    name = "Tongbao, everything on"
    everything = True
