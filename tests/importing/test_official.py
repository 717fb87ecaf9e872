"""Official documents: what stands around the words becomes fields, and nothing else goes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.findings import Finding, Sure
from plugins.importing.official_text import read_official
from plugins.importing.report import Record, report_markdown

CASES = tomllib.loads(Path(__file__).with_name("officials.toml").read_text("utf-8"))["cases"]
LINES = [line for case in CASES for line in case["lines"]]


def blocks(lines: list[str]) -> list[Block]:
    return [Block(BlockKind.PARAGRAPH, line, line) for line in lines]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_official_document(case: dict[str, Any]):
    found = read_official(blocks(case["lines"]))
    for name in ("title", "number", "issuer", "kind", "recipients", "signer"):
        assert getattr(found, name) == case.get(name, ""), name
    assert found.signed == case.get("signed")
    assert list(found.end.annexes) == case.get("annexes", [])
    assert [one.markdown for one in found.blocks] == case["body"]
    assert found.is_notice is ("kind" in case)


@given(st.lists(st.sampled_from(LINES), max_size=14))
@settings(max_examples=200, deadline=None)
def test_no_line_is_lost(lines: list[str]):
    """Each line is in the text, in a field, or named among what was found."""
    found = read_official(blocks(lines))
    told = "".join([one.value for one in found.findings])
    whole = "".join([*(one.markdown for one in found.blocks), told, found.title])
    plain = whole.replace("〔", "").replace("〕", "")
    for line in lines:
        words = line.strip("：。（）").replace("文件", "")
        if any(mark in line for mark in ("年", "签发人", "附件", "〔", "[")):
            continue  # written otherwise: dates, numbers, lists
        assert words.replace("〔", "") in plain, line


def test_a_report_begins_with_what_is_least_certain_and_tells_frames_once():
    def record(sure: Sure, *left_out: str) -> Record:
        found = (Finding("title", "某|通知", sure, "标题"),)
        return Record("news/a.md", "某|通知", "", found, left_out, (), (), {})

    records = {
        "a.html": record(Sure.HIGH, "版权所有", "首页"),
        "b.html": record(Sure.LOW, "版权所有"),
        "c.html": record(Sure.MEDIUM, "版权所有", "首页"),
    }
    text = report_markdown(records, ["c.html:1:1: X020"])
    rows = [line for line in text.split("\n") if line.endswith(".html |")]
    assert [row.rsplit("| ", 1)[1] for row in rows] == ["b.html |", "c.html |", "a.html |"]
    assert "某\\|通知" in rows[0]
    assert text.count("版权所有（3 篇）") == text.count("版权所有") == 1
    assert text.count("- 首页") == 2
    assert "- c.html:1:1: X020" in text
