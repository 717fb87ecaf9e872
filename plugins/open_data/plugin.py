"""Pelican shell of open data: writes what programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.utils import sanitised_join
from pelican.writers import Writer

from plugins.model.addresses import data_address, output_path
from plugins.model.edition import Edition
from plugins.model.frames import make_frame
from plugins.open_data.catalogue import FILE, catalogue
from plugins.open_data.data_page import TITLE, data_page
from plugins.open_data.feeds import feed_files
from plugins.open_data.notices import data_items, write_notices
from plugins.open_data.schemas import schema_files
from plugins.open_data.statistics_page import TITLE as STATISTICS
from plugins.open_data.statistics_page import statistics


class DataGenerator(Generator):  # type: ignore[misc]
    """Feeds and data files."""

    def generate_output(self, writer: Writer) -> None:
        """Write all of it."""
        edition: Edition = self.settings["EDITION"]
        items = data_items(edition)
        write_notices(edition, items, self._open)
        files = {
            **feed_files(edition),
            **schema_files(edition),
            data_address(edition.site, FILE): catalogue(edition, items),
        }
        for address, text in files.items():
            with self._open(address) as file:
                file.write(text)
        self._page(writer, "data", TITLE, data=data_page(edition, items))
        self._page(writer, "statistics", STATISTICS, statistics=statistics(edition))

    def _page(self, writer: Writer, kind: str, title: str, **names: object) -> None:
        site = self.settings["EDITION"].site
        url = f"{site.identity.base_path}{kind}/"
        frame = make_frame(self.settings["EDITION"], kind=kind, title=title, url=url)
        template = self.get_template(kind)
        writer.write_file(output_path(site, url), template, self.context, frame=frame, **names)

    def _open(self, address: str) -> TextIO:
        """Open the file at a root-relative address for writing; line ends stay as written."""
        name = output_path(self.settings["EDITION"].site, address)
        path = Path(sanitised_join(self.output_path, name))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w", encoding="utf-8", newline="")


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of open data."""
    return DataGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.get_generators.connect(add_generator)
