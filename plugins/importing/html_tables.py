"""Tables: Markdown where cells are plain, HTML where they are merged or hold more than a line."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator

from bs4.element import PageElement, Tag

_INLINE = {"strong": "strong", "em": "em", "sup": "sup", "sub": "sub", "del": "del"}
_INSIDE = frozenset({"ul", "ol", "li"})
_SPAN_LIMIT = 200
"""More columns or rows than a cell of an honest table takes."""
OPENING = '<div class="table-scroll" role="region" aria-label="表格" tabindex="0">'


def table_markdown(table: Tag, inline: Callable[[Tag], str]) -> str:
    """Return a table; `inline` writes a cell's content as Markdown on one line."""
    rows = [row for row in _rows(table) if any(_has_content(cell) for cell in row)]
    if not rows:
        return ""
    widths = {len(row) for row in rows}
    plain = all(_is_plain(cell) for row in rows for cell in row)
    if plain and len(widths) == 1 and len(rows) > 1 and _is_head(rows[0]):
        return _piped(rows, inline)
    return _marked_up(rows)


def _rows(table: Tag) -> Iterator[list[Tag]]:
    """Yield the cells of each row; those of tables inside cells aren't among them."""
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            yield list(row.find_all(("td", "th"), recursive=False))


def _has_content(cell: Tag) -> bool:
    return bool(cell.get_text(strip=True)) or cell.find("img") is not None


def span(cell: Tag, name: str) -> int:
    """Return how many columns or rows a cell takes."""
    written = str(cell.get(name) or "1").strip()
    return (
        min(max(int(written), 1), _SPAN_LIMIT) if written.isdecimal() and written.isascii() else 1
    )


def _is_head(row: list[Tag]) -> bool:
    """Whether a first row heads the columns; in forms to fill in, some of its cells are empty."""
    return len(row) > 1 and all(_has_content(cell) for cell in row[1:])


def _is_plain(cell: Tag) -> bool:
    if span(cell, "colspan") > 1 or span(cell, "rowspan") > 1:
        return False
    return cell.find(("ul", "ol", "table", "pre", "blockquote")) is None


def _piped(rows: list[list[Tag]], inline: Callable[[Tag], str]) -> str:
    lines = [f"| {' | '.join(_lines(cell, inline) for cell in row)} |" for row in rows]
    lines.insert(1, f"|{'---|' * len(rows[0])}")
    return "\n".join(lines)


def _lines(cell: Tag, inline: Callable[[Tag], str]) -> str:
    """Return a cell's paragraphs, parted by line breaks."""
    paragraphs = cell.find_all(("p", "div"), recursive=False)
    if len(paragraphs) < 2:
        return inline(cell)
    return "<br>".join(text for one in paragraphs if (text := inline(one)))


def _marked_up(rows: list[list[Tag]]) -> str:
    """Return a table as HTML that sanitising leaves as it is."""
    head = max((span(cell, "rowspan") for cell in rows[0]), default=1)
    if head >= len(rows) or not _is_head(rows[0]):
        head = 0
    parts = [OPENING, "<table>"]
    if head:
        parts += ["<thead>", *(_row(row, "th") for row in rows[:head]), "</thead>"]
    if rows[head:]:
        parts += ["<tbody>", *(_row(row, "td") for row in rows[head:]), "</tbody>"]
    return "\n".join([*parts, "</table>", "</div>"])


def _row(row: list[Tag], name: str) -> str:
    cells = []
    for cell in row:
        spans = "".join(
            f' {one}="{span(cell, one)}"' for one in ("colspan", "rowspan") if span(cell, one) > 1
        )
        scope = ' scope="col"' if name == "th" and span(cell, "colspan") == 1 else ""
        cells.append(f"<{name}{spans}{scope}>{_content(cell)}</{name}>")
    return f"<tr>{''.join(cells)}</tr>"


def _content(cell: Tag) -> str:
    """Return a cell's words; its paragraphs are parted by line breaks."""
    lines = [""]
    for child in cell.children:
        if isinstance(child, Tag) and child.name in ("p", "div"):
            lines += [_inside(child), ""]
        else:
            lines[-1] += _node(child)
    return "<br>".join(line.strip() for line in lines if line.strip())


def _inside(element: Tag) -> str:
    return "".join(_node(child) for child in element.children).strip()


def _node(child: PageElement) -> str:
    if isinstance(child, Tag):
        return _tag(child)
    return html.escape(" ".join(str(child).split()), quote=False) or " "


def _tag(child: Tag) -> str:
    if child.name == "br":
        return "<br>"
    if child.name == "img":
        source, about = (html.escape(str(child.get(one) or "")) for one in ("src", "alt"))
        return f'<img src="{source}" alt="{about}">'
    if child.name == "fnref":
        return f"<sup>[{child.get('n')}]</sup>"
    inner = _inside(child)
    if child.name == "a" and child.get("href"):
        return f'<a href="{html.escape(str(child["href"]))}">{inner}</a>'
    if child.name in _INLINE or child.name in _INSIDE:
        return f"<{child.name}>{inner}</{child.name}>"
    return inner
