"""更正记录 as pages show it."""

from __future__ import annotations

from plugins.model.addresses import comparison_address
from plugins.model.edition import Edition
from plugins.model.item_views import ChangeView
from plugins.model.items import Item


def change_views(edition: Edition, item: Item) -> tuple[ChangeView, ...]:
    """Return the changes of an item, the newest first."""
    compared = edition.compared.get(item.path, frozenset())
    views = [
        ChangeView(
            day=f"{change.at:%Y-%m-%d}",
            what=change.what,
            why=change.why,
            hidden=change.hide_earlier,
            url=comparison_address(edition.urls[item.path], number) if number in compared else "",
        )
        for number, change in enumerate(item.changes, start=1)
    ]
    return tuple(reversed(views))
