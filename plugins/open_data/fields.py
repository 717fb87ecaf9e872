"""The fields of a notice in the data files: one definition for JSON, CSV, schema and help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plugins.model.addresses import absolute, file_address
from plugins.model.edition import Edition
from plugins.model.items import (
    DOCUMENT_KINDS,
    Item,
    NoticeFields,
    RelationKind,
    Status,
    Validity,
)
from plugins.model.media_types import media_type
from plugins.model.series import Series
from plugins.model.standing import ends_on
from plugins.model.summaries import summary_of
from plugins.model.validity import validity_of

Value = str | int | list[Any] | None
"""What a field holds: null and the empty list say that there is nothing."""
Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}
_MAY_BE_TEXT: Schema = {"type": ["string", "null"], "minLength": 1}
_DATE: Schema = {"type": "string", "format": "date"}
_MAY_BE_DATE: Schema = {"type": ["string", "null"], "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_MAY_BE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_ADDRESS: Schema = {"type": "string", "format": "uri", "pattern": "^https://"}
_COUNT: Schema = {"type": ["integer", "null"], "minimum": 1}
_DOCUMENTS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["number", "uri"],
        "additionalProperties": False,
        "properties": {
            "number": _TEXT,
            "uri": {"type": ["string", "null"], "format": "uri"},
        },
    },
}
_FILES: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["title", "url", "type", "bytes"],
        "additionalProperties": False,
        "properties": {
            "title": _TEXT,
            "url": _ADDRESS,
            "type": {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"},
            "bytes": {"type": "integer", "minimum": 0},
        },
    },
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The notice that fields are read from."""

    edition: Edition
    item: Item
    notice: NoticeFields
    series: Series | None
    """Its series; None for another body's document or one without number."""


@dataclass(frozen=True, slots=True)
class DataField:
    """One field."""

    key: str
    """Name in JSON."""
    label: str
    """Head of its column in CSV, and name for people."""
    help_zh: str
    help_en: str
    schema: Schema
    """JSON Schema of its value."""
    read: Callable[[Subject], Value]
    """Return the value."""


def subject_of(edition: Edition, item: Item) -> Subject:
    """Return a notice to read fields from; ValueError for other items."""
    if item.notice is None:
        raise ValueError(f"{item.path} is no notice")
    number = edition.numbers.get(item.path)
    return Subject(
        edition, item, item.notice, edition.site.series_of(number.series) if number else None
    )


def _uri(subject: Subject) -> str:
    return absolute(subject.edition.site, subject.edition.urls[subject.item.path])


def _year(subject: Subject) -> Value:
    number = subject.edition.numbers.get(subject.item.path)
    return number.year if number else None


def _serial(subject: Subject) -> Value:
    number = subject.edition.numbers.get(subject.item.path)
    return number.serial if number else None


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _validity(subject: Subject) -> Value:
    if subject.item.withdrawn:
        return None
    return validity_of(subject.edition, subject.item)


def _acted_on(kind: RelationKind, *, part: bool = False) -> Callable[[Subject], Value]:
    """Return what reads the documents that a notice acts on, with the addresses known here."""

    def read(subject: Subject) -> Value:
        edition = subject.edition
        return [
            {
                "number": edge.number or edge.title,
                "uri": absolute(edition.site, edition.urls[edge.target]) if edge.target else None,
            }
            for edge in edition.relations.of(subject.item.path)
            if edge.kind is kind and bool(edge.part) is part
        ]

    return read


def _acting(kind: RelationKind, *, part: bool = False) -> Callable[[Subject], Value]:
    """Return what reads the notices that act on one."""

    def read(subject: Subject) -> Value:
        edition = subject.edition
        found = []
        for edge in edition.relations.to(subject.item.path):
            if edge.kind is not kind or bool(edge.part) is not part:
                continue
            other = edition.by_path[edge.source]
            number = "" if edge.source in edition.proposed else edition.number_text(other)
            uri = absolute(edition.site, edition.urls[edge.source])
            found.append({"number": number or other.title, "uri": uri})
        return found

    return read


def _files(subject: Subject) -> Value:
    site = subject.edition.site
    return [
        {
            "title": one.title,
            "url": absolute(site, file_address(site, one.path)),
            "type": media_type(one.path),
            "bytes": one.size,
        }
        for one in subject.item.attachments
    ]


FIELDS: tuple[DataField, ...] = (
    DataField("uri", "永久网址", "公文的网址，也是它的标识，不会改变",
              "address of the notice and its identifier; it never changes", _ADDRESS, _uri),
    DataField("status", "状态", "published 已发布，withdrawn 已撤回",
              "published or withdrawn",
              {"enum": ["published", "withdrawn"]},
              lambda one: "withdrawn" if one.item.withdrawn else "published"),
    DataField("number", "文号", "完整的文号；没有文号的为空",
              "the number in full; null for none", _MAY_BE_TEXT,
              lambda one: one.edition.number_text(one.item) or None),
    DataField("series", "文号系列", "文号系列的名称；外单位的公文为空",
              "name of the series; null for another body's document", _MAY_BE_TEXT,
              lambda one: one.series.name if one.series else None),
    DataField("year", "年份", "文号的年份", "year of the number", _COUNT, _year),
    DataField("serial", "顺序号", "文号的顺序号", "serial of the number", _COUNT, _serial),
    DataField("title", "标题", "公文标题", "title", _TEXT, lambda one: one.item.title),
    DataField("kind", "文种", "决议、决定、通知等 15 种",
              "one of the 15 kinds of official document",
              {"enum": list(DOCUMENT_KINDS)}, lambda one: one.notice.kind),
    DataField("issuer", "发布机构", "发文机关全称", "the issuing body in full", _TEXT,
              lambda one: "、".join(one.notice.issuers)),
    DataField("signed", "成文日期", "年-月-日", "day it was signed", _DATE,
              lambda one: one.notice.signed.isoformat()),
    DataField("published", "发布日期", "日期和时间，带时区",
              "moment of publication with offset", _MOMENT, lambda one: _iso(one.item.date)),
    DataField("modified", "更新日期", "发布后改动的时间；没有改动的为空",
              "moment of the last change; null for none", _MAY_BE_MOMENT,
              lambda one: _iso(one.item.modified)),
    DataField("column", "栏目", "所在栏目的名称", "name of its column", _TEXT,
              lambda one: one.edition.column(one.item).name),
    DataField("recipients", "主送机关", "主送机关", "the bodies addressed", _MAY_BE_TEXT,
              lambda one: one.notice.recipients or None),
    DataField("index_number", "索引号", "信息公开索引号",
              "index number of the disclosure catalogue", _MAY_BE_TEXT,
              lambda one: one.notice.index_number or None),
    DataField("subject", "主题分类", "主题分类", "subject class", _MAY_BE_TEXT,
              lambda one: one.notice.subject or None),
    DataField("keywords", "关键词", "列表；表格里用“；”分开", "list; divided by ； in CSV",
              {"type": "array", "items": _TEXT}, lambda one: list(one.item.keywords)),
    DataField("summary", "内容概述", "内容概述；没有写的取正文开头",
              "summary, else the start of the text", _MAY_BE_TEXT,
              lambda one: summary_of(one.edition, one.item) or None),
    DataField("validity", "有效性", "有效、尚未施行、已修改、部分失效、失效、废止；已撤回的为空",
              "validity; null once withdrawn",
              {"enum": [*Validity, None]}, _validity),
    DataField("effective", "施行日期", "年-月-日；没有写的为空",
              "day it takes effect; null for none", _MAY_BE_DATE,
              lambda one: _iso(one.notice.effective)),
    DataField("expires", "有效期至", "有效期的最后一天；没有写的为空",
              "last day on which it is in force; null for none", _MAY_BE_DATE,
              lambda one: _iso(one.notice.expires)),
    DataField("repealed", "废止日期", "年-月-日，不再执行的第一天；没有的为空",
              "first day it is no longer in force by repeal; null for none", _MAY_BE_DATE,
              lambda one: _iso(
                  one.notice.repealed or ends_on(one.edition, one.item, Validity.REPEALED))),
    DataField("repeals", "废止的文件", "文号和网址；表格里只有文号",
              "documents it repeals: number and address; numbers alone in CSV",
              _DOCUMENTS, _acted_on(RelationKind.REPEALS)),
    DataField("repeals_part", "部分废止的文件", "文号和网址；表格里只有文号",
              "documents of which it repeals a part", _DOCUMENTS,
              _acted_on(RelationKind.REPEALS, part=True)),
    DataField("replaces", "代替的文件", "文号和网址；表格里只有文号",
              "documents it takes the place of", _DOCUMENTS, _acted_on(RelationKind.REPLACES)),
    DataField("amends", "修改的文件", "文号和网址；表格里只有文号",
              "documents it amends", _DOCUMENTS, _acted_on(RelationKind.AMENDS)),
    DataField("forwards", "转发的文件", "文号和网址；表格里只有文号",
              "documents it forwards", _DOCUMENTS, _acted_on(RelationKind.FORWARDS)),
    DataField("repealed_by", "废止本文的文件", "文号和网址；表格里只有文号",
              "documents that repeal it", _DOCUMENTS, _acting(RelationKind.REPEALS)),
    DataField("partly_repealed_by", "废止本文部分内容的文件", "文号和网址；表格里只有文号",
              "documents that repeal a part of it", _DOCUMENTS,
              _acting(RelationKind.REPEALS, part=True)),
    DataField("replaced_by", "代替本文的文件", "文号和网址；表格里只有文号",
              "documents that take its place", _DOCUMENTS, _acting(RelationKind.REPLACES)),
    DataField("amended_by", "修改本文的文件", "文号和网址；表格里只有文号",
              "documents that amend it", _DOCUMENTS, _acting(RelationKind.AMENDS)),
    DataField("attachments", "附件", "名称、网址、类型和字节数；表格里只有网址",
              "files: title, address, type and bytes; addresses alone in CSV", _FILES, _files),
    DataField("withdrawn", "撤回日期", "年-月-日；没有撤回的为空",
              "day of withdrawal; null for none", _MAY_BE_DATE,
              lambda one: _iso(one.item.withdrawn)),
    DataField("withdrawn_reason", "撤回原因", "向读者公开的原因", "the reason given to readers",
              _MAY_BE_TEXT, lambda one: one.item.withdrawn_reason or None),
)  # fmt: skip
"""Every field, in the order of the files. A field once published keeps its name and meaning."""


def in_data(edition: Edition, item: Item) -> bool:
    """Whether a notice is in the data files: listed or withdrawn, and no number only proposed."""
    return (
        item.notice is not None
        and edition.shown(item)
        and item.status is not Status.HIDDEN
        and item.path not in edition.proposed
    )
