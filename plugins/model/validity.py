"""有效性 and the sentences on it for readers, in official Chinese.

Everything that shows validity asks here: lists, registers, disclosure block, banner, paper view.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from plugins.model.items import Item, NoticeFields, RelationKind, Validity
from plugins.model.relations import Edge
from plugins.model.standing import ENDED, Fact, Standing, standing

if TYPE_CHECKING:  # The edition itself asks for the validity of its notices.
    from plugins.model.edition import Edition

_NO_MORE = "请勿再作为工作依据。"


def chinese_date(day: date) -> str:
    """Return a date as official texts write it: 2020年2月5日 (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def validity_of(edition: Edition, item: Item) -> Validity | None:
    """Return 有效性 of a notice on the edition's day; None for other items."""
    return standing(edition, item).validity if item.notice else None


def withdrawal_sentence(item: Item) -> str:
    """Return what readers are told of a withdrawn item; empty for others."""
    if item.withdrawn is None:
        return ""
    return f"本文已于{chinese_date(item.withdrawn)}撤回。原因：{item.withdrawn_reason}。"


def validity_sentence(edition: Edition, item: Item) -> str:
    """Return what readers must know where a notice is not simply valid; empty otherwise."""
    notice = item.notice
    if notice is None:
        return ""
    found = standing(edition, item)
    return "".join((*_present(edition, notice, found), *_coming(edition, notice, found)))


def document_name(edition: Edition, edge: Edge) -> str:
    """Return what the document that acts is called: its number, else its title."""
    item = edition.by_path[edge.source]
    number = edition.number_text(item).partition("（总第")[0]
    return number or f"《{item.title.replace('《', '〈').replace('》', '〉')}》"


def _present(edition: Edition, notice: NoticeFields, found: Standing) -> Iterator[str]:
    if found.validity in ENDED:
        yield _ended(edition, notice, found)
    elif found.validity is Validity.PENDING and notice.effective:
        yield f"本文尚未施行，自{chinese_date(notice.effective)}起施行。"
    elif found.validity is Validity.AMENDED and not found.holding:
        yield "本文已作修改，引用时请以修改后的内容为准。"
    elif found.validity is Validity.PARTLY and not found.holding:
        yield "本文部分内容已失效，引用时请注意核对。"
    for fact in found.holding if found.validity not in ENDED else ():
        yield _changed(edition, fact)


def _ended(edition: Edition, notice: NoticeFields, found: Standing) -> str:
    word = found.validity.value
    fact = next(iter(found.holding), None)
    if fact is None:
        return f"本文已{word}，{_NO_MORE}"
    since = f"自{chinese_date(fact.day)}起"
    if fact.edge:
        verb = "代替" if fact.edge.kind is RelationKind.REPLACES else "废止"
        return f"本文{since}被{document_name(edition, fact.edge)}{verb}，{_NO_MORE}"
    if notice.expires and notice.repealed != fact.day:
        return f"本文有效期至{chinese_date(notice.expires)}，现已失效，{_NO_MORE}"
    return f"本文{since}{word}，{_NO_MORE}"


def _changed(edition: Edition, fact: Fact) -> str:
    if fact.edge is None:
        return ""
    name, since = document_name(edition, fact.edge), f"自{chinese_date(fact.day)}起"
    if fact.validity is Validity.AMENDED:
        return f"本文已由{name}修改，修改内容{since}施行，引用时请以修改后的内容为准。"
    return f"本文{fact.edge.part}{since}被{name}废止，引用时请注意核对。"


def _coming(edition: Edition, notice: NoticeFields, found: Standing) -> Iterator[str]:
    """Yield what will change; the day on which a period of validity ends is told elsewhere."""
    for fact in found.coming:
        since = f"自{chinese_date(fact.day)}起"
        if fact.edge is None:
            if fact.day == notice.repealed:
                yield f"本文将{since}废止。"
            continue
        name = document_name(edition, fact.edge)
        if fact.validity is Validity.AMENDED:
            yield f"本文将由{name}修改，修改内容{since}施行。"
        elif fact.validity is Validity.PARTLY:
            yield f"本文{fact.edge.part}将{since}被{name}废止。"
        else:
            verb = "代替" if fact.edge.kind is RelationKind.REPLACES else "废止"
            yield f"本文将{since}被{name}{verb}。"
