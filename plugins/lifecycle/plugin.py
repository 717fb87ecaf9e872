"""Pelican shell of the lifecycle: earlier texts of corrected items."""

from __future__ import annotations

import dataclasses

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.lifecycle.earlier_texts import ComparisonPage, comparison_pages, read_earlier
from plugins.model.addresses import output_path
from plugins.model.edition import Edition
from plugins.model.frames import HOME_TITLE, column_trail, make_frame
from plugins.model.item_views import Link
from plugins.model.views import Frame


class LifecycleGenerator(Generator):  # type: ignore[misc]
    """Writes the pages that set earlier texts against later ones."""

    def generate_output(self, writer: Writer) -> None:
        """Write them."""
        edition: Edition = self.settings["EDITION"]
        pages: tuple[ComparisonPage, ...] = self.settings["COMPARISON_PAGES"]
        for page in pages:
            frame = _frame(edition, page)
            writer.write_file(
                output_path(edition.site, frame.url),
                self.get_template("comparison"),
                self.context,
                frame=frame,
                comparison=page.comparison,
            )


def _frame(edition: Edition, page: ComparisonPage) -> Frame:
    """Return the frame of a comparison; search engines are led to the item alone."""
    item, change = edition.by_path[page.path], page.comparison.change
    column = edition.column(item) if item.column else None
    home = (Link(HOME_TITLE, edition.site.identity.base_path),)
    above = column_trail(edition.site, column) if column else home
    frame = make_frame(
        edition,
        kind="comparison",
        title=f"更正前后对照（{change.day}）",
        url=change.url,
        trail=(*above, page.comparison.item),
        column=column,
        description=f"{item.title}：{change.what}。",
    )
    return dataclasses.replace(frame, robots=frame.robots or "noindex")


def complete_edition(pelican: Pelican) -> None:
    """Read the earlier texts."""
    edition: Edition = pelican.settings["EDITION"]
    pelican.settings["COMPARISON_PAGES"] = comparison_pages(edition, read_earlier(edition))


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of what the lifecycle needs."""
    return LifecycleGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(complete_edition)
    signals.get_generators.connect(add_generator)
