"""What a page says about its article: source, day, editor, number; and what is only furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from bs4.element import Tag

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.findings import Finding, Sure
from plugins.importing.html_cleaning import clean
from plugins.importing.official_end import read_day

_LABELS = {
    "source": "信息来源|文章来源|稿件来源|来源单位|来源|稿源",
    "date": "发布时间|发布日期|发稿时间|发表时间|公开日期|日期|时间",
    "author": "作者|撰稿",
    "editor": "责任编辑|责编|编辑",
    "number": "发文字号|发文文号|文号",
    "issuer": "发文机关|发布机构|发布机关|制发机关",
    "signed": "成文日期|生成日期|成文时间",
    "index_number": "索引号|索引编号",
    "subject": "主题分类",
    "keywords": "主题词|关键词|关键字",
}
_METAS = {
    "contentsource": "source", "pubdate": "date", "author": "author", "keywords": "keywords",
    "og:article:published_time": "date", "article:published_time": "date",
}  # fmt: skip
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels.split("|")}
_STOPS = (
    "字号|字体|打印|分享|浏览次数|浏览量|浏览|阅读次数|阅读|点击数|点击|访问量|视力保护色|收藏|关闭|"
    "名称|信息名称|标题|有效性|体裁分类|信息分类|组配分类|服务对象|点赞|审核|校对|二审|三审|初审|复审|终审"
)
_LABEL = re.compile(
    rf"[【\[（(]?\s*(?P<label>{'|'.join(sorted(_NAMES, key=len, reverse=True))}|{_STOPS})"
    r"\s*[:：】\]]\s*"
)
_TOOLS = re.compile(
    r"[【\[（(]?(?:打印(?:本页|此页|文章)?|关闭(?:窗口|本页)?|"
    r"返回(?:顶部|首页|列表)?|分享(?:(?:到|至).{0,20})?[：:]?|收藏|"
    r"字[号体][：:]?.{0,12}|"
    r"[大中小](?:\s*[大中小]){0,2}|上一[篇页条][：:]?.{0,80}|下一[篇页条][：:]?.{0,80}|"
    r"相关(?:链接|文档|新闻|阅读|稿件|文章|附件)[：:]?|扫一扫.{0,30}|"
    r"浏览(?:次数|量)?[：:]?.{0,12}|当前位置[：:]?.{0,80}|"
    r"您?(?:现)?在的?位置[：:]?.{0,80}|"
    r"微信|微博|QQ空间|责任编辑[：:]?.{0,12}|版权所有.{0,60}|"
    r"(?:阅读|点击)(?:次数|数|量)?[：:]?\s*\d*次?|保护视力色.{0,20}|视力保护色.{0,20}|TOP|\||·|/)[】\])）]?"
    r"(?:\s*[【\[（(]?(?:打印|关闭窗口|关闭|收藏|返回顶部|分享)[】\])）]?)*\Z",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]*(\d{1,2}):(\d{2}))?"
)
_OF_TEXTS = ("时间", "日期", "名称", "标题", "编辑")
"""Labels that texts themselves use, as a notice of a meeting does."""
_WORDS = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST)
HEAD, TAIL = 6, 8
"""Blocks at the start and the end of a text among which furniture may stand."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was found around an article."""

    values: dict[str, str]
    """Front matter fields as the page writes them."""
    furniture: tuple[str, ...]
    """Lines that belong to the site."""
    findings: tuple[Finding, ...] = field(default=())

    def moment(self) -> tuple[date, time | None] | None:
        """Return day and time of publication."""
        return read_moment(self.values.get("date", ""))

    def signed(self) -> date | None:
        """Return the day of signing."""
        found = read_moment(self.values.get("signed", ""))
        return found[0] if found else None


def read_moment(text: str) -> tuple[date, time | None] | None:
    """Return the first day that a text holds, with the time of day where it tells one."""
    found = _MOMENT.search(text)
    try:
        if found is None:
            day = read_day(text)
            return (day, None) if day else None
        day = date(int(found[1]), int(found[2]), int(found[3]))
        clock = time(int(found[4]), int(found[5])) if found[4] else None
    except ValueError:
        return None
    return day, clock


def read_facts(rest: Tag | None, metas: dict[str, str]) -> PageFacts:
    """Return what stands around an article; `rest` is the page without it and is changed."""
    values: dict[str, str] = {}
    findings: list[Finding] = []
    for name, field_name in _METAS.items():
        if metas.get(name) and field_name not in values:
            values[field_name] = metas[name]
            findings.append(Finding(field_name, metas[name], Sure.HIGH, f"meta {name}"))
    lines = _lines(rest) if rest is not None else []
    furniture = []
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        bare = _NAMES.get(line.rstrip("：: "))
        told = {bare: following} if bare and following else labelled(line)
        for name, value in told.items():
            if name not in values:
                values[name] = value
                findings.append(Finding(name, value, Sure.HIGH, f"网页上的“{line[:30]}”"))
        if not told:
            furniture.append(line)
    alone = next((line for line in lines if _is_moment(line)), "")
    if alone and "date" not in values:
        values["date"] = alone
        findings.append(Finding("date", alone, Sure.MEDIUM, "网页上单独的日期 (a date alone)"))
    return PageFacts(values, tuple(dict.fromkeys(furniture)), tuple(findings))


def _lines(rest: Tag) -> list[str]:
    clean(rest)
    return [line for one in rest.get_text("\n").split("\n") if (line := " ".join(one.split()))]


def _is_moment(line: str) -> bool:
    return len(line) <= 30 and line[:4].isdecimal() and read_moment(line) is not None


def labelled(line: str) -> dict[str, str]:
    """Return the values of a line such as 来源：某报　发布时间：2020-02-05, by field."""
    marks = list(_LABEL.finditer(line))
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        value = line[mark.end() : after.start() if after else len(line)]
        name = _NAMES.get(mark["label"])
        value = re.split(r"\s[|｜/]\s|\s{2,}", value)[0].strip(" |｜】]）)【[（(\u3000\xa0")
        if name and value and len(value) <= 80:
            found.setdefault(name, value)
    return found


def trim(
    blocks: Sequence[Block], *, tools: bool = True
) -> tuple[list[Block], dict[str, str], tuple[str, ...]]:
    """Return a text without the furniture at its start and end, what that says, and its lines.

    The start is above the title or right below it; `tools` are lines for the readers of pages.
    """
    kept = list(blocks)
    values: dict[str, str] = {}
    gone: list[str] = []
    for at, size in ((0, HEAD), (1, HEAD), (-1, TAIL)):
        for _ in range(size):
            block = kept[at] if len(kept) > max(at, 0) else None
            if block is None or block.kind not in _WORDS or (at == 1 and len(kept[0].text) > 100):
                break
            line = block.text.strip()
            told = _only_labels(line)
            if told is None and not (tools and _TOOLS.match(line)):
                break
            values |= {name: value for name, value in (told or {}).items() if name not in values}
            gone.append(line)
            kept.pop(at)
    return kept, values, tuple(gone)


def _only_labels(line: str) -> dict[str, str] | None:
    """Return the values of a line that holds labels and nothing else; None for other lines."""
    first = _LABEL.match(line)
    if first is None or len(line) > 120 or re.search(r"[。；！？]", line):
        return None
    if first["label"] in _OF_TEXTS:
        return None
    return labelled(line)
