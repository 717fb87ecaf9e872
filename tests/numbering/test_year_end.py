"""The year of a number follows from 成文日期 and the site's zone, never from the machine's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from plugins.notice_numbering.allocation import AllocationError
from plugins.notice_numbering.checks import check
from scripts.inspection import read_site, today
from scripts.number import command
from tests.numbering.processes import desk
from tests.numbering.samples import SITE, edition_of, make_content, told, write_notice

SHANGHAI = "+08:00"
MACHINES = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> Iterator[str]:
    """A machine in another zone than the site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        if hasattr(time, "tzset"):
            time.tzset()
        yield request.param
    if hasattr(time, "tzset"):
        time.tzset()


def at(moment: str, zone: str = SHANGHAI) -> str:
    """Return SOURCE_DATE_EPOCH of a moment."""
    return str(int(datetime.fromisoformat(moment + zone).timestamp()))


def number(content: Path, *arguments: str, now: str) -> str:
    done = CliRunner().invoke(
        command, [*arguments, "--content", str(content)], env={"SOURCE_DATE_EPOCH": now}
    )
    assert done.exit_code == 0, done.output
    return done.output.strip().rpartition(": ")[2]


@pytest.mark.parametrize(
    ("now", "signed", "given"),
    [
        ("2020-12-31T23:59:59", "2020-12-31", "皖纪发〔2020〕1号"),
        ("2021-01-01T00:00:00", "2021-01-01", "皖纪发〔2021〕1号"),
        ("2021-01-01T00:00:00", "2020-12-31", "皖纪发〔2020〕1号"),
        ("2021-03-01T12:00:00", "2020-12-31", "皖纪发〔2020〕1号"),
    ],
)
def test_the_year_is_that_of_the_document(
    tmp_path: Path, machine: str, now: str, signed: str, given: str
):
    content = make_content(tmp_path / "content")
    path = write_notice(content, "a", signed=signed, date=f"{signed} 23:59")
    assert number(content, str(content / path), now=at(now)) == given
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []


@pytest.mark.parametrize(
    ("now", "given"),
    [
        ("2020-12-31T23:59:59", "皖纪发〔2020〕1号"),
        ("2021-01-01T00:00:00", "皖纪发〔2021〕1号"),
    ],
)
def test_a_reserved_number_is_of_the_year_at_the_site(
    tmp_path: Path, machine: str, now: str, given: str
):
    content = make_content(tmp_path / "content")
    assert number(content, "--reserve", "wjf", "--why", "留用", now=at(now)) == given


def test_a_site_in_another_zone_has_its_own_new_year(tmp_path: Path, machine: str):
    content = tmp_path / "content"
    content.mkdir()
    site = SITE.replace("domain =", 'time_zone = "Asia/Urumqi"\ndomain =')
    (content / "site.toml").write_text(site, encoding="utf-8")
    for moment, given in (("23:59:59", "2020"), ("00:00:00", "2021")):
        day = "2020-12-31" if given == "2020" else "2021-01-01"
        now = at(f"{day}T{moment}", "+06:00")
        assert (
            number(content, "--reserve", "wjf", "--why", "留用", now=now) == f"皖纪发〔{given}〕1号"
        )


def test_today_is_the_day_at_the_site(
    tmp_path: Path, machine: str, monkeypatch: pytest.MonkeyPatch
):
    site = read_site(make_content(tmp_path / "content"))
    before = datetime.now(UTC)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    found = today(site)
    assert abs((found - before.date()).days) <= 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", at("2021-01-01T00:00:00"))
    assert today(site).isoformat() == "2021-01-01"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2021-01-01T00:00:00")) - 1))
    assert today(site).isoformat() == "2020-12-31"


def test_yearly_serials_begin_anew_and_others_run_on(tmp_path: Path):
    content = make_content(tmp_path / "content")
    given = {}
    for code, column in (("wjf", "tongzhi"), ("gg", "gonggao"), ("ling", "gonggao"),
                         ("dudao", "gonggao"), ("jianbao", "gonggao")):  # fmt: skip
        for day in ("2019-12-31", "2020-12-30", "2020-12-31", "2021-01-01"):
            path = write_notice(content, f"{code}-{day}", series=code, column=column, signed=day)
            given[code, day] = desk(content).number(path)
    assert [given[code, "2021-01-01"] for code in ("wjf", "gg", "ling", "dudao", "jianbao")] == [
        "皖纪发〔2021〕1号",
        "安徽省纪委监委公告2021年第1号",
        "安徽省人民政府令第4号",
        "疫情防控督导通报第4期",
        "工作简报2021年第1期（总第4期）",
    ]
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []


def test_a_running_total_never_goes_back_a_year(tmp_path: Path):
    content = make_content(tmp_path / "content")
    notice = {"column": "gonggao", "series": "jianbao"}
    desk(content).number(write_notice(content, "new", **notice, signed="2021-01-01"))
    late = write_notice(content, "late", **notice, signed="2020-12-31")
    files = sorted(path for path in content.rglob("*.toml"))
    with pytest.raises(AllocationError, match="总期号"):
        desk(content).number(late)
    assert sorted(path for path in content.rglob("*.toml")) == files


@pytest.mark.skipif(os.name != "posix", reason="the zone of a process is set by TZ on POSIX alone")
def test_the_fixture_does_change_the_zone(machine: str):
    assert time.strftime("%z", time.localtime(1609372800)) != "+0800"
