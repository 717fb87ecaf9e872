"""Table [gates] of site.toml."""

from __future__ import annotations

from plugins.model.site import Gates
from plugins.model.toml_table import TomlTable


def read_gates(table: TomlTable) -> Gates:
    """Return what the checks before publication take into account."""
    gates = Gates(
        known=table.texts("known"),
        editor=table.truth("editor", default=False),
        attachment_size=table.whole("attachment_size", default=20, low=1, high=2000),
    )
    table.finish()
    return gates
