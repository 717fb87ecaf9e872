"""The data files of notices: one of all, one a year, one a notice, and their index.

The files of a year and of a notice change with that year and notice alone; the files of all and
the index change with every notice. Each notice is read once and written wherever it belongs, so
that memory holds one at a time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, TextIO

from plugins.model.addresses import absolute, data_address
from plugins.model.data_links import notice_data_address
from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.model.spreadsheet import Sheet, cell
from plugins.open_data.fields import FIELDS, in_data, subject_of

SCHEMAS = {
    "notice": "notice.schema.json",
    "notices": "notices.schema.json",
    "index": "index.schema.json",
}
"""File of the schema of each kind of file."""
Opener = Callable[[str], AbstractContextManager[TextIO]]
"""Opens the file at a root-relative address for writing."""


def data_items(edition: Edition) -> tuple[Item, ...]:
    """Return the notices of the data files, the newest first."""
    found = [item for item in edition.visible if in_data(edition, item)]
    return tuple(sorted(found, key=lambda item: (item.date, item.path), reverse=True))


def updated(items: Sequence[Item]) -> datetime | None:
    """Return when the newest change was, by the content itself; None for no items."""
    return max((item.modified or item.date for item in items), default=None)


def years_of(items: Sequence[Item]) -> dict[int, tuple[Item, ...]]:
    """Return items by year of publication, the newest first."""
    years: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        years[item.date.year].append(item)
    return {year: tuple(years[year]) for year in sorted(years, reverse=True)}


def values_of(edition: Edition, item: Item) -> dict[str, Any]:
    """Return a notice as data, by field."""
    subject = subject_of(edition, item)
    return {field.key: field.read(subject) for field in FIELDS}


def write_notices(edition: Edition, items: Sequence[Item], opener: Opener) -> None:
    """Write every data file of notices; `items` are those of `data_items`.

    A hidden notice has its own file, as it has its own page, and is in no other.
    """
    years = years_of(items)
    with _Both(edition, "notices", items, opener) as whole:
        for year, some in years.items():
            with _Both(edition, f"notices-{year}", some, opener) as part:
                for item in some:
                    values = values_of(edition, item)
                    text = _json(values)
                    row = [cell(value) for value in values.values()]
                    whole.add(text, row)
                    part.add(text, row)
                    _write_own(edition, item, values, opener)
    with opener(data_address(edition.site, "index.json")) as file:
        file.write(_index(edition, items, years))
    known = {item.path for item in items}
    for item in edition.visible:
        if item.path not in known and notice_data_address(edition, item):
            _write_own(edition, item, values_of(edition, item), opener)


def _write_own(edition: Edition, item: Item, values: Mapping[str, Any], opener: Opener) -> None:
    with opener(notice_data_address(edition, item)) as file:
        file.write(_json({"$schema": schema_address(edition, "notice"), **values}) + "\n")


class _Both:
    """A file of many notices as JSON, one a line, and the same as CSV."""

    def __init__(self, edition: Edition, stem: str, items: Sequence[Item], opener: Opener) -> None:
        """Name the files; `items` are those that will be added."""
        self.addresses = [data_address(edition.site, f"{stem}.{end}") for end in ("json", "csv")]
        self.head = _json(_head(edition, "notices", items))
        self.opener = opener
        self.stack = ExitStack()
        self.count = 0

    def __enter__(self) -> _Both:
        self.json, table = (self.stack.enter_context(self.opener(one)) for one in self.addresses)
        self.json.write(f'{self.head[:-1]},"notices":[')
        self.sheet = Sheet(table, [field.label for field in FIELDS])
        return self

    def add(self, text: str, row: Sequence[str]) -> None:
        """Add a notice: its JSON, and its cells."""
        self.json.write(f"{',' if self.count else ''}\n{text}")
        self.sheet.add(row)
        self.count += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if fault is None:
            self.json.write("\n]}\n")
        self.stack.__exit__(kind, fault, trace)


def schema_address(edition: Edition, kind: str) -> str:
    """Return the absolute address of a schema."""
    return absolute(edition.site, data_address(edition.site, SCHEMAS[kind]))


def _head(edition: Edition, kind: str, items: Sequence[Item]) -> dict[str, Any]:
    """Return what stands before the notices: whose they are, on what terms, how new."""
    site = edition.site
    terms = site.data
    newest = updated(items)
    licence = {"name": terms.licence, "url": terms.licence_url or None}
    return {
        "$schema": schema_address(edition, kind),
        "title": f"{site.identity.name}公文数据",
        "homepage": absolute(site, data_address(site)),
        "publisher": list(site.identity.organisers),
        "licence": licence if terms.licence else None,
        "updated": newest.isoformat() if newest else None,
        "count": len(items),
    }


def _index(edition: Edition, items: Sequence[Item], years: Mapping[int, Sequence[Item]]) -> str:
    """Return the list of the yearly files, the newest year first."""

    def address(name: str) -> str:
        return absolute(edition.site, data_address(edition.site, name))

    rows = []
    for year, some in years.items():
        newest = updated(some)
        rows.append(
            {
                "year": year,
                "count": len(some),
                "updated": newest.isoformat() if newest else None,
                "json": address(f"notices-{year}.json"),
                "csv": address(f"notices-{year}.csv"),
            }
        )
    return _json({**_head(edition, "index", items), "years": rows}) + "\n"


def _json(value: object) -> str:
    """Return JSON in one line: the quickest to write and to read for programs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
