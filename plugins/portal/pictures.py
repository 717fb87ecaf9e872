"""Which pictures of an edition are published, and in which widths."""

from __future__ import annotations

from itertools import chain

from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.picture_making import Order, PicturePress
from plugins.model.pictures import WIDE
from plugins.portal.home import home_pictures


def picture_orders(edition: Edition) -> dict[str, Order]:
    """Return what to make of each raster picture that is published, by path.

    One that no page shows is published in its own size alone, without its metadata.
    """
    uses: dict[str, set[tuple[int, ...]]] = {
        path: set() for path in edition.published_files if path in edition.rasters
    }
    in_texts = (
        (path, WIDE) for item in edition.visible for path in edition.pictures_in.get(item.path, ())
    )
    for path, steps in chain(in_texts, home_pictures(edition)):
        if path in uses:
            uses[path].add(steps)
    return {
        path: Order(path, edition.rasters[path], frozenset(found)) for path, found in uses.items()
    }


def make_pictures(edition: Edition, cache: FileCache) -> PicturePress:
    """Make the pictures of an edition; the damaged ones become problems."""
    press = PicturePress(edition.root, cache)
    press.make(picture_orders(edition))
    for path in press.damaged:
        edition.problems.add("B010", edition.display(path))
    edition.pictures = press.pictures
    return press
