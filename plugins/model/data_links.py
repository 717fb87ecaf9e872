"""Data files that pages lead to."""

from __future__ import annotations

from plugins.model.edition import Edition
from plugins.model.items import Item

NOTICE_FILE = "notice.json"


def notice_data_address(edition: Edition, item: Item) -> str:
    """Return the root-relative address of a notice's data file.

    Empty for other items, for drafts, and while the number is only proposed: the address of the
    notice itself is not its last one then.
    """
    if item.notice is None or item.path in edition.proposed or not edition.shown(item):
        return ""
    return f"{edition.urls[item.path]}{NOTICE_FILE}"
