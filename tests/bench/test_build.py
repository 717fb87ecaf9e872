"""The benchmark of builds works: same corpora, true measures, and a figure in every row."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.console import PROJECT
from scripts.test_tools import hugo
from tests.bench.measuring import BenchError, measure
from tests.bench.peers import Hugo, Pelican
from tests.bench.portal import Portal, WholePortal
from tests.bench.systems import System
from tests.conftest import missing
from tests.site.building import digests, run_cli

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures by /proc")
MEGABYTES = 1 << 20
HOLDS = f"import time; held = bytearray({80 * MEGABYTES}); time.sleep(0.4)"
"""A program that needs 80 MB."""


@pytest.fixture
def with_hugo() -> None:
    """Hugo's program; where it can't be had, tests skip, but never in CI."""
    try:
        hugo()
    except OSError as fault:
        missing(str(fault))


@pytest.mark.parametrize("kind", [Portal, Hugo, Pelican])
def test_corpora_are_the_same_bytes_twice(kind: type[System], tmp_path: Path):
    first, second = (kind(tmp_path / name, 120, 20) for name in ("one", "two"))
    made = digests(first.content)
    assert made == digests(second.content)
    assert len([path for path in made if path.endswith(".md") and "_index" not in path]) == 120


def test_items_are_as_long_as_said(tmp_path: Path):
    portal = Portal(tmp_path / "portal", 300)
    sizes = sorted(path.stat().st_size for path in portal.content.rglob("*.md"))
    assert 2700 <= sizes[len(sizes) // 2] <= 3000
    assert 2500 <= sizes[0] <= sizes[-1] <= 3400


@pytest.mark.parametrize(("kind", "notices"), [(Portal, 0), (WholePortal, 20)])
def test_corpora_have_no_problems(kind: type[Portal], notices: int, tmp_path: Path):
    portal = kind(tmp_path / "portal", 120, notices)
    portal.change(1)
    done = run_cli("check", "--content", str(portal.content), SOURCE_DATE_EPOCH="1625000000")
    assert "120 items, 0 errors, 0 warnings" in done.stdout, done.stdout
    assert len(list(portal.content.glob("registers/fa/*/*.toml"))) == 120 * notices // 100


def test_memory_of_one_process_is_its_own_peak():
    ballast = bytearray(200 * MEGABYTES)  # what the measuring process holds must not count
    run = measure([sys.executable, "-c", HOLDS], Path.cwd(), {})
    assert len(ballast) > run.memory > 80 * MEGABYTES
    assert run.seconds >= 0.4


def test_memory_of_several_processes_is_added_up():
    program = (
        "import subprocess, sys\n"
        f"two = [subprocess.Popen([sys.executable, '-c', {HOLDS!r}]) for _ in range(2)]\n"
        "[one.wait() for one in two]\n"
    )
    run = measure([sys.executable, "-c", program], Path.cwd(), {})
    assert 160 * MEGABYTES < run.memory < 230 * MEGABYTES


def test_a_program_that_fails_is_no_figure():
    with pytest.raises(BenchError, match="ended with 3:\nwhy"):
        measure([sys.executable, "-c", "print('why'); raise SystemExit(3)"], Path.cwd(), {})


def test_a_build_that_does_not_follow_is_no_figure(tmp_path: Path):
    class Idle(Pelican):
        def command(self) -> list[str]:
            return ["true"]

    with pytest.raises(BenchError, match="is missing"):
        Idle(tmp_path / "idle", 16).cold(1)
    stale = Idle(tmp_path / "stale", 16)
    for name in stale.change(1):
        (stale.output / name).parent.mkdir(parents=True, exist_ok=True)
        (stale.output / name).write_text("before", encoding="utf-8")
    with pytest.raises(BenchError, match="doesn't hold"):
        stale.edit(2)


@pytest.mark.usefixtures("with_hugo")
def test_the_short_form_has_a_figure_in_every_row(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.build", "--short", "--items", "40",
         "--chart", str(tmp_path / "chart.svg")],
        cwd=PROJECT, env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in done.stdout.splitlines()
        if line.startswith("|")
    ]
    assert rows[0][2:5] == ["Tongbao", "Hugo", "Pelican"]
    told = {row[0]: row[2:] for row in rows[2:]}
    assert len(told) == 5
    assert told.pop("nothing changed")[1:] == ["", "", "", ""]
    for row, cells in told.items():
        assert all(cells), row
    assert [f"Output of {name}: " in done.stdout for name in rows[0][2:5]] == [True] * 3
    drawn = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    assert "<script" not in drawn
    assert [path.name for path in tmp_path.iterdir()] == ["chart.svg"]
