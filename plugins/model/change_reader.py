"""Read what front matter says was changed after publication (更正记录)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.model.front_matter import Value
from plugins.model.item_reader import ItemReader, parse_moment
from plugins.model.items import Change

_NEEDED = ("date", "what", "why")
_TRUTH = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
_HIDE = "hide_earlier"


def hides_earlier(value: Value) -> bool | None:
    """Whether an entry says that the earlier text must not be shown; None where that is unclear."""
    told = (value.pairs or {}).get(_HIDE)
    return _TRUTH.get(told.text.strip().lower()) if told else False


def read_changes(
    reader: ItemReader, zone: ZoneInfo, published: datetime, today: date
) -> tuple[Change, ...]:
    """Return the changes, the oldest first; a faulty one becomes a problem."""
    found = []
    for value in reader.elements("changes"):
        change = _change(reader, value, zone)
        if change is None:
            continue
        if not published.date() <= change.at.date() <= today:
            place = reader.shown, value.line, value.column
            reader.problems.add("I049", *place, value=change.at.date().isoformat())
        found.append(change)
    return tuple(sorted(found, key=lambda one: one.at))


def _change(reader: ItemReader, value: Value, zone: ZoneInfo) -> Change | None:
    pairs = value.pairs or {}
    texts = {key: " ".join(one.text.split()) for key, one in pairs.items()}
    hide = hides_earlier(value)
    at = parse_moment(texts.get("date", ""), zone)
    whole = all(texts.get(key) for key in _NEEDED) and set(texts) <= {*_NEEDED, _HIDE}
    if not whole or hide is None:
        reader.problems.add("I048", reader.shown, value.line, value.column)
        return None
    if at is None:
        place = pairs["date"]
        reader.problems.add(
            "I003", reader.shown, place.line, place.column, field="changes.date", value=place.text
        )
        return None
    return Change(at, texts["what"].rstrip("。"), texts["why"].rstrip("。"), hide)
