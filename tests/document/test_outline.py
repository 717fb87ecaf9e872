from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.official_document.outline import outline_faults

CASES = tomllib.loads((Path(__file__).parent / "outlines.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"])[:30])
def test_markers(case: dict[str, Any]):
    found = [[one.code, one.line, one.expected] for one in outline_faults(case["text"])]
    assert found == case["faults"]


@given(st.text(alphabet="一二三十、（）()1234.．条第\n# 甲", max_size=60))
def test_any_text_can_be_read(text: str):
    for fault in outline_faults(text):
        assert 1 <= fault.line <= text.count("\n") + 1
        assert fault.expected
