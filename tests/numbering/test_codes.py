"""A series whose 机关代字 changed: serials run on, each number keeps the code of its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugins.model.items import RelationKind
from plugins.model.numbers import Number, NumberError, full_name, parse_number
from plugins.model.series import FormerCode, SeriesKind
from plugins.notice_numbering.checks import check
from plugins.notice_numbering.citations import link_citations
from tests.numbering.processes import desk
from tests.numbering.samples import (
    SITE,
    edition_of,
    make_series,
    register_notice,
    told,
    write_notice,
)

FORMER = """aliases = ["皖纪"]
former_codes = [
  { code = "皖纪字", until = 2020-06-30 },
  { code = "皖纪检字", until = 2018-12-31 },
]"""
CHANGED = replace(
    make_series("wjf", SeriesKind.DOCUMENT, "皖纪发", "皖纪"),
    former_codes=(
        FormerCode("皖纪检字", date(2018, 12, 31)),
        FormerCode("皖纪字", date(2020, 6, 30)),
    ),
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    root.mkdir()
    (root / "site.toml").write_text(SITE.replace('aliases = ["皖纪"]', FORMER), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2018-12-31", "皖纪检字"),
        ("2019-01-01", "皖纪字"),
        ("2020-06-30", "皖纪字"),
        ("2020-07-01", "皖纪发"),
    ],
)
def test_the_code_of_a_day(day: str, code: str):
    assert CHANGED.code_on(date.fromisoformat(day)) == code


@pytest.mark.parametrize(
    ("year", "codes"),
    [
        (1949, ("皖纪检字",)),
        (2018, ("皖纪检字",)),
        (2019, ("皖纪字",)),
        (2020, ("皖纪字", "皖纪发")),
        (2021, ("皖纪发",)),
        (0, ("皖纪检字",)),
    ],
)
def test_the_codes_of_a_year(year: int, codes: tuple[str, ...]):
    assert CHANGED.codes_in(year) == codes


@pytest.mark.parametrize(
    "text",
    ["皖纪检字〔2018〕3号", "皖纪字〔2019〕3号", "皖纪字〔2020〕3号", "皖纪发〔2020〕3号"],
)
def test_a_number_keeps_its_code(text: str):
    parsed = parse_number(CHANGED, text)
    number = Number("wjf", parsed.year or 0, parsed.serial, None, parsed.code)
    assert full_name(CHANGED, number) == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("皖纪发〔2019〕3号", "皖纪字〔2019〕3号"),
        ("皖纪字〔2021〕3号", "皖纪发〔2021〕3号"),
        ("皖纪〔2018〕3号", "皖纪检字〔2018〕3号"),
    ],
)
def test_a_code_of_another_year_is_told(text: str, form: str):
    with pytest.raises(NumberError) as caught:
        parse_number(CHANGED, text)
    assert (caught.value.code, caught.value.fields["form"]) == ("N017", form)


def test_serials_run_on_through_the_year_of_the_change(content: Path):
    days = ("2018-12-31", "2019-01-01", "2020-06-30", "2020-07-01", "2020-06-29")
    given = [
        desk(content).number(write_notice(content, f"n{index}", signed=day))
        for index, day in enumerate(days)
    ]
    assert given == [
        "皖纪检字〔2018〕1号",
        "皖纪字〔2019〕1号",
        "皖纪字〔2020〕1号",
        "皖纪发〔2020〕2号",
        "皖纪字〔2020〕3号",
    ]
    edition = edition_of(content)
    check(edition)
    assert told(edition) == ["content/registers/wjf/2020/3.toml:1 R021"]
    write_notice(content, "next", signed="2020-05-01")
    edition = edition_of(content)
    assert edition.number_text(edition.by_path["notices/next.md"]) == "皖纪字〔2020〕4号"


def test_a_reserved_number_takes_the_code_of_its_document(content: Path):
    kept = desk(content).reserve("wjf", 2020, "留给会议通知")
    assert kept == "皖纪发〔2020〕1号"
    path = write_notice(content, "a", signed="2020-03-01")
    assert desk(content).number(path, kept) == "皖纪字〔2020〕1号"
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []


def test_citations_under_either_code_lead_to_the_notice(content: Path):
    register_notice(content, "a", "皖纪字〔2020〕1号", "wjf/2020/1", signed="2020-06-01")
    register_notice(content, "b", "皖纪发〔2020〕2号", "wjf/2020/2", signed="2020-07-01")
    cited = ("皖纪字〔2020〕1号", "皖纪发〔2020〕1号", "皖纪字〔2020〕2号", "皖纪检字〔2020〕2号")
    register_notice(
        content, "c", "皖纪发〔2020〕3号", "wjf/2020/3", signed="2020-07-02",
        body="、".join(cited), repeals="[皖纪发〔2020〕1号]",
    )  # fmt: skip
    edition = edition_of(content)
    check(edition)
    link_citations(edition)
    assert told(edition) == []
    body = edition.bodies["notices/c.md"]
    links = [
        f'href="/wjf/2020/{serial}/">{text}' for serial, text in zip("1122", cited, strict=True)
    ]
    assert [link for link in links if link not in body] == []
    acts = [(one.kind, one.source) for one in edition.relations.to("notices/a.md")]
    assert (RelationKind.REPEALS, "notices/c.md") in acts
