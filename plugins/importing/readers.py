"""Readers: a Word file or a web page as a draft."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from bs4.element import NavigableString, Tag

from plugins.importing.blocks import Block
from plugins.importing.drafts import Draft
from plugins.importing.findings import Finding, Sure
from plugins.importing.html_cleaning import one_line, parse
from plugins.importing.linking import Links
from plugins.importing.page_facts import read_moment, trim
from plugins.importing.page_text import repair_lines
from plugins.importing.pasting import HtmlText, read_element
from plugins.importing.portal_page import PortalPage, read_portal_page
from plugins.importing.report import Repair
from plugins.importing.word_text import WordText, read_word
from plugins.model.source import guess_encoding

HTML_LIMIT = 4 * 1024 * 1024
"""Bytes of a page; it takes up to fifty times as much memory."""
_CODECS = {"GBK/GB18030": "gb18030", "Big5": "big5", "UTF-16": "utf-16", "UTF-32": "utf-32"}
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARED = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
_UNUSED = {"index_number": "索引号 index number（由 portal.py number 重新编）"}
"""What pages tell and items don't take."""
_KEPT_SHARE = 0.98
"""Of a Word file's characters so many must come through, or the report tells."""


class NotAnArticleError(ValueError):
    """The page holds no article: it is a list, or empty."""


def digest_of(raw: bytes) -> str:
    """Return what names a source."""
    return hashlib.sha256(raw).hexdigest()[:8]


def decode_page(raw: bytes) -> tuple[str, str]:
    """Return a page's text, and its encoding where that was guessed or doesn't quite fit.

    Raises:
        NotAnArticleError: the bytes are no text.

    """
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:4096])
        name = declared[1].decode("ascii", "replace").lower() if declared else ""
        told = _DECLARED.get(name)
        codec = told or _CODECS.get(guess_encoding(raw), "")
        if not codec:
            raise NotAnArticleError("encoding") from None
        text = raw.decode(codec, errors="replace")
        return text, "" if told and "\ufffd" not in text else codec.upper()


def read_page(
    raw: bytes, text: str, name: str, links: Links, old_addresses: tuple[str, ...] = ()
) -> Draft:
    """Return a web page as a draft.

    Raises:
        NotAnArticleError: it holds no article.

    """
    body = parse(text)
    repairs = _repair(body)
    page = read_portal_page(body)
    if page.is_list:
        raise NotAnArticleError("list")
    links.label = page.title
    links.rewrite(page.content)
    found = read_element(page.content)
    blocks, told, furniture = trim(found.blocks)
    facts = {**told, **page.facts.values}
    findings = [one for one in page.findings if one.field not in _UNUSED]
    findings += _told({one: told[one] for one in told if one not in page.facts.values})
    signed = page.facts.signed()
    facts.pop("date", None)
    if signed:
        facts["signed"] = signed.isoformat()
    else:
        facts.pop("signed", None)
    moment = page.facts.moment() or read_moment(told.get("date", ""))
    return Draft(
        name=name,
        digest=digest_of(raw),
        blocks=tuple(blocks),
        notes=found.notes,
        title=page.title,
        facts=facts,
        moment=moment,
        findings=(*findings, *_unnamed(links)),
        left_out=_left_out(page, furniture, found, links),
        repairs=repairs,
        attachments=_attachments(page, links),
        files=links.files,
        pages=tuple(links.pages),
        old_addresses=old_addresses,
        moved=links.moved,
    )


def _left_out(
    page: PortalPage, furniture: tuple[str, ...], found: HtmlText, links: Links
) -> tuple[str, ...]:
    told = {page.title, *page.facts.values.values()}
    around = [line for line in (*page.facts.furniture, *furniture) if line not in told]
    return (
        *(
            f"{name}：{page.facts.values[key]}"
            for key, name in _UNUSED.items()
            if key in page.facts.values
        ),
        *(f"网页框架 furniture：{line[:120]}" for line in around),
        *(f"隐藏文字 hidden：{text[:120]}" for text in found.hidden),
        *links.left_out,
    )


def _told(values: dict[str, str]) -> tuple[Finding, ...]:
    reason = "正文首尾的说明行 (a line around the text)"
    return tuple(Finding(field, value, Sure.HIGH, reason) for field, value in values.items())


def _unnamed(links: Links) -> tuple[Finding, ...]:
    if not links.unnamed:
        return ()
    reason = "图片没有说明，请改写 (pictures without words)"
    return (Finding("body", f"{links.unnamed} 张图片 pictures", Sure.MEDIUM, reason),)


def _attachments(page: PortalPage, links: Links) -> tuple[tuple[str, str], ...]:
    """Return the files that the page links to outside the text."""
    found: dict[str, str] = {}
    for address, words in page.links:
        path = links.attachment(address)
        if path:
            found.setdefault(path, re.sub(r"\.\w{2,4}\Z", "", words) or "附件")
    return tuple(found.items())


def _repair(body: Tag) -> tuple[Repair, ...]:
    """Repair the words of a page in place, as texts are repaired; lines are runs of words."""
    runs = [
        one for one in body.find_all(string=True)
        if type(one) is NavigableString and one.strip()
        and (one.parent is None or one.parent.name not in ("script", "style"))
    ]  # fmt: skip
    if not runs:
        return ()
    lines, repairs = repair_lines("\n".join(one_line(one) for one in runs))
    for run, line in zip(runs, lines, strict=True):
        if line != str(run):
            run.replace_with(NavigableString(line))
    return repairs


def read_word_file(raw: bytes, name: str, pandoc: Path) -> Draft:
    """Return a Word file as a draft.

    Raises:
        WordError: it can't be read.

    """
    word = read_word(raw, pandoc)
    links = Links(fetch=word.picture, place=lambda _address: None)
    body = parse(word.html)
    first = body.find(("h1", "p"))
    links.label = " ".join(first.get_text().split())[:60] if isinstance(first, Tag) else ""
    links.rewrite(body)
    found = read_element(body)
    blocks, told, gone = trim(found.blocks, tools=False)
    moment = read_moment(told.pop("date", ""))
    return Draft(
        name=name,
        digest=digest_of(raw),
        blocks=tuple(blocks),
        notes=found.notes,
        facts={field: value for field, value in told.items() if field not in _UNUSED},
        moment=moment,
        findings=(*_told(told), *_unnamed(links), *_shortage(word, found.blocks, found.notes)),
        left_out=(*word.left_out, *links.left_out, *gone),
        files=links.files,
    )


def _shortage(
    word: WordText, blocks: tuple[Block, ...], notes: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Tell where fewer characters came out than the document holds."""
    kept = sum(len("".join(one.text.split())) for one in blocks) + sum(map(len, notes))
    if kept >= word.letters * _KEPT_SHARE:
        return ()
    told = f"{kept} / {word.letters} 字"
    return (Finding("body", told, Sure.LOW, "有文字没有转出，请对照原文 (words are missing)"),)
