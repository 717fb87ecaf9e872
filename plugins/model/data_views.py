"""Views of the pages on data: tables, charts, code to try. Every text is plain."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from plugins.model.item_views import Link


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of a row is its head."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Link, ...], ...]
    """Cells of each row; as many as the head has."""
    numeric: bool
    """Whether every cell but the first of a row is a number."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the data files."""

    label: str
    """Its head in CSV."""
    key: str
    """Its name in JSON."""
    meaning: str


@dataclass(frozen=True, slots=True)
class CodeSample:
    """A piece of code to try."""

    title: str
    language: str
    """sh or python."""
    code: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """What the page on open data tells."""

    total: int
    """Notices in the files."""
    updated: str
    """Day of the last change of one of them, in Chinese; empty for none."""
    updated_iso: str
    sheet: Link
    """The CSV file of all notices."""
    files: Table
    years: Table
    """The files of each year, the newest first."""
    fields: tuple[FieldRow, ...]
    feeds: Table
    feed_count: int
    """Items of a feed, at most."""
    samples: tuple[CodeSample, ...]
    licence: Link | None
    """Name of the licence, with its address where that is known; None where none was chosen."""
    rights: str
    """What the footer says of rights."""
    example: Link | None
    """The data file of one notice, its absolute address as text; None for none."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart; its values are in the table beneath as well."""

    title: str
    picture: Markup
    """SVG."""


@dataclass(frozen=True, slots=True)
class StatisticsPart:
    """Charts of one matter and the table that holds their values."""

    title: str
    note: str
    charts: tuple[Chart, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the statistics page tells."""

    until: str
    """Day of the newest item, which the numbers run up to, in Chinese; empty for none."""
    parts: tuple[StatisticsPart, ...]
