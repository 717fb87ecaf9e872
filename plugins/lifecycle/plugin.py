"""Pelican shell of the lifecycle: earlier texts of corrected items, addresses that last."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import partial

from pelican import Pelican, signals
from pelican.generators import Generator
from pelican.writers import Writer

from plugins.lifecycle.checks import check_addresses
from plugins.lifecycle.earlier_texts import (
    ComparisonPage,
    comparison_pages,
    read_earlier,
    shown_history,
)
from plugins.lifecycle.moved import moved_pages
from plugins.lifecycle.redirects import Redirects
from plugins.lifecycle.server_files import server_files
from plugins.model.addresses import output_path
from plugins.model.edition import Edition
from plugins.model.frames import HOME_TITLE, column_trail, make_frame
from plugins.model.item_stamps import ItemStamps, digest_of
from plugins.model.item_views import Link
from plugins.model.outputs import Plan
from plugins.model.views import Frame


class LifecycleGenerator(Generator):  # type: ignore[misc]
    """Makes the pages that set earlier texts against later ones, and those at old addresses."""

    def generate_output(self, writer: Writer) -> None:
        """Plan them, and the redirects as rules for web servers."""
        del writer
        edition: Edition = self.settings["EDITION"]
        if edition.recalled:
            return  # No item read anew has earlier texts or old addresses.
        plan: Plan = self.settings["PLAN"]
        stamps: ItemStamps = self.settings["STAMPS"]
        pages: tuple[ComparisonPage, ...] = self.settings["COMPARISON_PAGES"]
        for page in pages:
            name = output_path(edition.site, page.comparison.change.url)
            key = {
                "item": stamps.text(edition.by_path[page.path]),
                "comparison": digest_of(page),
            }
            plan.page(name, self.get_template("comparison"), partial(_views, edition, page), key)
        redirects: Redirects = self.settings["REDIRECTS"]
        for source, moved in moved_pages(edition, redirects.found):
            name = output_path(edition.site, f"{edition.site.identity.base_path}{source[1:]}")
            key = {"moved": digest_of(moved)}
            plan.page(name, self.get_template("moved"), partial(dict, moved=moved), key)
        for name, text in server_files(edition.site, redirects.found).items():
            plan.file(name, text.encode, {"text": digest_of(text)})


def _views(edition: Edition, page: ComparisonPage) -> Mapping[str, object]:
    return {"frame": _frame(edition, page), "comparison": page.comparison}


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
    """Read the earlier texts, the ledger of addresses and the redirects."""
    edition: Edition = pelican.settings["EDITION"]
    if edition.recalled:
        return  # The build has seen that the history is the one that pages show.
    redirects = pelican.settings["REDIRECTS"] = check_addresses(edition)
    edition.bound = redirects.bound
    pelican.settings["COMPARISON_PAGES"] = comparison_pages(edition, read_earlier(edition))
    edition.history = shown_history(edition)


def add_generator(_pelican: Pelican) -> type:
    """Add the generator of what the lifecycle needs."""
    return LifecycleGenerator


def register() -> None:
    """Connect to Pelican."""
    signals.initialized.connect(complete_edition)
    signals.get_generators.connect(add_generator)
