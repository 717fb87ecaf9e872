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


def _body(text: str) -> str:
    if "```" in text or "~~~" in text:
        text = _FENCED.sub(_blank, text)
    if "\n    " in text or "\n\t" in text:
        text = _INDENTED.sub(_blank, text)
    if "`" in text:
        text = _CODE.sub(_blank, text)
    if "<" in text:
        text = _TAG.sub(_blank, text)
    if "](" in text or "][" in text:
        text = _TARGET.sub(_blank, text)
    if "{" in text:
        text = _ATTRIBUTES.sub(_blank, text)
    if "[^" in text:
        text = _FOOTNOTE.sub(_blank, text)
    if "]:" in text:
        text = _REFERENCE.sub(_blank, text)
    if "://" in text or "mailto:" in text or "tel:" in text:
        text = _ADDRESS.sub(_blank, text)
    return _ESCAPE.sub(" ", text) if "\\" in text else text
