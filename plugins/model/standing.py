"""Where a notice stands on the build's day, by its dates, other notices and its own statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plugins.model.items import Item, NoticeFields, RelationKind, Status, Validity
from plugins.model.relations import Edge

if TYPE_CHECKING:
    from plugins.model.edition import Edition

ENDED = (Validity.REPEALED, Validity.LAPSED)
_CHANGED = (Validity.PARTLY, Validity.AMENDED)
_LAST_DAY = date.max - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that bears on a notice's validity from a day on."""

    validity: Validity
    """REPEALED, LAPSED, PARTLY or AMENDED."""
    day: date
    """The first day on which it holds."""
    edge: Edge | None
    """The relation that says so; None where the notice's own dates do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notice stands on a day."""

    validity: Validity
    holding: tuple[Fact, ...]
    """What makes it so, the earliest first; empty where the notice says it without a reason."""
    coming: tuple[Fact, ...]
    """What will change it, the earliest first."""


def standing(edition: Edition, item: Item) -> Standing:
    """Return where a notice stands on the edition's day, its own statement included.

    Raises:
        ValueError: the item is no notice.

    """
    if item.notice is None:
        raise ValueError(f"{item.path} is no notice")
    found = derived(item.notice, facts(edition, item), edition.today)
    stated = item.notice.validity
    if stated and stated is not found.validity and _adds(stated, found):
        holding = tuple(fact for fact in found.holding if fact.validity is stated)
        return Standing(stated, holding, () if stated in ENDED else found.coming)
    return found


def facts(edition: Edition, item: Item) -> tuple[Fact, ...]:
    """Return everything that bears on a notice's validity, the earliest first."""
    notice = item.notice
    if notice is None:
        return ()
    found = []
    for edge in edition.relations.to(item.path):
        if edge.since is None:
            continue
        kind = Validity.REPEALED if edge.whole else Validity.PARTLY
        if edge.kind is RelationKind.AMENDS:
            kind = Validity.AMENDED
        found.append(Fact(kind, edge.since, edge))
    if notice.repealed:
        kind = notice.validity if notice.validity in ENDED else Validity.REPEALED
        found.append(Fact(kind or Validity.REPEALED, notice.repealed, None))
    if notice.expires:
        day = min(notice.expires, _LAST_DAY) + timedelta(days=1)
        found.append(Fact(Validity.LAPSED, day, None))
    # Of two facts of one day the one that another document tells is told.
    return tuple(sorted(found, key=lambda one: (one.day, one.edge is None, _path(one))))


def _path(fact: Fact) -> str:
    return fact.edge.source if fact.edge else ""


def ends_on(edition: Edition, item: Item, *kinds: Validity) -> date | None:
    """Return the first day on which a notice is or will be of one of these kinds of validity."""
    return next((fact.day for fact in facts(edition, item) if fact.validity in kinds), None)


def derived(notice: NoticeFields, known: tuple[Fact, ...], today: date) -> Standing:
    """Return what dates and relations alone say of a notice; `known` has the earliest first."""
    past = tuple(fact for fact in known if fact.day <= today)
    coming = tuple(fact for fact in known if fact.day > today)
    ended = tuple(fact for fact in past if fact.validity in ENDED)
    if ended:
        return Standing(ended[0].validity, ended[:1], ())
    if notice.effective and notice.effective > today:
        return Standing(Validity.PENDING, (), coming)
    kinds = {fact.validity for fact in past}
    validity = next((one for one in _CHANGED if one in kinds), Validity.VALID)
    return Standing(validity, past, coming)


def _adds(stated: Validity, found: Standing) -> bool:
    """Whether a stated validity tells something that may be true besides what is derived."""
    if stated in (Validity.VALID, Validity.PENDING) or found.validity is Validity.REPEALED:
        return False
    if any(fact.validity is stated for fact in found.coming):
        return False
    if found.validity is Validity.LAPSED:
        return stated is Validity.REPEALED
    if found.validity in (Validity.PENDING, Validity.PARTLY):
        return stated in ENDED
    return True


def check_validity(edition: Edition) -> None:
    """Tell of notices whose stated validity or date of repeal isn't what follows for them."""
    for item in edition.visible:
        if item.notice and item.status is not Status.WITHDRAWN:
            _check(edition, item, item.notice)


def _check(edition: Edition, item: Item, notice: NoticeFields) -> None:
    shown, known = edition.display(item.path), facts(edition, item)
    found = derived(notice, known, edition.today)
    whole = next((one.edge for one in known if one.edge and one.edge.whole), None)
    if notice.repealed and whole and whole.since != notice.repealed:
        edition.problems.add(
            "I047",
            shown,
            item.line_of("repealed"),
            day=notice.repealed.isoformat(),
            other=edition.display(whole.source),
            right=whole.since.isoformat() if whole.since else "",
        )
    stated = notice.validity
    if stated is None:
        return
    place = shown, item.line_of("validity")
    if stated is not found.validity and not _adds(stated, found):
        why = _why(edition, notice, found, stated)
        edition.problems.add("I023", *place, stated=stated, derived=found.validity, why=why)
    elif (day := _changes_next(notice, found, edition.today)) and stated not in ENDED:
        edition.problems.add("I046", *place, stated=stated, day=day.isoformat())


def _why(edition: Edition, notice: NoticeFields, found: Standing, stated: Validity) -> str:
    """Return what the derived validity follows from, in the words of front matter."""
    premature = (fact for fact in found.coming if fact.validity is stated)
    fact = next(iter((*found.holding, *premature)), None)
    if found.validity is Validity.PENDING or (fact is None and notice.effective):
        return f"effective: {notice.effective}"
    if fact is None:
        return "effective: —"
    if fact.edge:
        other = edition.display(fact.edge.source)
        return f"{other}:{fact.edge.line} {fact.edge.kind}, {fact.day}"
    if notice.repealed == fact.day:
        return f"repealed: {notice.repealed}"
    return f"expires: {notice.expires}"


def _changes_next(notice: NoticeFields, found: Standing, today: date) -> date | None:
    """Return the next day on which a notice's validity changes by itself."""
    days = [fact.day for fact in found.coming]
    if notice.effective and notice.effective > today:
        days.append(notice.effective)
    return min(days, default=None)


def next_change(edition: Edition) -> date | None:
    """Return the next day on which any page is out of date unless the portal is built anew."""
    days = [
        day
        for item in edition.visible
        if item.notice and item.status is not Status.WITHDRAWN
        if (day := _changes_next(item.notice, standing(edition, item), edition.today))
    ]
    return min(days, default=None)
