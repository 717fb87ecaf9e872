"""Citations: every mention of a known number links to its notice, which lists what cites it."""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from plugins.model.addresses import register_address
from plugins.model.bodies import Bodies, BodyRecord, Mention
from plugins.model.edition import Edition
from plugins.model.forked import by_parts
from plugins.model.item_reading import FEW
from plugins.model.items import WAITING, Item, ItemKind, Status
from plugins.model.markup import TAG
from plugins.model.number_forms import CLOSE, OPEN, genre
from plugins.model.numbers import read_mention
from plugins.model.registers import State
from plugins.model.relations import cites
from plugins.model.series import Reset, Series, SeriesKind
from plugins.notice_numbering.mentions import mention_pattern

_QUIET = frozenset({"a", "code", "pre", "kbd", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements in which nothing is linked."""
_CODE = re.compile(rf"([\u4e00-\u9fff]{{1,16}}?)字?第?[{re.escape(OPEN + CLOSE)}]")
_LITERAL = re.compile(r"[\u4e00-\u9fff]{4,}.*[号期]\Z")
"""Another body's number of another kind: found where it begins with the body's name."""
_Key = tuple[str, int | None, int]


@dataclass(frozen=True, slots=True)
class _Target:
    url: str
    path: str
    """The item; empty for a number that only the register tells of."""
    year: int


class Citations:
    """Knows every number of an edition in all its forms."""

    def __init__(self, edition: Edition) -> None:
        """Index the numbers and build one expression that finds their mentions."""
        self._names: dict[str, list[Series]] = defaultdict(list)
        self._targets: dict[_Key, _Target | None] = {}
        self._literal: dict[str, _Target | None] = {}
        known = list(edition.site.series)
        for series in known:
            self._name(series)
        self._index_registers(edition)
        for item in edition.visible:
            if item.kind is ItemKind.NOTICE:
                self._index_item(edition, item, known)
        self._words = self._needed_words()
        mentions = mention_pattern(known, self._literal)
        self._sought = f"{TAG}|{mentions}" if mentions else ""
        sought = f"{self._sought} {self._words}"
        self.words = hashlib.sha256(sought.encode()).hexdigest()
        """Digest of what is looked for."""
        self._found: dict[str, _Target | None] = {}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The expression, made where a body may mention a number."""
        return re.compile(self._sought)

    def _name(self, series: Series) -> None:
        for name in (*(series.codes or (series.title,)), *series.aliases):
            self._names[name].append(series)

    def _needed_words(self) -> tuple[str, ...]:
        """Return words one of which stands in every body that mentions a number."""
        stems = {name.removesuffix(genre(name)) or name for name in self._names}
        genres = {genre(name) for name in self._names} - {""}
        return tuple(sorted(stems | genres | {text[:4] for text in self._literal}))

    def _index_registers(self, edition: Edition) -> None:
        """Let numbers that will never have an item lead to the register."""
        for entry in edition.registers.entries.values():
            number = entry.number
            series = edition.site.series_of(number.series)
            if series and entry.state in (State.VOID, State.WITHHELD):
                url = register_address(edition.site, number.series, number.year)
                target = _Target(f"{url}#n{number.serial}", "", number.year)
                self._targets[_key(series, number.year, number.serial)] = target

    def _index_item(self, edition: Edition, item: Item, known: list[Series]) -> None:
        number = edition.numbers.get(item.path)
        url = edition.urls[item.path]
        series = edition.site.series_of(number.series) if number else None
        if number and series:
            if item.path not in edition.proposed:
                target = _Target(url, item.path, number.year)
                self._targets[_key(series, number.year, number.serial)] = target
        elif item.notice and item.notice.number and not item.notice.series:
            self._index_foreign(item.notice.number, url, item.path, known)

    def _index_foreign(self, text: str, url: str, path: str, known: list[Series]) -> None:
        """Index another body's number; one that two items carry means neither."""
        match = _CODE.match(text)
        if match and not any(match[1] in one.codes for one in self._names[match[1]]):
            foreign = _foreign_series(match[1])
            known.append(foreign)
            self._name(foreign)
        for series in self._names[match[1]] if match else ():
            parsed = read_mention(series, text)
            if parsed and parsed.year:
                key = _key(series, parsed.year, parsed.serial)
                taken = key in self._targets
                self._targets[key] = None if taken else _Target(url, path, parsed.year)
                return
        folded = "".join(text.split())
        if _LITERAL.match(folded):
            taken = folded in self._literal
            self._literal[folded] = None if taken else _Target(url, path, 0)

    def find(self, mention: str) -> _Target | None:
        """Return what a mention means; None where it is not plain."""
        if mention not in self._found:
            self._found[mention] = self._find(mention)
        return self._found[mention]

    def _find(self, mention: str) -> _Target | None:
        text = "".join(mention.split())
        title, closing, rest = text.removeprefix("《").partition("》")
        if text.startswith("《") and closing:
            text = f"{title}{rest}"
        if text in self._literal:
            return self._literal[text]
        found = {
            target
            for candidate in (text, *self._turned(text))
            for series in self._series_of(candidate)
            if (target := self._read(series, candidate))
        }
        return found.pop() if len(found) == 1 else None

    def _series_of(self, text: str) -> list[Series]:
        """Return the series of the longest name that the text starts with."""
        for length in range(min(len(text), 60), 0, -1):
            if text[:length] in self._names:
                return self._names[text[:length]]
        return []

    def _turned(self, text: str) -> list[str]:
        """Return a number that its title's last word follows with its title in front."""
        last = genre(text)
        found = []
        for name in self._names if last else ():
            stem = name.removesuffix(last)
            if name.endswith(last) and text.startswith(stem):
                found.append(f"{name}{text[len(stem) : -len(last)]}")
            elif name.endswith(last) and not re.match(r"[\u4e00-\u9fff]", text):
                found.append(f"{name}{text[: -len(last)]}")
        return found

    def _read(self, series: Series, text: str) -> _Target | None:
        parsed = read_mention(series, text)
        if parsed is None or (series.reset is Reset.YEARLY and parsed.year is None):
            return None
        target = self._targets.get(_key(series, parsed.year, parsed.serial))
        if target and parsed.year not in (None, target.year):
            return None
        return target

    def meaning(self, mention: str) -> Mention:
        """Return a mention with what it leads to."""
        target = self.find(mention)
        return (mention, target.url, target.path) if target else (mention, "", "")

    def link(self, path: str, body: str) -> tuple[str, tuple[Mention, ...]]:
        """Return the body of an item with its mentions linked, and each mention once."""
        if not self._sought or not any(word in body for word in self._words):
            return body, ()
        mentions: dict[Mention, None] = {}
        quiet = 0

        def linked(match: re.Match[str]) -> str:
            nonlocal quiet
            if match["tag"]:
                if match["tag"] in _QUIET:
                    quiet += -1 if match["closing"] else 1
                return match[0]
            if quiet:
                return match[0]
            mention = html.unescape(match["inner"] or match["bare"])
            mentions[self.meaning(mention)] = None
            target = self.find(mention)
            if target is None or target.path == path:
                return match[0]
            return f'<a class="citation" href="{html.escape(target.url)}">{match[0]}</a>'

        return self._pattern.sub(linked, body), tuple(mentions)


def _key(series: Series, year: int | None, serial: int) -> _Key:
    return series.code, year if series.reset is Reset.YEARLY else None, serial


def _foreign_series(code: str) -> Series:
    """Return the series that another body's document numbers belong to."""
    return Series(
        code=f"foreign:{code}",
        name=code,
        kind=SeriesKind.DOCUMENT,
        issuer="",
        issuer_code=code,
        title="",
        aliases=(),
        heading="",
        reset=Reset.YEARLY,
        first=1,
        total=False,
        line=0,
    )


def link_citations(edition: Edition) -> None:
    """Link the mentions in every body and record what cites what."""
    citations, bodies = Citations(edition), edition.bodies
    anew = []
    for item in edition.anew:
        kept = bodies.kept.get(item.path)
        if kept is None or not _as_before(kept, citations):
            anew.append(item.path)

    def work(start: int, stop: int) -> list[tuple[str, str | None, tuple[Mention, ...]]]:
        return [_linked(citations, bodies, path) for path in anew[start:stop]]

    mentions = {} if edition.recalled else _kept_mentions(bodies)
    for some in by_parts(work, len(anew), edition.means.workers, FEW):
        for path, body, found in some:
            record = bodies.records.get(path) or bodies.kept.get(path)
            if record:
                bodies.records[path] = replace(record, words=citations.words, mentions=found)
            if body is not None:
                bodies[path] = body
            mentions[path] = found
    bodies.again = lambda path: citations.link(path, bodies.resolved(path))[0]
    if edition.recalled is None:
        _relate(edition, mentions)


def _relate(edition: Edition, mentions: Mapping[str, tuple[Mention, ...]]) -> None:
    """Record what each listed item cites."""
    for item in sorted(edition.items, key=lambda one: (one.date, one.path)):
        if edition.shown(item) and item.status in (Status.PUBLISHED, *WAITING):
            cited = {path for _, _, path in mentions[item.path]} - {"", item.path}
            for path in sorted(cited):
                edition.relations.add(cites(item.path, path))


def _kept_mentions(bodies: Bodies) -> dict[str, tuple[Mention, ...]]:
    return {path: record.mentions for path, record in bodies.kept.items()}


def _linked(
    citations: Citations, bodies: Bodies, path: str
) -> tuple[str, str | None, tuple[Mention, ...]]:
    """Return path, body (None where it stays as it is) and mentions of an item."""
    kept = path in bodies.kept
    before = bodies.resolved(path) if kept else bodies[path]
    body, found = citations.link(path, before)
    return path, None if body == before and not kept else body, found


def _as_before(record: BodyRecord, citations: Citations) -> bool:
    return record.words == citations.words and all(
        citations.meaning(mention[0]) == mention for mention in record.mentions
    )
