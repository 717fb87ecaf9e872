"""Relations between items: what repeals, replaces, amends, forwards, explains or cites what.

Each is written once, by the document that acts, and known at both ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plugins.model.items import RelationKind

ACTS = frozenset({RelationKind.REPEALS, RelationKind.REPLACES, RelationKind.AMENDS})
"""Relations that decide on the validity of the other document."""
LATER = ACTS | {RelationKind.FORWARDS}
"""Relations that only a later document can stand in to an earlier one."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation of an item to another document."""

    kind: RelationKind
    source: str
    """Path of the item that acts."""
    target: str
    """Path of the other item; empty where the portal shows none."""
    number: str
    """The other document's number as written; empty where its title alone is."""
    title: str
    """Its title as written; empty where the number stands alone."""
    part: str
    """The part that is repealed; empty for the whole."""
    since: date | None
    """First day on which it holds; None for relations that hold from the start."""
    line: int
    """Line of the item's file that says so; 1 for what the text alone says."""

    @property
    def whole(self) -> bool:
        """Whether it ends the other document's validity altogether."""
        return self.kind is RelationKind.REPLACES or (
            self.kind is RelationKind.REPEALS and not self.part
        )


def cites(source: str, target: str) -> Edge:
    """Return the relation of an item whose text cites another."""
    return Edge(RelationKind.CITES, source, target, "", "", "", None, 1)


class Relations:
    """Every relation of an edition, found from either end."""

    def __init__(self, edges: Iterable[Edge] = ()) -> None:
        """Start with some relations."""
        self._of: dict[str, list[Edge]] = defaultdict(list)
        self._to: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            self.add(edge)

    def add(self, edge: Edge) -> None:
        """Add a relation."""
        self._of[edge.source].append(edge)
        if edge.target:
            self._to[edge.target].append(edge)

    def of(self, path: str) -> tuple[Edge, ...]:
        """Return what an item does to other documents, in the order it was added."""
        return tuple(self._of.get(path, ()))

    def to(self, path: str) -> tuple[Edge, ...]:
        """Return what other items do to one, in the order it was added."""
        return tuple(self._to.get(path, ()))

    def sources(self) -> tuple[str, ...]:
        """Return the paths of the items that act, sorted."""
        return tuple(sorted(self._of))
