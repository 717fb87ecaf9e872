from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model.problems import Language, Problem, Severity, catalogue
from plugins.site_footer.divisions import (
    ICP_FOR_POLICE,
    ICP_PROVINCES,
    POLICE_DIVISIONS,
    province_of,
)
from plugins.site_footer.filing import (
    FilingError,
    IcpNumber,
    PoliceNumber,
    parse_icp,
    parse_police,
    parse_postcode,
    parse_site_code,
)
from plugins.site_footer.filing_links import RULES, link_faults
from plugins.site_footer.placeholders import (
    is_placeholder_host,
    is_placeholder_number,
    is_placeholder_text,
    is_placeholder_url,
)

HERE = Path(__file__).parent
PARSERS: dict[str, Any] = {
    "icp": parse_icp,
    "public_security": parse_police,
    "site_code": parse_site_code,
    "postcode": parse_postcode,
}


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[Any]:
    return [
        pytest.param(key, row, id=f"{key} {row['text']}")
        for key, found in table(name).items()
        for row in found
    ]


def record(key: str, text: str) -> dict[str, Any]:
    found = PARSERS[key](text)
    if isinstance(found, IcpNumber):
        return {
            "province": found.province,
            "number": found.number,
            "site": found.site or 0,
            "form": found.form,
            "year": found.year,
        }
    if isinstance(found, PoliceNumber):
        return {"province": found.province, "digits": found.code, "legacy": found.legacy}
    assert found == text
    return {}


def fault_of(key: str, text: str) -> FilingError | None:
    try:
        PARSERS[key](text)
    except FilingError as fault:
        return fault
    return None


@pytest.mark.parametrize(("key", "row"), rows("right_numbers"))
def test_right_numbers(key: str, row: dict[str, Any]):
    wanted = {name: value for name, value in row.items() if name != "text"}
    assert record(key, row["text"]) == wanted
    assert str(PARSERS[key](row["text"])) == row["text"].replace(" ", "")


@pytest.mark.parametrize(("key", "row"), rows("wrong_numbers"))
def test_wrong_numbers(key: str, row: dict[str, Any]):
    with pytest.raises(FilingError) as caught:
        PARSERS[key](row["text"])
    fault = caught.value
    assert fault.code == row["code"]
    if "form" in row:
        assert fault.fields["form"] == row["form"]
        PARSERS[key](row["form"])
    fields = tuple(fault.fields.items())
    problem = Problem("content/site.toml", 1, 1, fault.code, Severity.ERROR, fields)
    for language in (Language.ZH, Language.EN):
        assert row["text"] in problem.fault(language)
        assert row.get("form", "") in problem.mend(language)


def test_every_code_of_a_number_has_a_row():
    told = {row["code"] for found in table("wrong_numbers").values() for row in found}
    of_checks = {"P006", "P008", "P010", "P028"}
    assert told == {code for code in catalogue() if "P001" <= code < "P050"} - of_checks


@pytest.mark.parametrize(
    ("name", "test", "wanted"),
    [
        ("placeholder_numbers", is_placeholder_number, True),
        ("real_numbers", is_placeholder_number, False),
        ("placeholder_texts", is_placeholder_text, True),
        ("real_texts", is_placeholder_text, False),
        ("placeholder_hosts", is_placeholder_host, True),
        ("real_hosts", is_placeholder_host, False),
        ("placeholder_addresses", is_placeholder_url, True),
        ("real_addresses", is_placeholder_url, False),
    ],
)
def test_placeholders(name: str, test: Callable[[str], bool], wanted: bool):
    assert {text: test(text) for text in table("placeholders")[name]} == dict.fromkeys(
        table("placeholders")[name], wanted
    )


@pytest.mark.parametrize("row", table("links")["link"], ids=lambda row: row["url"])
def test_links(row: dict[str, Any]):
    faults = list(
        link_faults(row["key"], row["url"], number=row.get("number", ""), domain="www.ah.gov.cn")
    )
    assert [fault.code for fault in faults] == row["codes"]
    for fault in faults:
        fields = tuple(fault.fields.items())
        problem = Problem("content/site.toml", 1, 1, fault.code, Severity.ERROR, fields)
        assert row["key"] in problem.render()
        assert fault.fields["form"] in problem.mend(Language.ZH)


def test_divisions_agree_with_the_provinces_of_icp_numbers():
    as_icp = {ICP_FOR_POLICE.get(province, province) for province in POLICE_DIVISIONS}
    assert as_icp == set(ICP_PROVINCES)
    assert len(ICP_PROVINCES) == len(POLICE_DIVISIONS) == 31
    for province, digits in POLICE_DIVISIONS.items():
        assert province_of(f"{digits}0000") == province
    assert province_of("71") == province_of("") == ""


ICP = st.builds(
    IcpNumber,
    st.sampled_from(ICP_PROVINCES),
    st.one_of(
        st.integers(0, 99999999).map("{:08}".format),
        st.integers(2000000000, 2099999999).map(str),
    ),
    st.none() | st.integers(1, 99999),
    st.just(""),
)
POLICE = st.builds(
    lambda province, rest: PoliceNumber(province, POLICE_DIVISIONS[province] + rest),
    st.sampled_from(sorted(POLICE_DIVISIONS)),
    st.from_regex(r"[0-9]{10,12}", fullmatch=True),
)
NEAR = st.text(st.sampled_from("皖川蜀ICPicp备備证号號公网安0123456789０９-－ 　:：AXK〇\u200b"))


@given(ICP)
def test_an_icp_number_survives_being_written(number: IcpNumber):
    assert parse_icp(str(number)) == number


@given(POLICE)
def test_a_public_security_number_survives_being_written(number: PoliceNumber):
    assert parse_police(str(number)) == number


@given(st.sampled_from(sorted(PARSERS)), NEAR | st.text())
def test_no_text_raises_anything_but_a_filing_error(key: str, text: str):
    fault = fault_of(key, text)
    if fault is None:
        right = str(PARSERS[key](text))
        assert str(PARSERS[key](right)) == right
    else:
        assert fault.code in catalogue()
        assert "form" not in fault.fields or fault_of(key, fault.fields["form"]) is None
    assert is_placeholder_number(text) in {True, False}
    assert is_placeholder_text(text) in {True, False}
    assert is_placeholder_host(text) in {True, False}
    assert is_placeholder_url(text) in {True, False}


@given(
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["http://", "https://", ""]),
    st.sampled_from(["beian.miit.gov.cn", "bszs.conac.cn", "zfwzgl.www.gov.cn", "[::1", ""]),
    st.text(),
)
def test_no_link_raises_anything(key: str, scheme: str, host: str, rest: str):
    for fault in link_faults(key, f"{scheme}{host}/{rest}", number="1", domain="a.gov.cn"):
        assert fault.code in catalogue()
