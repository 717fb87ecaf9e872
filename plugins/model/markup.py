"""Sanitised HTML as a stream of tags and texts, in one pass.

Reads what nh3 writes: texts escape `&`, `<` and `>`, attributes are quoted and escape them too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAG = r"<(?P<closing>/?)(?P<tag>[a-z][a-z0-9]*)[^<>]*>"
"""A tag; texts hold no `<`."""
_TAG = re.compile(TAG)
VOID_TAGS = frozenset({"br", "hr", "img", "col", "wbr"})


@dataclass(frozen=True, slots=True)
class Token:
    """A tag or a run of text."""

    text: str
    """As it stands in the HTML."""
    tag: str
    """Name of the tag; empty for text."""
    closing: bool


def tokens(html: str) -> Iterator[Token]:
    """Yield tags and texts; their texts joined are the HTML again."""
    at = 0
    for match in _TAG.finditer(html):
        if match.start() > at:
            yield Token(html[at : match.start()], "", closing=False)
        yield Token(match[0], match[2], closing=bool(match[1]))
        at = match.end()
    if at < len(html):
        yield Token(html[at:], "", closing=False)
