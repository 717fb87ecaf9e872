"""Relations: written once, shown at both ends; circles, wrong dates and missing ends are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.edition import Edition, Mode
from plugins.model.items import RelationKind
from plugins.model.relating import cycles
from plugins.model.relations import LATER, Edge, Relations
from plugins.model.validity import validity_of
from plugins.notice_numbering.citations import link_citations
from plugins.portal.relations import relation_views
from tests.lifecycle.samples import edition_on, news, three_notices
from tests.numbering.samples import told

A, B, C = "notices/a.md", "notices/b.md", "notices/c.md"


def shown(edition: Edition, path: str) -> dict[str, list[tuple[str, str]]]:
    """Return titles and addresses that an item's page shows, by label."""
    return {
        view.label: [(link.title, link.url) for link in view.links]
        for view in relation_views(edition, edition.by_path[path])
    }


@pytest.mark.parametrize(
    ("kind", "acting", "passive"),
    [
        ("repeals", "废止的文件", "废止本文的文件"),
        ("replaces", "代替的文件", "代替本文的文件"),
        ("amends", "修改的文件", "修改本文的文件"),
        ("forwards", "转发的文件", "转发本文的文件"),
        ("interprets", "解读的文件", "解读本文的稿件"),
    ],
)
def test_a_relation_is_written_once_and_shown_at_both_ends(
    kind: str, acting: str, passive: str, tmp_path: Path
):
    edition = edition_on(three_notices(tmp_path / "content", {"b": {kind: "[皖纪发〔2020〕1号]"}}))
    assert told(edition) == []
    assert shown(edition, B) == {acting: [("《关于a的通知》（皖纪发〔2020〕1号）", "/wjf/2020/1/")]}
    assert shown(edition, A) == {
        passive: [("《关于b的通知》（皖纪发〔2020〕2号）", "/wjf/2020/2/")]
    }


def test_a_part_is_named_at_both_ends(tmp_path: Path):
    fields = {"b": {"repeals": "[{number: 皖纪发〔2020〕1号, part: 第三条}, 皖纪发〔2020〕3号]"},
              "c": {"signed": "2020-01-31"}}  # fmt: skip
    edition = edition_on(three_notices(tmp_path / "content", fields))
    first, third = "《关于a的通知》（皖纪发〔2020〕1号）", "《关于c的通知》（皖纪发〔2020〕3号）"
    assert shown(edition, B) == {
        "废止的文件": [(third, "/wjf/2020/3/")],
        "部分废止的文件": [(f"{first}第三条", "/wjf/2020/1/")],
    }
    assert shown(edition, A) == {
        "废止本文部分内容的文件": [
            ("《关于b的通知》（皖纪发〔2020〕2号）：废止第三条", "/wjf/2020/2/")
        ]
    }


def test_news_explains_a_notice_and_a_citation_beside_it_is_not_told_twice(tmp_path: Path):
    root = three_notices(tmp_path / "content", {})
    news(root, "jiedu", interprets="[皖纪发〔2020〕1号]")
    news(root, "other")
    for name in ("jiedu", "other"):
        path = root / "news" / f"{name}.md"
        path.write_text(path.read_text(encoding="utf-8") + "见皖纪发〔2020〕1号。", "utf-8")
    edition = edition_on(root)
    link_citations(edition)
    assert shown(edition, A) == {
        "解读本文的稿件": [("消息jiedu", "/yaowen/jiedu/")],
        "引用本文的稿件": [("消息other", "/yaowen/other/")],
    }
    title = [("《关于a的通知》（皖纪发〔2020〕1号）", "/wjf/2020/1/")]
    assert shown(edition, "news/jiedu.md") == {"解读的文件": title}
    assert shown(edition, "news/other.md") == {"引用的文件": title}


def test_documents_of_other_bodies_are_plain_text(tmp_path: Path):
    fields = {
        "b": {"forwards": "[《关于甲、乙的通知》（国办发〔2019〕1号）, 《某办法》]"},
        "c": {"repeals": "[《旧规定》（皖纪发〔1999〕7号）]"},
    }
    edition = edition_on(three_notices(tmp_path / "content", fields))
    assert told(edition) == []
    assert shown(edition, B) == {
        "转发的文件": [("《关于甲、乙的通知》（国办发〔2019〕1号）", ""), ("《某办法》", "")]
    }
    assert shown(edition, C) == {"废止的文件": [("《旧规定》（皖纪发〔1999〕7号）", "")]}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("国办发〔2019〕1号", "I022"),
        ("皖纪发〔1999〕7号", "I022"),
        ("皖纪发〔2020〕9号", "I042"),
        ("《关于甲的通知》（皖纪发〔2020〕9号）", "I042"),
        ("皖纪发[2020]1号", "N002"),
        ("皖纪发〔2020〕01号", "N009"),
        ("皖纪发〔2020〕2号", "I024"),
        ("《关于b的通知》", "I024"),
        ("皖纪〔2020〕1号", None),
        ("皖纪发 〔2020〕 1号", None),
        ("《关于a的通知》", None),
    ],
)
def test_missing_and_wrong_ends(written: str, code: str | None, tmp_path: Path):
    root = three_notices(tmp_path / "content", {"b": {"amends": f"['{written}']"}})
    assert told(edition_on(root)) == ([f"content/{B}:9 {code}"] if code else [])


def test_a_withheld_number_is_an_end(tmp_path: Path):
    root = three_notices(tmp_path / "content", {"b": {"amends": "[皖纪发〔2020〕4号]"}})
    entry = root / "registers" / "wjf" / "2020" / "4.toml"
    for state, problems in (("withheld", []), ("void", ["I043"]), ("reserved", ["I043"])):
        entry.write_text(
            f'number = "皖纪发〔2020〕4号"\nstate = "{state}"\nreason = "某事"\n', "utf-8"
        )
        edition = edition_on(root)
        assert [one.code for one in edition.problems] == problems
    assert shown(edition, B) == {"修改的文件": [("皖纪发〔2020〕4号", "")]}


def test_a_draft_acts_in_the_preview_alone(tmp_path: Path):
    fields = {"b": {"repeals": "[皖纪发〔2020〕1号]", "status": "draft"}}
    root = three_notices(tmp_path / "content", fields)
    for mode, validity in ((Mode.BUILD, "有效"), (Mode.PRODUCTION, "有效"), (Mode.PREVIEW, "废止")):
        edition = edition_on(root, mode=mode)
        assert validity_of(edition, edition.by_path[A]) == validity
        assert bool(shown(edition, A)) == (mode is Mode.PREVIEW)


def test_a_draft_at_the_other_end_keeps_its_title(tmp_path: Path):
    fields = {"a": {"status": "draft"}, "b": {"repeals": "[皖纪发〔2020〕1号]"}}
    root = three_notices(tmp_path / "content", fields)
    edition = edition_on(root)
    assert told(edition) == []
    assert shown(edition, B) == {"废止的文件": [("皖纪发〔2020〕1号", "")]}


def test_a_withdrawn_document_does_nothing_any_more(tmp_path: Path):
    fields = {
        "b": {
            "repeals": "[皖纪发〔2020〕1号]", "status": "withdrawn", "withdrawn": "2020-05-01",
            "withdrawn_reason": "有误",
        },
        "c": {"amends": "[皖纪发〔2020〕2号]"},
    }  # fmt: skip
    edition = edition_on(three_notices(tmp_path / "content", fields))
    assert validity_of(edition, edition.by_path[A]) == "有效"
    assert shown(edition, A) == {}
    assert list(shown(edition, B)) == ["修改本文的文件"]
    assert list(shown(edition, C)) == ["修改的文件"]


def test_a_hidden_document_is_named_only_where_it_decides(tmp_path: Path):
    fields = {
        "b": {"forwards": "[皖纪发〔2020〕1号]", "status": "hidden"},
        "c": {"repeals": "[皖纪发〔2020〕1号]", "status": "hidden"},
    }
    edition = edition_on(three_notices(tmp_path / "content", fields))
    assert validity_of(edition, edition.by_path[A]) == "废止"
    assert list(shown(edition, A)) == ["废止本文的文件"]


def test_an_earlier_document_cannot_act_on_a_later_one(tmp_path: Path):
    for kind in ("repeals", "replaces", "amends", "forwards"):
        root = three_notices(tmp_path / kind, {"a": {kind: "[皖纪发〔2020〕2号]"}})
        assert told(edition_on(root)) == [f"content/{A}:9 I045"]
    root = three_notices(tmp_path / "content", {"a": {"interprets": "[皖纪发〔2020〕2号]"}})
    assert told(edition_on(root)) == []


def test_a_circle_is_told_once_with_its_way_round(tmp_path: Path):
    fields = {
        "a": {"replaces": "[皖纪发〔2020〕3号]"},
        "b": {"repeals": "[皖纪发〔2020〕1号]"},
        "c": {"amends": "[皖纪发〔2020〕2号]"},
    }
    edition = edition_on(three_notices(tmp_path / "content", fields))
    (problem,) = edition.problems
    assert (problem.path, problem.line, problem.code) == (f"content/{A}", 9, "I044")
    chain = " → ".join(f"content/{path}" for path in (A, C, B, A))
    assert dict(problem.fields)["chain"] == chain


EDGES = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from(RelationKind)),
    max_size=14,
)


def reaches(edges: set[tuple[str, str]], start: str, end: str) -> bool:
    seen, ahead = set(), [start]
    while ahead:
        at = ahead.pop()
        for source, target in edges:
            if source == at and target == end:
                return True
            if source == at and target not in seen:
                seen.add(target)
                ahead.append(target)
    return False


@given(EDGES)
@settings(deadline=None)
def test_circles_are_found_wherever_there_are_any(drawn: list[tuple[str, str, RelationKind]]):
    relations = Relations(
        Edge(kind, source, target, "", "", "", None, 1)
        for source, target, kind in drawn
        if source != target
    )
    pairs = {(s, t) for s, t, kind in drawn if s != t and kind in LATER}
    found = list(cycles(relations))
    assert bool(found) == any(reaches(pairs, node, node) for node in "abcdef")
    for circle in found:
        assert len(circle) > 1
        for edge, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert edge.target == following.source
            assert edge.kind in LATER
    left = pairs - {(edge.source, edge.target) for circle in found for edge in circle}
    assert not any(reaches(left, node, node) for node in "abcdef")
    again = [tuple((one.source, one.target) for one in circle) for circle in cycles(relations)]
    assert again == [tuple((one.source, one.target) for one in circle) for circle in found]
