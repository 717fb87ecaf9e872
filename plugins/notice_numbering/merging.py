"""After a merge: where branches took one number, one keeps it and the others get new ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from plugins.model.items import Item
from plugins.model.numbers import full_name
from plugins.model.registers import FOLDER, RegisterEntry, State
from plugins.model.series import Series
from plugins.notice_numbering.allocation import AllocationError, Desk, entry_text
from plugins.notice_numbering.changes import make_changes
from plugins.notice_numbering.claims import Branches, Claim, Key
from plugins.notice_numbering.gathering import Gathered
from plugins.notice_numbering.renumbering import Move, Rewriter, renumber_items

UNUSED = "分支合并后没有使用"
"""Why a number is void whose item carries another one after the merge."""


@dataclass
class Settlement:
    """What became of the numbers."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that were contested, and the item (or what its entry says) that keeps each."""
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    """Old number, item (or what its entry says) and new number."""
    registered: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that no entry told of any more, and their items."""
    dropped: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that are void now, and void entries that gave way, with whose they were."""
    cited: int = 0
    """Citations that follow a new number."""
    doubts: list[str] = field(default_factory=list)
    """Citations that may mean either notice, as path:line: words."""
    paths: tuple[str, ...] = ()
    """Files that were changed or settled, below the content folder."""


def settle(desk: Desk, branches: Branches, keep: frozenset[str]) -> Settlement:
    """Settle every number that two claim; `keep` are items that keep theirs.

    A number stays with what is published under it, else with the side that the other was merged
    into. The rest get the next free numbers in registers, headers and citations, all in one step.

    Raises:
        AllocationError: a file can't be read, or it can't be told who keeps a number.

    """
    with desk.alone():
        settling = _Settling(Gathered(desk, branches), keep)
        settling.run()
        make_changes(desk.root, settling.changes)
        return settling.result


class _Settling:
    """One run: who keeps what, and what is to be changed."""

    def __init__(self, gathered: Gathered, keep: frozenset[str]) -> None:
        self.gathered, self.keep = gathered, keep
        self.desk, self.registers = gathered.desk, gathered.registers
        self.result = Settlement()
        self.changes: dict[str, bytes | None] = {}
        self.moves: dict[str, Move] = {}
        self.keepers: dict[Key, Item] = {}

    def run(self) -> None:
        """Find who keeps each number, then who gets which, then change the texts."""
        gathered = self.gathered
        losers: list[tuple[Claim, Claim]] = []
        for key in sorted(gathered.claims, key=str):
            claims = list(gathered.claims[key].values())
            keeper = self._keeper(key, claims) if len(claims) > 1 else claims[0]
            self._stand(key, keeper, contested=len(claims) > 1)
            losers += [(claim, keeper) for claim in claims if claim is not keeper]
        for entry in gathered.stale:
            self._void(entry)
        for path, (series, number) in gathered.returned.items():
            self._move(gathered.items[path], Move(
                gathered.items[path], series, number, gathered.carried[path][1]
            ))  # fmt: skip
        for claim, keeper in sorted(losers, key=lambda pair: (pair[0].entry.number, pair[0].who)):
            self._yield(claim, keeper)
        for series in (one for one in self.desk.site.series if one.total):
            self._raise_totals(series)
        self._write_items()
        self.result.paths = tuple(sorted({*self.changes, *gathered.branches.sides}))

    def _keeper(self, key: Key, claims: list[Claim]) -> Claim:
        first = self.gathered.first.get(key)
        tests: tuple[Callable[[Claim], bool], ...] = (
            lambda one: bool(one.entry.item) and one.entry.item in self.keep,
            self.gathered.published,
            lambda one: one.entry.state is State.WITHHELD,
            lambda one: one.who == first,
        )
        for test in tests:
            passed = [claim for claim in claims if test(claim)]
            if len(passed) == 1:
                return passed[0]
            if passed:
                break
        told = "、".join(sorted(claim.who for claim in claims))
        text = claims[0].entry.text
        raise AllocationError(
            f"不能断定 {text} 由谁保留：{told}；用 --keep 文件 指定",
            f"who keeps {text}? name it in --keep FILE: {told}",
        )

    def _stand(self, key: Key, claim: Claim, *, contested: bool) -> None:
        """Let a claim keep its number: its entry stands as it was written."""
        entry = claim.entry
        if entry.item in self.gathered.items:
            self.keepers[key] = self.gathered.items[entry.item]
        if contested:
            self.result.kept.append((entry.text, claim.who))
        elif not claim.raw:
            self.result.registered.append((entry.text, claim.who))
        self._put(entry, claim.raw or entry_text(entry))

    def _put(self, entry: RegisterEntry, text: bytes) -> None:
        """Change an entry where it doesn't say the same already."""
        number = entry.number
        self.registers.entries[number.series, number.year, number.serial] = entry
        file = self.desk.root / entry.path
        if entry.path in self.changes or not file.is_file() or file.read_bytes() != text:
            self.changes[entry.path] = text

    def _void(self, entry: RegisterEntry) -> None:
        """Void a number whose item carries another one, unless a claim stands at its path."""
        claims = self.gathered.claims.get(self.gathered.key(entry), {})
        if not claims:
            void = replace(entry, state=State.VOID, item="", reason=UNUSED, mark="")
            self._put(void, entry_text(void))
            self.result.dropped.append((entry.text, entry.item))
        elif all(claim.entry.path != entry.path for claim in claims.values()):
            self.changes[entry.path] = None

    def _yield(self, claim: Claim, keeper: Claim) -> None:
        """Give a claim another number."""
        entry, series = claim.entry, self.gathered.series(claim.entry.number.series)
        if entry.path != keeper.entry.path and (self.desk.root / entry.path).is_file():
            self.changes.setdefault(entry.path, None)
        item = self.gathered.items.get(entry.item)
        if entry.state is State.VOID or (entry.state is State.ISSUED and item is None):
            self.result.dropped.append((entry.text, claim.who))
            return
        if entry.state is State.WITHHELD:
            raise AllocationError(
                f"{entry.text} 已用于不予公开的公文，不能改号；给另一篇换号，或手工处理",
                f"{entry.text} belongs to a withheld document and can't move; settle it by hand",
            )
        day = item.notice.signed if item and item.notice else date(entry.number.year, 12, 31)
        newest = max(self.registers.years(series.code))
        if series.total and day.year < newest:
            raise AllocationError(
                f"{newest} 年已经编号，总期号不能倒回；改 {claim.who} 的成文日期后再运行",
                f"{newest} has numbers and totals can't go back; change the date of {claim.who}",
            )
        number = self.registers.next(series, day.year, day)
        path = f"{FOLDER}/{series.code}/{number.year}/{number.serial}.toml"
        new = replace(entry, number=number, text=full_name(series, number), path=path)
        self._put(new, entry_text(new))
        if item:
            self._move(item, Move(item, series, entry.number, number))
        else:
            self.result.moved.append((entry.text, claim.who, new.text))

    def _move(self, item: Item, move: Move) -> None:
        earlier = self.moves.get(item.path)
        self.moves[item.path] = replace(move, old=earlier.old) if earlier else move

    def _raise_totals(self, series: Series) -> None:
        """Let running totals rise through every issue; those that are published stay."""
        before = 0
        for entry in self.registers.of(series.code):
            total = entry.number.total or 0
            if total > before:
                before = total
                continue
            if self.gathered.published(Claim(entry, b"")):
                raise AllocationError(
                    f"已公布的 {entry.text} 的总期号不大于前一期；改前一期的成文日期后再运行",
                    f"the total of {entry.text}, published, isn't above the issue before it",
                )
            before += 1
            number = replace(entry.number, total=before)
            new = replace(entry, number=number, text=full_name(series, number))
            self._put(new, entry_text(new))
            item = self.gathered.items.get(entry.item)
            if item:
                self._move(item, Move(item, series, entry.number, number))
            else:
                self.result.moved.append((entry.text, Claim(entry, b"").who, new.text))

    def _write_items(self) -> None:
        """Write the new numbers into headers and citations, and changed titles into entries."""
        branches, moves = self.gathered.branches, self.moves

        def published(path: str) -> str | None:
            raw = branches.published(path)
            return raw.decode("utf-8", "replace") if raw is not None else None

        rewriter = Rewriter(
            self.desk.site,
            tuple(moves.values()),
            self.keepers,
            published if branches.name else None,
        )
        done = renumber_items(self.desk, rewriter, moves)
        self.changes.update(done.files)
        self.result.cited, self.result.doubts = done.cited, done.doubts
        for path, move in moves.items():
            names = (full_name(move.series, move.old), path, full_name(move.series, move.new))
            self.result.moved.append(names)
        for entry in tuple(self.registers.entries.values()):
            title = done.titles.get(entry.item)
            if title and entry.state is State.ISSUED:
                renamed = replace(entry, title=title)
                self._put(renamed, entry_text(renamed))
