"""Pelican shell of open data: writes what programs read."""

from __future__ import annotations

import itertools
from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from plugins.model.addresses import data_address, output_path
from plugins.model.edition import Edition
from plugins.open_data.catalogue import FILE, catalogue
from plugins.open_data.feeds import feed_files
from plugins.open_data.notices import notice_files, records
from plugins.open_data.schemas import schema_files


class DataGenerator(Generator):  # type: ignore[misc]
    """Feeds and data files."""

    def generate_output(self, writer: Writer) -> None:
        """Write all of it."""
        edition: Edition = self.settings["EDITION"]
        found = records(edition)
        files = itertools.chain(
            feed_files(edition).items(),
            notice_files(edition, found),
            schema_files(edition).items(),
            [(data_address(edition.site, FILE), catalogue(edition, found))],
        )
        for url, text in files:
            self._text(output_path(edition.site, url), text)

    def _text(self, name: str, text: str) -> None:
        path = Path(sanitised_join(self.output_path, name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of open data."""
    return DataGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(add_generator)
