"""Clean HTML as blocks: wrappers opened, loose words made paragraphs, lists by hand made lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.html_writing import element_markdown

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    {
        *_HEADINGS,
        "p",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "pre",
        "blockquote",
        "hr",
        "div",
        "body",
    }
)
_BULLET = re.compile(r"\s*[•●■◆▪➢·]\s*")
_NUMBERED = re.compile(r"\s*(\d{1,2})(?:[.．、]|[)）](?![\d一-龥]*[)）]))\s*(?!\d)")
_LETTERED = re.compile(r"\s*[A-Za-z]{1,4}[.)）]\s+")
"""What Word's own lists begin points with below the first level."""
_POINT_LIMIT = 400
"""Characters of a point of a list that was set by hand; longer ones are sections."""
_SOUP = BeautifulSoup("", "lxml")


def blocks_of(root: Tag) -> list[Block]:
    """Return the blocks of a clean element."""
    return [_block(one) for one in _with_lists(list(_flat(root)))]


def _flat(root: Tag) -> Iterator[Tag]:
    """Yield the elements that are blocks, in order."""
    loose: list[PageElement] = []
    for child in list(root.children):
        if isinstance(child, Tag) and (child.name in _BLOCKS or _holds_block(child)):
            yield from _paragraphs(loose)
            loose = []
            yield from _opened(child)
        else:
            loose.append(child)
    yield from _paragraphs(loose)


def _opened(child: Tag) -> Iterator[Tag]:
    if child.name == "table":
        yield from _table(child)
    elif child.name in ("ul", "ol"):
        yield from _list(child)
    elif child.name == "hr" or (child.name == "pre" and not _holds_block(child)):
        yield from _whole(child)
    elif child.name == "p" or child.name in _HEADINGS:
        inner = child.find(("table", "ul", "ol", "p", "div"))
        if inner is None:
            yield from _split_at_breaks(child)
        else:
            yield from _flat(child)
    else:
        yield from _flat(child)


def _table(child: Tag) -> Iterator[Tag]:
    """Yield a table below its caption, or what it holds where it only sets the page."""
    for caption in child.find_all("p", recursive=False):
        yield from _split_at_breaks(caption.extract())
    if _has_strays(child):
        child.name = "div"
        yield from _flat(child)
    elif _is_layout(child):
        for cell in list(_cells(child)):
            yield from _flat(cell)
    else:
        yield from _whole(child)


def _list(child: Tag) -> Iterator[Tag]:
    """Yield a list, or its points as paragraphs where Markdown can't hold it."""
    for inner in child.find_all(("ul", "ol")):
        before = inner.find_previous_sibling("li")
        if inner.parent is not None and inner.parent.name in ("ul", "ol") and before is not None:
            before.append(inner.extract())
    if not _is_no_list(child):
        yield from _whole(child)
        return
    for number, point in enumerate(child.find_all("li", recursive=False), _start(child)):
        if child.name == "ol":
            _tighten(point)
            point.insert(0, NavigableString(f"{number}. "))
    child.name = "div"
    yield from _flat(child)


def _is_no_list(listed: Tag) -> bool:
    """Whether Markdown can't hold a list: it has tables inside, or doesn't begin at 1."""
    inside = listed.find(("table", "pre", "blockquote", *_HEADINGS))
    strays = any(one.strip() for one in listed.find_all(string=True, recursive=False))
    return _start(listed) != 1 or inside is not None or strays


def _start(listed: Tag) -> int:
    written = str(listed.get("start") or "1")
    return int(written) if written.isdecimal() and len(written) < 6 else 1


def _whole(child: Tag) -> Iterator[Tag]:
    if child.name == "hr" or child.get_text(strip=True) or child.find("img"):
        for point in child.find_all("li"):
            _tighten(point)
        yield child


def _tighten(point: Tag) -> None:
    """Take the paragraph from around the words of a point that has just one."""
    inside = [one for one in point.children if isinstance(one, Tag) and one.name in _BLOCKS]
    if (
        inside
        and inside[0].name in ("p", "div")
        and not any(one.name in ("p", "div") for one in inside[1:])
    ):
        inside[0].unwrap()


def _holds_block(element: Tag) -> bool:
    return element.name not in ("table",) and element.find(list(_BLOCKS)) is not None


def _has_strays(table: Tag) -> bool:
    """Whether words stand outside the cells, where no table shows them."""
    inside = sum(len(cell.get_text(strip=True)) for cell in _cells(table))
    return inside < len(table.get_text(strip=True))


def _cells(table: Tag) -> Iterator[Tag]:
    """Yield a table's own cells."""
    for cell in table.find_all(("td", "th")):
        if cell.find_parent("table") is table:
            yield cell


def _is_layout(table: Tag) -> bool:
    """Whether a table only sets a page: one cell, or further tables inside."""
    if table.find("table") is not None:
        return True
    return len(table.find_all(("td", "th"), limit=2)) < 2


def _paragraphs(loose: list[PageElement]) -> Iterator[Tag]:
    """Yield paragraphs of words that stand loose; two breaks in a row part them."""
    if not any(_says_something(one) for one in loose):
        return
    paragraph = _SOUP.new_tag("p")
    for one in loose:
        paragraph.append(one.extract())
    yield from _split_at_breaks(paragraph)


def _says_something(one: PageElement) -> bool:
    if isinstance(one, Tag):
        return bool(one.get_text(strip=True)) or one.name == "img" or one.find("img") is not None
    return bool(str(one).strip())


def _split_at_breaks(paragraph: Tag) -> Iterator[Tag]:
    """Yield a paragraph, in parts where breaks do the work of paragraphs.

    They do where two follow each other, and where an indent of full-width spaces comes after.
    """
    parts: list[list[PageElement]] = [[]]
    children = list(paragraph.children)
    for index, child in enumerate(children):
        if isinstance(child, Tag) and child.name == "br" and _parts_here(children, index):
            parts.append([])
        else:
            parts[-1].append(child)
    for part in parts:
        while part and isinstance(part[0], Tag) and part[0].name == "br":
            part.pop(0)
        if not any(_says_something(one) for one in part):
            continue
        if len(parts) == 1:
            yield paragraph
            return
        piece = _SOUP.new_tag(paragraph.name)
        piece.attrs = dict(paragraph.attrs)
        for one in part:
            piece.append(one.extract())
        yield piece


def _parts_here(children: list[PageElement], index: int) -> bool:
    following = [one for one in children[index + 1 :] if not _is_space(one)]
    if following and isinstance(following[0], Tag) and following[0].name == "br":
        return True
    before = [one for one in children[:index] if not _is_space(one)]
    if before and isinstance(before[-1], Tag) and before[-1].name == "br":
        return True
    after = "".join(
        one.get_text() if isinstance(one, Tag) else str(one)
        for one in children[index + 1 : index + 3]
    )
    return bool(
        re.match(
            r"\s*[\u3000\xa0]{2}|\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)",
            after,
        )
    )


def _is_space(one: PageElement) -> bool:
    return isinstance(one, NavigableString) and not str(one).strip(" \t\r\n")


def _with_lists(elements: list[Tag]) -> list[Tag]:
    """Return the blocks with lists in the place of paragraphs that were numbered by hand."""
    found: list[Tag] = []
    at = 0
    while at < len(elements):
        run = _run_of_points(elements, at)
        if len(run) >= 2:
            found.append(_listed(run))
            at += len(run)
        else:
            found.append(elements[at])
            at += 1
    return found


def _run_of_points(elements: list[Tag], at: int) -> list[Tag]:
    """Return the paragraphs from a place on that are points of one list."""
    first = _mark(elements[at])
    if first not in ("•", "1"):
        return []
    run = [elements[at]]
    expected = 1
    level = _level(elements[at])
    for element in elements[at + 1 :]:
        mark = _mark(element)
        if _level(element) == level and first == "1":
            if mark != str(expected + 1):
                break
            expected += 1
        elif (
            mark is None or _level(element) < level or (_level(element) == level and mark != first)
        ):
            break
        run.append(element)
    return run


def _mark(element: Tag) -> str | None:
    """Return the mark before a point: • or its number."""
    if element.name != "p":
        return None
    text = element.get_text()
    if len(text) > _POINT_LIMIT:
        return None
    if _BULLET.match(text):
        return "•"
    found = _NUMBERED.match(text)
    if found:
        return str(int(found[1]))
    return "a" if element.get("level") and _LETTERED.match(text) else None


def _level(element: Tag) -> int:
    return int(str(element.get("level") or "1"))


def _listed(run: list[Tag]) -> Tag:
    """Return a list made of paragraphs, nested by the level that Word gave them."""
    base = _level(run[0])
    top = _SOUP.new_tag("ul" if _mark(run[0]) == "•" else "ol")
    stack = [(base, top)]
    for element in run:
        level, mark = _level(element), _mark(element)
        while level < stack[-1][0] and len(stack) > 1:
            stack.pop()
        if level > stack[-1][0]:
            inner = _SOUP.new_tag("ul" if mark == "•" else "ol")
            points = stack[-1][1].find_all("li", recursive=False)
            points[-1].append(inner)
            stack.append((level, inner))
        point = _SOUP.new_tag("li")
        _drop_mark(element)
        for child in list(element.children):
            point.append(child.extract())
        stack[-1][1].append(point)
    return top


def _drop_mark(element: Tag) -> None:
    text = element.get_text()
    found = _BULLET.match(text) or _NUMBERED.match(text) or _LETTERED.match(text)
    left = found.end() if found else 0
    for run in list(element.find_all(string=True)):
        if left <= 0:
            return
        taken = min(left, len(run))
        left -= taken
        run.replace_with(NavigableString(str(run)[taken:]))


def _block(element: Tag) -> Block:
    text = " ".join(element.get_text(" " if element.name in ("table", "ul", "ol") else "").split())
    markdown = element_markdown(element)
    if element.name in _HEADINGS:
        return Block(BlockKind.HEADING, text, markdown, int(element.name[1]))
    if element.name == "table":
        return Block(BlockKind.TABLE, text, markdown)
    if element.name in ("ul", "ol"):
        return Block(BlockKind.LIST, text, markdown)
    if element.name == "p" and text:
        return Block(BlockKind.PARAGRAPH, text, markdown)
    return Block(BlockKind.OTHER, text, markdown)
