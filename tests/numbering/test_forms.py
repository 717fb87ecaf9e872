from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.number_forms import CLOSE, OPEN
from plugins.model.numbers import (
    FIRST_YEAR,
    LAST_YEAR,
    SERIAL_LIMIT,
    Number,
    NumberError,
    format_number,
    full_name,
    is_document_number,
    parse_number,
    read_mention,
)
from plugins.model.problems import Language, Problem, Severity, catalogue
from plugins.model.series import Reset, Series, SeriesKind
from tests.numbering.samples import SERIES, make_series

HERE = Path(__file__).parent
RIGHT = tomllib.loads((HERE / "right_forms.toml").read_text(encoding="utf-8"))["right"]
WRONG = tomllib.loads((HERE / "wrong_forms.toml").read_text(encoding="utf-8"))["wrong"]


@pytest.mark.parametrize("row", RIGHT, ids=lambda row: f"{row['series']} {row['text']}")
def test_right_forms(row: dict[str, Any]):
    parsed = parse_number(SERIES[row["series"]], row["text"])
    assert (parsed.year, parsed.serial, parsed.total) == (
        row.get("year"),
        row["serial"],
        row.get("total"),
    )


@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row['series']} {row['text']}")
def test_wrong_forms(row: dict[str, Any]):
    with pytest.raises(NumberError) as caught:
        parse_number(SERIES[row["series"]], row["text"])
    assert (caught.value.code, caught.value.fields["form"]) == (row["code"], row["form"])


@pytest.mark.parametrize("row", WRONG, ids=lambda row: f"{row['series']} {row['text']}")
def test_the_mend_names_a_right_form(row: dict[str, Any]):
    fields = (("form", row["form"]), ("text", row["text"]))
    problem = Problem("content/x.md", 3, 1, row["code"], Severity.ERROR, fields)
    for language in (Language.ZH, Language.EN):
        assert row["form"] in problem.mend(language)
    parse_number(SERIES[row["series"]], row["form"])


def test_every_code_of_a_form_has_a_row():
    codes = {code for code in catalogue() if "N001" <= code < "N030"}
    assert codes == {row["code"] for row in WRONG}


def all_series() -> st.SearchStrategy[Series]:
    names = st.sampled_from(["皖纪发", "法释", "某某委员会办公室发", "三会办发"])
    titles = st.sampled_from(["某省政府令", "督导通报", "三号工程简报", "某委公告"])
    resets = st.sampled_from(Reset)

    def issue(title: str, reset: Reset, total: bool) -> Series:
        carried = total and reset is Reset.YEARLY
        return make_series("s", SeriesKind.ISSUE, title, reset=reset, total=carried)

    return st.one_of(
        st.builds(lambda name: make_series("s", SeriesKind.DOCUMENT, name), names),
        st.builds(lambda title: make_series("s", SeriesKind.ANNOUNCEMENT, title), titles),
        st.builds(
            lambda title, reset: make_series("s", SeriesKind.ORDER, title, reset=reset),
            titles,
            resets,
        ),
        st.builds(issue, titles, resets, st.booleans()),
    )


@settings(deadline=None)
@given(
    all_series(),
    st.integers(FIRST_YEAR, LAST_YEAR),
    st.integers(1, SERIAL_LIMIT),
    st.integers(1, SERIAL_LIMIT),
)
def test_what_is_formatted_parses_to_the_same(series: Series, year: int, serial: int, total: int):
    number = Number("s", year, serial, total if series.total else None)
    for text in (format_number(series, number), full_name(series, number)):
        parsed = parse_number(series, text)
        assert Number("s", parsed.year or year, parsed.serial, parsed.total) == number
        assert read_mention(series, text) == parsed


PIECES = st.sampled_from(
    [
        *OPEN,
        *CLOSE,
        *"0123456789０９٣〇○零一二十百年第号號期总字 \u3000\u200b\ufeff\n公告令-、",
        "皖纪发",
        "皖纪",
        "安徽省纪委监委公告",
        "督导通报",
        "疫情防控督导通报",
        "2020",
        "第19期",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(SERIES)), st.lists(PIECES, max_size=14).map("".join) | st.text())
def test_no_text_breaks_the_parser_and_only_right_forms_pass(code: str, text: str):
    series = SERIES[code]
    try:
        parsed = parse_number(series, text)
    except NumberError as fault:
        kind = catalogue()[fault.code]
        assert kind.severity is Severity.ERROR
        parse_number(series, fault.fields["form"])
    else:
        number = Number(code, parsed.year or 2020, parsed.serial, parsed.total)
        assert text.strip() in (format_number(series, number), full_name(series, number))


def test_numbers_sort_by_value_not_by_text():
    numbers = [Number("wjf", 2020, 10), Number("wjf", 2020, 9), Number("wjf", 2019, 11)]
    assert sorted(numbers) == [numbers[2], numbers[1], numbers[0]]


def test_a_huge_text_is_refused():
    for text in ("皖纪发" * 3_000_000, "〔" * 10_000_000, " " * 10_000_000, "1" * 10_000_000):
        with pytest.raises(NumberError):
            parse_number(SERIES["wjf"], text)
        assert not is_document_number(text)


def test_a_document_number_has_no_title_in_front():
    titled = replace(make_series("x", SeriesKind.DOCUMENT, "皖纪发"), title="通知")
    assert full_name(titled, Number("x", 2020, 5)) == "皖纪发〔2020〕5号"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("法释〔2020〕5号", True),
        ("国办发〔2017〕47号", True),
        ("法释（2020）5号", False),
        ("法释〔2020〕05号", False),
        ("法释〔٢٠20〕5号", False),
        ("法释〔20２０〕5号", False),
        ("第5号", False),
    ],
)
def test_document_numbers_of_other_bodies(text: str, right: bool):
    assert is_document_number(text) is right
