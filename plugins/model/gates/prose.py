"""Prose: what of an item's source is running text, everything else made blank, in place."""

from __future__ import annotations

import re

from plugins.model.gates.expressions import Expression

_PROSE_FIELDS = frozenset({"title", "summary", "image_alt", "note", "withdrawn_reason"})
_FIELD = re.compile(r"([A-Za-z_]+)[ \t]*:")
_FENCED = Expression(
    r"^([ ]{0,3})(```+|~~~+)[^\n]*\n.*?(?:^[ ]{0,3}\2[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
_INDENTED = Expression(r"(?<=\n\n)(?:(?: {4}|\t)[^\n]*(?:\n|\Z))+")
_CODE = Expression(r"(`+)[^`].*?\1", re.DOTALL)
_TARGET = Expression(r"[(\[](?<=\][(\[])(?:(?<=\()(?:[^()\n]|\([^()\n]*\))*\)|(?<=\[)[^\]\n]*\])")
_TAG = Expression(r"<!--.*?-->|</?[A-Za-z][^<>]*>|<[a-z]+://[^<>\s]*>", re.DOTALL)
_ATTRIBUTES = Expression(r"\{[:#.][^{}\n]*\}")
_ADDRESS = Expression(r"(?:https?|ftp|mailto|tel):[^\s<>\u4e00-\u9fff，。；、）》”]*")
_REFERENCE = Expression(r"^ {0,3}\[[^\]\n]+\]:[^\n]*$", re.MULTILINE)
_FOOTNOTE = Expression(r"\[\^[^\]\n]+\]:?")
_ESCAPE = Expression(r"\\(?=[!-/:-@\[-`{-~])")


def _blank(match: re.Match[str]) -> str:
    text = match[0]
    if "\n" not in text:
        return " " * len(text)
    return "\n".join(" " * len(line) for line in text.split("\n"))


def prose_of(text: str, body_start: int) -> str:
    """Return an item's source with all blank but prose; every offset stays what it is.

    `body_start` is where its body begins.
    """
    return _header(text[:body_start]) + _body(text[body_start:])


def _header(text: str) -> str:
    """Keep the values of fields that are sentences; their quotes are YAML's."""
    lines = []
    kept = False
    for line in text.split("\n"):
        match = _FIELD.match(line)
        if match:
            kept = match[1].lower() in _PROSE_FIELDS
            line = " " * match.end() + line[match.end() :]  # noqa: PLW2901 - the rest of it
        elif not line.startswith((" ", "\t")):
            kept = False
        lines.append(line.replace('"', " ").replace("'", " ") if kept else " " * len(line))
    return "\n".join(lines)


_CUTS = (
    (("```", "~~~"), _FENCED),
    (("\n    ", "\n\t"), _INDENTED),
    (("`",), _CODE),
    (("<",), _TAG),
    (("](", "]["), _TARGET),
    (("{",), _ATTRIBUTES),
    (("[^",), _FOOTNOTE),
    (("]:",), _REFERENCE),
    (("://", "mailto:", "tel:"), _ADDRESS),
    (("\\",), _ESCAPE),
)
"""What is no prose, each with signs of which a text that holds it has one; in this order."""


def _body(text: str) -> str:
    for signs, cut in _CUTS:
        if any(sign in text for sign in signs):
            text = cut.sub(_blank, text)
    return text
