"""The edition: everything that one build knows, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.model.addresses import archive_addresses, fixed_addresses, item_address
from plugins.model.bodies import Bodies
from plugins.model.content_files import scan
from plugins.model.extraction import Extraction
from plugins.model.finders import check_finders, finder_addresses
from plugins.model.finishing import finish_bodies
from plugins.model.gates.gate import gate_of
from plugins.model.gates.wording import load_wording
from plugins.model.item_loader import ItemContext
from plugins.model.item_reading import Means, Reading, read_items
from plugins.model.items import WAITING, Item, ItemKind, Status
from plugins.model.numbers import Number, full_name, read_mention
from plugins.model.picture_check import look_through
from plugins.model.picture_kinds import Raster
from plugins.model.pictures import Picture
from plugins.model.problems import Problems
from plugins.model.register_lists import register_addresses
from plugins.model.registers import Registers, assign_numbers, load_registers
from plugins.model.relating import own_series, relate
from plugins.model.relations import Relations
from plugins.model.series import Reset, Series
from plugins.model.site import Column, Site
from plugins.model.standing import check_validity

if TYPE_CHECKING:  # What is recalled is an edition.
    from plugins.model.recalled import Recall


class Mode(StrEnum):
    """What a build is for."""

    BUILD = "build"
    """Looking at it: an unnumbered notice shows 拟编号."""
    PRODUCTION = "production"
    """Publishing it: anything doubtful is an error."""
    PREVIEW = "preview"
    """Writing it: drafts are shown too."""


ALONE = Means()
"""One process that keeps nothing."""


@dataclass
class Edition:
    """All that a build knows; plugins complete it before anything is rendered."""

    root: Path
    """The content folder."""
    label: str
    """The content folder as shown in problems."""
    site: Site
    problems: Problems
    mode: Mode
    today: date
    items: tuple[Item, ...] = ()
    """By path, drafts included."""
    registers: Registers = field(default_factory=Registers)
    numbers: dict[str, Number] = field(default_factory=dict)
    """Number of each item by path, issued or proposed."""
    proposed: frozenset[str] = frozenset()
    """Paths of the items whose number is only proposed (拟编号)."""
    urls: dict[str, str] = field(default_factory=dict)
    """Root-relative address of each item by path, with the base path."""
    addresses: frozenset[str] = frozenset()
    """Root-relative address of every page that is no item; older pages of columns aside."""
    bodies: Bodies = field(default_factory=Bodies)
    """HTML of each item by path; plugins may add to it."""
    stamps: Mapping[str, str] = field(default_factory=dict)
    """Stamp of each file of the content folder by path."""
    leads: dict[str, str] = field(default_factory=dict)
    """The start of each item's text by path."""
    reading: Reading = field(default_factory=Reading)
    """How the items were read."""
    means: Means = field(default_factory=Means)
    """What the build may use."""
    relations: Relations = field(default_factory=Relations)
    """What items do to one another; plugins may add to it."""
    compared: dict[str, frozenset[int]] = field(default_factory=dict)
    """Numbers, from 1, of the changes whose earlier text is shown, by path of the item."""
    files: tuple[str, ...] = ()
    """Paths of the pictures and attachments, sorted."""
    files_of: dict[str, frozenset[str]] = field(default_factory=dict)
    """Paths of the files that each item shows or links to, of a withdrawn one too."""
    pictures_in: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Paths of the pictures that the text of each item shows."""
    extractions: dict[str, Extraction] = field(default_factory=dict)
    """What attachments say, by path, once gates have read them."""
    rasters: dict[str, Raster] = field(default_factory=dict)
    """The raster pictures by path: all of images, and those of attachments that a text shows."""
    pictures: dict[str, Picture] = field(default_factory=dict)
    """What is published of raster pictures, by path; empty until a build has made them."""

    everywhere: dict[str, str] = field(default_factory=dict)
    """Digests of what every page shows, by name; plugins add to it."""
    bound: frozenset[str] = frozenset()
    """Addresses that redirects come from or lead to; one that ends with * stands for all below."""
    history: str = ""
    """The commit whose history pages show; empty where none does."""
    recalled: Recall | None = None
    """What is taken from the last build; None where everything was read."""

    def __post_init__(self) -> None:
        """Index the items."""
        self.by_path = {item.path: item for item in self.items}
        self._listed_in: dict[frozenset[str], tuple[Item, ...]] = {}
        self._by_number: dict[str, str] = {}
        self._by_title: dict[str, str] = {}

    def display(self, path: str) -> str:
        """Return a content path as problems show it."""
        return f"{self.label}/{path}"

    def shown(self, item: Item) -> bool:
        """Whether an item has a page in this build."""
        return item.status not in WAITING or self.mode is Mode.PREVIEW

    @property
    def anew(self) -> tuple[Item, ...]:
        """The items that must be looked at: all, unless the last build has looked at the others."""
        return self.recalled.anew if self.recalled else self.items

    @property
    def due(self) -> tuple[Item, ...]:
        """Those of `anew` that have a page in this build."""
        if self.recalled is None:
            return self.visible
        return tuple(item for item in self.anew if self.shown(item))

    def is_bound(self, url: str) -> bool:
        """Whether redirects have to do with an address."""
        return url in self.bound or any(
            one.endswith("*") and url.startswith(one[:-1]) for one in self.bound
        )

    @cached_property
    def due_next(self) -> datetime | None:
        """When the next scheduled item must be published."""
        waiting = (item.date for item in self.items if item.status is Status.SCHEDULED)
        return min(waiting, default=None)

    @cached_property
    def visible(self) -> tuple[Item, ...]:
        """The items that have a page, by path."""
        return tuple(item for item in self.items if self.shown(item))

    @cached_property
    def listed(self) -> tuple[Item, ...]:
        """The news and notices that lists show, newest first."""
        found = [
            item
            for item in self.items
            if item.kind is not ItemKind.PAGE
            and self.shown(item)
            and item.status in (Status.PUBLISHED, *WAITING)
        ]
        return tuple(sorted(found, key=lambda item: (item.date, item.path), reverse=True))

    def listed_in(self, codes: frozenset[str]) -> tuple[Item, ...]:
        """Return the listed items of these columns alone, newest first."""
        found = self._listed_in.get(codes)
        if found is None:
            found = tuple(item for item in self.listed if item.column in codes)
            self._listed_in[codes] = found
        return found

    @cached_property
    def columns_in_use(self) -> frozenset[str]:
        """Codes of the columns that have listed items of their own."""
        return frozenset(item.column for item in self.listed)

    @property
    def published_files(self) -> tuple[str, ...]:
        """The pictures and attachments to publish, sorted.

        Those that drafts or withdrawn items alone use are left out. Those that no item uses may be
        linked from elsewhere and stay.
        """
        open_to_all: set[str] = set()
        kept_back: set[str] = set()
        for item in self.items:
            public = self.shown(item) and item.status is not Status.WITHDRAWN
            (open_to_all if public else kept_back).update(self.files_of.get(item.path, ()))
        return tuple(one for one in self.files if one in open_to_all or one not in kept_back)

    def column(self, item: Item) -> Column:
        """Return the column of a news item or notice."""
        column = self.site.column(item.column)
        if column is None:
            raise LookupError(f"{item.path} has no column")
        return column

    def number_text(self, item: Item) -> str:
        """Return the full name of an item's number, another body's as written, or ""."""
        number = self.numbers.get(item.path)
        series = self.site.series_of(number.series) if number else None
        if number and series:
            return full_name(series, number)
        return item.notice.number if item.notice else ""

    def find_number(self, text: str) -> Item | None:
        """Return the item that carries a number, given by its full name.

        A number of the site's own is found in any form that is plain, also under an earlier
        issuer code or without its running total.
        """
        if not self._by_number:
            self._index()
        series = own_series(self.site, text)
        parsed = read_mention(series, text) if series else None
        path = self._by_number.get(_folded(text))
        if path is None and series and parsed:
            path = self._by_number.get(_number_key(series, parsed.year, parsed.serial))
        return self.by_path[path] if path else None

    def find_document(self, number: str, title: str) -> Item | None:
        """Return the notice with a number, or with a title where the number is empty."""
        if number:
            return self.find_number(number)
        if not self._by_title:
            self._index()
        path = self._by_title.get(title)
        return self.by_path[path] if path else None

    def _index(self) -> None:
        """Note the numbers and titles of what readers see; a title of two notices is neither's."""
        for item in self.visible:
            if item.notice is None:
                continue
            twice = item.title in self._by_title
            self._by_title[item.title] = "" if twice else item.path
            name = self.number_text(item)
            if not name or item.path in self.proposed:
                continue
            self._by_number.setdefault(_folded(name), item.path)
            number = self.numbers.get(item.path)
            series = self.site.series_of(number.series) if number else None
            if number and series:
                key = _number_key(series, number.year, number.serial)
                self._by_number.setdefault(key, item.path)
                for code in series.codes:
                    other = full_name(series, replace(number, code=code))
                    self._by_number.setdefault(_folded(other), item.path)


def load_edition(
    root: Path,
    label: str,
    site: Site,
    mode: Mode,
    today: date,
    problems: Problems,
    means: Means = ALONE,
    *,
    now: datetime | None = None,
) -> Edition:
    """Read and check the content folder; everything wrong is in `problems`.

    Items dated behind `now`, by default the end of `today`, are scheduled.
    """
    gate = gate_of(site, load_wording(root, label, problems))
    context = ItemContext(root, label, site, today, gate)
    found = scan(root, label, problems)
    reading = read_items(found.items, found.stamps, context, means, problems)
    entries = [reading.entries[path] for path in sorted(reading.entries)]
    items = tuple(scheduled(one.read.item, today, now) for one in entries if one.read.whole)
    unread = frozenset(file.path for file in found.items) - {item.path for item in items}
    registers = load_registers(root, label, site, problems)
    edition = Edition(root, label, site, problems, mode, today, items, registers)
    edition.files, edition.stamps = found.files, found.stamps
    edition.reading, edition.means = reading, means
    edition.leads = {one.read.item.path: one.lead for one in entries}
    edition.numbers, edition.proposed = assign_numbers(site, label, items, registers, problems)
    _address(edition)
    _check_guide(edition, unread)
    edition.relations = relate(edition)
    check_validity(edition)
    edition.addresses = fixed_addresses(site).union(
        archive_addresses(site, edition.listed),
        finder_addresses(edition),
        register_addresses(edition),
    )
    check_finders(edition)
    finish_bodies(edition, unread)
    _look_at_pictures(edition)
    return edition


def scheduled(item: Item, today: date, now: datetime | None) -> Item:
    """Return an item as it stands at `now`, or at the end of `today`: not yet public before."""
    early = item.date > now if now else item.date.date() > today
    public = item.status in (Status.PUBLISHED, Status.HIDDEN)
    return replace(item, status=Status.SCHEDULED) if early and public else item


def _folded(text: str) -> str:
    return "".join(text.split())


def _number_key(series: Series, year: int | None, serial: int) -> str:
    """Return a key that no number's text is."""
    return f"{series.code}/{year if series.reset is Reset.YEARLY else ''}/{serial}"


def _address(edition: Edition) -> None:
    """Give every item its address; two items can't share one."""
    taken: dict[str, str] = {}
    folded: dict[str, str] = {}
    fixed = fixed_addresses(edition.site)
    for item in edition.items:
        url = item_address(edition.site, item, edition.numbers, edition.proposed)
        edition.urls[item.path] = url
        other = taken.setdefault(url, item.path)
        if other != item.path or url in fixed:
            edition.problems.add(
                "I020",
                edition.display(item.path),
                item.line_of("slug"),
                url=url,
                other=edition.display(other) if other != item.path else "通报系统 (the portal)",
            )
        other = folded.setdefault(item.path.casefold(), item.path)
        if other != item.path:
            edition.problems.add(
                "I021",
                edition.display(item.path),
                path=edition.display(item.path),
                other=edition.display(other),
            )


def _check_guide(edition: Edition, unread: frozenset[str]) -> None:
    """Check that the item that tells how to report is there; a draft is no help to readers."""
    guide = edition.site.contact.report_guide
    item = edition.by_path.get(guide.text)
    public = item is not None and item.status in (Status.PUBLISHED, Status.HIDDEN)
    if guide and guide.text not in unread and not public:
        edition.problems.add("S045", edition.site.path, guide.line, guide.column, value=guide.text)


def _look_at_pictures(edition: Edition) -> None:
    """Look at every picture of images, at those elsewhere that items show, and at every SVG."""
    shown = {path for paths in edition.pictures_in.values() for path in paths}
    shown |= {item.image.path for item in edition.items if item.image}
    wanted = [
        path for path in edition.files
        if path.startswith("images/") or path in shown or path.lower().endswith(".svg")
    ]  # fmt: skip
    edition.rasters = look_through(edition.root, edition.label, wanted, edition.problems)
