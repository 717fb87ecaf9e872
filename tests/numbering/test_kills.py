"""A thousand kills at random moments: no number is lost, none is given twice, no file is torn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name != "posix", reason="a process is forked and killed")
@pytest.mark.parametrize(("kind", "kills"), [("number", 800), ("settle", 200)])
def test_nothing_is_lost_in_a_thousand_kills(fast_path: Path, kind: str, kills: int):
    done = subprocess.run(
        [sys.executable, "-m", "tests.numbering.killing", str(fast_path), kind, str(kills)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    met = json.loads(done.stdout)
    assert met["killed"] == kills
    assert met["finished"] > 3
