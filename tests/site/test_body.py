"""Bodies: what Markdown becomes, and what sanitising leaves of hostile HTML."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from plugins.model.body import BodyConverter

CASES = tomllib.loads(Path(__file__).with_name("bodies.toml").read_text(encoding="utf-8"))["body"]
CONVERTER = BodyConverter()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_body_becomes(case: dict[str, str]):
    assert CONVERTER.convert(case["markdown"]).strip() == case["html"].replace("\\n", "\n")


def test_one_converter_serves_many():
    """Footnotes and headings of one item leave nothing behind for the next."""
    text = "# 甲\n\n正文[^1]。\n\n[^1]: 注。"
    assert CONVERTER.convert(text) == CONVERTER.convert(text)
    assert "footnote" not in CONVERTER.convert("正文。")
