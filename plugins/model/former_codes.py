"""Read the 机关代字 that a series had before its present one, from site.toml."""

from __future__ import annotations

import re
from datetime import date

from plugins.model.series import FormerCode, SeriesKind
from plugins.model.toml_table import TomlTable

ISSUER_CODE = re.compile(r"[\u4e00-\u9fff]{2,16}\Z")
"""What a 机关代字 is made of."""


def read_former_codes(table: TomlTable, kind: SeriesKind) -> tuple[FormerCode, ...]:
    """Read `former_codes` of a series, oldest first; codes and last days are all different."""
    found: list[FormerCode] = []
    present = table.text("issuer_code")
    for one in table.tables("former_codes"):
        code, until = one.text("code", need=True), one.day("until", need=True) or date.min
        one.finish()
        if kind is not SeriesKind.DOCUMENT:
            table.add("S061", "former_codes", name=table.text("name"))
        elif code and not ISSUER_CODE.match(code):
            one.add("S030", "code", value=code)
        elif code in (present, *(other.code for other in found)):
            one.add("S060", "code", value=code)
        elif until in (other.until for other in found):
            one.add("S062", "until")
        else:
            found.append(FormerCode(code, until))
    return tuple(sorted(found, key=lambda former: former.until))
