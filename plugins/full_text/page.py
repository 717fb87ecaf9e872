"""The search page: what results can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from plugins.full_text.facts import Fact
from plugins.full_text.records import SearchDocument
from plugins.model.edition import Edition
from plugins.model.frames import descendants
from plugins.model.items import DOCUMENT_KINDS, Validity
from plugins.model.site import SearchEngine
from plugins.model.views import SearchFilter, SearchOption, SearchPage

FOLDER = "search"
_LABELS = {
    "column": "栏目",
    "series": "文号系列",
    "kind": "文种",
    "year": "年份",
    "validity": "有效性",
    "issuer": "发布机构",
    "subject": "主题分类",
}


def search_page(edition: Edition, documents: Sequence[SearchDocument | Fact]) -> SearchPage:
    """Return the search page of the items; a filter with fewer than two values is left out."""
    settings = edition.site.search
    static = settings.engine == SearchEngine.STATIC
    return SearchPage(
        engine=settings.engine,
        source=f"{edition.site.identity.base_path}{FOLDER}/" if static else settings.query,
        filters=tuple(
            SearchFilter(name, label, options)
            for name, label in _LABELS.items()
            if len(options := tuple(_options(edition, documents, name))) > 1
        ),
    )


def _options(
    edition: Edition, documents: Sequence[SearchDocument | Fact], name: str
) -> Iterator[SearchOption]:
    """Yield the values that items have, in the order that readers expect."""
    if name == "year":
        for year in sorted({one.date.year for one in documents}, reverse=True):
            yield SearchOption(str(year), f"{year}年", (str(year),))
        return
    used = {value for one in documents if (value := getattr(one, name))}
    if name == "column":
        yield from _columns(edition, used)
    elif name == "series":
        for series in edition.site.series:
            if series.code in used:
                yield SearchOption(series.code, series.name, (series.code,))
    elif name == "issuer":
        for body in sorted({body for value in used for body in value.split()}):
            joint = tuple(sorted(value for value in used if body in value.split()))
            yield SearchOption(body, body, joint)
    else:
        known = {"kind": DOCUMENT_KINDS, "validity": tuple(Validity)}.get(name, ())
        order = {value: index for index, value in enumerate(known)}
        for value in sorted(used, key=lambda one: (order.get(one, len(order)), one)):
            yield SearchOption(value, value, (value,))


def _columns(edition: Edition, used: Set[str]) -> Iterator[SearchOption]:
    """Yield the columns with items, each set in by its level."""
    site = edition.site
    for column in site.columns:
        covers = (column.code, *descendants(site, column.code))
        if used & set(covers):
            depth = len(site.column_path(column)) - 1
            yield SearchOption(column.code, "　" * depth + column.name, covers)
