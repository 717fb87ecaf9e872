"""Relations of an item as its page shows them: what it does to others, and what others do to it."""

from __future__ import annotations

from collections.abc import Callable

from plugins.model.edition import Edition
from plugins.model.item_views import Link, Relation
from plugins.model.items import Item, RelationKind, Status
from plugins.model.relations import ACTS, Edge

_PART = "repeals part"
_LABELS: dict[str, tuple[str, str]] = {
    RelationKind.REPEALS: ("废止的文件", "废止本文的文件"),
    _PART: ("部分废止的文件", "废止本文部分内容的文件"),
    RelationKind.REPLACES: ("代替的文件", "代替本文的文件"),
    RelationKind.AMENDS: ("修改的文件", "修改本文的文件"),
    RelationKind.FORWARDS: ("转发的文件", "转发本文的文件"),
    RelationKind.INTERPRETS: ("解读的文件", "解读本文的稿件"),
    RelationKind.CITES: ("引用的文件", "引用本文的稿件"),
}
"""What each relation is called by the document that acts and by the other, in the order shown."""


def relation_views(edition: Edition, item: Item) -> tuple[Relation, ...]:
    """Return the relations of an item by kind, its own ones before those of others to it.

    A citation is left out where a stronger relation joins the same two documents.
    """
    own = edition.relations.of(item.path)
    others = [edge for edge in edition.relations.to(item.path) if _told(edition, edge)]
    others.sort(key=lambda edge: _order(edition, edge))
    return (
        *_views(own, 0, lambda edge: edge.target, lambda edge: _target(edition, edge)),
        *_views(others, 1, lambda edge: edge.source, lambda edge: _source(edition, edge)),
    )


def _told(edition: Edition, edge: Edge) -> bool:
    """Whether an item tells of another's relation to it: hidden ones only where they decide."""
    listed = edition.by_path[edge.source].status is not Status.HIDDEN
    return listed or edge.kind in ACTS


def _order(edition: Edition, edge: Edge) -> tuple[str, str]:
    return edition.by_path[edge.source].date.isoformat(), edge.source


def _views(
    edges: tuple[Edge, ...] | list[Edge],
    side: int,
    end: Callable[[Edge], str],
    link: Callable[[Edge], Link],
) -> tuple[Relation, ...]:
    stronger = {end(edge) for edge in edges if edge.kind is not RelationKind.CITES} - {""}
    groups: dict[str, list[Link]] = {kind: [] for kind in _LABELS}
    for edge in edges:
        if edge.kind is RelationKind.CITES and end(edge) in stronger:
            continue
        groups[_PART if edge.part else edge.kind].append(link(edge))
    return tuple(
        Relation(
            label=_LABELS[kind][side],
            links=tuple(dict.fromkeys(links)),
            decisive=side == 1 and kind in {_PART, *ACTS},
        )
        for kind, links in groups.items()
        if links
    )


def _target(edition: Edition, edge: Edge) -> Link:
    """Return the other document; one that the portal does not show is plain text."""
    if edge.target:
        link = link_to(edition, edge.target)
    else:
        number = f"（{edge.number}）" if edge.title and edge.number else edge.number
        link = Link(f"《{edge.title}》{number}" if edge.title else number, "")
    return Link(f"{link.title}{edge.part}", link.url)


def _source(edition: Edition, edge: Edge) -> Link:
    link = link_to(edition, edge.source)
    return Link(f"{link.title}：废止{edge.part}", link.url) if edge.part else link


def link_to(edition: Edition, path: str) -> Link:
    """Return a link to an item, its number behind its title (GB/T 15834: 〈〉 inside 《》)."""
    item = edition.by_path[path]
    number = edition.number_text(item).partition("（总第")[0]
    inner = item.title.replace("《", "〈").replace("》", "〉")
    title = f"《{inner}》（{number}）" if number else item.title
    return Link(title, edition.urls[path])
