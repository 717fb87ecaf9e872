"""Pelican shell of open data: writes what programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TextIO

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.model.addresses import data_address, output_path
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.model.item_stamps import Facet, ItemStamps, digest_of
from plugins.model.items import Item, ItemKind
from plugins.model.outputs import Plan, Sink
from plugins.open_data.catalogue import FILE, catalogue
from plugins.open_data.channels import Channel, channels
from plugins.open_data.data_page import TITLE, data_page
from plugins.open_data.feeds import channel_files
from plugins.open_data.notices import data_items, write_notices
from plugins.open_data.schemas import schema_files

_STATISTICS = "统计"


class DataGenerator(Generator):  # type: ignore[misc]
    """Feeds and data files."""

    def generate_output(self, writer: Writer) -> None:
        """Plan all of it."""
        del writer
        edition: Edition = self.settings["EDITION"]
        plan: Plan = self.settings["PLAN"]
        items = cache(partial(data_items, edition))
        stamps: ItemStamps = self.settings["STAMPS"]
        notices = {"items": stamps.all(Facet.TEXT, ItemKind.NOTICE)}
        plan.add("data *", lambda sink: self._notices(items(), sink), notices, long=True)
        for channel in channels(edition):
            about = (channel.title, channel.description, channel.page, channel.formats)
            key = {
                "items": digest_of([stamps.text(item) for item in channel.items]),
                "channel": digest_of(*about),
            }
            plan.add(self._name(f"{channel.folder}feed *"), partial(self._feeds, channel), key)
        if edition.recalled is None:
            plan.add("schemas *", self._schemas, {"pages": "schemas"})
        address = data_address(edition.site, FILE)
        plan.file(self._name(address), lambda: catalogue(edition, items()).encode(), self._key())
        self._page("data", TITLE, lambda: {"data": data_page(edition, items())})
        self._page("statistics", _STATISTICS, self._statistics)

    def _notices(self, items: Sequence[Item], sink: Sink) -> None:
        def opener(address: str) -> TextIO:
            return sink.open(self._name(address))

        write_notices(self.settings["EDITION"], items, opener)

    def _feeds(self, channel: Channel, sink: Sink) -> None:
        for address, text in channel_files(self.settings["EDITION"], channel):
            sink.write(self._name(address), text.encode())

    def _schemas(self, sink: Sink) -> None:
        for address, text in schema_files(self.settings["EDITION"]).items():
            sink.write(self._name(address), text.encode())

    def _statistics(self) -> Mapping[str, object]:
        from plugins.open_data.statistics_page import (  # noqa: PLC0415 - slow to load, seldom due
            statistics,
        )

        return {"statistics": statistics(self.settings["EDITION"])}

    def _page(self, kind: str, title: str, names: Callable[[], Mapping[str, object]]) -> None:
        edition: Edition = self.settings["EDITION"]
        url = f"{edition.site.identity.base_path}{kind}/"

        def views() -> Mapping[str, object]:
            return {"frame": make_frame(edition, kind=kind, title=title, url=url), **names()}

        self.settings["PLAN"].page(self._name(url), self.get_template(kind), views, self._key())

    def _key(self) -> dict[str, str]:
        return {"items": self.settings["STAMPS"].all(Facet.FRAME)}

    def _name(self, address: str) -> str:
        return output_path(self.settings["EDITION"].site, address)


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of open data."""
    return DataGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(add_generator)
