"""One table of a TOML file, read key by key into typed values, with a problem for each fault."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from plugins.model.problems import Problems
from plugins.model.site import Field
from plugins.model.toml_source import Key, TomlDocument

_EXAMPLES = {
    "text": ("文字 (text)", '"…"'),
    "texts": ("文字列表 (list of texts)", '["…", "…"]'),
    "whole": ("整数 (whole number)", "20"),
    "truth": ("true 或 false", "true"),
    "day": ("日期 (date)", "2020-02-05"),
    "table": ("表 (table)", "[{key}]"),
    "tables": ("多个表 (array of tables)", "[[{key}]]"),
}


class TomlTable:
    """A table that is asked for its keys; `finish` tells of those that nobody asked for."""

    def __init__(
        self,
        document: TomlDocument,
        problems: Problems,
        keys: tuple[Key, ...] = (),
        values: dict[str, Any] | None = None,
    ) -> None:
        """Wrap `values`, the table that stands at `keys`; the whole document by default."""
        self.document = document
        self.problems = problems
        self.keys = keys
        self.values: dict[str, Any] = document.values if values is None else values
        self.asked: list[str] = []

    @property
    def name(self) -> str:
        """The table as people write it, as in columns."""
        return ".".join(str(key) for key in self.keys if isinstance(key, str))

    @property
    def line(self) -> int:
        """Line that the table starts at."""
        return self.document.place(*self.keys)[0]

    def add(self, code: str, key: str, /, **fields: str | int) -> None:
        """Record a problem at a key, or at the table where the key is absent."""
        line, column = self.document.place(*self.keys, key)
        self.problems.add(code, self.document.path, line, column, **fields)

    def _ask(self, key: str, kind: str, accepted: type | tuple[type, ...], *, need: bool) -> Any:
        self.asked.append(key)
        value = self.values.get(key)
        whole = f"{self.name}.{key}" if self.name else key
        if value is None:
            if need:
                self.add("S002", key, key=whole)
            return None
        if not isinstance(value, accepted) or (isinstance(value, bool) and accepted is int):
            expected, example = _EXAMPLES[kind]
            example = (
                example.format(key=whole) if kind.startswith("table") else f"{key} = {example}"
            )
            self.add("S003", key, key=whole, expected=expected, example=example)
            return None
        return value

    def text(self, key: str, *, need: bool = False, default: str = "") -> str:
        """Return a text, surrounding space removed; a needed one must not be empty."""
        value = self._ask(key, "text", str, need=need)
        if value is None:
            return default
        stripped: str = value.strip()
        if need and not stripped:
            self.add("S002", key, key=f"{self.name}.{key}" if self.name else key)
        return stripped

    def field(self, key: str) -> Field:
        """Return an optional text with its place."""
        line, column = self.document.place(*self.keys, key)
        return Field(self.text(key), line, column)

    def texts(self, key: str, *, need: bool = False) -> tuple[str, ...]:
        """Return a list of texts; a needed one must not be empty."""
        value = self._ask(key, "texts", list, need=need)
        if value is None:
            return ()
        if not all(isinstance(text, str) and text.strip() for text in value):
            expected, example = _EXAMPLES["texts"]
            self.add("S003", key, key=key, expected=expected, example=f"{key} = {example}")
            return ()
        if need and not value:
            self.add("S002", key, key=f"{self.name}.{key}" if self.name else key)
        return tuple(text.strip() for text in value)

    def whole(self, key: str, *, default: int, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        value = self._ask(key, "whole", int, need=False)
        if value is None:
            return default
        if not low <= value <= high:
            self.add("S004", key, key=key, value=value, low=low, high=high)
            return default
        return int(value)

    def day(self, key: str, *, need: bool = False) -> date | None:
        """Return a local date."""
        value = self._ask(key, "day", date, need=need)
        if isinstance(value, datetime):
            self.add(
                "S003", key, key=key, expected=_EXAMPLES["day"][0], example=f"{key} = 2020-02-05"
            )
            return None
        return value if isinstance(value, date) else None

    def truth(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._ask(key, "truth", bool, need=False)
        return default if value is None else bool(value)

    def choice(self, key: str, options: tuple[str, ...], *, default: str = "") -> str:
        """Return one of the options; needed unless there is a default."""
        value = self.text(key, need=not default, default=default)
        if value and value not in options:
            self.add("S005", key, key=key, value=value, options="、".join(options))
            return ""
        return value

    def table(self, key: str) -> TomlTable:
        """Return the table at a key, empty where it is absent or no table."""
        value = self._ask(key, "table", dict, need=False)
        return TomlTable(self.document, self.problems, (*self.keys, key), value or {})

    def tables(self, key: str) -> Iterator[TomlTable]:
        """Yield the tables of an array in order."""
        value = self._ask(key, "tables", list, need=False)
        for index, element in enumerate(value or ()):
            if not isinstance(element, dict):
                expected, example = _EXAMPLES["tables"]
                self.add("S003", key, key=key, expected=expected, example=example.format(key=key))
                return
            yield TomlTable(self.document, self.problems, (*self.keys, key, index), element)

    def finish(self) -> None:
        """Tell of the keys that nobody asked for, with the nearest known name."""
        for key in self.values:
            if key not in self.asked:
                near = difflib.get_close_matches(key, self.asked, n=1, cutoff=0.5)
                known = "、".join(sorted(set(self.asked)))
                hint = (
                    f"是不是要写 {near[0]}？ did you mean {near[0]}?"
                    if near
                    else f"可用的键 known keys: {known}"
                )
                self.add("S006", key, key=f"{self.name}.{key}" if self.name else key, hint=hint)
