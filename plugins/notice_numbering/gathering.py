"""Gather every claim to every number: of items, of entries, of the versions that a merge left."""

from __future__ import annotations

from plugins.model.numbers import Number
from plugins.model.problems import Problems
from plugins.model.registers import RegisterEntry, Registers, State, load_registers
from plugins.model.series import Series
from plugins.notice_numbering.allocation import AllocationError, Desk
from plugins.notice_numbering.claims import (
    Branches,
    Claim,
    Key,
    carried,
    issued_entry,
    key_of,
    read_claims,
    versions_of,
)

_MERGED = frozenset({"R030", "R031"})
"""Problems of register entries that a merge makes and settling mends."""


class Gathered:
    """Registers and notices after a merge, and who claims each number."""

    def __init__(self, desk: Desk, branches: Branches) -> None:
        """Read everything.

        Raises:
            AllocationError: a file can't be read for another reason than the merge.

        """
        self.desk, self.branches = desk, branches
        self.registers, self.versions = self._read_registers()
        self.items = desk.notices()
        self.carried = {
            path: found
            for path, item in self.items.items()
            if (found := carried(desk.site, item, self.registers))
        }
        """Number that each notice carries, or is to carry because it is published under it."""
        self.returned: dict[str, tuple[Series, Number]] = {}
        """Number that a notice carries though it is published under another one."""
        self.claims: dict[Key, dict[str, Claim]] = {}
        self.first: dict[Key, str] = {}
        """Who had a number on our side of the merge, or has it in the register now."""
        self.stale: list[RegisterEntry] = []
        """Entries whose item carries another number."""
        self._collect()

    def _read_registers(self) -> tuple[Registers, dict[str, tuple[bytes, ...]]]:
        """Return the entries that can be read, and the versions of those that a merge left."""
        problems = Problems()
        desk = self.desk
        registers = load_registers(desk.root, desk.label, desk.site, problems)
        versions: dict[str, tuple[bytes, ...]] = {}
        for problem in problems.errors:
            path = problem.path.removeprefix(f"{desk.label}/")
            if problem.code in _MERGED:
                versions[path] = versions_of((desk.root / path).read_bytes())
            elif path not in self.branches.sides:
                raise AllocationError(f"先改正：{problem.render()}", "mend the registers first")
        return registers, {**versions, **self.branches.sides}

    def _collect(self) -> None:
        site = self.desk.site
        sided = [
            claim for path in sorted(self.versions)
            for claim in read_claims(site, path, self.versions[path])
        ]  # fmt: skip
        kept = [
            Claim(entry, (self.desk.root / entry.path).read_bytes())
            for entry in self.registers.entries.values()
            if entry.path not in self.versions
        ]
        lost = self._lost({claim.entry.path: claim for claim in kept})
        self._return_published([*sided, *kept, *lost])
        for claim in (*sided, *kept, *lost):
            self._collect_entry(claim)
        for path, (series, number) in sorted(self.carried.items()):
            self._add(Claim(issued_entry(series, number, self.items[path]), b""))
        for claims in self.claims.values():
            for claim in claims.values():
                number = claim.entry.number
                key = (number.series, number.year, number.serial)
                self.registers.entries.setdefault(key, claim.entry)

    def _lost(self, kept: dict[str, Claim]) -> list[Claim]:
        """Return published entries that a merge removed or gave to another notice."""
        found = []
        for path in sorted(self.branches.changed - self.versions.keys()):
            raw = self.branches.published(path)
            for claim in read_claims(self.desk.site, path, [raw] if raw else []):
                present = kept.get(path)
                if present is None or (
                    present.entry.state is claim.entry.state is State.ISSUED
                    and claim.entry.item in self.items
                    and present.who != claim.who
                ):
                    found.append(claim)
        return found

    def _return_published(self, claims: list[Claim]) -> None:
        """Let a notice that carries another number than the published one have that again."""
        for claim in claims:
            entry = claim.entry
            other = self.carried.get(entry.item)
            if entry.state is not State.ISSUED or other is None or not self.published(claim):
                continue
            series, number = other
            if series.code != entry.number.series:
                continue
            present = Claim(issued_entry(series, number, self.items[entry.item]), b"")
            if key_of(series, number) != self.key(entry) and not self.published(present):
                self.returned[entry.item] = other
                self.carried[entry.item] = (series, entry.number)

    def _collect_entry(self, claim: Claim) -> None:
        """Add what an entry says, unless its item carries another number or is gone."""
        entry = claim.entry
        if entry.state is State.ISSUED:
            if entry.item not in self.items and not self.published(claim):
                return
            other = self.carried.get(entry.item)
            if other and key_of(*other) != self.key(entry):
                if entry.path not in self.versions:
                    self.stale.append(entry)
                return
        self._add(claim)

    def _add(self, claim: Claim) -> None:
        key = self.key(claim.entry)
        self.claims.setdefault(key, {}).setdefault(claim.who, claim)
        if claim.raw:
            self.first.setdefault(key, claim.who)

    def key(self, entry: RegisterEntry) -> Key:
        """Return what must be unique of an entry's number."""
        return key_of(self.series(entry.number.series), entry.number)

    def series(self, code: str) -> Series:
        """Return a series of the site."""
        found = self.desk.site.series_of(code)
        if found is None:
            raise LookupError(code)
        return found

    def published(self, claim: Claim) -> bool:
        """Whether the published branch says the same of a number."""
        raw = self.branches.published(claim.entry.path) if self.branches.name else None
        told = read_claims(self.desk.site, claim.entry.path, [raw]) if raw else []
        return any(one.who == claim.who for one in told)
