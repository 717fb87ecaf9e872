"""有效性: what a notice's own fields and other notices say of it, and the sentence for readers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from plugins.model.items import Item, Validity

if TYPE_CHECKING:  # The edition itself asks for the validity of its notices.
    from plugins.model.edition import Edition


def chinese_date(day: date) -> str:
    """Return a date as official texts write it: 2020年2月5日 (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def validity_of(edition: Edition, item: Item) -> Validity | None:
    """Return 有效性 as stated, else as other notices and its dates tell; None for news."""
    if item.notice is None:
        return None
    if item.notice.validity:
        return item.notice.validity
    if item.path in edition.repealed_by:
        return Validity.REPEALED
    if item.notice.repealed:
        return Validity.LAPSED
    return Validity.AMENDED if item.path in edition.amended_by else Validity.VALID


def withdrawal_sentence(item: Item) -> str:
    """Return what readers are told of a withdrawn item; empty for others."""
    if item.withdrawn is None:
        return ""
    return f"本文已于{chinese_date(item.withdrawn)}撤回。原因：{item.withdrawn_reason}。"


def validity_sentence(edition: Edition, item: Item) -> str:
    """Return what readers must know where a notice is not simply valid; empty otherwise."""
    notice, validity = item.notice, validity_of(edition, item)
    if notice is None or validity is None or validity is Validity.VALID:
        return ""
    if validity is Validity.REPEALED:
        others = edition.repealed_by.get(item.path, ())
        number = edition.number_text(edition.by_path[others[0]]) if others else ""
        since = f"，自{chinese_date(notice.repealed)}起失效" if notice.repealed else ""
        return f"本文已{f'被{number}' if number else ''}废止{since}，请勿再作为工作依据。"
    if validity is Validity.LAPSED:
        since = f"自{chinese_date(notice.repealed)}起" if notice.repealed else "已"
        return f"本文{since}失效，请勿再作为工作依据。"
    if validity is Validity.PENDING:
        start = f"，自{chinese_date(notice.effective)}起施行" if notice.effective else ""
        return f"本文尚未施行{start}。"
    if validity is Validity.AMENDED:
        return "本文已作修改，引用时请以修改后的内容为准。"
    return "本文部分内容已失效，引用时请注意核对。"
