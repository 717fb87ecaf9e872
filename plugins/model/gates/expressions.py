"""Expressions that few texts need: compiled when they are first asked for, not at every start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Expression:
    """A regular expression like the library's own."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Keep the pattern."""
        self._pattern, self._flags = pattern, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The library's."""
        return re.compile(self._pattern, self._flags)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return what stands at `start` of a text."""
        return self.compiled.match(text, start)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match."""
        return self.compiled.search(text, start)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield all matches in order."""
        return self.compiled.finditer(text, start, len(text) if end is None else end)

    def sub(self, made: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return a text with all matches replaced."""
        return self.compiled.sub(made, text)
