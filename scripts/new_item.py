"""A new item: every field that it must have, hints at the others, and the form of its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import yaml
from pypinyin import lazy_pinyin

from plugins.model.fields import FieldSpec, fields_of
from plugins.model.items import KIND_WORDS, UPWARD_KINDS, ItemKind, kind_named
from plugins.model.site import Column, Site

SLUG_LENGTH = 40
PLACEHOLDER = "在这里写正文。"
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_HINTED = {
    ItemKind.NEWS: (
        "summary", "author", "editor", "keywords", "topics", "image", "image_alt", "attachments",
    ),
    ItemKind.NOTICE: (
        "recipients", "summary", "subject", "effective", "editor", "attachments", "keywords",
        "joint_issuers", "copies", "note", "repeals",
    ),
}  # fmt: skip
"""Fields that editors use on most days, in the order in which they are hinted at."""
OPENINGS = {
    "通知": "现就有关事项通知如下：", "通报": "现将有关情况通报如下：", "公告": "现公告如下：",
    "通告": "现通告如下：", "意见": "现提出如下意见：", "决定": "现决定如下：",
    "报告": "现将有关情况报告如下：", "函": "现就有关事项函告如下：",
}  # fmt: skip
"""The sentence that leads to what a document of a kind says."""


class NewItemError(Exception):
    """An item can't be written as asked: the fault and the mend, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """What is to be written."""

    kind: ItemKind
    path: str
    """Below the content folder."""
    text: str


def kind_of_title(title: str) -> str:
    """Return the 文种 that a title ends with; empty where it ends with none."""
    found = next((word for word in KIND_WORDS if title.strip().endswith(word)), "")
    return kind_named(found)


def new_item(
    site: Site,
    now: datetime,
    *,
    title: str,
    column: Column,
    kind: str = "",
    series: str = "",
    source: str = "",
    slug: str = "",
) -> NewItem:
    """Return a draft dated `now`: a notice where a 文种 is given, else news.

    The series is by default the column's first, the issuer that of the series, the source the
    portal itself, and the slug the day and the title in pinyin.

    Raises:
        NewItemError: the title is empty, the slug has another form, or there is no such series.

    """
    title = " ".join(title.split())
    stem = slug or f"{now:%Y-%m-%d}-{slug_of(title)}"
    if not title:
        raise NewItemError("标题不能为空 | the title is empty")
    if not _SLUG.fullmatch(stem):
        raise NewItemError("网址名只用小写字母、数字和连字符 | use letters, digits and hyphens")
    written: dict[str, str] = {
        "title": title,
        "date": f"{now:%Y-%m-%d %H:%M}",
        "column": column.code,
        "status": "draft",
    }
    if kind:
        code = series or (column.series[0] if column.series else "")
        found = site.series_of(code)
        if code and found is None:
            known = "、".join(one.code for one in site.series)
            raise NewItemError(f"没有系列“{code}”，可用：{known} | no series {code}")
        written |= {"kind": kind, "series": code} if code else {"kind": kind}
        own = (*site.identity.organisers, site.identity.name)
        written["issuer"] = found.issuer if found else own[0]
        written["signed"] = f"{now:%Y-%m-%d}"
    else:
        written["source"] = source or site.identity.short_name or site.identity.name
    what = ItemKind.NOTICE if kind else ItemKind.NEWS
    folder = "notices" if kind else "news"
    return NewItem(what, f"{folder}/{now.year}/{stem}.md", _text(what, kind, written))


def _text(what: ItemKind, kind: str, written: dict[str, str]) -> str:
    header = yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=1000)
    specs = {spec.name: spec for spec in fields_of(what)}
    hints = "\n".join(hint(specs[name]) for name in hinted(what, kind))
    lead = OPENINGS.get(kind, "")
    body = f"为做好有关工作，{lead}\n\n## 一、事项\n\n{PLACEHOLDER}" if lead else PLACEHOLDER
    return (
        f"---\n{header}"
        f"# 以下字段需要时去掉行首的“# ”再填写 | take off the '# ' of a line to use it\n"
        f"{hints}\n---\n\n{body}\n"
    )


def hinted(what: ItemKind, kind: str) -> tuple[str, ...]:
    """Return the fields to hint at; documents to a higher body tell who signed them."""
    return (*(("signer",) if kind in UPWARD_KINDS else ()), *_HINTED[what])


def hint(spec: FieldSpec) -> str:
    """Return a line that is a comment until its sign is taken off; then it is a field."""
    told = spec.label if spec.help_zh == spec.label else f"{spec.label}：{spec.help_zh}"
    return f"# {spec.name}:   # {told}"


def slug_of(title: str) -> str:
    """Return a title in pinyin, at most SLUG_LENGTH letters, digits and hyphens."""
    words = re.sub(r"[^a-z0-9]+", "-", "-".join(lazy_pinyin(title)).lower()).strip("-")
    if len(words) > SLUG_LENGTH:  # A syllable stays whole.
        words = words[: SLUG_LENGTH + 1].rpartition("-")[0] or words[:SLUG_LENGTH]
    return words or "item"
