"""An item with a date in the future is published by the first build after it, not before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.site.building import DAY, PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
LATER = str(int(DAY) + 7200)
"""Two hours after the samples' day began to be measured; the day is the same."""
ITEM = """---
title: 关于服务大厅调整开放时间的消息
date: {date}
column: dongtai
source: 本站
editor: 本站编辑部
---

服务大厅开放时间自下周起调整。
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path / "content"


def build(content: Path, output: Path, now: str, *options: str) -> str:
    done = run_cli(
        "build", "--content", str(content), "--output", str(output), *options,
        SOURCE_DATE_EPOCH=now, CI="", TONGBAO_CACHE=str(content.parent / "cache"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def moment(seconds: int) -> str:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    at = datetime.fromtimestamp(int(DAY) + seconds, UTC).astimezone(ZoneInfo("Asia/Shanghai"))
    return f"{at:%Y-%m-%d %H:%M}"


def page(output: Path) -> Path:
    return output / "dongtai" / "later" / "index.html"


@pytest.mark.parametrize("status", ["published", "hidden"])
def test_it_waits_for_its_minute(content: Path, tmp_path: Path, status: str):
    output, item = tmp_path / "output", content / "news" / "later.md"
    header = ITEM.format(date=moment(3600)).replace("editor:", f"status: {status}\neditor:")
    item.write_text(header, encoding="utf-8")
    told = build(content, output, DAY)
    assert moment(3600) in told
    assert not page(output).exists()
    assert "服务大厅" not in (output / "feed.xml").read_text(encoding="utf-8")
    # Builds that follow a change, and such as change nothing, leave it where it is.
    assert moment(3600) in build(content, output, DAY)
    other = content / "news" / "one.md"
    other.write_text(other.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
    assert moment(3600) in build(content, output, DAY)
    assert not page(output).exists()
    told = build(content, output, LATER)
    assert moment(3600) not in told
    assert page(output).exists()
    listed = "服务大厅" in (output / "dongtai" / "index.html").read_text(encoding="utf-8")
    assert listed is (status == "published")
    whole = tmp_path / "whole"
    build(content, whole, LATER, "--paranoid")
    assert tree(whole) == tree(output)


def test_an_edit_can_put_it_off(content: Path, tmp_path: Path):
    output, item = tmp_path / "output", content / "news" / "later.md"
    item.write_text(ITEM.format(date=moment(-3600)), encoding="utf-8")
    build(content, output, DAY)
    assert page(output).exists()
    item.write_text(ITEM.format(date=moment(3600)), encoding="utf-8")
    build(content, output, DAY)
    assert not page(output).exists()


def test_an_edit_can_bring_it_forward(content: Path, tmp_path: Path):
    output, item = tmp_path / "output", content / "news" / "later.md"
    item.write_text(ITEM.format(date=moment(3600)), encoding="utf-8")
    build(content, output, DAY)
    assert not page(output).exists()
    item.write_text(ITEM.format(date=moment(-3600)), encoding="utf-8")
    build(content, output, DAY)
    assert page(output).exists()
    whole = tmp_path / "whole"
    build(content, whole, DAY, "--paranoid")
    assert tree(whole) == tree(output)


def test_a_preview_shows_it_with_its_time(content: Path, tmp_path: Path):
    output, item = tmp_path / "output", content / "news" / "later.md"
    item.write_text(ITEM.format(date=moment(86400 * 3)), encoding="utf-8")
    build(content, output, DAY, "--preview")
    shown = page(output).read_text(encoding="utf-8")
    assert f"本文定于{moment(86400 * 3)}发布" in shown
    assert "定时发布" in shown


def test_no_text_names_the_state(content: Path):
    item = content / "news" / "later.md"
    header = ITEM.format(date=moment(0)).replace("editor:", "status: scheduled\neditor:")
    item.write_text(header, encoding="utf-8")
    done = run_cli("check", "--content", str(content))
    assert done.returncode == 1
    assert "later.md:6" in done.stdout


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
