"""Typed reading of front matter values, with a problem for each fault."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from plugins.model.fields import PELICAN_NAMES, FieldType, field_spec, fields_of, suggestion
from plugins.model.front_matter import FrontMatter, Value
from plugins.model.items import ItemKind
from plugins.model.problems import Problems

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
_MOMENT = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:[T ]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?\Z"
)
_DIVIDER = re.compile(r"[,，、;；]")
_OUTER_DIVIDER = re.compile(r"[,，、;；](?![^《》]*》)")
_EXPECTED = {
    FieldType.TEXT: "一行文字 (a text)",
    FieldType.CHOICE: "一行文字 (a text)",
    FieldType.DATE: "日期 (a date)",
    FieldType.MOMENT: "日期，可以带时分 (a date, with or without a time)",
    FieldType.TEXTS: "列表 (a list of texts)",
    FieldType.FILES: "文件列表 (a list of files)",
    FieldType.CHANGES: "更正记录列表 (a list of changes)",
    FieldType.TARGETS: "文号列表 (a list of numbers)",
}


def parse_day(text: str) -> date | None:
    """Read a date such as 2020-02-05; None where it is none."""
    match = _DATE.match(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def parse_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """Read a date with or without a time of day; None where it is none."""
    match = _MOMENT.match(text)
    day = parse_day(match[1]) if match else None
    if match is None or day is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[1:])
    try:
        return datetime.combine(day, time(hour, minute, second), tzinfo=zone)
    except ValueError:
        return None


class ItemReader:
    """The front matter of one item, asked field by field."""

    def __init__(self, header: FrontMatter, kind: ItemKind, shown: str, problems: Problems) -> None:
        """Read `header`; problems carry `shown` as their path."""
        self.kind = kind
        self.shown = shown
        self.problems = problems
        self.header = header
        self.values: dict[str, Value] = {}
        known = {spec.name for spec in fields_of(kind)}
        for name, value in header.values.items():
            field = PELICAN_NAMES.get(name, name)
            if field not in known:
                problems.add("F014", shown, value.line, field=name, hint=suggestion(field, kind))
            elif field in self.values:
                problems.add("F013", shown, value.line, field=f"{name}/{field}")
            else:
                self.values[field] = value
        for spec in fields_of(kind):
            absent = spec.name not in self.values or self.values[spec.name].empty
            if kind in spec.needed_by and absent:
                line = self.line(spec.name)
                problems.add("F015", shown, line, field=spec.name, label=spec.label)

    def line(self, name: str) -> int:
        """Return the line of a field, 1 where it is absent."""
        return self.values[name].line if name in self.values else 1

    def add(self, code: str, name: str, **fields: str | int) -> None:
        """Record a problem at a field."""
        value = self.values.get(name)
        line, column = (value.line, value.column) if value else (1, 1)
        self.problems.add(code, self.shown, line, column, **fields)

    def wrong(self, name: str) -> None:
        """Record that a field holds something of another type."""
        spec = field_spec(name)
        self.add(
            "F016", name, field=name, expected=_EXPECTED[spec.type],
            example=f"{name}: {spec.example}",
        )  # fmt: skip

    def text(self, name: str) -> str:
        """Return a text on one line, empty where the field is absent or wrong."""
        value = self.values.get(name)
        if value is None or value.empty:
            return ""
        if value.items is not None or value.pairs is not None:
            self.wrong(name)
            return ""
        return " ".join(value.text.split())

    def choice(self, name: str) -> str:
        """Return one of the field's options, empty where it is absent or wrong."""
        text = self.text(name)
        options = field_spec(name).options
        if text and text not in options:
            self.add("I001", name, field=name, value=text, options="、".join(options))
            return ""
        return text

    def day(self, name: str) -> date | None:
        """Return a date, None where it is absent or wrong."""
        text = self.text(name)
        found = parse_day(text) if text else None
        if text and found is None:
            self.add("I002", name, field=name, value=text)
        return found

    def moment(self, name: str, zone: ZoneInfo) -> datetime | None:
        """Return a moment in the site's zone (midnight where no time is given)."""
        text = self.text(name)
        found = parse_moment(text, zone) if text else None
        if text and found is None:
            self.add("I003", name, field=name, value=text)
        return found

    def elements(self, name: str) -> tuple[Value, ...]:
        """Return the texts and mappings of a list; a text is divided at commas outside 《》."""
        value = self.values.get(name)
        if value is None or value.empty:
            return ()
        if value.items is not None:
            found = value.items
        elif value.pairs is not None:
            found = (value,)
        else:
            parts = _OUTER_DIVIDER.split(value.text)
            found = tuple(Value(value.line, value.column, part.strip()) for part in parts)
        if any(one.items is not None for one in found):
            self.wrong(name)
            return ()
        return tuple(one for one in found if not one.empty)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, from a list or from a text divided by commas."""
        value = self.values.get(name)
        if value is None or value.empty:
            return ()
        if value.items is None:
            parts = _DIVIDER.split(self.text(name))
        elif all(item.items is None and item.pairs is None for item in value.items):
            parts = [item.text for item in value.items]
        else:
            self.wrong(name)
            return ()
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def files(self, name: str) -> tuple[tuple[str, str, int], ...]:
        """Return path, title (empty: none given) and line of each file listed."""
        value = self.values.get(name)
        if value is None or value.empty:
            return ()
        found = []
        values = value.items if value.items is not None else (value,)
        if value.items is None and value.pairs is None:
            values = tuple(
                Value(value.line, value.column, part.strip())
                for part in _DIVIDER.split(value.text)
                if part.strip()
            )
        for one in values:
            pairs = one.pairs
            if pairs is not None and {"file"} <= set(pairs) <= {"file", "title"}:
                title = pairs["title"].text if "title" in pairs else ""
                found.append((pairs["file"].text, title, pairs["file"].line))
            elif pairs is None and one.items is None and one.text:
                found.append((one.text, "", one.line))
            else:
                self.wrong(name)
                return ()
        return tuple(found)
