"""Whether index numbers (索引号) are right, unique, and what they were when they were published."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.edition import Edition
from plugins.model.items import Item, Status
from plugins.notice_numbering.header_edit import header_text


def check_index_numbers(edition: Edition) -> None:
    """Add every problem of index numbers that the edition itself shows."""
    seen: dict[str, str] = {}
    for item in edition.items:
        if item.notice is None:
            continue
        text = item.notice.index_number
        if text:
            _check_form(edition, item, text)
            other = seen.setdefault(text, item.path)
            if other != item.path:
                edition.problems.add(
                    "I060", edition.display(item.path), item.line_of("index_number"),
                    number=text, other=edition.display(other),
                )  # fmt: skip
        elif edition.site.index_numbers.template and _needs(item):
            shown = edition.display(item.path)
            edition.problems.add("I066", shown, item.line_of("number"), path=shown)


def _needs(item: Item) -> bool:
    """Whether a notice should have an index number: a published one of the body's own."""
    return item.status is Status.PUBLISHED and bool(item.notice and item.notice.series)


def _check_form(edition: Edition, item: Item, text: str) -> None:
    numbers = edition.site.index_numbers
    if not numbers.template:
        return
    shown, line = edition.display(item.path), item.line_of("index_number")
    day = item.date.date()
    if not numbers.reads(text):
        edition.problems.add("I061", shown, line, number=text, form=numbers.number(day, 5))
    elif not numbers.reads(text, day):
        edition.problems.add("I063", shown, line, number=text, day=day.isoformat())


def check_published(edition: Edition, published: Mapping[str, bytes]) -> None:
    """Add a problem where a number or index number isn't what it was when it was published.

    `published` holds notices as they are published, by path below the content folder; those that
    haven't changed may be left out.
    """
    for path, raw in published.items():
        item = edition.by_path.get(path)
        if item is None or item.notice is None or header_text(raw, "status") == Status.DRAFT:
            continue
        present = {"number": item.notice.number, "index_number": item.notice.index_number}
        for name, code in (("number", "N052"), ("index_number", "I062")):
            earlier = header_text(raw, name)
            if earlier and earlier != present[name]:
                line = item.line_of(name)
                edition.problems.add(
                    code, edition.display(path), line, earlier=earlier, number=present[name] or "—"
                )
