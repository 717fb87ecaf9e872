"""`portal check --watch` as a real process sees files change."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.site.building import DAY, PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def watching(content: Path) -> Iterator[Start]:
    """Start the command; it ends by Ctrl-C with status 0."""
    begun: list[subprocess.Popen[str]] = []

    def start(*options: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.cli", "check", "--watch", "--lang", "zh",
             "--content", str(content), *options],
            env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
        )  # fmt: skip
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 0, rest


def told(process: subprocess.Popen[str]) -> list[str]:
    """Return the lines of one check, the sum last."""
    assert process.stdout
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if line.startswith("共 "):
            break
    return lines


def test_each_change_is_checked(content: Path, watching: Start):
    process = watching()
    first = told(process)
    assert first[0].startswith("检查 ")
    assert "错误 0 个" in first[-1]
    item = content / "news" / "four.md"
    good = item.read_text(encoding="utf-8")
    item.write_text(good.replace("source:", "sourse:"), encoding="utf-8")
    second = told(process)
    assert any("four.md" in line and "sourse" in line for line in second), second
    item.write_text(good, encoding="utf-8")
    assert "错误 0 个" in told(process)[-1]
    site = content / "site.toml"
    good = site.read_text(encoding="utf-8")
    site.write_text("[identity\n", encoding="utf-8")
    assert any("site.toml:1" in line for line in told(process))
    site.write_text(good, encoding="utf-8")
    assert "错误 0 个" in told(process)[-1]


def test_json_comes_a_line_each_time(content: Path, watching: Start):
    process = watching("--format", "json")
    assert process.stdout
    before = json.loads(process.stdout.readline())
    assert not [one for one in before if one["severity"] == "error"]
    (content / "news" / "bad.md").write_text("no header\n", encoding="utf-8")
    found = json.loads(process.stdout.readline())
    assert any(one["path"].endswith("bad.md") for one in found)


def test_it_is_not_for_one_look(content: Path):
    for option in ("--exceptions", "--mask"):
        done = run_cli("check", "--watch", option, "--content", str(content))
        assert done.returncode == 2, done.stdout
