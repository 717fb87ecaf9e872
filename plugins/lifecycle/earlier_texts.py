"""What items said before each of their recorded changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from plugins.lifecycle.comparison import compare, text_lines
from plugins.lifecycle.git import HistoryError
from plugins.lifecycle.history import read_histories, shown_commit
from plugins.lifecycle.states import Lines, State, compared, snapshots
from plugins.model.body import BodyConverter
from plugins.model.corrections import change_views
from plugins.model.edition import Edition
from plugins.model.item_views import Comparison, Link
from plugins.model.items import Item, Status

Pairs = dict[int, tuple[Lines, Lines]]
"""Text before and after each change that altered it, by the number of the change."""


def read_earlier(edition: Edition) -> dict[str, Pairs]:
    """Return the texts of the items that show them, by path; ask git for no other item.

    A history that can't be read becomes a problem of each of these items.
    """
    asking = [item for item in edition.visible if _may_show(item)]
    try:
        histories = read_histories(edition.root, [item.path for item in asking])
    except HistoryError as fault:
        for item in asking:
            line = item.line_of("changes")
            edition.problems.add("I051", edition.display(item.path), line, reason=str(fault))
        return {}
    converter = BodyConverter()

    @cache
    def lines(state: State) -> Lines:
        return text_lines(state, converter)

    found = {
        item.path: compared(item, snapshots(histories.get(item.path, ())), lines) for item in asking
    }
    return {path: pairs for path, pairs in found.items() if pairs}


def shown_history(edition: Edition) -> str:
    """Return the commit that earlier texts are read from; empty where no item shows any."""
    if any(_may_show(item) for item in edition.visible):
        return shown_commit(edition.root)
    return ""


def _may_show(item: Item) -> bool:
    """Whether an item has changes whose earlier text may be shown."""
    public = item.status in (Status.PUBLISHED, Status.HIDDEN)
    return public and bool(item.changes) and not item.changes[-1].hide_earlier


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """A page that sets an earlier text against a later one."""

    path: str
    """Path of the item."""
    comparison: Comparison


def comparison_pages(edition: Edition, earlier: dict[str, Pairs]) -> tuple[ComparisonPage, ...]:
    """Return a page for each change whose texts differ; the edition is told which they are."""
    pages = []
    for path, pairs in sorted(earlier.items()):
        edition.compared[path] = frozenset(pairs)
        item = edition.by_path[path]
        views = change_views(edition, item)[::-1]
        link = Link(item.title, edition.urls[path])
        for number, (before, after) in sorted(pairs.items()):
            comparison = Comparison(link, views[number - 1], compare(before, after))
            pages.append(ComparisonPage(path, comparison))
    return tuple(pages)
