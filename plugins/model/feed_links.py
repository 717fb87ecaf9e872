"""Feeds: the formats that each one comes in, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from plugins.model.views import FeedLink


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format that feeds are written in."""

    name: str
    """As readers see it."""
    file: str
    """Last part of the address."""
    type: str
    """Media type."""


ATOM = FeedFormat("Atom", "feed.xml", "application/atom+xml")
JSON = FeedFormat("JSON Feed", "feed.json", "application/feed+json")
RSS = FeedFormat("RSS", "rss.xml", "application/rss+xml")
FORMATS = (ATOM, JSON, RSS)
"""Of the site and of columns."""
SERIES_FORMATS = (ATOM, JSON)


def series_folder(base: str, series: str) -> str:
    """Return the address that the feeds of a series lie below."""
    return f"{base}{series}/"


@cache
def feed_links(
    title: str, folder: str, formats: tuple[FeedFormat, ...] = FORMATS
) -> tuple[FeedLink, ...]:
    """Return the links of one feed: `folder` is the address that its files lie below."""
    return tuple(
        FeedLink(f"{title}（{one.name}）", f"{folder}{one.file}", one.type) for one in formats
    )
