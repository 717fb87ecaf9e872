"""The fields of front matter: one definition for the reader, the documentation and forms."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum

from plugins.model.items import DOCUMENT_KINDS, WRITTEN, ItemKind, Validity

_NEWS, _NOTICE, _PAGE = ItemKind.NEWS, ItemKind.NOTICE, ItemKind.PAGE
_ALL = frozenset(ItemKind)
_LISTED = frozenset({_NEWS, _NOTICE})


class FieldType(StrEnum):
    """What may be written in a field."""

    TEXT = "text"
    DATE = "date"
    MOMENT = "moment"
    """A date with or without a time of day."""
    TEXTS = "texts"
    """A list, or a text divided by commas."""
    CHOICE = "choice"
    FILES = "files"
    """A list of paths, or of mappings with file and title."""
    CHANGES = "changes"
    """A list of mappings with date, what, why and, if need be, hide_earlier."""
    TARGETS = "targets"
    """A list of documents by number, or of mappings with number, part and date."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field."""

    name: str
    label: str
    """What it is called in Chinese."""
    type: FieldType
    used_by: frozenset[ItemKind]
    needed_by: frozenset[ItemKind]
    example: str
    help_zh: str
    help_en: str
    options: tuple[str, ...] = ()


FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("title", "标题", FieldType.TEXT, _ALL, _ALL, "关于做好值班工作的通知",
              "不超过 100 字", "at most 100 characters"),
    FieldSpec("date", "发布日期", FieldType.MOMENT, _ALL, _ALL, "2020-02-05 09:30",
              "写日期，或日期加时分；未到这时不发布，到时重新生成网站即发布",
              "a date, or a date and a time of day; one in the future is published by the first "
              "build after it"),
    FieldSpec("modified", "更新日期", FieldType.MOMENT, _ALL, frozenset(), "2020-02-06 09:30",
              "发布后改动过才写；有更正记录时不用写",
              "only where the item was changed after it was published; follows from changes"),
    FieldSpec("changes", "更正记录", FieldType.CHANGES, _ALL, frozenset(),
              "[{date: 2020-02-06, what: 附件日期改为2月10日, why: 原文有误}]",
              "发布后每改正一次写一项：date 日期，what 改了什么，why 原因；"
              "原文不宜再公开时加 hide_earlier: true",
              "one entry for each correction after publication: date, what, why; "
              "hide_earlier: true where the earlier text must not be shown"),
    FieldSpec("column", "栏目", FieldType.TEXT, _LISTED, _LISTED, "tongzhi-gonggao",
              "site.toml 中的栏目代码或名称", "code or name of a column in site.toml"),
    FieldSpec("slug", "网址名", FieldType.TEXT, _ALL, frozenset(), "zhiban-tongzhi",
              "网址的最后一段；不写则取文件名", "end of the address; the file's name by default"),
    FieldSpec("redirect_from", "旧网址", FieldType.TEXTS, _ALL, frozenset(),
              "[/p/20200205.html]", "本文以前的网址，以斜杠开头；访问时转到现在的网址",
              "addresses that it had before, starting with a slash; they lead to the present one"),
    FieldSpec("status", "状态", FieldType.CHOICE, _ALL, frozenset(), "published",
              "published 发布，hidden 不进列表，draft 草稿，withdrawn 撤回",
              "published, hidden (not listed), draft (only in preview) or withdrawn",
              WRITTEN),
    FieldSpec("withdrawn", "撤回日期", FieldType.DATE, _LISTED, frozenset(), "2020-03-01",
              "状态为 withdrawn 时必填", "required where the status is withdrawn"),
    FieldSpec("withdrawn_reason", "撤回原因", FieldType.TEXT, _LISTED, frozenset(),
              "附件有误，已重新发布", "状态为 withdrawn 时必填，向读者公开",
              "required where the status is withdrawn; readers see it"),
    FieldSpec("source", "来源", FieldType.TEXT, _LISTED, frozenset({_NEWS}), "阜阳市纪委监委",
              "稿件来源", "where the text comes from"),
    FieldSpec("author", "作者", FieldType.TEXT, _LISTED, frozenset(), "本站记者",
              "作者姓名或部门", "name of the author or department"),
    FieldSpec("editor", "责任编辑", FieldType.TEXT, _LISTED, frozenset(), "本站编辑部",
              "责任编辑", "the editor who answers for it"),
    FieldSpec("summary", "内容概述", FieldType.TEXT, _ALL, frozenset(), "就节日期间值班作出安排。",
              "一两句话；不写则取正文开头", "a sentence or two; the start of the text by default"),
    FieldSpec("keywords", "关键词", FieldType.TEXTS, _LISTED, frozenset(), "[值班, 节日]",
              "列表，或用逗号、顿号分开", "a list, or divided by commas"),
    FieldSpec("topics", "专题", FieldType.TEXTS, _LISTED, frozenset(), "[jieyue-liangshi]",
              "site.toml 中的专题代码或名称", "codes or names of topics in site.toml"),
    FieldSpec("image", "图片", FieldType.TEXT, _LISTED, frozenset(), "images/zhiban.svg",
              "content 下的路径，用于列表和首页", "path below content, for lists and home page"),
    FieldSpec("image_alt", "图片说明", FieldType.TEXT, _LISTED, frozenset(), "值班室示意图",
              "有图片时必填，供看不到图片的读者使用",
              "required with an image, for those who can't see it"),
    FieldSpec("attachments", "附件", FieldType.FILES, _LISTED, frozenset(),
              "[attachments/zhibanbiao.xlsx]", "content 下的路径；要写名称时用 file 和 title",
              "paths below content; use file and title to name one"),
    FieldSpec("kind", "文种", FieldType.CHOICE, frozenset({_NOTICE}), frozenset({_NOTICE}), "通知",
              "15 种公文之一", "one of the 15 kinds of official document", DOCUMENT_KINDS),
    FieldSpec("series", "文号系列", FieldType.TEXT, frozenset({_NOTICE}), frozenset(), "wjf",
              "site.toml 中的系列代码；栏目只有一个系列时可以不写",
              "code of a series; may be left out where the column has just one"),
    FieldSpec("number", "文号", FieldType.TEXT, frozenset({_NOTICE}), frozenset(),
              "皖纪发〔2020〕5号", "用 portal.py number 取号，不要手写",
              "taken by `portal.py number`, not by hand"),
    FieldSpec("issuer", "发布机构", FieldType.TEXT, frozenset({_NOTICE}), frozenset({_NOTICE}),
              "中共安徽省纪律检查委员会", "发文机关全称；联合行文写主办机关",
              "full name of the issuing body; of a joint document, the one that organises it"),
    FieldSpec("joint_issuers", "联合发文机关", FieldType.TEXTS, frozenset({_NOTICE}), frozenset(),
              "[安徽省监察委员会]", "联合行文的其他机关全称，按顺序写",
              "the other bodies that issue it, in full and in order"),
    FieldSpec("signed", "成文日期", FieldType.DATE, frozenset({_NOTICE}), frozenset({_NOTICE}),
              "2020-02-05", "不能晚于今天", "not in the future"),
    FieldSpec("recipients", "主送", FieldType.TEXT, frozenset({_NOTICE}), frozenset(),
              "各市纪委监委", "主送机关，末尾不加冒号", "the bodies addressed, without a colon"),
    FieldSpec("signer", "签发人", FieldType.TEXT, frozenset({_NOTICE}), frozenset(), "某某",
              "请示、报告等上行文写签发人姓名", "who signed a document to a higher body"),
    FieldSpec("copies", "抄送", FieldType.TEXTS, frozenset({_NOTICE}), frozenset(),
              "[各市纪委监委, 省档案馆]", "抄送机关，用于公文版式", "bodies that get a copy"),
    FieldSpec("printed_by", "印发机关", FieldType.TEXT, frozenset({_NOTICE}), frozenset(),
              "某机关办公厅", "版记中的印发机关", "the body that printed it"),
    FieldSpec("printed", "印发日期", FieldType.DATE, frozenset({_NOTICE}), frozenset(),
              "2020-02-06", "版记中的印发日期", "the day it was printed"),
    FieldSpec("note", "附注", FieldType.TEXT, frozenset({_NOTICE}), frozenset(), "此件公开发布",
              "成文日期下的附注，不写括号", "the note below the date, without brackets"),
    FieldSpec("index_number", "索引号", FieldType.TEXT, frozenset({_NOTICE}), frozenset(),
              "000014349/2020-00005", "信息公开索引号", "index number of the disclosure catalogue"),
    FieldSpec("subject", "主题分类", FieldType.TEXT, frozenset({_NOTICE}), frozenset(),
              "纪检监察", "主题分类", "subject class"),
    FieldSpec("validity", "有效性", FieldType.CHOICE, frozenset({_NOTICE}), frozenset(), "有效",
              "不写时由日期和废止、修改关系得出，一般不写",
              "follows from dates and relations where left out, as it usually should be",
              tuple(Validity)),
    FieldSpec("effective", "施行日期", FieldType.DATE, frozenset({_NOTICE}), frozenset(),
              "2020-03-01", "开始施行的日期；不写则为成文日期",
              "the day it takes effect; the signed date by default"),
    FieldSpec("expires", "有效期至", FieldType.DATE, frozenset({_NOTICE}), frozenset(),
              "2024-12-31", "有效期的最后一天，次日起失效",
              "the last day on which it is in force"),
    FieldSpec("repealed", "废止日期", FieldType.DATE, frozenset({_NOTICE}), frozenset(),
              "2020-12-31", "不再执行的第一天；废止它的文件在本站时不写",
              "the first day it is no longer in force; not where a notice here repeals it"),
    FieldSpec("repeals", "废止文件", FieldType.TARGETS, frozenset({_NOTICE}), frozenset(),
              "[皖纪发〔2019〕3号]", "本文废止的文件；只废止部分内容的用 number 和 part 写明",
              "documents that it repeals; number and part where it repeals a part of one"),
    FieldSpec("replaces", "代替文件", FieldType.TARGETS, frozenset({_NOTICE}), frozenset(),
              "[皖纪发〔2019〕5号]", "本文代替的文件，被代替的同时废止",
              "documents that it takes the place of; they are repealed with it"),
    FieldSpec("amends", "修改文件", FieldType.TARGETS, frozenset({_NOTICE}), frozenset(),
              "[皖纪发〔2019〕4号]", "本文修改的文件", "documents that it amends"),
    FieldSpec("forwards", "转发文件", FieldType.TARGETS, frozenset({_NOTICE}), frozenset(),
              "[《关于做好值班工作的通知》（国办发〔2019〕1号）]", "本文转发的文件",
              "documents that it forwards"),
    FieldSpec("interprets", "解读文件", FieldType.TARGETS, _LISTED, frozenset(),
              "[皖纪发〔2020〕4号]", "本文解读的文件", "documents that it explains"),
)  # fmt: skip
"""Every field, in the order that forms and documentation show."""

PELICAN_NAMES = {"category": "column", "tags": "keywords", "authors": "author"}
"""Names that Pelican sites use, and what they are here."""

_BY_NAME = {spec.name: spec for spec in FIELDS}


def field_spec(name: str) -> FieldSpec:
    """Return the definition of a field."""
    return _BY_NAME[name]


def fields_of(kind: ItemKind) -> tuple[FieldSpec, ...]:
    """Return the fields that items of a kind may have."""
    return tuple(spec for spec in FIELDS if kind in spec.used_by)


def suggestion(name: str, kind: ItemKind) -> str:
    """Say which field of that kind of item is meant by an unknown name, in both languages."""
    specs = fields_of(kind)
    by_label = {spec.label: spec.name for spec in specs}
    if name in by_label:
        return f"改为 {by_label[name]} | write {by_label[name]}"
    if name in _BY_NAME:
        return "删去：这类文章不用这个字段 | remove it: such an item doesn't have it"
    near = difflib.get_close_matches(name.lower(), [spec.name for spec in specs], n=1, cutoff=0.6)
    if near:
        return f"是不是 {near[0]}？ | did you mean {near[0]}?"
    known = ", ".join(spec.name for spec in specs)
    return f"可用的字段 | known fields: {known}"
