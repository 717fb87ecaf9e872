"""What the benchmark prints: figures with ratios, goals, notes, as Markdown."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from scripts.test_tools import hugo
from tests.bench.measuring import Figure
from tests.bench.peers import Hugo, Pelican
from tests.bench.portal import LEFT_ON, Portal
from tests.bench.rows import ROWS, Outcome

OURS, HUGO, PELICAN = Portal.name, Hugo.name, Pelican.name


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure of ours must reach."""

    row: str
    quantity: str
    """`seconds` or `memory`."""
    limit: float
    """Seconds or bytes, or so many times the other figure."""
    beside: tuple[str, str] | None = None
    """Row and system of the other figure."""


GOALS = (
    Goal("cold", "seconds", 1.0, ("cold", HUGO)),
    Goal("cold", "memory", 0.5, ("cold", HUGO)),
    Goal("edit", "seconds", 0.12, ("cold", HUGO)),
    Goal("edit", "seconds", 1.0, ("serve-render", HUGO)),
    Goal("edit-large", "seconds", 1.5, ("edit", OURS)),
    Goal("new", "seconds", 1.5, ("edit", OURS)),
    Goal("unchanged-large", "seconds", 1.0),
    Goal("serve", "seconds", 0.15),
    Goal("all", "seconds", 0.6, ("cold", HUGO)),
    Goal("cold-large", "memory", 1e9),
)


def table(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of the table of figures."""
    systems = list(dict.fromkeys(figure.system for figure in outcome.figures))
    ratios = [other for other in (HUGO, PELICAN) if other in systems]
    yield _cells(("Work", "Items", *systems, *(f"{OURS} / {other}" for other in ratios)))
    yield _cells(["---"] * (2 + len(systems) + len(ratios)))
    for row in ROWS:
        found = {one: figure for one in systems if (figure := outcome.find(row, one))}
        if not found:
            continue
        ours = found.get(OURS)
        yield _cells(
            (
                ROWS[row],
                f"{next(iter(found.values())).items:,}",
                *(_figure(found.get(one)) for one in systems),
                *(_ratio(ours, found.get(one)) for one in ratios),
            )
        )


def _cells(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _figure(figure: Figure | None) -> str:
    return (
        f"{_amount('seconds', figure.seconds)}, {_amount('memory', figure.memory)}"
        if figure
        else ""
    )


def _ratio(ours: Figure | None, other: Figure | None) -> str:
    if not ours or not other:
        return ""
    return f"{ours.seconds / other.seconds:.2f}, {ours.memory / other.memory:.2f}"


def _amount(quantity: str, value: float) -> str:
    if quantity == "memory":
        return f"{value / 1e6:.0f} MB"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def goals(outcome: Outcome) -> Iterator[str]:
    """Yield a line for each goal whose figures were measured."""
    for goal in GOALS:
        ours = outcome.find(goal.row, OURS)
        other = outcome.find(*goal.beside) if goal.beside else None
        if not ours or (goal.beside and not other):
            continue
        seen = float(getattr(ours, goal.quantity))
        what = f"{ROWS[goal.row]}, {ours.items:,} items, {goal.quantity}"
        if other:
            limit = f"{goal.limit} x {other.system}, {ROWS[other.row]}, {other.items:,}"
            reached = seen / float(getattr(other, goal.quantity))
            told = f"{reached:.2f} x"
        else:
            limit, reached, told = (
                _amount(goal.quantity, goal.limit),
                seen,
                _amount(goal.quantity, seen),
            )
        yield f"- {'met' if reached <= goal.limit else 'NOT MET'}: {what}: {told}, at most {limit}"


def notes(outcome: Outcome, runs: int) -> Iterator[str]:
    """Yield what must be known to read the figures."""
    hugo_version = subprocess.run(
        [str(hugo()), "version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    yield (
        f"- Hugo {hugo_version.partition('-')[0]}, Pelican {version('pelican')}, Python "
        f"{sys.version.split()[0]}; {len(os.sched_getaffinity(0))} processors, load "
        f"{os.getloadavg()[0]:.1f} at the end."
    )
    yield (
        f"- Medians of {runs}, systems by turns; the large cold build once. Seconds of the whole "
        "process; memory at the peak, all processes together. The edit changes title and text of "
        "the newest item of a column; its page, its list and the home page were seen to follow."
    )
    yield (
        "- Pelican builds cold without its cache of content, then with it. Hugo builds everything "
        "each time; its server was shown the three pages before the edit."
    )
    for system, made in outcome.made.items():
        yield (
            f"- Output of {system}: {made.pages:,} pages, {made.page_bytes / made.pages / 1e3:.1f} "
            f"KB each in the mean; {made.all_bytes / 1e6:.1f} MB with all other files."
        )
    yield f"- {OURS} also makes, since site.toml can't switch it off: {'; '.join(LEFT_ON)}."
    for note in outcome.notes:
        yield f"- {note}."
