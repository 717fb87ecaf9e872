"""The official document of a notice: what stands on paper, element by element (GB/T 9704-2012)."""

from __future__ import annotations

from plugins.model.addresses import document_address, pdf_address
from plugins.model.edition import Edition
from plugins.model.item_views import OfficialDocument
from plugins.model.items import Item, NoticeFields, Status
from plugins.model.numbers import format_number
from plugins.model.picture_markup import page_body
from plugins.model.series import Series, SeriesKind
from plugins.model.validity import chinese_date, validity_sentence

_FORMS = {
    SeriesKind.DOCUMENT: "document",
    SeriesKind.ANNOUNCEMENT: "announcement",
    SeriesKind.ORDER: "order",
    SeriesKind.ISSUE: "issue",
}
_SIZES = ((9, "xl"), (11, "l"), (14, "m"), (17, "s"), (20, "xs"))
"""Characters of the longest line of the 发文机关标志 that each size holds on 156 mm."""


def has_document(item: Item) -> bool:
    """Whether an item has an official document: a notice that isn't withdrawn."""
    return item.notice is not None and item.status is not Status.WITHDRAWN


def official_document(edition: Edition, item: Item, *, pdf: bool) -> OfficialDocument | None:
    """Return the official document of a notice; None for other items and withdrawn ones.

    `pdf` tells whether this build makes PDF files.
    """
    notice = item.notice
    if notice is None or not has_document(item):
        return None
    number = edition.numbers.get(item.path)
    series = edition.site.series_of(number.series) if number else None
    heading, end = _heading(notice, series)
    text = format_number(series, number) if series and number else notice.number
    if item.path in edition.proposed:
        text = f"{text}（拟编号）"
    url = edition.urls[item.path]
    return OfficialDocument(
        form=_form(notice, series),
        heading=heading,
        heading_end=end,
        size=_size(max(map(len, heading)) + (len(end) + 1 if end else 0)),
        number=text,
        signer=notice.signer,
        title=item.title,
        recipients=f"{notice.recipients}：" if notice.recipients else "",
        body=page_body(edition, item),
        attachments=tuple(one.title for one in item.attachments),
        issuer=" ".join(notice.issuers),
        signed=chinese_date(notice.signed),
        signed_iso=notice.signed.isoformat(),
        note=f"（{notice.note}）" if notice.note else "",
        copies=f"{'，'.join(notice.copies)}。" if notice.copies else "",
        printed_by=notice.printed_by,
        printed=f"{chinese_date(notice.printed)}印发" if notice.printed else "",
        warning=validity_sentence(edition, item),
        sample=edition.site.sample,
        url=url,
        view=document_address(url),
        pdf=pdf_address(url) if pdf else "",
    )


def _form(notice: NoticeFields, series: Series | None) -> str:
    """Return the layout: 信函 for 函, else as the series is numbered."""
    if notice.kind == "函":
        return "letter"
    return _FORMS[series.kind] if series else "document"


def _size(length: int) -> str:
    """Return the size at which a line of so many characters fits."""
    return next((name for most, name in _SIZES if length <= most), "xxs")


def _heading(notice: NoticeFields, series: Series | None) -> tuple[tuple[str, ...], str]:
    """Return the 发文机关标志, one line for each body, and what stands right of all of them.

    As site.toml says, else the usual one. 文件 stands once, beside the bodies that issue together
    (GB/T 9704-2012, 7.2.4).
    """
    if series and series.heading:
        return (series.heading,), ""
    if series and series.kind is not SeriesKind.DOCUMENT:
        return (series.title,), ""
    if notice.kind == "函":
        return notice.issuers, ""
    if notice.joint_issuers:
        return notice.issuers, "文件"
    return (f"{notice.issuer}文件",), ""
