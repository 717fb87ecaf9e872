"""Give index numbers (索引号) to notices by the template of site.toml."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from plugins.model.items import Item, Status
from plugins.notice_numbering.allocation import AllocationError, Desk
from plugins.notice_numbering.changes import make_changes
from plugins.notice_numbering.header_edit import (
    carries,
    change_field,
    header_text,
    insert_field,
    says,
)

FIELD = "index_number"


@dataclass
class _Catalogue:
    """Every notice with its index number, and the numbers that are taken."""

    desk: Desk
    taken: set[str]
    items: dict[str, Item] = field(default_factory=dict)
    changes: dict[str, bytes | None] = field(default_factory=dict)
    given: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.items = self.desk.notices()
        for item in self.items.values():
            if item.notice and item.notice.index_number:
                self.taken.add(item.notice.index_number)

    def give(self, item: Item) -> None:
        """Give a notice the next number of the period in which it is published."""
        number = self._next(item.date.date())
        raw = (self.desk.root / item.path).read_bytes()
        change = change_field if carries(raw, FIELD) else insert_field
        for value in (number, f"'{number}'"):
            new = change(raw, FIELD, value)
            if says(raw, new, FIELD, number):
                break
        else:
            raise AllocationError(
                f"{item.path} 的信息头写不进索引号，改成一行一个字段",
                f"the header of {item.path} can't take an index number; write one field a line",
            )
        self.taken.add(number)
        self.changes[item.path] = new
        self.given.append((item.path, number))

    def _next(self, day: date) -> str:
        numbers = self.desk.site.index_numbers
        serials = (numbers.serial_of(text, day) for text in self.taken)
        return numbers.number(day, max((one for one in serials if one), default=0) + 1)

    def write(self) -> tuple[tuple[str, str], ...]:
        """Write everything in one step; return path and number of each notice."""
        make_changes(self.desk.root, self.changes)
        return tuple(self.given)


def give_index_numbers(
    desk: Desk, paths: Iterable[str] | None, taken: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Give notices their index numbers, all in one step; return path and number of each.

    `paths` are below the content folder; None means every published notice of a series that has
    none, in the order of publication. `taken` are numbers that are in use elsewhere. A notice that
    has an index number keeps it.

    Raises:
        AllocationError: site.toml has no template, or a file is no notice that can take one.

    """
    if not desk.site.index_numbers.template:
        raise AllocationError(
            "site.toml 没有索引号模板，在 [index_numbers] 里写 template",
            "site.toml has no template of index numbers; write one in [index_numbers]",
        )
    with desk.alone():
        catalogue = _Catalogue(desk, set(taken))
        if paths is None:
            open_items = [item for item in catalogue.items.values() if _waits(item)]
        else:
            open_items = [_checked(catalogue.items, path) for path in paths]
        for item in sorted(open_items, key=lambda one: (one.date, one.path)):
            if item.notice and not item.notice.index_number:
                catalogue.give(item)
        return catalogue.write()


def _waits(item: Item) -> bool:
    own = bool(item.notice and item.notice.series)
    return own and item.status in (Status.PUBLISHED, Status.HIDDEN)


def _checked(items: dict[str, Item], path: str) -> Item:
    item = items.get(path)
    if item is None:
        raise AllocationError(f"{path} 不是公文", f"{path} is no notice")
    if item.status is Status.DRAFT:
        raise AllocationError(
            f"{path} 是草稿，定稿后再取索引号", f"{path} is a draft; set status to published first"
        )
    return item


def renew_index_numbers(
    desk: Desk, published: Callable[[str], bytes | None], taken: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Give another index number to each notice but one that carries the same; return them.

    The one that is published with it keeps it, else the one that was published first.
    """
    if not desk.site.index_numbers.template:
        return ()
    with desk.alone():
        catalogue = _Catalogue(desk, set(taken))
        holders: dict[str, list[Item]] = {}
        for item in catalogue.items.values():
            if item.notice and item.notice.index_number:
                holders.setdefault(item.notice.index_number, []).append(item)

        def unpublished(item: Item, number: str) -> bool:
            return header_text(published(item.path) or b"", FIELD) != number

        for number, items in sorted(holders.items()):
            order = sorted(items, key=lambda one: (unpublished(one, number), one.date, one.path))
            for item in order[1:]:
                catalogue.give(item)
        return catalogue.write()
