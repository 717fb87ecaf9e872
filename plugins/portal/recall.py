"""What a build leaves for the next one to know, and whether that suffices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.model.bodies import BodyRecord
from plugins.model.content_files import is_item, stamps_below
from plugins.model.edition import Edition
from plugins.model.gates.exceptions import is_of_gates
from plugins.model.item_reading import settled
from plugins.model.item_stamps import ItemStamps
from plugins.model.items import Item
from plugins.model.known import (
    About,
    Change,
    Faces,
    Files,
    FileStamp,
    Known,
    Paths,
    RecallError,
    Rest,
    Sources,
    Stamp,
    Stamps,
    encode,
)
from plugins.model.problems import Problem, Problems
from plugins.model.recalled import Recall
from plugins.model.standing import next_change
from plugins.portal.home import home_pictures
from plugins.portal.listings import neighbours
from plugins.portal.offline import last_changed

CHANGES = 50
"""Changes that are kept beside what was known before all is written anew."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in the content folder since the last build."""

    changed: tuple[str, ...]
    """Paths of items that may say something else."""
    added: tuple[str, ...]
    """Paths of new items."""
    stale: dict[str, str]
    """Stamps of items that are as they were, whose kept stamps must not be trusted."""

    @property
    def nothing(self) -> bool:
        """Whether all says what it said."""
        return not self.changed and not self.added


@dataclass(frozen=True, slots=True)
class Look:
    """What the content folder looked like before anything was read."""

    seen: Mapping[str, str]
    """Stamp of each file by path; in a build that reads only what changed, of that alone."""
    now: int
    """The file system's time at that moment; 0 where it can't be asked."""

    def settled(self, path: str) -> str:
        """Return the stamp of a file if it may be trusted, else none."""
        return settled(self.seen.get(path, ""), self.now)


def look_at(root: Path, now: int) -> Look:
    """Look at the content folder at the file system's time `now`."""
    return Look(stamps_below(root), now)


@dataclass
class Recalling:
    """What a build starts from that reads only what changed."""

    known: Known
    difference: Difference
    look: Look
    untouched: Callable[[], bool | None]
    """Whether the output is as it was left; asked once."""


def difference(known: Known, other: Mapping[str, str], digest: Callable[[str], str]) -> Difference:
    """Tell what changed, by the stamps of the items that differ.

    `digest` returns SHA-256 of an item as it is now.
    """
    added = tuple(path for path in other if path not in known.places)
    stale, changed = {}, []
    for path in other:
        if path in added:
            continue
        if digest(path) == known.sources.digests[known.places[path]]:
            stale[path] = other[path]
        else:
            changed.append(path)
    return Difference(tuple(changed), added, stale)


def check_recalled(edition: Edition, stamps: ItemStamps) -> None:
    """Check that the items read anew have changed in nothing but what may be followed.

    Raises:
        RecallError: they have.

    """
    recall = edition.recalled
    if recall is None:
        return
    known = recall.known
    if not edition.everywhere.items() <= known.rest.common.items():
        raise RecallError("common")
    told = set(known.rest.problems)
    before = [one for one in told if one.path in _shown(edition, recall)]
    if any(one not in told for one in edition.problems) or not all(map(is_of_gates, before)):
        raise RecallError("problems")
    for item in recall.anew:
        record = edition.bodies.records.get(item.path)
        if record is None:
            raise RecallError(item.path)
        if item.path in recall.added:
            _check_added(item, record, known)
        else:
            _check_changed(edition, recall, item, record)
            if stamps.stamp(item).frame != known.stamp(item.path).frame:
                raise RecallError(item.path)
    if recall.added and tuple(home_pictures(edition)) != known.rest.home_pictures:
        raise RecallError("pictures")


def _shown(edition: Edition, recall: Recall) -> frozenset[str]:
    return frozenset(edition.display(path) for path in recall.paths)


def problems_now(edition: Edition) -> tuple[Problem, ...]:
    """Return what is wrong; of what is recalled what was, with what gates say of new texts."""
    recall = edition.recalled
    if recall is None:
        return tuple(edition.problems)
    shown = _shown(edition, recall)
    found = Problems()
    found.extend(one for one in recall.known.rest.problems if one.path not in shown)
    found.extend(edition.reading.gated)
    return tuple(found)


def _check_added(item: Item, record: BodyRecord, known: Known) -> None:
    cited = {target for _, _, target in record.mentions} - {""}
    if record.pictures or record.files or cited or item.column not in _columns(known):
        raise RecallError(item.path)


def _check_changed(edition: Edition, recall: Recall, item: Item, record: BodyRecord) -> None:
    before = recall.record(item.path)
    if before is None or _parts(before) != _parts(record):
        raise RecallError(item.path)
    faces, places = recall.known.faces, recall.known.places
    renamed = item.title != faces.titles[places[item.path]]
    relations = edition.relations.of(item.path) or edition.relations.to(item.path)
    if renamed and (relations or edition.is_bound(edition.urls[item.path])):
        raise RecallError(item.path)


def _parts(record: BodyRecord) -> tuple[object, ...]:
    return record.links, record.mentions, record.pictures, record.files


def due_items(edition: Edition, stamps: ItemStamps) -> tuple[Item, ...]:
    """Return the items whose pages may change: those read anew, and those beside moved ones."""
    if not stamps.moved:
        return edition.due
    beside = neighbours(edition, stamps.moved)
    paths = {item.path for item in edition.due}
    for around in beside.values():
        others = (around.newer, around.older, around.previous, around.next)
        paths.update(item.path for item in others if item)
    return tuple(edition.by_path[path] for path in sorted(paths))


def _columns(known: Known) -> set[str]:
    faces, places = known.faces, known.places
    return {faces.columns[places[path]] for path in known.paths.listed}


def _rest_of(
    edition: Edition,
    stamps: ItemStamps,
    common: Mapping[str, str],
) -> Rest:
    """Return what the next build should know besides columns; every output depends on `common`."""
    return Rest(
        common=dict(common),
        problems=tuple(edition.problems),
        numbers=edition.numbers,
        proposed=edition.proposed,
        registers=edition.registers,
        relations=edition.relations,
        addresses=edition.addresses,
        bound=edition.bound,
        compared=edition.compared,
        files=edition.files,
        rasters=edition.rasters,
        pictures=edition.pictures,
        home_pictures=tuple(home_pictures(edition)),
        last_changed=tuple(item.path for item in last_changed(edition)),
        besides=stamps.besides,
        next_change=next_change(edition),
    )


def known_parts(
    edition: Edition,
    stamps: ItemStamps,
    look: Look,
    files: Mapping[str, FileStamp],
    about: str,
    common: Mapping[str, str],
) -> dict[str, bytes]:
    """Return what the next build should know, as it is kept.

    `files` are those of the output, `about` is the digest of the circumstances, `common` what every
    output depends on.
    """
    items = edition.items
    paths = {item.path: item.path for item in items}
    columns = {item.column: item.column for item in items}
    none = Stamp("", "", "")
    made = [stamps.stamp(item) if edition.shown(item) else none for item in items]
    digests = edition.reading.sources
    return encode(
        About(about, edition.site.identity.time_zone, edition.history, edition.due_next),
        Paths(list(paths), [paths[item.path] for item in edition.listed]),
        Sources(
            [look.settled(path) for path in paths],
            [digests.get(path, "") for path in paths],
            {path: look.settled(path) for path in look.seen if not is_item(path)},
        ),
        Faces(
            [item.kind for item in items],
            [item.status for item in items],
            [columns[item.column] for item in items],
            [item.topics for item in items],
            [item.title for item in items],
            [edition.urls[path] for path in paths],
            [item.image for item in items],
            [item.modified for item in items],
        ),
        [item.date for item in items],
        Stamps([one.text for one in made], [one.face for one in made], [one.frame for one in made]),
        stamps.sums,
        Files(list(files), list(files.values())),
        _rest_of(edition, stamps, common),
    )


def _rest_with(rest: Rest, edition: Edition) -> Rest:
    """Return what is known besides columns once new items are among those known."""
    changed = tuple(item.path for item in last_changed(edition))
    problems = problems_now(edition) if edition.recalled else rest.problems
    return replace(rest, addresses=edition.addresses, last_changed=changed, problems=problems)


def change_of(
    edition: Edition,
    stamps: ItemStamps,
    recalling: Recalling,
    files: Mapping[str, FileStamp | None],
) -> Change | dict[str, bytes]:
    """Return what a build changed in what is known, or all of it where that is better.

    `files` are those of the output that were written, None for one that is gone.
    """
    known, recall = recalling.known, edition.recalled
    change = Change(sums=dict(stamps.sums), files=dict(files))
    for item in recall.anew if recall else ():
        path = item.path
        source = (recalling.look.settled(path), edition.reading.sources[path])
        change.items[path] = (source, stamps.stamp(item), item.title)
    change.items |= restamped(recalling).items
    same = recall is None or problems_now(edition) == known.rest.problems
    if same and not (recall and recall.added) and len(known.changes) < CHANGES:
        return change
    return _merged(edition, stamps, known, change)


def restamped(recalling: Recalling) -> Change:
    """Return a change that gives items which are as they were the stamps of their files now."""
    known = recalling.known
    change = Change(sums=known.sums)
    for path in recalling.difference.stale:
        at = known.places[path]
        source = (recalling.look.settled(path), known.sources.digests[at])
        change.items[path] = (source, known.stamp(path), known.faces.titles[at])
    return change


def _merged(edition: Edition, stamps: ItemStamps, known: Known, change: Change) -> dict[str, bytes]:
    """Return all that is known with a change put in."""
    recall = edition.recalled
    for path, (source, stamp, _) in change.items.items():
        if recall and path in recall.added:
            known.insert(edition.by_path[path], edition.urls[path], source, stamp)
    known.apply(change)
    listed = [item.path for item in edition.listed]
    return known.encoded(_rest_with(known.rest, edition), listed)
