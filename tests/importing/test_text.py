"""Repairs of published text: what is mended, and that nothing else is touched."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.importing.characters import is_traditional, widen_punctuation
from plugins.importing.page_text import read_page, repair_lines
from plugins.importing.pinyin import strip_pinyin
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.site_loader import load_site
from tests.site.building import PROJECT

ROWS = tomllib.loads(Path(__file__).with_name("pinyin.toml").read_text(encoding="utf-8"))["rows"]
SIMPLIFIED = (
    "关于做好值班工作的通知，各单位应当在岗。（一）按照规定：“报告”；2020年2月5日8:30，1,000元！？"
)


@pytest.fixture(scope="module")
def site() -> Site:
    found = load_site(PROJECT / "content", "content", Problems())
    assert found
    return found


@pytest.mark.parametrize(("before", "after"), ROWS, ids=[row[0] for row in ROWS])
def test_pinyin(before: str, after: str):
    assert strip_pinyin(before)[0] == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("监督首责,坚持", "监督首责，坚持"),
        ("即:当日督导", "即：当日督导"),
        ("在岗;有事", "在岗；有事"),
        ("是吗?是!", "是吗？是！"),
        ("编码:230091", "编码：230091"),
        ("1月26日,界首", "1月26日，界首"),
        ("”,明确", "”，明确"),
        ("时间8:30", "时间8:30"),
        ("共1,000元", "共1,000元"),
        ("见https://a.example/b?c=1", "见https://a.example/b?c=1"),
        ("a, b", "a, b"),
        ("乡镇(街道)", "乡镇(街道)"),
        ("完毕,", "完毕，"),
    ],
)
def test_punctuation(before: str, after: str):
    assert widen_punctuation(before) == after
    assert widen_punctuation(after) == after


def test_a_name_with_an_old_character_is_no_traditional_text():
    assert not is_traditional("关于乾隆年间档案的说明，著作权归原单位所有，於某某处。")
    assert is_traditional("關於檔案的說明")


def test_a_saved_page_is_taken_apart(site: Site):
    page = read_page(
        "版權(quán)所有 中共安徽省紀律檢查委員會 安徽省監(jiān)察委員會 | "
        "未經(jīng)許可禁止復(fù)制或鏡像\n"
        "某縣把監(jiān)督放在首位,推動各項措施落到實處,做到事事有回音,群眾反映良好。\n"
        "抓早抓小,防微杜漸\n"
        "督導(dǎo)組到18個鄉(xiāng)鎮(街道)查看登記情況,發(fā)現(xiàn)問題當場交辦,"
        "責(zé)任到人,限期整改。(某市紀委監(jiān)委)\n"
        "手機站\n另一個技術(shù)公司技術(shù)支持\n請輸入驗證碼",
        site,
    )
    assert page.paragraphs == (
        "某县把监督放在首位，推动各项措施落到实处，做到事事有回音，群众反映良好。",
        "## 抓早抓小，防微杜渐",
        "督导组到18个乡镇(街道)查看登记情况，发现问题当场交办，责任到人，限期整改。",
    )
    assert page.source == "某市纪委监委"
    assert [(one.line, one.matches) for one in page.furniture] == [
        (1, True), (5, True), (6, False), (7, True),
    ]  # fmt: skip


@given(st.text(alphabet=SIMPLIFIED + "\n ", max_size=200))
@settings(max_examples=200, deadline=None)
def test_clean_text_comes_through_unchanged(text: str):
    clean = "\n".join(repair_lines(text)[0])
    assert "\n".join(repair_lines(clean)[0]) == clean
    if not any(mark in text for mark in ",:;!?"):
        assert clean == text


@given(st.text(max_size=120))
@settings(max_examples=300, deadline=None)
@example("監(jiān)(jiān)")
@example("\x1c監(jiān),\x85")
def test_no_text_makes_a_traceback_and_a_second_repair_changes_nothing(text: str):
    once = "\n".join(repair_lines(text)[0])
    while (again := "\n".join(repair_lines(once)[0])) != once:
        assert len(again) < len(once)
        once = again


def test_a_ten_megabyte_line_is_read_in_one_pass(site: Site):
    line = "監(jiān)察," * 300_000
    page = read_page(line, site)
    assert page.paragraphs == ("监察，" * 300_000,)
