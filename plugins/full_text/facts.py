"""Facts: what is known of every document wherever its text isn't looked at."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from plugins.full_text.records import SearchDocument
from plugins.model.cache import cache_key

FACETS = ("column", "series", "kind", "validity", "issuer", "subject")
"""What results can be narrowed by, besides the year."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a document; its fields are those of the document."""

    path: str
    digest: str
    """Another one whenever anything of the document is."""
    length: int
    """Characters of its title, its text and its attachments."""
    date: datetime
    column: str
    series: str
    kind: str
    validity: str
    issuer: str
    subject: str


def fact_of(document: SearchDocument) -> Fact:
    """Return what must be known of a document."""
    told = json.dumps(dataclasses.astuple(document), ensure_ascii=True, default=str)
    attached = sum(len(one.text) for one in document.attachments)
    return Fact(
        document.path,
        cache_key(told),
        len(document.title) + len(document.text) + attached,
        document.date,
        *(getattr(document, facet) for facet in FACETS),
    )


def facets_of(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """Return the values that each facet has, the empty one among them."""
    found: dict[str, set[str]] = {facet: {""} for facet in FACETS}
    for fact in facts:
        for facet, values in found.items():
            values.add(getattr(fact, facet))
    return {facet: sorted(values) for facet, values in found.items()}
