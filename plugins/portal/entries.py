"""Items as lists and item pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from plugins.model.addresses import (
    absolute,
    column_address,
    file_address,
    register_address,
    share_address,
    topic_address,
)
from plugins.model.corrections import change_views
from plugins.model.edition import Edition
from plugins.model.finders import Finder, finder_address, values_of
from plugins.model.item_views import (
    AttachmentView,
    Entry,
    ImageView,
    ItemView,
    Link,
    NoticeView,
    Row,
    Share,
)
from plugins.model.items import Image, Item, ItemKind, Validity
from plugins.model.official import official_document
from plugins.model.picture_markup import page_body, srcset
from plugins.model.pictures import WIDE
from plugins.model.qr import qr_svg
from plugins.model.series import SeriesKind
from plugins.model.standing import ends_on
from plugins.model.summaries import summary_of
from plugins.model.validity import chinese_date, validity_of, validity_sentence, withdrawal_sentence
from plugins.portal.relations import relation_views


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside an item: by publication in its column, by number in its bulletin."""

    newer: Item | None = None
    older: Item | None = None
    previous: Item | None = None
    """The issue before; None where the item is no issue."""
    next: Item | None = None


ALONE = Around()
WEIBO_SHARE = "https://service.weibo.com/share/share.php"
_NUMBER_LABELS = {
    SeriesKind.DOCUMENT: "发文字号",
    SeriesKind.ANNOUNCEMENT: "文号",
    SeriesKind.ORDER: "令号",
    SeriesKind.ISSUE: "期号",
}


def minute(moment: datetime) -> str:
    """Return a publication time as YYYY-MM-DD HH:MM."""
    return f"{moment:%Y-%m-%d %H:%M}"


def image_view(
    edition: Edition, image: Image | None, steps: tuple[int, ...] = WIDE
) -> ImageView | None:
    """Return a picture with its addresses, in the widths of these steps that were made of it."""
    if image is None:
        return None
    site, picture = edition.site, edition.pictures.get(image.path)
    if picture is None:
        url = file_address(site, image.path)
        return ImageView(url, image.alt, image.width, image.height, webp="")
    return ImageView(
        url=file_address(site, picture.fallback),
        alt=image.alt,
        width=picture.fallback_width,
        height=picture.fallback_height,
        webp=srcset(site.identity.base_path, picture.choice(steps)),
    )


def column_link(edition: Edition, item: Item) -> Link:
    """Return the column of an item; the home page for pages."""
    if item.kind is ItemKind.PAGE:
        return Link("首页", edition.site.identity.base_path)
    column = edition.column(item)
    return Link(column.name, column_address(edition.site, column))


def entry(edition: Edition, item: Item, steps: tuple[int, ...] = WIDE) -> Entry:
    """Return an item as lists show it, its picture in widths of these steps."""
    validity = validity_of(edition, item)
    return Entry(
        title=item.title,
        url=edition.urls[item.path],
        day=f"{item.date:%Y-%m-%d}",
        time=minute(item.date),
        iso=item.date.isoformat(),
        column=column_link(edition, item),
        number=edition.number_text(item),
        proposed=item.path in edition.proposed,
        validity=validity if validity and validity is not Validity.VALID else "",
        summary=summary_of(edition, item),
        image=image_view(edition, item.image, steps),
    )


def item_view(
    edition: Edition, item: Item, around: Around = ALONE, *, pdf: bool = False
) -> ItemView:
    """Return everything that an item's page shows; `pdf` tells whether notices have a PDF."""
    return ItemView(
        title=item.title,
        body=page_body(edition, item),
        day=f"{item.date:%Y-%m-%d}",
        time=minute(item.date),
        iso=item.date.isoformat(),
        source=item.source,
        author=item.author,
        editor=item.editor,
        summary=item.summary,
        keywords=item.keywords,
        topics=tuple(
            Link(topic.name, topic_address(edition.site, topic.code))
            for topic in edition.site.topics
            if topic.code in item.topics
        ),
        column=column_link(edition, item),
        image=image_view(edition, item.image),
        attachments=tuple(
            AttachmentView(
                title=one.title,
                url=edition.site.identity.base_path + quote(one.path),
                kind=PurePosixPath(one.path).suffix.lstrip(".").upper() or "文件",
                size=readable_size(one.size),
            )
            for one in item.attachments
        ),
        newer=_title_link(edition, around.newer),
        older=_title_link(edition, around.older),
        share=_share(edition, item),
        status=item.status,
        withdrawal=withdrawal_sentence(item),
        relations=relation_views(edition, item),
        changes=change_views(edition, item),
        notice=_notice_view(edition, item, around, pdf=pdf),
    )


def _title_link(edition: Edition, item: Item | None) -> Link | None:
    return Link(item.title, edition.urls[item.path]) if item else None


def _issue(edition: Edition, item: Item | None) -> Link | None:
    return Link(edition.number_text(item), edition.urls[item.path]) if item else None


def readable_size(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _share(edition: Edition, item: Item) -> Share:
    address = absolute(edition.site, edition.urls[item.path])
    picture = absolute(edition.site, share_address(edition.site, edition.urls[item.path]))
    told = {"url": address, "title": item.title, "pic": picture}
    return Share(
        qr=qr_svg(address, title="本页网址二维码"),
        weibo=f"{WEIBO_SHARE}?{urlencode(told)}",
    )


def _notice_view(edition: Edition, item: Item, around: Around, *, pdf: bool) -> NoticeView | None:
    notice = item.notice
    validity = validity_of(edition, item)
    if notice is None or validity is None:
        return None
    number = edition.numbers.get(item.path)
    register = None
    if number and item.path not in edition.proposed:
        series = edition.site.series_of(number.series)
        register = Link(
            f"{series.name if series else number.series}{number.year}年发文登记簿",
            register_address(edition.site, number.series, number.year),
        )
    return NoticeView(
        number=edition.number_text(item),
        proposed=item.path in edition.proposed,
        issuer="、".join(notice.issuers),
        kind=notice.kind,
        recipients=notice.recipients,
        signed=chinese_date(notice.signed),
        signed_iso=notice.signed.isoformat(),
        rows=_rows(edition, item, validity),
        validity=validity,
        validity_kind=validity.code,
        banner="" if item.withdrawn else validity_sentence(edition, item),
        register=register,
        official=official_document(edition, item, pdf=pdf),
        previous=_issue(edition, around.previous),
        next=_issue(edition, around.next),
    )


def _rows(edition: Edition, item: Item, validity: Validity) -> tuple[Row, ...]:
    """Return the disclosure block in the order of the national portal's."""
    notice = item.notice
    if notice is None:
        return ()
    number = edition.numbers.get(item.path)
    series = edition.site.series_of(number.series) if number else None
    text = edition.number_text(item)
    rows = (
        Row("索引号", notice.index_number, ""),
        Row("主题分类", notice.subject, "", _found(edition, item, Finder.SUBJECT)),
        Row("发布机构", notice.issuer, "", _found(edition, item, Finder.ISSUER)),
        Row("发文机关", "、".join(notice.issuers) if notice.joint_issuers else "", ""),
        Row("成文日期", chinese_date(notice.signed), notice.signed.isoformat()),
        Row("名称", item.title, ""),
        Row("公文种类", notice.kind, "", _found(edition, item, Finder.KIND)),
        Row(
            _NUMBER_LABELS[series.kind] if series else "发文字号",
            f"{text}（拟编号）" if item.path in edition.proposed else text,
            "",
        ),
        Row("发布日期", chinese_date(item.date.date()), item.date.date().isoformat()),
        Row("有效性", "已撤回", "")
        if item.withdrawn
        else Row("有效性", validity, "", _found(edition, item, Finder.VALIDITY)),
        *_dated("施行日期", notice.effective),
        *_dated("有效期至", None if validity is Validity.REPEALED else notice.expires),
        *_dated(
            "失效日期" if notice.validity is Validity.LAPSED else "废止日期",
            notice.repealed or ends_on(edition, item, Validity.REPEALED),
        ),
        Row("关键词", "；".join(item.keywords), ""),
        Row("内容概述", item.summary, ""),
    )
    return tuple(row for row in rows if row.text)


def _found(edition: Edition, item: Item, finder: Finder) -> tuple[Link, ...]:
    """Return links to the notices of each value that a notice has.

    There are none where a value has no page: lists don't show hidden and withdrawn notices.
    """
    found = tuple(
        Link(value, finder_address(edition.site, finder, value))
        for value in values_of(edition, item, finder)
    )
    return found if all(link.url in edition.addresses for link in found) else ()


def _dated(label: str, day: date | None) -> tuple[Row, ...]:
    return (Row(label, chinese_date(day), day.isoformat()),) if day else ()
