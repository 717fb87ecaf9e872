"""索引号: templates, credit codes, allocation, and that nothing published changes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from plugins.model.credit_code import ALPHABET, check_character, is_credit_code
from plugins.model.index_numbers import IndexNumbers
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from scripts.check import command as check_command
from scripts.number import command
from tests.numbering.branches import Repo
from tests.numbering.samples import SITE, write_notice

CODES = ["113417030032499282", "11441700007280420Y"]
"""Real codes, from published index numbers."""
REAL = [
    ("000014349/2017-00110", "{code}/{yyyy}-{seq:05d}", "000014349", "2017-05-15", 110),
    ("003110926/201510-00216", "{code}/{yyyymm}-{seq:05d}", "003110926", "2015-10-09", 216),
    ("113417030032499282/202011-00140", "{uscc}/{yyyymm}-{seq:05d}", CODES[0], "2020-11-30", 140),
    ("11441700007280420Y/2021-00050", "{uscc}/{yyyy}-{seq:05d}", CODES[1], "2021-01-01", 50),
    ("01527918X-2020-153077", "{code}-{yyyy}-{seq}", "01527918X", "2020-12-31", 153077),
    ("330200-07-01-02-20200206-3", "{code}-{yyyymmdd}-{seq}", "330200-07-01-02", "2020-02-06", 3),
    ("K0101-05-2020-0012", "{code}-05-{yyyy}-{seq:04d}", "K0101", "2020-02-06", 12),
]
"""Index numbers as bodies publish them, with the template that gives them."""
MONTHLY = 'template = "示例/{yyyymm}-{seq:05d}"'


def numbers(template: str, code: str = "", *former: str) -> IndexNumbers:
    return IndexNumbers(template, former, code if "{uscc}" in template else "", code)


@pytest.mark.parametrize(("text", "template", "code", "day", "serial"), REAL)
def test_templates_give_the_numbers_that_bodies_publish(
    text: str, template: str, code: str, day: str, serial: int
):
    made, on = numbers(template, code), date.fromisoformat(day)
    assert made.number(on, serial) == text
    assert made.serial_of(text, on) == serial
    assert made.reads(text)
    assert made.reads(text, on)
    for other in (text[:-1] + "x", f"{text} ", "9" + text, text.replace("20", "30", 1)):
        assert not made.reads(other)


def test_a_serial_is_of_its_period():
    monthly = numbers("{code}/{yyyymm}-{seq:05d}", "x")
    assert monthly.serial_of("x/202001-00007", date(2020, 1, 31)) == 7
    assert monthly.serial_of("x/202001-00007", date(2020, 2, 1)) is None
    assert monthly.reads("x/202001-00007")
    assert not monthly.reads("x/202001-00007", date(2020, 2, 1))
    assert not monthly.reads("x/202013-00007")
    daily = numbers("{yyyymmdd}{seq:03d}")
    assert daily.serial_of("20200206012", date(2020, 2, 6)) == 12
    assert daily.serial_of("20200206012", date(2020, 2, 7)) is None


def test_a_serial_may_outgrow_its_width():
    made = numbers("{yyyy}-{seq:02d}")
    assert made.number(date(2020, 1, 1), 100) == "2020-100"
    assert made.serial_of("2020-100", date(2020, 1, 1)) == 100
    assert made.serial_of("2020-0100", date(2020, 1, 1)) is None


def test_numbers_of_former_templates_stay_right():
    made = numbers("{yyyy}-{seq}", "", "{yyyymm}/{seq:03d}")
    assert made.reads("201905/007", date(2020, 1, 1))
    assert made.serial_of("202001/007", date(2020, 1, 1)) is None


@given(
    st.sampled_from([row[1:3] for row in REAL]),
    st.dates(date(1949, 10, 1), date(2099, 12, 31)),
    st.integers(1, 10**6),
)
def test_what_is_given_is_read(made: tuple[str, str], day: date, serial: int):
    one = numbers(*made)
    text = one.number(day, serial)
    assert one.serial_of(text, day) == serial
    assert one.reads(text, day)


@pytest.mark.parametrize("code", CODES)
def test_credit_codes(code: str):
    assert is_credit_code(code)
    assert check_character(code) == code[-1]
    for place in range(17):
        for char in ALPHABET:
            wrong = code[:place] + char + code[place + 1 :]
            assert (check_character(wrong) == code[-1]) is (wrong == code)


@pytest.mark.parametrize("code", ["", "1134170300324992", "11341703003249928I", "一" * 18])
def test_what_is_no_credit_code(code: str):
    assert not is_credit_code(code)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (f'uscc = "{CODES[0]}"\ntemplate = "{{uscc}}/{{yyyymm}}-{{seq:05d}}"', ""),
        (MONTHLY, ""),
        ('uscc = "113417030032499283"', "S064"),
        ('uscc = "11341703003249928"', "S063"),
        ('template = "{uscc}-{seq}"', "S067"),
        ('template = "{code}-{seq}"', "S067"),
        ('template = "{yyyy}"', "S066"),
        ('template = "{yyyy}-{yyyy}-{seq}"', "S065"),
        ('template = "{year}-{seq}"', "S065"),
        ('template = "{seq:5}"', "S065"),
        ('template = "#{seq}"', "S065"),
        ('template = "{seq}"\nformer_templates = ["{yyyy}"]', "S066"),
        ('tempalte = "{seq}"', "S006"),
    ],
)
def test_the_settings(tmp_path: Path, table: str, code: str):
    (tmp_path / "site.toml").write_text(f"{SITE}\n[index_numbers]\n{table}\n", encoding="utf-8")
    problems = Problems()
    load_site(tmp_path, "content", problems)
    assert [problem.code for problem in problems] == ([code] if code else [])


def content_of(root: Path, table: str = MONTHLY) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text(f"{SITE}\n[index_numbers]\n{table}\n", encoding="utf-8")
    return root


def run(content: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(command, [*arguments, "--content", str(content)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def checked(content: Path) -> list[str]:
    done = CliRunner().invoke(check_command, ["--content", str(content)])
    return re.findall(r"^\S*?(notices/\S+?\.md):\d+:\d+: (\w+)", done.output, re.MULTILINE)


def given_numbers(content: Path) -> dict[str, str]:
    found = {}
    for path in sorted((content / "notices").glob("*.md")):
        match = re.search(r"^index_number: (.*)$", path.read_text("utf-8"), re.MULTILINE)
        found[path.stem] = match[1] if match else ""
    return found


def test_a_number_comes_with_the_number_of_the_notice(tmp_path: Path):
    content = content_of(tmp_path / "content")
    path = write_notice(content, "a")
    done = run(content, str(content / path))
    assert done.exit_code == 0
    assert "索引号 index number: 示例/202002-00001 notices/a.md" in done.output
    text = (content / path).read_text("utf-8")
    assert "number: 皖纪发〔2020〕1号\nindex_number: 示例/202002-00001\n" in text
    assert checked(content) == []
    again = run(content, str(content / path))
    assert (again.exit_code, "索引号" in again.output) == (0, False)


def test_all_that_have_none_get_theirs_in_the_order_of_publication(tmp_path: Path):
    content = content_of(tmp_path / "content")
    for name, day in (("late", "2020-02-06 09:01"), ("early", "2020-02-06 09:00"),
                      ("january", "2020-01-31 23:59"), ("march", "2020-03-01 00:00")):  # fmt: skip
        write_notice(content, name, date=day)
    write_notice(content, "has", index_number="示例/202002-00041")
    write_notice(content, "draft", status="draft")
    write_notice(content, "foreign", column="fagui", number="法释〔2018〕2号")
    assert run(content, "--index").exit_code == 0
    assert given_numbers(content) == {
        "draft": "",
        "early": "示例/202002-00042",
        "foreign": "",
        "has": "示例/202002-00041",
        "january": "示例/202001-00001",
        "late": "示例/202002-00043",
        "march": "示例/202003-00001",
    }
    assert checked(content) == []
    assert "没有要取索引号的公文" in run(content, "--index").output
    one = run(content, "--index", str(content / "notices/foreign.md"))
    assert (one.exit_code, given_numbers(content)["foreign"]) == (0, "示例/202002-00044")


@pytest.mark.parametrize(
    ("table", "fields", "told"),
    [
        ("", {}, "没有索引号模板"),
        (MONTHLY, {"status": "draft"}, "草稿"),
        (MONTHLY, {"title": ""}, "F015"),
    ],
)
def test_what_gets_none(tmp_path: Path, table: str, fields: dict[str, str], told: str):
    content = content_of(tmp_path / "content", table)
    path = write_notice(content, "a", **fields)
    before = (content / path).read_bytes()
    done = run(content, "--index", str(content / path))
    assert (done.exit_code, told in done.output) == (1, True)
    assert (content / path).read_bytes() == before


def test_the_check_tells_what_is_wrong(tmp_path: Path):
    content = content_of(tmp_path / "content")
    write_notice(content, "a", index_number="示例/202002-00001")
    write_notice(content, "b", index_number="示例/202002-00001")
    write_notice(content, "c", index_number="示例/202002-1")
    write_notice(content, "d", index_number="示例/202001-00001")
    write_notice(content, "e")
    assert checked(content) == [
        ("notices/b.md", "I060"),
        ("notices/c.md", "I061"),
        ("notices/d.md", "I063"),
        ("notices/e.md", "I066"),
    ]


@pytest.fixture
def repo(fast_path: Path) -> Repo:
    made = Repo(fast_path)
    content_of(made.content)
    for name in ("a", "b"):
        run(made.content, str(made.content / write_notice(made.content, name)))
    made.commit("published")
    return made


def change(repo: Repo, name: str, old: str, new: str) -> None:
    path = repo.content / f"notices/{name}.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_published_never_changes(repo: Repo):
    repo.branch("work")
    assert checked(repo.content) == []
    change(repo, "a", "202002-00001", "202002-00009")
    change(repo, "b", "index_number: 示例/202002-00002\n", "")
    repo.commit("changed")
    assert checked(repo.content) == [
        ("notices/a.md", "I062"),
        ("notices/b.md", "I062"),
        ("notices/b.md", "I066"),
    ]


def test_a_published_number_never_changes(repo: Repo):
    change(repo, "a", "〔2020〕1号", "〔2020〕7号")
    assert ("notices/a.md", "N052") in checked(repo.content)


def test_a_branch_that_is_behind_is_not_told_of(repo: Repo):
    write_notice(repo.content, "c")
    repo.commit("c without numbers")
    repo.branch("work")
    repo.go("main")
    run(repo.content, str(repo.content / "notices/c.md"))
    repo.commit("c numbered")
    repo.go("work")
    assert checked(repo.content) == [("notices/c.md", "I066")]


def test_the_number_of_a_removed_notice_is_not_given_again(repo: Repo):
    repo.branch("work")
    (repo.content / "notices/b.md").unlink()
    repo.commit("removed")
    run(repo.content, "--index", str(repo.content / write_notice(repo.content, "c")))
    assert given_numbers(repo.content)["c"] == "示例/202002-00003"


def test_two_branches_that_gave_one_index_number(repo: Repo):
    repo.branch("work")
    run(
        repo.content, "--index", str(repo.content / write_notice(repo.content, "d", column="fagui"))
    )
    repo.commit("d")
    repo.go("main")
    run(
        repo.content, "--index", str(repo.content / write_notice(repo.content, "e", column="fagui"))
    )
    repo.commit("e")
    repo.go("work")
    repo.git("merge", "-q", "--no-edit", "main")
    assert checked(repo.content) == [("notices/e.md", "I060")]
    done = run(repo.content, "--after-merge")
    assert "改索引号 new index number: 示例/202002-00004 notices/d.md" in done.output
    assert given_numbers(repo.content)["e"] == "示例/202002-00003"
    assert checked(repo.content) == []
