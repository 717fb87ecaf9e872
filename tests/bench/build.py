"""The build measured beside Hugo and stock Pelican: `python -m tests.bench.build`.

Makes the same items for all three, builds, edits, adds and builds again, looks whether the pages
follow, and prints figures, ratios and goals. Needs Linux; Hugo is installed into .tools. Options
are told by --help, rows by tests/bench/rows.py.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.chart import chart
from tests.bench.measuring import BenchError, use_two_processors
from tests.bench.rows import ROWS, Plan, measure_all
from tests.bench.table import goals, notes, table

SHORT_ITEMS = 1000
CHOSEN = [row for row in ROWS if row != "serve-render"]


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.build", description=__doc__)
    parser.add_argument("--items", type=int, help="items of the comparison [10000]")
    parser.add_argument("--large", type=int, help="items of our large portal [100000]; 0: none")
    parser.add_argument("--runs", type=int, help="runs of which the median counts [5]")
    parser.add_argument("--short", action="store_true", help="1,000 items, once, no servers")
    parser.add_argument("--everything", action="store_true", help="also with everything on")
    parser.add_argument("--notices", type=int, default=0, metavar="PER_CENT",
                        help="numbered notices where everything is on [0]")  # fmt: skip
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 items")
    parser.add_argument("--only", nargs="+", choices=CHOSEN, metavar="ROW",
                        help=f"these rows alone: {', '.join(CHOSEN)}")  # fmt: skip
    parser.add_argument("--chart", type=Path, metavar="FILE", help="write a chart (SVG)")
    parser.add_argument("--folder", type=Path, help="where to work [the system's place for that]")
    return parser.parse_args(arguments)


def plan_of(told: argparse.Namespace) -> Plan:
    """Return what to measure."""
    rows = {row for row in CHOSEN if told.million or not row.endswith("-million")}
    if told.short:
        rows = {row for row in rows if row != "serve" and not row.endswith("-large")}
    return Plan(
        items=told.items or (SHORT_ITEMS if told.short else 10_000),
        large=100_000 if told.large is None else told.large,
        runs=told.runs or (1 if told.short else 5),
        rows=frozenset(told.only or rows),
        everything=told.everything,
        notices=told.notices,
    )


def main() -> int:
    """Measure and print; status 1 where something doesn't work."""
    told = options()
    plan = plan_of(told)
    use_two_processors()
    with tempfile.TemporaryDirectory(prefix="tongbao-bench-", dir=told.folder) as folder:
        try:
            outcome = measure_all(plan, Path(folder))
        except (BenchError, OSError) as fault:
            print(fault, file=sys.stderr)
            return 1
    reached = () if told.short else goals(outcome)  # goals are for 10,000 items
    for part in (table(outcome), reached, notes(outcome, plan.runs)):
        print(*part, sep="\n", end="\n\n")
    if told.chart:
        told.chart.write_text(chart(outcome), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
