from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.edition import Edition
from plugins.model.markup import tokens
from plugins.notice_numbering.citations import Citations, link_citations
from tests.numbering.samples import (
    edition_of,
    make_content,
    register_notice,
    write_entry,
    write_notice,
)

CASES = tomllib.loads(Path(__file__).with_name("citations.toml").read_text(encoding="utf-8"))[
    "case"
]
NAMES = {
    "A": "/wjf/2020/5/",
    "Z": "/zwjf/2020/6/",
    "VOID": "/registers/wjf/2020/#n6",
    "G": "/gg/2020/3/",
    "L": "/ling/2020/5/",
    "D": "/dudao/2020/19/",
    "J": "/jianbao/2020/3/",
    "F": "/fagui/jieshi/",
    "H": "/fagui/jianfa/",
    "K": "/fagui/zhuxiling/",
    "E": "/fagui/fa/",
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    root = make_content(tmp_path_factory.mktemp("citations") / "content")
    here = {"column": "gonggao"}
    register_notice(root, "zhiban", "皖纪发〔2020〕5号", "wjf/2020/5")
    register_notice(
        root,
        "self",
        "皖纪发〔2020〕8号",
        "wjf/2020/8",
        body="皖纪发〔2020〕8号\n\n见皖纪发〔2020〕5号，法释〔2018〕2号。",
    )
    register_notice(
        root,
        "hidden",
        "皖纪发〔2020〕10号",
        "wjf/2020/10",
        status="hidden",
        body="皖纪发〔2020〕5号",
    )
    register_notice(root, "draft", "皖纪发〔2020〕9号", "wjf/2020/9", status="draft")
    register_notice(root, "z", "中皖纪发〔2020〕6号", "zwjf/2020/6", **here, series="zwjf")
    register_notice(root, "g", "安徽省纪委监委公告2020年第3号", "gg/2020/3", **here, series="gg")
    register_notice(root, "l", "安徽省人民政府令第5号", "ling/2020/5", **here, series="ling")
    register_notice(
        root,
        "d",
        "疫情防控督导通报第19期",
        "dudao/2020/19",
        **here,
        series="dudao",
        date="2020-02-07",
        body="按照皖纪发[2020]5号，见皖纪发〔2020〕10号",
    )
    register_notice(
        root, "j", "工作简报2020年第3期（总第19期）", "jianbao/2020/3", **here, series="jianbao"
    )
    void = 'number = "皖纪发〔2020〕6号"\nstate = "void"\nreason = "文稿撤回"\n'
    write_entry(root, "wjf/2020/6", void)
    reserved = 'number = "皖纪发〔2020〕7号"\nstate = "reserved"\nreason = "留用"\n'
    write_entry(root, "wjf/2020/7", reserved)
    for name, number in (
        ("jieshi", "法释〔2018〕2号"),
        ("jianfa", "高检发(2018)3号"),
        ("zhuxiling", "中华人民共和国主席令第46号"),
        ("one", "法发〔2018〕9号"),
        ("two", "法发〔2018〕9号"),
        ("fa", "法〔2018〕7号"),
    ):
        write_notice(root, name, column="fagui", number=number)
    return edition_of(root)


def expected(linked: str) -> str:
    """Write the links of the table out."""
    opened = re.sub(
        r"<cite (\w+)>", lambda mark: f'<a class="citation" href="{NAMES[mark[1]]}">', linked
    )
    return opened.replace("</cite>", "</a>")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_citations(edition: Edition, case: dict[str, Any]):
    item = edition.by_path["notices/self.md"]
    body, _ = Citations(edition).link(item.path, case["html"])
    assert body == (case["html"] if case.get("same") else expected(case["linked"]))


def test_every_target_of_the_table_is_an_address(edition: Edition):
    assert {url for url in NAMES.values() if "#" not in url} <= set(edition.urls.values())


def cited_by(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return the paths of what cites each item, in order."""
    found = {path: edition.relations.to(path) for path in edition.by_path}
    return {path: tuple(one.source for one in edges) for path, edges in found.items() if edges}


def test_a_notice_knows_what_cites_it_by_date(edition: Edition):
    link_citations(edition)
    assert cited_by(edition) == {
        "notices/zhiban.md": ("notices/self.md", "notices/d.md"),
        "notices/jieshi.md": ("notices/self.md",),
        "notices/hidden.md": ("notices/d.md",),
    }
    assert 'href="/wjf/2020/5/">皖纪发[2020]5号</a>' in edition.bodies["notices/d.md"]
    assert 'href="/wjf/2020/8/"' not in edition.bodies["notices/self.md"]


def test_a_portal_without_numbers_links_nothing(tmp_path: Path):
    edition = edition_of(make_content(tmp_path / "content"))
    write_notice(tmp_path / "content", "x", column="fagui", body="皖纪发〔2020〕5号")
    edition = edition_of(tmp_path / "content")
    before = dict(edition.bodies)
    link_citations(edition)
    assert (edition.bodies, cited_by(edition)) == (before, {})


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<code>",
        "</code>",
        "<br>",
        "皖纪发",
        "皖纪",
        "〔2020〕",
        "[2020]",
        "5",
        "号",
        "5号",
        "《",
        "》",
        "（",
        "）",
        "〈",
        "〉",
        "第",
        "期",
        "&lt;",
        "&amp;",
        "督导通报",
        "19期",
        "2020年",
        "公告",
        " ",
        "\n",
        "&nbsp;",
        '<img alt="皖纪发〔2020〕5号">',
        "二〇二〇",
        "總",
    ]
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(PIECES, max_size=30))
def test_links_add_nothing_but_links(edition: Edition, parts: list[str]):
    html = "".join(parts)
    linked, _ = Citations(edition).link("notices/self.md", html)
    assert re.sub(r'<a class="citation" href="[^"]*">|</a>', "", linked) == html
    assert "".join(token.text for token in tokens(linked)) == linked


@pytest.mark.parametrize(
    "text",
    [
        "《" * 200_000,
        "《〈a〉" * 60_000,
        "《" + "〈a〉" * 100_000,
        "《《a》" * 60_000,
        "皖纪发" * 100_000,
        "皖纪发〔" * 100_000,
        "皖纪发〔2020" * 50_000,
        "皖纪发〔2020〕字第" * 40_000,
        "督导通报" * 100_000,
        "2020年第3号" * 60_000,
        "〔2020〕" * 60_000,
        "皖纪发   " * 60_000,
        "<" * 300_000,
        "<p" * 100_000,
        "<p " * 100_000,
        "&lt;" * 100_000,
        "第一百二十三" * 50_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(20)
def test_hostile_bodies_end(edition: Edition, text: str):
    text += "皖纪发"
    assert Citations(edition).link("notices/self.md", text)[0] == text


def test_tokens_tell_tags_from_text():
    found = [(one.text, one.tag, one.closing) for one in tokens('a<p class="x">b&lt;</p><br>c')]
    assert found == [
        ("a", "", False),
        ('<p class="x">', "p", False),
        ("b&lt;", "", False),
        ("</p>", "p", True),
        ("<br>", "br", False),
        ("c", "", False),
    ]
