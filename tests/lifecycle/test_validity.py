"""Validity by dates and relations, and that every page says the same of it."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.model.standing import next_change
from plugins.model.validity import validity_of, validity_sentence
from tests.lifecycle.samples import DAY, edition_on, three_notices
from tests.numbering.samples import told
from tests.site.building import run_cli

TABLE = Path(__file__).with_name("validity.toml")
CASES = tomllib.loads(TABLE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_validity(case: dict[str, Any], tmp_path: Path):
    root = three_notices(tmp_path / "content", {name: case.get(name, {}) for name in "abc"})
    edition = edition_on(root, case.get("day", DAY))
    item = edition.by_path["notices/a.md"]
    assert told(edition) == case.get("problems", [])
    assert validity_of(edition, item) == case["validity"]
    if "sentence" in case:
        assert validity_sentence(edition, item) == case["sentence"]
        assert next_change(edition) == case.get("next")


def test_a_contradiction_says_what_follows_and_why(tmp_path: Path):
    fields = {"a": {"validity": "有效"}, "b": {"repeals": "[皖纪发〔2020〕1号]"}}
    edition = edition_on(three_notices(tmp_path / "content", fields))
    (problem,) = edition.problems
    assert problem.render() == (
        "content/notices/a.md:9:1: I023 错误：有效性写作“有效”，但按日期和相关文件应为“废止”"
        "（content/notices/b.md:9 repeals, 2020-02-10）；删去 validity，有效性会自动得出；"
        "或改正日期和相关文件 | error: validity says 有效, but 废止 follows from dates and "
        "relations (content/notices/b.md:9 repeals, 2020-02-10); remove validity, which then "
        "follows by itself, or mend dates and relations"
    )


def test_the_next_change_of_a_portal_is_the_earliest(tmp_path: Path):
    fields = {
        "a": {"expires": "2022-12-31"},
        "b": {"effective": "2021-05-01"},
        "c": {"effective": "2021-04-01", "status": "draft"},
    }
    assert next_change(edition_on(three_notices(tmp_path / "content", fields))) == date(2021, 5, 1)


def test_every_page_says_the_same(tmp_path: Path):
    """List, register, disclosure block, banner, paper view, search; and the build tells the day."""
    fields = {"a": {"effective": "2021-01-15"}, "b": {"expires": "2020-06-30"}}
    root, output = three_notices(tmp_path / "content", fields), tmp_path / "output"

    def said(epoch: str) -> tuple[dict[str, list[str]], str]:
        done = run_cli("build", "--content", str(root), "--output", str(output),
                       SOURCE_DATE_EPOCH=epoch)  # fmt: skip
        assert done.returncode == 0, done.stderr
        pages = {
            "list": ("tongzhi/index.html", r'tag--validity">([^<]*)'),
            "register": (
                "registers/wjf/2020/index.html",
                r'register__validity">(?:<[^>]*>)?([^<]+)',
            ),
            "block": (
                "wjf/2020/1/index.html",
                r'有效性</dt>\s*<dd class="facts__text">(?:<a[^>]*>)?([^<]*)',
            ),
            "banner": ("wjf/2020/1/index.html", r'validity__word">([^<]*)'),
            "paper": ("wjf/2020/1/document/index.html", r"本文(尚未施行)"),
            "search": ("search/index.json", r'"validity":\["","([^\]]*)"\]'),
        }
        found = {
            name: re.findall(pattern, (output / path).read_text(encoding="utf-8"))
            for name, (path, pattern) in pages.items()
        }
        return found, done.stdout

    before, told_before = said("1610553600")
    assert before == {
        "list": ["失效", "尚未施行"],
        "register": ["有效", "失效", "尚未施行"],
        "block": ["尚未施行"],
        "banner": ["尚未施行"],
        "paper": ["尚未施行"],
        "search": ['失效","尚未施行","有效'],
    }
    assert "2021-01-15" in told_before
    after, told_after = said("1610668800")
    assert after == {
        "list": ["失效"],
        "register": ["有效", "失效", "有效"],
        "block": ["有效"],
        "banner": [],
        "paper": [],
        "search": ['失效","有效'],
    }
    assert "build again" not in told_after
