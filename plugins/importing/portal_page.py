"""Article pages of portals: where the text is, and what the page says about it.

Systems such as TRS set the text into a box of a known name and print source, day and editor
around it; officials' metadata stands in `meta` elements (国办发〔2017〕47号).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.element import Tag

from plugins.importing.findings import Finding, Sure
from plugins.importing.page_facts import PageFacts, read_facts

CONTENT = (
    "#UCAP-CONTENT", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#zoom", "#Zoom",
    ".article_content", ".article-content", ".pages_content", ".v_news_content", "#vsb_content",
    ".wp_articlecontent", ".j-fontContent", ".news_content", ".xxgk_content", ".detail_content",
    ".content_detail", ".con_text", ".xl_content", "#article_content", "#js_content", "#content",
    ".article", "article", ".content", ".conTxt", ".text", "main",
)  # fmt: skip
"""Names of the box that holds an article, the surest first."""
_SURE = 16
"""So many of them mean an article and nothing else."""
_TITLES = ("h1", ".article_title", ".article-title", ".title", "#title", ".bt", ".tit", "h2")
_SUFFIX = re.compile(r"\s*(?:[-_|–—>»]{1,2}|::)\s*[^-_|–—>»]{2,40}\Z")
_LIST_SHARE = 0.55
"""Of the words of an article at most so many stand in links."""
_ENOUGH = 20
"""Characters that an article has at least."""


@dataclass(frozen=True, slots=True)
class PortalPage:
    """An article page."""

    title: str
    content: Tag
    """The element of the text, out of the page."""
    facts: PageFacts
    """What the page says about the article, and what else stood on it."""
    links: tuple[tuple[str, str], ...]
    """Address and words of the links outside the text."""
    is_list: bool
    """Whether it is a list of other pages, or a page without an article."""
    findings: tuple[Finding, ...]


def read_portal_page(body: Tag) -> PortalPage:
    """Take the article out of a page. `body` is changed."""
    metas = _metas(body)
    content, sure, where = _content(body)
    title, title_sure, title_where = _title(body, content, metas)
    whole = content is body
    if not whole:
        content.extract()
    links = () if whole else tuple(
        (str(one["href"]), " ".join(one.get_text().split()))
        for one in body.find_all("a", href=True)
    )  # fmt: skip
    facts = read_facts(None if whole else body, metas)
    findings = [Finding("body", where, sure, "正文所在的位置 (place of the text)")]
    if title:
        findings.append(Finding("title", title, title_sure, title_where))
    return PortalPage(title, content, facts, links, _is_list(content), (*findings, *facts.findings))


def _metas(body: Tag) -> dict[str, str]:
    """Return the page's metadata by name in lower case, with its `title`."""
    root = next(iter(list(body.parents)[::-1]), body)
    found: dict[str, str] = {}
    for meta in root.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").strip().lower()
        text = " ".join(str(meta.get("content") or "").split())
        if name and text:
            found.setdefault(name, text)
    title = root.find("title")
    if isinstance(title, Tag):
        found["<title>"] = " ".join(title.get_text().split())
    return found


def _length(element: Tag) -> int:
    return sum(len("".join(one.split())) for one in element.find_all(string=True))


def _content(body: Tag) -> tuple[Tag, Sure, str]:
    for number, selector in enumerate(CONTENT):
        found = [one for one in body.select(selector) if _length(one) >= _ENOUGH]
        outer = [one for one in found if not any(other in one.parents for other in found)]
        if outer:
            best = max(outer, key=_length)
            sure = Sure.HIGH if number < _SURE else Sure.MEDIUM
            return best, sure, selector
    best, most = body, 0
    for element in body.find_all(("div", "td", "section")):
        own = sum(_length(one) for one in element.find_all("p", recursive=False))
        own += sum(len(one.strip()) for one in element.find_all(string=True, recursive=False))
        if own > most:
            best, most = element, own
    if most >= _ENOUGH:
        return best, Sure.MEDIUM, "文字最多的部分 (where most of the words are)"
    return body, Sure.LOW, "整个网页 (the whole page)"


def _title(body: Tag, content: Tag, metas: dict[str, str]) -> tuple[str, Sure, str]:
    told = metas.get("articletitle", "")
    shown, place = "", ""
    for selector in _TITLES:
        for element in body.select(selector):
            words = " ".join(element.get_text().split())
            inside = content in element.parents or element is content
            if (
                4 <= len(words) <= 120
                and (selector == "h1" or not inside)
                and not element.find("a")
            ):
                shown, place = words, selector
                break
        if shown:
            break
    page = metas.get("<title>", "")
    if told:
        return told, Sure.HIGH, "meta ArticleTitle"
    if shown and _folded(shown) and _folded(shown) in _folded(page):
        return shown, Sure.HIGH, f"{place}，与网页标题一致 (as the page's title)"
    if shown and place == "h1":
        return shown, Sure.MEDIUM, place
    plain = _SUFFIX.sub("", page)
    if len(plain) >= 4:
        return plain, Sure.MEDIUM, "网页标题 (the page's title)"
    return shown, Sure.MEDIUM, place


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_list(content: Tag) -> bool:
    """Whether most of the words are links to elsewhere, or there are hardly any."""
    whole = _length(content)
    linked = sum(_length(one) for one in content.find_all("a", href=True))
    few = whole < _ENOUGH and not content.find("img")
    return few or (linked / whole > _LIST_SHARE if whole else True)
