"""What the registers hold, in short: gaps, what was set aside, and which number comes next."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.model.numbers import full_name
from plugins.model.registers import RegisterEntry, Registers, State
from plugins.model.series import Reset, Series
from plugins.model.site import Site
from plugins.notice_numbering.serials import missing


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that no notice carries, and why."""

    serial: int
    number: str
    """In full."""
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers that run on: those of a series in a year, or of a series that never starts again."""

    series: str
    """Code of the series."""
    name: str
    year: int | None
    """None where the series never starts again."""
    issued: int
    """How many numbers were issued."""
    gaps: tuple[int, ...]
    """Serials that no entry tells of."""
    void: tuple[SetAside, ...]
    withheld: tuple[SetAside, ...]
    reserved: tuple[SetAside, ...]
    next: str
    """The next number, in full; empty where running totals have gone on to a later year."""


def runs(site: Site, registers: Registers, year: int) -> tuple[Run, ...]:
    """Return every run, by series in site.toml's order and year; `year` is the present one."""
    found = []
    for series in site.series:
        years = (
            sorted({*registers.years(series.code), year})
            if series.reset is Reset.YEARLY
            else [None]
        )
        found += [_run(series, registers, one, year) for one in years]
    return tuple(found)


def _run(series: Series, registers: Registers, year: int | None, present: int) -> Run:
    entries = registers.of(series.code, year)
    over = series.total and year is not None and year < max(registers.years(series.code), default=0)

    def aside(state: State) -> tuple[SetAside, ...]:
        return tuple(_aside(entry) for entry in entries if entry.state is state)

    return Run(
        series=series.code,
        name=series.name,
        year=year,
        issued=sum(entry.state is State.ISSUED for entry in entries),
        gaps=missing(series.first, [entry.number.serial for entry in entries]),
        void=aside(State.VOID),
        withheld=aside(State.WITHHELD),
        reserved=aside(State.RESERVED),
        next="" if over else full_name(series, registers.next(series, year or present)),
    )


def _aside(entry: RegisterEntry) -> SetAside:
    return SetAside(entry.number.serial, entry.text, entry.reason)
