"""Search: the table [search] of site.toml."""

from __future__ import annotations

import re

from plugins.model.site import Search, SearchEngine
from plugins.model.toml_table import TomlTable

_INDEX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}\Z")
_URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?\Z")


def read_search(table: TomlTable) -> Search:
    """Read the table; the other keys are needed where the engine is a cluster."""
    engine = table.choice("engine", tuple(SearchEngine), default=SearchEngine.STATIC)
    search = Search(
        engine=engine,
        cluster=table.text("cluster"),
        index=table.text("index"),
        query=table.text("query"),
    )
    for key in ("cluster", "query"):
        value = table.values.get(key)
        if isinstance(value, str) and value and not _URL.match(value.strip()):
            table.add("S015", key, key=key, value=value)
    if search.index and not _INDEX.match(search.index):
        table.add("S071", "index", value=search.index)
    if engine == SearchEngine.OPENSEARCH:
        for key in ("cluster", "index", "query"):
            if not table.values.get(key):
                table.add("S070", key, key=key)
    table.finish()
    return search
