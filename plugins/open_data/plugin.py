"""Pelican shell of open data: writes what programs read."""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from plugins.model.addresses import output_path
from plugins.model.edition import Edition
from plugins.open_data.feeds import feed_files


class DataGenerator(Generator):  # type: ignore[misc]
    """Feeds and data files."""

    def generate_output(self, writer: Writer) -> None:
        """Write all of it."""
        edition: Edition = self.settings["EDITION"]
        for url, text in feed_files(edition).items():
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
