"""`portal new` writes items that the check accepts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.site.building import PROJECT, run_cli

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


def test_wrong_use_is_told(content: Path):
    done = run_cli("new", "--title", "甲", "--column", "没有", "--content", str(content))
    assert done.returncode == 2
    assert "可用" in done.stderr
