from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.numbers import Number, full_name
from plugins.model.problems import Problems
from plugins.model.registers import (
    RegisterEntry,
    Registers,
    State,
    load_registers,
)
from plugins.model.site import Site
from plugins.model.site_loader import load_site
from plugins.notice_numbering.allocation import entry_text
from tests.numbering.samples import SERIES, issued, make_content

RIGHT = issued("皖纪发〔2020〕5号", "notices/a.md", "关于值班的通知")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return make_content(tmp_path / "content")


def site_of(content: Path) -> Site:
    site = load_site(content, "content", Problems())
    assert site is not None
    return site


def load(content: Path) -> tuple[Registers, list[str]]:
    problems = Problems()
    registers = load_registers(content, "content", site_of(content), problems)
    for problem in problems:
        assert "{" not in problem.render()
    return registers, [f"{one.path}:{one.line}:{one.column} {one.code}" for one in problems]


def test_an_entry_is_read(content: Path):
    path = content / "registers/wjf/2020/5.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    registers, problems = load(content)
    assert problems == []
    assert registers.of("wjf") == (
        RegisterEntry(
            Number("wjf", 2020, 5),
            "皖纪发〔2020〕5号",
            State.ISSUED,
            "notices/a.md",
            "关于值班的通知",
            date(2020, 2, 5),
            "",
            "registers/wjf/2020/5.toml",
        ),
    )


def wrong(old: str, new: str) -> bytes:
    assert old in RIGHT
    return RIGHT.replace(old, new).encode()


STATE = 'state = "issued"'
CASES = {
    "unknown series": ("xyz/2020/5.toml", RIGHT.encode(), "1:1 R001"),
    "leading zero": ("wjf/2020/05.toml", RIGHT.encode(), "1:1 R002"),
    "serial 0": ("wjf/2020/0.toml", RIGHT.encode(), "1:1 R002"),
    "no number": ("wjf/2020/five.toml", RIGHT.encode(), "1:1 R002"),
    "other digits": ("wjf/2020/٥.toml", RIGHT.encode(), "1:1 R002"),
    "two-digit year": ("wjf/20/5.toml", RIGHT.encode(), "1:1 R002"),
    "not in a year": ("wjf/5.toml", RIGHT.encode(), "1:1 R002"),
    "too deep": ("wjf/2020/x/5.toml", RIGHT.encode(), "1:1 R002"),
    "stray file": ("wjf/2020/5.txt", b"", "1:1 R002"),
    "another number": ("wjf/2020/5.toml", wrong("5号", "6号"), "1:1 R003"),
    "malformed number": ("wjf/2020/5.toml", wrong("〔2020〕", "[2020]"), "1:1 R003"),
    "void without reason": ("wjf/2020/5.toml", wrong(STATE, 'state = "void"'), "1:1 R005"),
    "withheld without reason": ("wjf/2020/5.toml", wrong(STATE, 'state = "withheld"'), "1:1 R005"),
    "issued without item": ("wjf/2020/5.toml", wrong('item = "notices/a.md"\n', ""), "1:1 R006"),
    "issued without date": ("wjf/2020/5.toml", wrong("date = 2020-02-05\n", ""), "1:1 S002"),
    "unknown key": ("wjf/2020/5.toml", wrong("title =", "tilte ="), "1:1 S002"),
    "unknown state": ("wjf/2020/5.toml", wrong('"issued"', '"published"'), "2:1 S005"),
    "wrong type": ("wjf/2020/5.toml", wrong("2020-02-05", '"2020-02-05"'), "5:1 S003"),
    "number is no text": ("wjf/2020/5.toml", wrong('"皖纪发〔2020〕5号"', "5"), "1:1 S003"),
    "broken TOML": ("wjf/2020/5.toml", wrong('"issued"', '"issued'), "2:16 F005"),
    "GBK": ("wjf/2020/5.toml", RIGHT.encode("gbk"), "1:11 F003"),
    "empty": ("wjf/2020/5.toml", b"", "1:1 S002"),
    "total that isn't carried": (
        "jianbao/2020/3.toml",
        issued("工作简报2020年第3期", "notices/a.md", "x").encode(),
        "1:1 N023",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_with_an_entry(content: Path, name: str):
    place, raw, expected = CASES[name]
    path = content / "registers" / place
    path.parent.mkdir(parents=True)
    path.write_bytes(raw)
    registers, problems = load(content)
    assert registers.entries == {}
    assert f"content/registers/{place}:{expected}" in problems


def test_links_are_not_followed(content: Path, tmp_path: Path):
    outside = tmp_path / "2020"
    outside.mkdir()
    (outside / "5.toml").write_text(RIGHT, encoding="utf-8")
    (content / "registers/wjf").mkdir(parents=True)
    (content / "registers/wjf/2020").symlink_to(outside)
    (content / "registers/wjf/2019").mkdir()
    (content / "registers/wjf/2019/5.toml").symlink_to(outside / "5.toml")
    registers, problems = load(content)
    assert registers.entries == {}
    assert problems == [
        "content/registers/wjf/2019/5.toml:1:1 F020",
        "content/registers/wjf/2020:1:1 F020",
    ]


def test_a_linked_folder_of_registers_is_not_followed(content: Path, tmp_path: Path):
    (tmp_path / "elsewhere/wjf/2020").mkdir(parents=True)
    (tmp_path / "elsewhere/wjf/2020/5.toml").write_text(RIGHT, encoding="utf-8")
    (content / "registers").symlink_to(tmp_path / "elsewhere")
    registers, problems = load(content)
    assert (registers.entries, problems) == ({}, ["content/registers:1:1 F020"])


def test_lock_and_unfinished_files_are_no_entries(content: Path):
    (content / "registers/wjf/2020").mkdir(parents=True)
    for name in (".lock", "wjf/2020/.tongbao-5.toml.0a", "wjf/2020/.5.toml.swp"):
        (content / "registers" / name).write_text("x", encoding="utf-8")
    assert load(content)[1] == []


def test_the_next_number(content: Path):
    registers = Registers()

    def add(code: str, year: int, serial: int, total: int | None = None) -> None:
        number = Number(code, year, serial, total)
        registers.entries[code, year, serial] = RegisterEntry(
            number, "", State.VOID, "", "", None, "x", ""
        )

    assert registers.next(SERIES["wjf"], 2020) == Number("wjf", 2020, 1)
    add("wjf", 2020, 9)
    add("wjf", 2020, 10)
    add("wjf", 2019, 30)
    assert registers.next(SERIES["wjf"], 2020) == Number("wjf", 2020, 11)
    assert registers.next(SERIES["wjf"], 2021) == Number("wjf", 2021, 1)
    assert registers.years("wjf") == (2019, 2020)
    add("dudao", 2019, 18)
    assert registers.next(SERIES["dudao"], 2020) == Number("dudao", 2020, 19)
    add("jianbao", 2019, 4, 16)
    assert registers.next(SERIES["jianbao"], 2020) == Number("jianbao", 2020, 1, 17)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda text: text == text.strip()
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["wjf", "gg", "ling", "dudao", "jianbao"]),
    st.integers(1949, 2099),
    st.integers(1, 99999),
    st.sampled_from(State),
    TEXTS,
    TEXTS,
    st.dates(date(1949, 10, 1), date(2099, 12, 31)),
)
def test_what_is_written_is_read(
    code: str, year: int, serial: int, state: State, title: str, reason: str, day: date
):
    with tempfile.TemporaryDirectory() as folder:
        content = make_content(Path(folder) / "content")
        series = site_of(content).series_of(code)
        assert series is not None
        number = Number(code, year, serial, 7 if series.total else None)
        path = f"registers/{code}/{year}/{serial}.toml"
        entry = RegisterEntry(
            number, full_name(series, number), state, "notices/a.md", title, day, reason, path
        )
        (content / path).parent.mkdir(parents=True)
        (content / path).write_bytes(entry_text(entry))
        registers, problems = load(content)
        assert (problems, registers.get(number)) == ([], entry)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(raw: bytes):
    with tempfile.TemporaryDirectory() as folder:
        content = make_content(Path(folder) / "content")
        path = content / "registers/wjf/2020/5.toml"
        path.parent.mkdir(parents=True)
        path.write_bytes(raw)
        registers, problems = load(content)
        assert registers.entries == {}
        assert problems


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="reads anything")
def test_an_entry_that_may_not_be_read(content: Path):
    path = content / "registers/wjf/2020/5.toml"
    path.parent.mkdir(parents=True)
    path.write_text(RIGHT, encoding="utf-8")
    path.chmod(0)
    assert load(content)[1] == ["content/registers/wjf/2020/5.toml:1:1 F001"]
