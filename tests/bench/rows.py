"""The rows of the benchmark: what is measured of which systems, in which order."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.run_tests import browser_path
from tests.bench.measuring import Figure, Run
from tests.bench.peers import Hugo, Pelican
from tests.bench.portal import Portal, WholePortal
from tests.bench.serving import serve
from tests.bench.systems import Made, System

ROWS = {
    "cold": "cold build, no cache",
    "edit": "one edited item, whole process",
    "new": "one new item",
    "all": "settings changed: all pages",
    "unchanged": "nothing changed",
    "serve": "saved file to changed page in the browser",
    "serve-render": "the same edit, by the server's own report",
    "cold-large": "cold build, no cache",
    "edit-large": "one edited item, whole process",
    "unchanged-large": "nothing changed",
    "cold-million": "cold build, no cache",
    "edit-million": "one edited item, whole process",
}
"""Every row and what it measures."""
STEPS = ("cold", "edit", "new", "all", "unchanged")
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run of the benchmark measures."""

    items: int
    large: int
    """Items of the large corpus; 0 for none."""
    runs: int
    rows: frozenset[str]
    everything: bool = False
    """Whether our portal is measured a second time, with everything on."""
    notices: int = 0
    """Per cent of numbered notices where everything is on."""


@dataclass(slots=True)
class Outcome:
    """What was measured, and what must be known to read it."""

    figures: list[Figure] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)
    """How much each system's output holds."""
    notes: list[str] = field(default_factory=list)

    def add(self, row: str, system: System, runs: Sequence[Run]) -> None:
        """Keep a figure and tell it at once."""
        self.figures.append(Figure(row, system.name, system.items, tuple(runs)))
        told = " ".join(f"{run.seconds:.3f}s/{run.memory / 1e6:.0f}MB" for run in runs)
        print(f"{row} {system.name} {system.items}: {told}", file=sys.stderr, flush=True)

    def find(self, row: str, system: str) -> Figure | None:
        """Return the figure of a row and a system, None where it wasn't measured."""
        return next((f for f in self.figures if (f.row, f.system) == (row, system)), None)


def measure_all(plan: Plan, folder: Path) -> Outcome:
    """Measure what the plan says in a folder of its own.

    Raises:
        BenchError: a program fails, or its output doesn't show the change.
        OSError: Hugo can't be installed.

    """
    outcome = Outcome()
    _measure_items(plan, folder, [Portal, Hugo, Pelican], outcome, 0)
    _measure_large(plan, folder, Portal, outcome, 0)
    if plan.everything:
        _measure_items(plan, folder, [WholePortal], outcome, plan.notices)
        _measure_large(plan, folder, WholePortal, outcome, plan.notices)
    return outcome


def _measure_items(
    plan: Plan, folder: Path, kinds: Sequence[type[System]], outcome: Outcome, notices: int
) -> None:
    """Measure the rows of the ordinary corpus, systems by turns so that all meet the same load."""
    rows = plan.rows & {*STEPS, "serve"}
    if not rows:
        return
    systems = [kind(folder / kind.__name__, plan.items, notices) for kind in kinds]
    for step in STEPS:
        if step not in rows:
            continue
        for system, runs in _by_turns(systems, step, plan.runs):
            outcome.add(step, system, runs)
        for system in systems:
            outcome.made[system.name] = system.made()
    if "serve" in rows:
        _measure_servers(plan.runs, systems, outcome)
    for system in systems:
        shutil.rmtree(system.folder)


def _measure_servers(count: int, systems: Sequence[System], outcome: Outcome) -> None:
    """Measure those that serve what they build; stock Pelican's browser page doesn't follow."""
    if not browser_path():
        outcome.notes.append("No Chromium: rows of servers are missing")
        return
    for system in systems:
        if not isinstance(system, Pelican):
            served = serve(system, count)
            outcome.add("serve", system, served.shown)
            if served.rendered:
                outcome.add("serve-render", system, served.rendered)


def _by_turns(
    systems: Sequence[System], step: str, count: int
) -> Iterator[tuple[System, list[Run]]]:
    # The peers do the same work for nothing changed as for an edit.
    taking = [one for one in systems if step != "unchanged" or isinstance(one, Portal)]
    if step != "cold":
        for system in taking:
            system.make_ready()
    runs: dict[System, list[Run]] = {system: [] for system in taking}
    for run in range(1, count + 1):
        for system in taking:
            runs[system].append(getattr(system, step)(run))
    yield from runs.items()


def _measure_large(
    plan: Plan, folder: Path, kind: type[System], outcome: Outcome, notices: int
) -> None:
    """Measure our portal alone on the larger corpora, cold once."""
    for suffix, items in (("large", plan.large), ("million", MILLION)):
        rows = [step for step in STEPS if f"{step}-{suffix}" in plan.rows]
        if not rows or not items:
            continue
        system = kind(folder / f"{kind.__name__}-{suffix}", items, notices)
        for step in rows:
            if step != "cold":
                system.make_ready()
            count = 1 if step == "cold" or suffix == "million" else plan.runs
            runs = [getattr(system, step)(run) for run in range(1, count + 1)]
            outcome.add(f"{step}-{suffix}", system, runs)
        shutil.rmtree(system.folder)
