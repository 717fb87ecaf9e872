from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.model.edition import Mode
from plugins.model.items import Status
from plugins.notice_numbering.checks import check
from tests.numbering.samples import (
    edition_of,
    issued,
    make_content,
    register_notice,
    told,
    write_entry,
    write_notice,
)

Make = Callable[[Path], object]
ENTRY = "content/registers/wjf/2020"
VOID = 'number = "皖纪发〔2020〕1号"\nstate = "void"\nreason = "撤回"\n'
OTHER = {"column": "gonggao"}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return make_content(tmp_path / "content")


def numbered(root: Path, serial: int, *, day: str = "2020-02-05", body: str = "正文。") -> str:
    """Write notice n<serial> with its entry."""
    number = f"皖纪发〔2020〕{serial}号"
    return register_notice(root, f"n{serial}", number, f"wjf/2020/{serial}", signed=day, body=body)


def entry(root: Path, place: str, text: str) -> None:
    write_entry(root, place, text)


def issue(root: Path, year: int, serial: int, total: int) -> None:
    register_notice(
        root,
        f"j{year}-{serial}",
        f"工作简报{year}年第{serial}期（总第{total}期）",
        f"jianbao/{year}/{serial}",
        **OTHER,
        series="jianbao",
        signed=f"{year}-02-05",
    )


def dudao(root: Path, year: int, serial: int, name: str = "") -> None:
    register_notice(
        root,
        name or f"d{year}-{serial}",
        f"疫情防控督导通报第{serial}期",
        f"dudao/{year}/{serial}",
        **OTHER,
        series="dudao",
        signed=f"{year}-02-05",
    )


CASES: dict[str, tuple[Make, list[str]]] = {
    "nothing wrong": (lambda root: [numbered(root, 1), numbered(root, 2)], []),
    "malformed number": (
        lambda root: write_notice(root, "a", number="皖纪发[2020]1号"),
        ["content/notices/a.md:8 N002"],
    ),
    "number without an entry": (
        lambda root: write_notice(root, "a", number="皖纪发〔2020〕1号"),
        ["content/notices/a.md:8 R010"],
    ),
    "entry of another item": (
        lambda root: [
            numbered(root, 1),
            write_notice(root, "b", number="皖纪发〔2020〕1号"),
        ],
        [
            "content/notices/b.md:8 R011",
            "content/notices/n1.md:1 I020",
            "content/notices/n1.md:8 N031",
        ],
    ),
    "entry whose item lacks the number": (
        lambda root: entry(
            root, "wjf/2020/1", issued("皖纪发〔2020〕1号", write_notice(root, "a"), "关于a的通知")
        ),
        [f"{ENTRY}/1.toml:1 R012"],
    ),
    "entry whose item carries another number": (
        lambda root: entry(
            root, "wjf/2020/2", issued("皖纪发〔2020〕2号", numbered(root, 1), "关于n1的通知")
        ),
        [f"{ENTRY}/2.toml:1 R012"],
    ),
    "entry whose item doesn't exist": (
        lambda root: entry(root, "wjf/2020/1", issued("皖纪发〔2020〕1号", "notices/x.md", "x")),
        [f"{ENTRY}/1.toml:1 R007"],
    ),
    "entry whose item is no notice": (
        lambda root: entry(root, "wjf/2020/1", issued("皖纪发〔2020〕1号", "site.toml", "x")),
        [f"{ENTRY}/1.toml:1 R007"],
    ),
    "entry whose item is outside": (
        lambda root: entry(
            root, "wjf/2020/1", issued("皖纪发〔2020〕1号", "notices/../site.toml", "x")
        ),
        [f"{ENTRY}/1.toml:1 R007"],
    ),
    "void number in use": (
        lambda root: [
            write_notice(root, "a", number="皖纪发〔2020〕1号"),
            entry(root, "wjf/2020/1", VOID),
        ],
        ["content/notices/a.md:8 R022"],
    ),
    "title and date disagree": (
        lambda root: entry(
            root,
            "wjf/2020/1",
            issued(
                "皖纪发〔2020〕1号",
                write_notice(root, "a", number="皖纪发〔2020〕1号"),
                "别的标题",
                "2020-02-06",
            ),
        ),
        [f"{ENTRY}/1.toml:1 R013", f"{ENTRY}/1.toml:1 R014"],
    ),
    "gap": (
        lambda root: [numbered(root, 1), numbered(root, 4)],
        [f"{ENTRY}/4.toml:1 R020", f"{ENTRY}/4.toml:1 R020"],
    ),
    "gap filled by a void number": (
        lambda root: [entry(root, "wjf/2020/1", VOID), numbered(root, 2)],
        [],
    ),
    "order against date": (
        lambda root: [numbered(root, 1, day="2020-03-01"), numbered(root, 2)],
        [f"{ENTRY}/2.toml:1 R021"],
    ),
    "year against date": (
        lambda root: register_notice(
            root, "a", "皖纪发〔2020〕1号", "wjf/2020/1", signed="2021-01-04"
        ),
        ["content/notices/a.md:8 N033"],
    ),
    "series that the column doesn't carry": (
        lambda root: register_notice(
            root, "a", "中皖纪发〔2020〕1号", "zwjf/2020/1", series="zwjf"
        ),
        ["content/notices/a.md:9 N030"],
    ),
    "running totals": (
        lambda root: [issue(root, 2019, 1, 5), issue(root, 2020, 1, 5), issue(root, 2020, 2, 6)],
        ["content/registers/jianbao/2020/1.toml:1 R023"],
    ),
    "series that never starts again": (
        lambda root: [dudao(root, 2019, 1), dudao(root, 2020, 2)],
        [],
    ),
    "serial in two years": (
        lambda root: [dudao(root, 2019, 1), dudao(root, 2020, 1)],
        [
            "content/notices/d2020-1.md:8 N031",
            "content/registers/dudao/2020/1.toml:1 R024",
        ],
    ),
    "another body's number": (
        lambda root: [
            write_notice(root, "a", column="fagui", number="法释〔2018〕2号"),
            write_notice(root, "b", column="fagui", number="法释(2018)3号"),
            write_notice(root, "c", column="fagui", number="法释〔2018〕2号"),
            write_notice(root, "d", column="fagui"),
        ],
        ["content/notices/b.md:8 N040", "content/notices/c.md:8 N041"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_checks(content: Path, name: str):
    make, expected = CASES[name]
    make(content)
    edition = edition_of(content)
    check(edition)
    assert sorted(told(edition)) == sorted(expected)


def test_every_problem_can_be_told(content: Path):
    for make, _ in CASES.values():
        make(content)
    edition = edition_of(content)
    check(edition)
    for problem in edition.problems:
        assert "{" not in problem.render()


def test_an_unnumbered_notice_shows_the_next_number_and_stops_a_publish(content: Path):
    numbered(content, 1)
    write_notice(content, "later", signed="2020-04-01")
    write_notice(content, "earlier", signed="2020-03-01")
    write_notice(content, "draft", signed="2020-01-01", status="draft")
    edition = edition_of(content)
    check(edition)
    assert list(edition.problems) == []
    texts = {item.path: edition.number_text(item) for item in edition.items}
    assert texts == {
        "notices/n1.md": "皖纪发〔2020〕1号",
        "notices/earlier.md": "皖纪发〔2020〕2号",
        "notices/later.md": "皖纪发〔2020〕3号",
        "notices/draft.md": "皖纪发〔2020〕4号",
    }
    assert edition.proposed == {item.path for item in edition.items} - {"notices/n1.md"}
    assert edition.urls["notices/later.md"] == "/wjf/draft/later/"
    assert edition.by_path["notices/draft.md"].status is Status.DRAFT
    published = edition_of(content, Mode.PRODUCTION)
    check(published)
    assert told(published) == [
        "content/notices/earlier.md:1 N032",
        "content/notices/later.md:1 N032",
    ]
    assert len(published.problems.errors) == 2


def test_a_gap_stops_a_publish(content: Path):
    numbered(content, 2)
    for mode, errors in ((Mode.BUILD, 0), (Mode.PRODUCTION, 1)):
        edition = edition_of(content, mode)
        check(edition)
        assert told(edition) == [f"{ENTRY}/2.toml:1 R020"]
        assert len(edition.problems.errors) == errors


def test_proposed_totals_go_on(content: Path):
    issue(content, 2020, 1, 7)
    for name, signed in (("a", "2020-03-01"), ("b", "2021-01-05")):
        write_notice(content, name, **OTHER, series="jianbao", signed=signed)
    edition = edition_of(content)
    texts = [edition.number_text(edition.by_path[f"notices/{name}.md"]) for name in "ab"]
    assert texts == ["工作简报2020年第2期（总第8期）", "工作简报2021年第1期（总第9期）"]
