"""Clean HTML elements as Markdown: markdownify, set to what the portal's converter reads."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bs4.element import Tag
from markdownify import ATX, SPACES, MarkdownConverter

from plugins.importing.html_tables import table_markdown

_SPECIAL = re.compile(r"[\\`*]|_(?!\w)|(?<!\w)_|\[(?=\^)|\](?=[(:\[])|!(?=\[)|\{(?=[:#.])")
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")
_LINE_START = re.compile(
    r"(\[(?=[^\[\]]*\]:)|#|>|[-+](?=\s)|[:](?=\s)|\d+(?=\.\s)|=+\s*\Z|(?:-\s*){2,}\Z)"
)
_WIDE = "\u3000\xa0 \t"


def escaped(text: str) -> str:
    """Return text of which Markdown takes no character for markup, but at the start of a line."""
    text = _ENTITY_LIKE.sub("&amp;", text)
    text = _TAG_LIKE.sub("&lt;", text)
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def line_escaped(line: str) -> str:
    """Return a line whose start Markdown takes for no list, heading, quotation or rule."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    start = found[0]
    if start.isdigit():
        return f"{start}\\{line[len(start) :]}"
    if start[0] in ":=":
        return f"&#{ord(start[0])};{line[1:]}"
    return f"\\{line}"


class _Writer(MarkdownConverter):
    """One element at a time; lists indent by four spaces, as the portal's Markdown wants."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape a run of text."""
        shown = escaped(text)
        return shown.replace("|", "\\|") if {"td", "th"} & parent_tags else shown

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a paragraph; hard breaks stay."""
        del el
        if {"td", "th"} & parent_tags or "_inline" in parent_tags:
            return f" {text.strip(_WIDE)} "
        lines = [line.strip(_WIDE) for line in text.strip().split("\n")]
        shown = "  \n".join(line_escaped(line) for line in lines if line)
        return f"\n\n{shown}\n\n" if shown else ""

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a line break."""
        del el, text
        if {"td", "th"} & parent_tags:
            return "<br>"
        return " " if "_inline" in parent_tags else "\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a point of a list."""
        del parent_tags
        lines = [line.strip(_WIDE) if number == 0 else line
                 for number, line in enumerate(text.strip().split("\n"))]  # fmt: skip
        parent = el.parent
        marker = "- "
        if parent is not None and parent.name == "ol":
            before = [one for one in el.previous_siblings if isinstance(one, Tag)]
            marker = f"{len(before) + 1}. "
        lines[0] = line_escaped(lines[0])
        rest = "".join(f"\n    {line}" if line else "\n" for line in lines[1:])
        return f"{marker}{lines[0]}{rest}\n"

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write a table as Markdown where that can hold it, else as HTML."""
        del text, parent_tags
        return f"\n\n{table_markdown(el, cell_markdown)}\n\n"

    def convert_fnref(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write the mark of a footnote."""
        del text, parent_tags
        return f"[^{el.get('n')}]"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what stands above the line."""
        del el, parent_tags
        return text if text.startswith("[^") or not text.strip() else f"<sup>{text}</sup>"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what stands below the line."""
        del el, parent_tags
        return f"<sub>{text}</sub>" if text.strip() else text

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Write what is struck out."""
        del el, parent_tags
        return f"<del>{text}</del>" if text.strip() else text


@cache
def _writer() -> Any:
    """Return the library's converter, whose stubs leave out what converts one element."""
    return _Writer(
        heading_style=ATX, bullets="-", autolinks=False, newline_style=SPACES, strong_em_symbol="*"
    )


def element_markdown(element: Tag) -> str:
    """Return one clean block as Markdown."""
    shown = str(_writer().process_tag(element, parent_tags=set())).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", shown)


def cell_markdown(cell: Tag) -> str:
    """Return what stands in a cell of a table, on one line."""
    parts = [_writer().process_element(one, parent_tags={"td", "_inline"}) for one in cell.children]
    return " ".join("".join(parts).replace("\n", " ").split())
