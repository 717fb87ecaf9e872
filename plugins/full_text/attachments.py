"""Attachments: their texts as search takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.model.attachment_reader import AttachmentReader
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.extraction import Extraction, can_extract
from plugins.model.items import WAITING, Attachment, Item, Status


def searched(edition: Edition) -> tuple[Item, ...]:
    """Return the items that search finds: what lists show, and standing pages."""
    return tuple(item for item in edition.visible if item.status in (Status.PUBLISHED, *WAITING))


def attached_texts(
    edition: Edition, cache: FileCache, items: Iterable[Item] | None = None
) -> dict[str, str]:
    """Return the text of each attachment of items by path, by default of all searched ones.

    What can't be read is told. What gates have read already isn't read again.
    """
    texts: dict[str, str] = {}
    found: dict[str, Extraction] = dict(edition.extractions)
    with AttachmentReader(cache) as reader:
        for item in searched(edition) if items is None else items:
            for attached in item.attachments:
                if can_extract(Path(attached.path)) and attached.path not in found:
                    found[attached.path] = reader.read(edition.root / attached.path)
                if attached.path in found:
                    _tell(edition, item, attached, found[attached.path])
                    texts[attached.path] = found[attached.path].text
    return texts


def _tell(edition: Edition, item: Item, attached: Attachment, found: Extraction) -> None:
    place = (edition.display(item.path), item.line_of("attachments"))
    if found.fault:
        edition.problems.add("S072", *place, file=attached.path, reason=found.fault)
    elif found.cut:
        edition.problems.add("S073", *place, file=attached.path, reason=found.cut)
    elif not found.text:
        edition.problems.add("S074", *place, file=attached.path)
