"""索引号: numbers of the disclosure catalogue, made and read by a template of site.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

TOKENS = ("{uscc}", "{code}", "{yyyy}", "{yyyymm}", "{yyyymmdd}", "{seq:05d}")
"""What a template may hold, for messages."""
SERIAL_LIMIT = 10**9
TOKEN = re.compile(r"\{(uscc|code|yyyymmdd|yyyymm|yyyy|seq)(?::0([1-9])d)?\}")
_DATES = {
    "yyyy": ("%Y", r"(?:19|20)\d{2}"),
    "yyyymm": ("%Y%m", r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])"),
    "yyyymmdd": ("%Y%m%d", r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"),
}
"""How each part of a date is written, and the expression that reads it."""


@dataclass(frozen=True, slots=True)
class IndexNumbers:
    """Table [index_numbers]."""

    template: str
    """As in {uscc}/{yyyymm}-{seq:05d}; empty where none are given out."""
    former_templates: tuple[str, ...]
    """Templates of earlier numbers, which stay right."""
    uscc: str
    """统一社会信用代码 of the body that publishes."""
    code: str
    """Its code of another kind, for {code}."""

    def number(self, day: date, serial: int) -> str:
        """Return the index number of an item published on a day."""

        def written(token: re.Match[str]) -> str:
            if token[1] in _DATES:
                return day.strftime(_DATES[token[1]][0])
            if token[1] == "seq":
                return f"{serial:0{int(token[2] or 0)}d}"
            return self.uscc if token[1] == "uscc" else self.code

        return TOKEN.sub(written, self.template)

    def serial_of(self, text: str, day: date) -> int | None:
        """Return the serial of a number of the template in the period of a day; None for others."""
        match = self._expression(self.template, day).fullmatch(text)
        return int(match["seq"]) if match else None

    def reads(self, text: str, day: date | None = None) -> bool:
        """Whether a text is a number of the template or a former one; of a day's period if given.

        Numbers of former templates are of any period.
        """
        first = self._expression(self.template, day).fullmatch(text)
        former = (self._expression(one).fullmatch(text) for one in self.former_templates)
        return bool(first) or any(former)

    def _expression(self, template: str, day: date | None = None) -> re.Pattern[str]:
        return _expression(template, self.uscc, self.code, day)


@lru_cache(maxsize=1024)
def _expression(template: str, uscc: str, code: str, day: date | None) -> re.Pattern[str]:
    """Return the expression of numbers of a template; it is asked for each number of a portal."""
    parts, at = [], 0
    for token in TOKEN.finditer(template):
        parts.append(re.escape(template[at : token.start()]))
        at = token.end()
        if token[1] in _DATES:
            form, expression = _DATES[token[1]]
            parts.append(day.strftime(form) if day else expression)
        elif token[1] == "seq":
            parts.append(rf"(?P<seq>{_serial(int(token[2] or 0))})")
        else:
            parts.append(re.escape(uscc if token[1] == "uscc" else code))
    return re.compile("".join([*parts, re.escape(template[at:])]))


def _serial(width: int) -> str:
    """Return the expression of a serial that is filled with zeros up to a width."""
    return rf"\d{{{width}}}|[1-9]\d{{{width},8}}" if width else r"[1-9]\d{0,8}"
