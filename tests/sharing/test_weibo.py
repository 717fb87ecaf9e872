"""Texts for Weibo: within the limit, and cut where nothing is torn."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.sharing.weibo import LINK, weibo_length, weibo_text

URL = "https://tongbao.example/fa/2020/1/"
WORDS = st.text(
    st.sampled_from("关于做好值班工作的通知，。；《》（）“”2020年5号abc 𠮷🎉"), max_size=300
)


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("通知", 2), ("ab", 1), ("abc", 2), ("通a", 2), ("𠮷", 1)]
)
def test_length(text: str, length: int):
    assert weibo_length(text) == length


@pytest.mark.parametrize(
    ("summary", "limit", "expected"),
    [
        ("就值班作出安排。", 140, "【甲的通知】就值班作出安排。"),
        ("就值班作出安排。节日期间照常开放，详见原文。", 27, "【甲的通知】就值班作出安排。"),
        ("印发《关于做好值班工作的通知》，请各地执行", 30, "【甲的通知】印发…"),
        ("各地自2020年2月5日起执行本通知的各项要求", 23, "【甲的通知】各地自…"),
    ],
)
def test_cuts(summary: str, limit: int, expected: str):
    assert weibo_text("甲的通知", summary, URL, limit) == f"{expected} {URL}"


@given(WORDS, WORDS, st.integers(40, 200))
def test_every_text_fits(title: str, summary: str, limit: int):
    told = weibo_text(title, summary, URL, limit)
    assert told.endswith(f" {URL}")
    text = told.removesuffix(URL)
    assert weibo_length(text) + LINK <= limit + 1
    told_summary = text.partition("】")[2].strip()
    if told_summary.endswith("…") and told_summary != " ".join(summary.split()):
        assert not re.search(r"\d…\Z", told_summary)
