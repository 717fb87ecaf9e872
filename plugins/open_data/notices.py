"""The data files of notices: one of all, one a year, one a notice, and their index.

The files of a year and of a notice change with that year and notice alone; the file of all and
the index change with every notice.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugins.model.addresses import absolute, data_address
from plugins.model.data_links import notice_data_address
from plugins.model.edition import Edition
from plugins.model.items import Item
from plugins.open_data.fields import FIELDS, in_data, subject_of
from plugins.open_data.spreadsheet import cell, sheet

SCHEMAS = {
    "notice": "notice.schema.json",
    "notices": "notices.schema.json",
    "index": "index.schema.json",
}
"""File of the schema of each kind of file."""


@dataclass(frozen=True, slots=True)
class Record:
    """A notice as data."""

    item: Item
    values: dict[str, Any]
    """By field."""

    @property
    def updated(self) -> datetime:
        """When it last changed, by the content itself."""
        return self.item.modified or self.item.date


def records(edition: Edition) -> tuple[Record, ...]:
    """Return the notices of the data files, the newest first."""
    found = [item for item in edition.visible if in_data(edition, item)]
    found.sort(key=lambda item: (item.date, item.path), reverse=True)
    return tuple(record_of(edition, item) for item in found)


def record_of(edition: Edition, item: Item) -> Record:
    """Return a notice as data."""
    subject = subject_of(edition, item)
    return Record(item, {field.key: field.read(subject) for field in FIELDS})


def years_of(found: Sequence[Record]) -> dict[int, tuple[Record, ...]]:
    """Return records by year of publication, the newest first."""
    years: dict[int, list[Record]] = defaultdict(list)
    for record in found:
        years[record.item.date.year].append(record)
    return {year: tuple(years[year]) for year in sorted(years, reverse=True)}


def notice_files(edition: Edition, found: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Yield root-relative address and text of every data file of notices.

    A hidden notice has its own file, as it has its own page, and is in no other.
    """
    yield data_address(edition.site, "notices.json"), _together(edition, found)
    yield data_address(edition.site, "notices.csv"), _table(found)
    years = years_of(found)
    for year, some in years.items():
        yield data_address(edition.site, f"notices-{year}.json"), _together(edition, some)
        yield data_address(edition.site, f"notices-{year}.csv"), _table(some)
    yield data_address(edition.site, "index.json"), _index(edition, years)
    schema = schema_address(edition, "notice")
    known = {record.item.path: record for record in found}
    for item in edition.visible:
        address = notice_data_address(edition, item)
        if address:
            record = known.get(item.path) or record_of(edition, item)
            yield address, _json({"$schema": schema, **record.values})


def schema_address(edition: Edition, kind: str) -> str:
    """Return the absolute address of a schema."""
    return absolute(edition.site, data_address(edition.site, SCHEMAS[kind]))


def _head(edition: Edition, kind: str, found: Sequence[Record]) -> dict[str, Any]:
    """Return what stands before the notices: whose they are, on what terms, how new."""
    site = edition.site
    terms = site.data
    return {
        "$schema": schema_address(edition, kind),
        "title": f"{site.identity.name}公文数据",
        "homepage": absolute(site, data_address(site)),
        "publisher": list(site.identity.organisers),
        "licence": {"name": terms.licence, "url": terms.licence_url or None}
        if terms.licence
        else None,
        "updated": max(record.updated for record in found).isoformat() if found else None,
        "count": len(found),
    }


def _together(edition: Edition, found: Sequence[Record]) -> str:
    head = _head(edition, "notices", found)
    return _json({**head, "notices": [record.values for record in found]})


def _table(found: Sequence[Record]) -> str:
    rows = ([cell(value) for value in record.values.values()] for record in found)
    return sheet([field.label for field in FIELDS], rows)


def _index(edition: Edition, years: Mapping[int, Sequence[Record]]) -> str:
    """Return the list of the yearly files, the newest year first."""
    every = [record for some in years.values() for record in some]

    def address(name: str) -> str:
        return absolute(edition.site, data_address(edition.site, name))

    rows = [
        {
            "year": year,
            "count": len(some),
            "updated": max(record.updated for record in some).isoformat(),
            "json": address(f"notices-{year}.json"),
            "csv": address(f"notices-{year}.csv"),
        }
        for year, some in years.items()
    ]
    return _json({**_head(edition, "index", every), "years": rows})


def _json(value: object) -> str:
    """Return JSON in one line: the quickest to write and to read for programs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
