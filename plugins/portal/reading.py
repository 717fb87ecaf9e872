"""Reading the edition of a build, by what Pelican's settings say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plugins.model.edition import Edition, load_edition
from plugins.model.item_reading import Means
from plugins.model.item_store import ItemStore
from plugins.model.recalled import recalled_edition
from plugins.portal.recall import Recalling

if TYPE_CHECKING:  # Most builds need none.
    from plugins.portal.remote import RemoteBuild


def edition_of(settings: Mapping[str, Any]) -> Edition:
    """Return the edition that a build makes: read whole, or what changed in the last one alone.

    Raises:
        RecallError: more changed than can be followed.

    """
    root = Path(settings["PATH"])
    remote: RemoteBuild | None = settings["REMOTE"]
    means = Means(
        store=ItemStore(Path(settings["CACHE_FOLDER"]), root),
        workers=settings["WORKERS"],
        paranoid=settings["PARANOID"],
        elsewhere=remote.begin(settings) if remote else None,
    )
    about = (root, settings["CONTENT_LABEL"], settings["SITE"], settings["MODE"], settings["TODAY"])
    recalling: Recalling | None = settings["RECALLING"]
    if recalling:
        return recalled_edition(
            recalling.known,
            recalling.difference.changed,
            recalling.difference.added,
            {**recalling.known.sources.others, **recalling.look.seen},
            *about,
            settings["PROBLEMS"],
            means,
            settings["NOW"],
        )
    return load_edition(*about, settings["PROBLEMS"], means, now=settings["NOW"])
