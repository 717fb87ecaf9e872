"""Search by title and number: a small index in one file a year, the newest read first."""

from __future__ import annotations

import json
from collections import defaultdict

from plugins.model.edition import Edition
from plugins.portal.entries import entry

FOLDER = "search"


def search_index(edition: Edition) -> dict[str, str]:
    """Return the files of the index by path below the output folder, as JSON.

    `search/index.json` holds a list of `[address, items]`, one a year, the newest first. Each of
    those files holds a list of `[title, number, address, day, column, validity]`, newest first, so
    a new item changes the file of its year and the list.
    """
    base = edition.site.identity.base_path
    years: dict[int, list[list[str]]] = defaultdict(list)
    for item in edition.listed:
        shown = entry(edition, item)
        years[item.date.year].append(
            [shown.title, shown.number, shown.url, shown.day, shown.column.title, shown.validity]
        )
    files = {f"{FOLDER}/{year}.json": _json(rows) for year, rows in years.items()}
    files[f"{FOLDER}/index.json"] = _json(
        [[f"{base}{FOLDER}/{year}.json", len(rows)] for year, rows in years.items()]
    )
    return files


def _json(rows: object) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
