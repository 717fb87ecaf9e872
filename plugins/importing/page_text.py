"""The text of a saved page, repaired: what is the article, and what only stood around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plugins.importing.characters import (
    is_traditional,
    simplify,
    strip_invisible,
    widen_punctuation,
)
from plugins.importing.furniture import Furniture, find_furniture
from plugins.importing.pinyin import strip_pinyin
from plugins.importing.report import Repair
from plugins.model.site import Site

HEADING_LENGTH = 30
"""Characters; a longer line is a paragraph."""
_ENDS = "。！？；：，、…."
SOURCE = re.compile(
    r"[（(](?P<source>[\u4e00-\u9fff]{2,20}"
    r"(?:纪委监委|纪检监察组|纪委|监委|日报|晚报|网|社|局|委|办|厅|院|中心|记者|通讯员))[)）]\Z"
)


@dataclass(frozen=True, slots=True)
class PageText:
    """An article as found in a page."""

    paragraphs: tuple[str, ...]
    """In order; sub-headings start with `## `."""
    title: str
    """A short first line that stands above the text; empty for none."""
    source: str
    """来源 found in brackets at the end; empty for none."""
    furniture: tuple[Furniture, ...]
    repairs: tuple[Repair, ...]


def repair_lines(text: str) -> tuple[list[str], tuple[Repair, ...]]:
    """Return the lines of a text, repaired, and each repair; clean text comes through unchanged."""
    lines = text.split("\n")
    repairs: list[Repair] = []
    for number, line in enumerate(lines, 1):
        clean = strip_invisible(line)
        if clean != line:
            repairs.append(Repair(number, "invisible", line[:20], clean[:20]))
        clean, removed = strip_pinyin(clean)
        repairs += [Repair(number, "pinyin", before, after) for before, after in removed]
        lines[number - 1] = clean
    if is_traditional("\n".join(lines)):
        for number, line in enumerate(lines, 1):
            simple = simplify(line)
            if simple != line:
                repairs += _changed(number, "traditional", line, simple)
                lines[number - 1] = simple
    for number, line in enumerate(lines, 1):
        wide = widen_punctuation(line)
        if wide != line:
            repairs += _changed(number, "punctuation", line, wide)
            lines[number - 1] = wide
    return lines, tuple(repairs)


def _changed(number: int, kind: str, before: str, after: str) -> list[Repair]:
    """Return one repair for each run of changed characters; lengths are the same."""
    if len(before) != len(after):
        return [Repair(number, kind, before, after)]
    found, at = [], 0
    while at < len(before):
        if before[at] == after[at]:
            at += 1
            continue
        end = at
        while end < len(before) and before[end] != after[end]:
            end += 1
        left = max(0, at - 1) if kind == "punctuation" else at
        right = min(len(before), end + 1) if kind == "punctuation" else end
        found.append(Repair(number, kind, before[left:right], after[left:right]))
        at = end
    return found


def read_page(text: str, site: Site) -> PageText:
    """Return the article of a page's text, with everything that was done to it."""
    lines, repairs = repair_lines(text)
    furniture = find_furniture(lines, site)
    apart = {one.line for one in furniture}
    found = list(repairs)
    found += [Repair(one.line, "furniture", one.text, "") for one in furniture]
    kept = [
        (number, line.strip(" \t\u3000\xa0"))
        for number, line in enumerate(lines, 1)
        if number not in apart and line.strip(" \t\u3000\xa0")
    ]
    title, kept = _title(kept)
    source = ""
    if kept:
        number, last = kept[-1]
        match = SOURCE.search(last)
        if match:
            source = match["source"]
            found.append(Repair(number, "source", match[0], ""))
            kept[-1] = (number, last[: match.start()].rstrip())
            kept = [one for one in kept if one[1]]
    paragraphs = []
    for index, (number, line) in enumerate(kept):
        after = kept[index + 1][1] if index + 1 < len(kept) else ""
        if index and is_heading(line, after):
            found.append(Repair(number, "heading", line, f"## {line}"))
            paragraphs.append(f"## {line}")
        else:
            paragraphs.append(line)
    return PageText(tuple(paragraphs), title, source, furniture, tuple(found))


def is_heading(line: str, after: str) -> bool:
    """Whether a line is a sub-heading: short, without an end, above a longer paragraph."""
    return (
        2 <= len(line) <= HEADING_LENGTH
        and line[-1] not in _ENDS
        and not any(mark in line for mark in "。！？；")
        and not line.startswith(("#", "-", "*", "|", "!", "[", "<", ">"))
        and len(after) > HEADING_LENGTH
    )


def _title(kept: list[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """Take a short first line that stands above the text as its title."""
    if len(kept) > 1 and is_heading(kept[0][1], kept[1][1]):
        return kept[0][1], kept[1:]
    return "", kept
