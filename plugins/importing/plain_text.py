"""Text files as drafts: plain lines of an official document, and Markdown with its front matter."""

from __future__ import annotations

import hashlib
import re

import yaml

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.drafts import Draft
from plugins.importing.findings import Finding, Sure
from plugins.importing.furniture import find_furniture
from plugins.importing.headings import with_headings
from plugins.importing.html_writing import escaped, line_escaped
from plugins.importing.page_facts import read_moment, trim
from plugins.importing.page_text import repair_lines
from plugins.importing.report import Repair
from plugins.model.site import Site

_HEADER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\Z")
_TABLE = re.compile(r"\|.*\|\Z", re.DOTALL)
_LIST = re.compile(r"(?:[-*+]|\d+\.)\s")
_FENCE = re.compile(r"(?:```|~~~)")
_FACTS = ("source", "author", "editor", "issuer", "keywords")


def read_lines(text: str, name: str, site: Site) -> Draft:
    """Return the draft of a plain text, a paragraph a line."""
    lines, repairs = repair_lines(text)
    furniture = find_furniture(lines, site)
    apart = {one.line for one in furniture}
    blocks = [
        Block(BlockKind.PARAGRAPH, words, line_escaped(escaped(words)))
        for number, line in enumerate(lines, 1)
        if number not in apart and (words := " ".join(line.split()))
    ]
    kept, told, gone = trim(with_headings(blocks))
    return Draft(
        name=name,
        digest=_digest(text),
        blocks=tuple(kept),
        facts={field: value for field, value in told.items() if field in _FACTS},
        moment=read_moment(told.get("date", "")),
        findings=_told(told),
        left_out=(*(f"网页框架 furniture：{one.text}" for one in furniture), *gone),
        repairs=(*repairs, *(Repair(one.line, "furniture", one.text, "") for one in furniture)),
    )


def read_markdown(text: str, name: str) -> Draft:
    """Return the draft of a Markdown file; what its front matter says counts."""
    header, body = _split(text)
    lines, repairs = repair_lines(body)
    blocks = with_headings([_block(part) for part in _parts(lines)])
    title = str(header.get("title") or "").strip()
    facts = {one: _words(header[one]) for one in _FACTS if header.get(one)}
    told = {"title": title, **facts}
    return Draft(
        name=name,
        digest=_digest(text),
        blocks=tuple(blocks),
        title=title,
        facts=facts,
        moment=read_moment(str(header.get("date") or "")),
        findings=_told({one: value for one, value in told.items() if value}),
        left_out=tuple(
            f"信息头 front matter：{one}: {_words(value)[:80]}"
            for one, value in header.items()
            if one not in {*_FACTS, "title", "date"}
        ),
        repairs=repairs,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _told(values: dict[str, str]) -> tuple[Finding, ...]:
    return tuple(
        Finding(field, value, Sure.HIGH, "原文写明 (the source says so)")
        for field, value in values.items()
    )


def _words(value: object) -> str:
    return "，".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())


def _split(text: str) -> tuple[dict[str, object], str]:
    found = _HEADER.match(text)
    if found is None:
        return {}, text
    try:
        header = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    if not isinstance(header, dict):
        return {}, text
    return {str(key): value for key, value in header.items()}, text[found.end() :]


def _parts(lines: list[str]) -> list[str]:
    """Return what stands between empty lines; code stays whole."""
    parts: list[list[str]] = [[]]
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
        if line.strip() or fenced:
            parts[-1].append(line.rstrip("\r") if fenced else line)
        elif parts[-1]:
            parts.append([])
    return ["\n".join(part) for part in parts if part]


def _block(part: str) -> Block:
    text = " ".join(part.split())
    heading = _HEADING.match(part)
    if heading:
        return Block(BlockKind.HEADING, heading[2], part, len(heading[1]))
    if _TABLE.match(part.strip()) or part.lstrip().startswith("<"):
        return Block(BlockKind.TABLE, text, part)
    if _LIST.match(part):
        return Block(BlockKind.LIST, text, part)
    if part.startswith(("```", "~~~", "    ", "[^", ">", "![")):
        return Block(BlockKind.OTHER, text, part)
    return Block(BlockKind.PARAGRAPH, text, part)
