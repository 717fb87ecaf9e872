"""Feeds: Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from typing import Any

from feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed

from plugins.model.addresses import absolute
from plugins.model.edition import Edition
from plugins.model.feed_links import ATOM, JSON, RSS
from plugins.open_data.channels import Channel, FeedEntry, feed_entry

JSON_VERSION = "https://jsonfeed.org/version/1.1"


class _Rss(Rss201rev2Feed):  # type: ignore[misc]
    """RSS 2.0 that holds whole texts."""

    def rss_attributes(self) -> dict[str, str]:
        """Return the attributes of the root."""
        content = "http://purl.org/rss/1.0/modules/content/"
        return {**super().rss_attributes(), "xmlns:content": content}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an item."""
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content:encoded", item["content"])


def channel_files(edition: Edition, channel: Channel) -> Iterator[tuple[str, str]]:
    """Yield root-relative address and text of each feed of a channel.

    Nothing in it comes from the clock: a feed was updated when its items were.
    """
    writers = {ATOM: _atom, RSS: _rss, JSON: _json}
    entries = tuple(feed_entry(edition, item) for item in channel.items)
    for one in channel.formats:
        address = f"{channel.folder}{one.file}"
        yield address, writers[one](edition, channel, address, entries)


def _title(edition: Edition, channel: Channel) -> str:
    name = edition.site.identity.name
    return name if channel.title == name else f"{channel.title} - {name}"


def _start(
    kind: type[SyndicationFeed], edition: Edition, channel: Channel, address: str
) -> SyndicationFeed:
    site = edition.site
    return kind(
        title=_title(edition, channel),
        link=absolute(site, channel.page),
        description=channel.description or _title(edition, channel),
        feed_url=absolute(site, address),
        language=site.identity.language,
        author_name="、".join(site.identity.organisers),
        feed_guid=absolute(site, channel.folder),
        feed_copyright=site.copyright.sentence,
    )


def _write(feed: SyndicationFeed, entries: tuple[FeedEntry, ...], *, files: int | None) -> str:
    """Return a feed with its entries, each with as many of its files as the format allows."""
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=html.escape(entry.summary, quote=False) or None,
            content=entry.html or None,
            unique_id=entry.url,
            unique_id_is_permalink=True,
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=entry.author or None,
            categories=entry.categories,
            enclosures=[Enclosure(one.url, str(one.size), one.type) for one in entry.files[:files]],
        )
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue() + "\n"


def _atom(edition: Edition, channel: Channel, address: str, entries: tuple[FeedEntry, ...]) -> str:
    return _write(_start(Atom1Feed, edition, channel, address), entries, files=None)


def _rss(edition: Edition, channel: Channel, address: str, entries: tuple[FeedEntry, ...]) -> str:
    """Return RSS; it knows one file an item, the others are on the item's page."""
    return _write(_start(_Rss, edition, channel, address), entries, files=1)


def _json(edition: Edition, channel: Channel, address: str, entries: tuple[FeedEntry, ...]) -> str:
    site = edition.site
    feed: dict[str, object] = {
        "version": JSON_VERSION,
        "title": _title(edition, channel),
        "home_page_url": absolute(site, channel.page),
        "feed_url": absolute(site, address),
        "description": channel.description,
        "language": site.identity.language,
        "authors": [{"name": name} for name in site.identity.organisers],
        "items": [_json_item(entry) for entry in entries],
    }
    return json.dumps(_filled(feed), ensure_ascii=False, indent=1) + "\n"


def _json_item(entry: FeedEntry) -> dict[str, object]:
    return _filled(
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.html or entry.title,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": entry.author}] if entry.author else [],
            "image": entry.image,
            "tags": list(entry.categories),
            "attachments": [
                {
                    "url": one.url,
                    "mime_type": one.type,
                    "title": one.title,
                    "size_in_bytes": one.size,
                }
                for one in entry.files
            ],
        }
    )


def _filled(members: dict[str, object]) -> dict[str, object]:
    """Leave out what is empty."""
    return {name: value for name, value in members.items() if value not in ("", [])}
