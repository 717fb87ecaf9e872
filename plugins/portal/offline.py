"""What devices keep for reading offline: a list of pages and files, each with its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import unquote

from plugins.model.addresses import comparison_address, document_address
from plugins.model.edition import Edition
from plugins.model.items import Item, ItemKind, Status
from plugins.model.relations import LATER
from plugins.model.standing import facts
from plugins.portal.entries import entry
from plugins.portal.needed_files import needed_files

LIST = "offline.json"
CHANGES = 200
"""Items of the list of changes: a device that read one of them long ago hears of it."""
DIGEST_LENGTH = 16


def digest(content: bytes) -> str:
    """Return the digest that the worker compares: the start of SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def last_change(edition: Edition, item: Item) -> date | None:
    """Return the last day that an item came to say something else than when it was published.

    It was modified, corrected or withdrawn, came into force or lost it, or a later document acted
    on it. None where nothing of this happened by the day of the build.
    """
    days = [item.withdrawn, item.modified.date() if item.modified else None]
    days += [change.at.date() for change in item.changes]
    days += [fact.day for fact in facts(edition, item)]
    days += [item.notice.effective] if item.notice else []
    others = [edge.source for edge in edition.relations.to(item.path) if edge.kind in LATER]
    days += [edition.by_path[path].date.date() for path in others]
    past = [day for day in days if day and item.date.date() < day <= edition.today]
    return max(past, default=None)


def _kept(edition: Edition) -> list[Item]:
    """Return the newest notices, those that stand for reading offline unasked."""
    found = [
        item
        for item in edition.listed
        if item.kind is ItemKind.NOTICE and item.status is Status.PUBLISHED
    ]
    return found[: edition.site.app.offline_notices]


def last_changed(edition: Edition) -> list[Item]:
    """Return the items that changed last, the newest change first; hidden ones stay unnamed."""
    items: Iterable[Item] = edition.visible
    recall = edition.recalled
    if recall:
        names = recall.added.union(recall.known.rest.last_changed)
        items = [edition.by_path[path] for path in names]
    dated = [
        (last_change(edition, item), item)
        for item in items
        if item.status in (Status.PUBLISHED, Status.WITHDRAWN)
    ]
    changed = [(day, item.path, item) for day, item in dated if day]
    return [item for *_, item in sorted(changed, key=lambda one: one[:2], reverse=True)][:CHANGES]


class _Output:
    """The finished pages of one edition: those below `base`, an address of the portal."""

    def __init__(self, edition: Edition, finished: Callable[[str], bytes], base: str) -> None:
        self.edition, self.finished, self.base = edition, finished, base
        self.root = edition.site.identity.base_path

    def moved(self, url: str) -> str:
        """Return the address of a page's copy in this edition."""
        return f"{self.base}{url.removeprefix(self.root)}"

    def read(self, url: str) -> bytes:
        """Return what is served at an address; empty where nothing is."""
        return self.finished(unquote(url))

    def row(self, url: str) -> list[str]:
        """Return an address and its digest, which is empty where nothing is served."""
        content = self.read(url)
        return [url, digest(content) if content else ""]

    def files(self, pages: Iterable[str]) -> list[list[str]]:
        """Return a row for each of the portal's own files that pages need, without repeats.

        A picture in several sizes has one row: its plain file, and the addresses of the others.
        """
        found: dict[str, list[str]] = {}
        for page in pages:
            for url, others in needed_files(self.read(page).decode()):
                if url.startswith(self.root) and not url.startswith("//"):
                    found[url] = others
        rows = [[*self.row(url), *others] for url, others in found.items()]
        return [row for row in rows if row[1]]


def offline_list(
    edition: Edition,
    finished: Callable[[str], bytes],
    base: str,
    text: Callable[[str], str] = str,
) -> str:
    """Return offline.json of the edition of pages below `base`.

    `finished` returns what is served at a root-relative address. The file holds lists of rows:
    `pages` (the page shown for what isn't kept, and the home page), `notices` (the newest, with
    title, number and day, through `text`), `changes` (pages that changed since they were published;
    an empty digest: gone) and `files` (styles, scripts, icons and pictures of all of these, with
    the other sizes that each picture stands in for). A row begins with address and digest.
    """
    made = _Output(edition, finished, base)
    pages = [f"{base}offline/", base]
    notices = []
    for item in _kept(edition):
        shown = entry(edition, item)
        row = made.row(made.moved(shown.url))
        notices.append([*row, text(shown.title), text(shown.number), shown.day])
    changes = []
    for item in last_changed(edition):
        url = made.moved(edition.urls[item.path])
        changes.append(made.row(url))
        changes += [
            made.row(comparison_address(url, number))
            for number, _ in enumerate(item.changes, start=1)
        ]
        if item.kind is ItemKind.NOTICE and base == made.root:
            changes.append(made.row(document_address(url)))
    files = made.files([f"{base}offline/", *(row[0] for row in notices)])
    rows = {
        "pages": [made.row(url) for url in pages],
        "notices": notices,
        "changes": [row for row in changes if row[0] not in {one[0] for one in notices}],
        "files": files,
    }
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n"
