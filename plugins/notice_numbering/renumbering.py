"""Renumbering: give a notice another number, in its header and wherever texts cite it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from plugins.model.content_files import content_files
from plugins.model.items import Item, ItemKind
from plugins.model.numbers import Number, full_name, read_mention
from plugins.model.problems import Problems
from plugins.model.series import Series
from plugins.model.site import Site
from plugins.notice_numbering.allocation import AllocationError, Desk
from plugins.notice_numbering.claims import Key, key_of
from plugins.notice_numbering.header_edit import (
    carries,
    change_field,
    header_length,
    header_text,
    insert_field,
    says,
)
from plugins.notice_numbering.mentions import mention_pattern

_DIGITS = re.compile("[0-9０-９]+")
_NUMBER_LINE = re.compile(r"number[ \t]*:", re.IGNORECASE)
_QUOTES = str.maketrans("", "", "《》〈〉 　\t\n")


@dataclass(frozen=True, slots=True)
class Move:
    """A notice that gets another number."""

    item: Item
    series: Series
    old: Number
    new: Number

    @property
    def key(self) -> Key:
        """What the old number was known by."""
        return key_of(self.series, self.old)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text whose citations follow the moves."""

    text: str
    count: int
    """Citations that were changed."""
    doubts: tuple[tuple[int, str], ...]
    """Line and words of citations that may mean either notice; they are left as they were."""


class Rewriter:
    """Knows which notice a citation of a number that moved means."""

    def __init__(
        self,
        site: Site,
        moves: Sequence[Move],
        keepers: Mapping[Key, Item],
        published: Callable[[str], str | None] | None,
    ) -> None:
        """Take the moves, who keeps each number, and texts as published (None: nobody knows)."""
        self.moves: dict[Key, list[Move]] = {}
        for move in moves:
            self.moves.setdefault(move.key, []).append(move)
        self.keepers = keepers
        self.published = published
        found = mention_pattern(site.series, ())
        self.pattern = re.compile(found) if found else None
        self.names = sorted(
            ((name, one) for one in site.series for name in (*_names(one), *one.aliases)),
            key=lambda pair: len(pair[0]),
            reverse=True,
        )

    def rewrite(self, path: str, text: str, header: int) -> Rewritten:
        """Rewrite the text of an item; `header` is the length of its header."""
        if self.pattern is None:
            return Rewritten(text, 0, ())
        count = 0
        doubts: list[tuple[int, str]] = []

        def changed(match: re.Match[str]) -> str:
            nonlocal count
            start = text.rfind("\n", 0, match.start()) + 1
            if start < header and _NUMBER_LINE.match(text, start):
                return match[0]
            group = "inner" if match["inner"] else "bare"
            mention = match[group]
            found = self._moved(mention)
            if not found:
                return match[0]
            before = match[0][: match.start(group) - match.start()]
            meant = self._meant(path, found, before, match[0])
            if meant.doubtful:
                doubts.append((text.count("\n", 0, match.start()) + 1, match[0]))
                return match[0]
            if meant.move is None:
                return match[0]
            new = renamed(meant.move, mention)
            count += new != mention
            return before + new + match[0][len(before) + len(mention) :]

        new_text = self.pattern.sub(changed, text)
        return Rewritten(new_text, count, tuple(doubts))

    def _moved(self, mention: str) -> list[Move]:
        """Return the moves whose old number a mention says."""
        folded = "".join(mention.split()).removeprefix("《").replace("》", "", 1)
        series = next((one for name, one in self.names if folded.startswith(name)), None)
        parsed = read_mention(series, folded) if series else None
        if series is None or parsed is None:
            return []
        number = Number(series.code, parsed.year or 0, parsed.serial)
        return self.moves.get(key_of(series, number), [])

    def _meant(self, path: str, found: list[Move], title: str, whole: str) -> _Meaning:
        """Return what a citation in the item at `path` means.

        The title in front of the number decides, then whose text it is, then whether the citation
        was published before: one that was means what is published.
        """
        keeper = self.keepers.get(found[0].key)
        titles = [(one.item.title, one) for one in found]
        words = title.rpartition("》")[0].translate(_QUOTES)
        if words and keeper and words == keeper.title.translate(_QUOTES):
            return _STAYS
        named = [one for told, one in titles if words and words == told.translate(_QUOTES)]
        own = [one for one in found if one.item.path == path]
        if named or own:
            return _Meaning((named or own)[0])
        if keeper and keeper.path == path:
            return _STAYS
        if self.published and whole in (self.published(path) or ""):
            return _STAYS
        if len(found) == 1 and (self.published or keeper is None):
            return _Meaning(found[0])
        return _Meaning(None, doubtful=True)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a citation means: a notice that moves, or what keeps the number."""

    move: Move | None
    doubtful: bool = False


_STAYS = _Meaning(None)


def _names(series: Series) -> tuple[str, ...]:
    return series.codes or (series.title,)


def renamed(move: Move, mention: str) -> str:
    """Return a mention with the new serial and total in the place of the old, else as it was."""
    head, mark, tail = mention.partition("总")
    if mark and move.new.total:
        tail = _DIGITS.sub(str(move.new.total), tail, count=1)
    spans = [one for one in _DIGITS.finditer(head) if int(one[0]) == move.old.serial]
    if not spans:
        return full_name(move.series, move.new)
    last = spans[-1]
    return f"{head[: last.start()]}{move.new.serial}{head[last.end() :]}{mark}{tail}"


@dataclass
class Renumbered:
    """Files with new numbers in headers and citations."""

    files: dict[str, bytes] = field(default_factory=dict)
    """New content by path below the content folder."""
    titles: dict[str, str] = field(default_factory=dict)
    """New title of each notice whose title cites a number that moved."""
    cited: int = 0
    doubts: list[str] = field(default_factory=list)
    """Citations that may mean either notice, as path:line: words."""


def renumber_items(desk: Desk, rewriter: Rewriter, moves: Mapping[str, Move]) -> Renumbered:
    """Return every item whose header or citations change; `moves` are by the item's path.

    Raises:
        AllocationError: the header of a notice can't take its new number.

    """
    done = Renumbered()
    if not moves:
        return done
    for file in content_files(desk.root, desk.label, Problems()):
        raw = (desk.root / file.path).read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        found = rewriter.rewrite(file.path, text, len(raw[: header_length(raw)].decode("utf-8")))
        new = found.text.encode()
        if file.path in moves:
            new = _with_number(file.path, new, moves[file.path])
        if new != raw:
            done.files[file.path] = new
            title = header_text(new, "title")
            if file.kind is ItemKind.NOTICE and title != header_text(raw, "title"):
                done.titles[file.path] = title
        done.cited += found.count
        done.doubts += [f"{desk.label}/{file.path}:{line}: {told}" for line, told in found.doubts]
    return done


def _with_number(path: str, raw: bytes, move: Move) -> bytes:
    number = full_name(move.series, move.new)
    change = change_field if carries(raw, "number") else insert_field
    new = change(raw, "number", number)
    if not says(raw, new, "number", number):
        raise AllocationError(
            f"{path} 的文号改不成 {number}；手工改正后再运行",
            f"{path} can't be given {number}; write it by hand and run again",
        )
    return new
