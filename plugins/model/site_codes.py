"""Codes in site.toml: what stands in addresses."""

from __future__ import annotations

import re

from plugins.model.toml_table import TomlTable

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
RESERVED_CODES = frozenset(
    {
        "registers",
        "sitemap",
        "theme",
        "images",
        "attachments",
        "draft",
        "page",
        "zh-hant",
        "topics",
        "archive",
        "search",
        "gallery",
        "data",
        "statistics",
        "find",
        "year",
        "form",
        "kind",
        "state",
        "addresses",
        "app",
        "offline",
    }
)
"""First parts of addresses that belong to the portal itself, and what stands behind registers/."""


def read_code(table: TomlTable, seen: dict[str, int]) -> str:
    """Read a code that is unique among those of its kind and may stand in an address."""
    code = table.text("code", need=True)
    if code and not _CODE.match(code):
        table.add("S020", "code", value=code)
    elif code in RESERVED_CODES:
        table.add("S021", "code", value=code)
    elif code in seen:
        table.add("S022", "code", value=code, line=seen[code])
    else:
        seen[code] = table.document.place(*table.keys, "code")[0]
    return code
