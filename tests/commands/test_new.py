"""`portal new` writes items that the check accepts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.site.building import DAY, PROJECT, run_cli

TITLES = ["关于值班的通知", "标题: 有冒号 # 和井号", "“引号” & 'x' \"y\"", "@甲"]
SMALL = PROJECT / "tests" / "sites" / "small"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path / "content"


@pytest.mark.parametrize("title", TITLES)
def test_a_new_item_is_whole(content: Path, title: str):
    news = run_cli("new", "--title", title, "--column", "动态", "--content", str(content))
    assert news.returncode == 0, news.stderr
    notice = run_cli(
        "new", "--title", title, "--column", "gongwen", "--kind", "通知", "--series", "fa",
        "--content", str(content),
    )  # fmt: skip
    assert notice.returncode == 0, notice.stderr
    again = run_cli("new", "--title", title, "--column", "动态", "--content", str(content))
    assert again.returncode == 1
    assert "已经存在" in again.stderr
    checked = run_cli("check", "--content", str(content), "--lang", "zh")
    assert checked.returncode == 0, checked.stdout
    assert "错误 0 个" in checked.stdout


@pytest.mark.parametrize("kind", ["通知", "公告", "纪要"])
def test_every_hint_can_be_used(content: Path, kind: str):
    title = f"某机关关于值班工作的{kind}"
    done = run_cli("new", "--title", title, "--column", "gongwen", "--series", "fa",
                   "--kind", kind, "--content", str(content))  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "W0" not in done.stdout, done.stdout
    (path,) = [one for one in content.glob("notices/2020/*.md") if "ji-guan" in one.name]
    text = path.read_text(encoding="utf-8")
    used = re.sub(r"^# (?=\w+: )", "", text, flags=re.MULTILINE)
    assert used.count("\n# ") == 1
    path.write_text(used, encoding="utf-8")
    checked = run_cli("check", "--content", str(content), "--lang", "zh")
    assert checked.returncode == 0, checked.stdout
    written = used.replace("summary:", "summary: 就值班作出安排。")
    path.write_text(written, encoding="utf-8")
    assert run_cli("check", "--content", str(content)).returncode == 0


def test_without_a_terminal_nothing_is_asked(content: Path):
    done = run_cli("new", "--column", "动态", "--content", str(content))
    assert done.returncode == 2
    assert "--title" in done.stderr
    title = ("--title", "关于值班的通报")
    done = run_cli("new", *title, "--content", str(content))
    assert done.returncode == 2
    assert "--column" in done.stderr
    done = run_cli("new", "--title", "值班", "--column", "gongwen", "--content", str(content))
    assert done.returncode == 2
    assert "--kind" in done.stderr
    done = run_cli("new", *title, "--column", "gongwen", "--content", str(content))
    assert done.returncode == 0, done.stderr
    (path,) = content.glob("notices/2020/*zhi-ban*.md")
    assert "kind: 通报" in path.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_at_a_terminal_it_asks(content: Path):
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "new", "--content", str(content)],
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY},
        cwd=PROJECT, stdin=theirs, stdout=theirs, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    columns = read_columns(content)
    answers = "关于值班的通知", str(columns.index("gongwen") + 1), ""
    os.write(ours, "".join(f"{one}\n" for one in answers).encode())
    assert process.wait(timeout=30) == 0
    os.close(ours)
    (path,) = content.glob("notices/2020/*zhi-ban*.md")
    text = path.read_text(encoding="utf-8")
    assert "kind: 通知" in text
    assert "column: gongwen" in text


def read_columns(content: Path) -> list[str]:
    site = tomllib.loads((content / "site.toml").read_text(encoding="utf-8"))
    return [one["code"] for one in site["columns"]]


def test_the_title_is_checked_against_its_kind(content: Path):
    done = run_cli("new", "--title", "关于值班工作的通知", "--column", "gongwen", "--kind", "通报",
                   "--content", str(content))  # fmt: skip
    assert done.returncode == 0
    assert "W020" in done.stdout


def test_wrong_use_is_told(content: Path):
    done = run_cli("new", "--title", "甲", "--column", "没有", "--content", str(content))
    assert done.returncode == 2
    assert "可用" in done.stderr
