"""Registers that offices kept as tables: every row is accounted for, all are written or none."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from plugins.notice_numbering.checks import check
from plugins.notice_numbering.register_import import import_register
from plugins.notice_numbering.register_table import find_columns, read_day
from plugins.notice_numbering.table_files import Row, Table, TableError, read_tables
from scripts.number import command
from tests.numbering.processes import desk
from tests.numbering.samples import (
    edition_of,
    make_content,
    register_notice,
    told,
    write_entry,
    write_notice,
)

HEAD = ["文号", "标题", "成文日期", "状态", "备注", "稿件"]
ROWS = [
    ["皖纪发〔2019〕1号", "关于a的通知", "2019-01-05", "已发布", "", "notices/a.md"],
    ["皖纪发〔2019〕2号", "关于作废的通知", "2019-02-05", "作废", "文稿撤回", ""],
    ["皖纪发〔2019〕3号", "秘密事项", "2019-03-05", "涉密", "", ""],
    ["皖纪发〔2019〕4号", "", "", "预留", "留给会议纪要", ""],
    ["皖纪发〔2019〕5号", "关于没有的通知", "2019-05-05", "", "", ""],
]
WRITTEN = {
    "wjf/2019/1": 'number = "皖纪发〔2019〕1号"\nstate = "issued"\nitem = "notices/a.md"\n'
    'title = "关于a的通知"\ndate = 2019-01-05\n',
    "wjf/2019/2": 'number = "皖纪发〔2019〕2号"\nstate = "void"\ntitle = "关于作废的通知"\n'
    'date = 2019-02-05\nreason = "文稿撤回"\n',
    "wjf/2019/3": 'number = "皖纪发〔2019〕3号"\nstate = "withheld"\nreason = "涉密"\n',
    "wjf/2019/4": 'number = "皖纪发〔2019〕4号"\nstate = "reserved"\nreason = "留给会议纪要"\n',
    "wjf/2019/5": 'number = "皖纪发〔2019〕5号"\nstate = "withheld"\ntitle = "关于没有的通知"\n'
    'date = 2019-05-05\nreason = "未在本站发布"\n',
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = make_content(tmp_path / "content")
    write_notice(root, "a", signed="2019-01-05", number="皖纪发〔2019〕1号")
    return root


def table_text(*rows: list[str], divider: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=divider).writerows(rows)
    return out.getvalue()


def save(tmp_path: Path, *rows: list[str], name: str = "old.csv", codec: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(table_text(*rows).encode(codec))
    return path


def take(content: Path, table: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(
        command, ["--import", str(table), "--content", str(content), *arguments]
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def entries(content: Path) -> dict[str, str]:
    return {
        path.relative_to(content / "registers").as_posix().removesuffix(".toml"): path.read_text(
            encoding="utf-8"
        )
        for path in sorted((content / "registers").rglob("*.toml"))
    }


def notes(done: Result) -> list[str]:
    """Return the problems told as `line CODE`."""
    return [f"{line} {code}" for line, code in re.findall(r":(\d+):\d+: (M\d+)", done.output)]


@pytest.mark.parametrize(
    ("codec", "divider", "told_codes"),
    [
        ("utf-8", ",", []),
        ("utf-8-sig", ",", []),
        ("gb18030", ",", ["1 M004"]),
        ("utf-16", "\t", ["1 M004"]),
        ("utf-8", ";", []),
    ],
)
def test_a_table_is_taken_over(
    content: Path, tmp_path: Path, codec: str, divider: str, told_codes: list[str]
):
    path = tmp_path / "old.csv"
    path.write_bytes(table_text(HEAD, *ROWS, divider=divider).encode(codec))
    done = take(content, path)
    assert done.exit_code == 0, done.output
    assert entries(content) == WRITTEN
    assert notes(done) == [*told_codes, "6 M025"]
    assert "共 5 行：登记 5，未变 0，略过 0，有误 0，其中存疑 1" in done.output
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []
    again = take(content, path)
    assert "登记 0，未变 5" in again.output
    assert entries(content) == WRITTEN


def test_a_workbook_as_offices_keep_it(content: Path, tmp_path: Path):
    """A title over the table, a head of two rows with merged cells, dates in several forms."""
    book = Workbook()
    sheet = book.active
    sheet.title = "2019年"
    sheet["A1"] = "某机关发文登记簿"
    sheet.merge_cells("A1:G1")
    for place, text in {
        "A2": "序号", "B2": "文  号", "C2": "标题", "D2": "日期", "F2": "处理", "G2": "稿件",
        "D3": "成文", "E3": "发布日期", "F3": "状态",
    }.items():  # fmt: skip
        sheet[place] = text
    sheet["D3"] = "成文日期"
    for area in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "G2:G3"):
        sheet.merge_cells(area)
    moment = datetime(2019, 1, 5)  # noqa: DTZ001 - spreadsheets know no zones
    rows = [
        (1, "皖纪发〔2019〕1号", "关于a的通知", moment, "", "已发", r"content\notices\a.md"),
        (None,) * 7,
        (2, "皖纪发[2019]2号", "关于作废的通知", date(2019, 2, 5), "", "废号", ""),
        ("序号", "文号", "标题", "成文日期", "发布日期", "状态", "稿件"),
        (3, "皖纪发〔2019〕03号", "秘密事项", "43529", "", "涉密", ""),
        (4, "皖纪发 〔2019〕 4号", "", "", "", "预留", ""),
        ("合计", "", "4 件", "", "", "", ""),
        (5, "法释〔2018〕2号", "别的机关", "2018.3.1", "", "", ""),
    ]  # fmt: skip
    for line, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column, value)
    book.create_sheet("说明")["A1"] = "本表由办公室登记"
    book.create_sheet("旧表").sheet_state = "hidden"
    path = tmp_path / "发文登记簿.xlsx"
    book.save(path)
    done = take(content, path)
    assert done.exit_code == 0, done.output
    made = entries(content)
    assert sorted(made) == ["wjf/2019/1", "wjf/2019/2", "wjf/2019/3", "wjf/2019/4"]
    assert made["wjf/2019/1"] == WRITTEN["wjf/2019/1"]
    assert 'reason = "原登记簿未写明原因"' in made["wjf/2019/2"]
    assert notes(done) == [
        "6 M020", "7 M024", "8 M020", "8 M021", "10 M024", "11 M023", "1 M024",
    ]  # fmt: skip
    assert "[2019年]:6:2: M020" in done.output
    assert "43529" in done.output
    assert "2019-03-05" in done.output


def test_numbers_of_every_kind(content: Path, tmp_path: Path):
    done = take(content, save(tmp_path, ["文号", "标题", "发文日期", "状态", "原因"], *(
        [number, "题", "2020-05-06", "作废", "撤回"] for number in (
            "安徽省纪委监委公告2020年第1号", "省纪委监委公告2020年第2号", "安徽省人民政府令第1号",
            "疫情防控督导通报第1期", "工作简报2020年第1期（总第1期）", "中皖纪发〔2020〕1号",
        )
    )))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert sorted(entries(content)) == [
        "dudao/2020/1", "gg/2020/1", "gg/2020/2", "jianbao/2020/1", "ling/2020/1", "zwjf/2020/1",
    ]  # fmt: skip
    assert 'number = "安徽省纪委监委公告2020年第2号"' in entries(content)["gg/2020/2"]
    assert notes(done) == ["3 M020"]


def test_serials_alone_with_the_series_named(content: Path, tmp_path: Path):
    rows = [["编号", "题名", "日期", "状态"], ["1", "题", "2020年5月6日", "作废"],
            ["第2号", "题", "20200507", "作废"], ["3号", "题", "2020/5/8", "作废"]]  # fmt: skip
    done = take(content, save(tmp_path, *rows), "--series", "gg")
    assert done.exit_code == 0, done.output
    assert sorted(entries(content)) == ["gg/2020/1", "gg/2020/2", "gg/2020/3"]
    unknown = take(content, save(tmp_path, *rows), "--series", "nix")
    assert (unknown.exit_code, "没有系列" in unknown.output) == (1, True)


def test_notices_are_found_by_number_or_by_title_and_date(content: Path, tmp_path: Path):
    write_notice(content, "b", signed="2019-02-05")
    rows = [
        ["皖纪发〔2019〕1号", "旧标题", "2019-01-05", "已发布", "", ""],
        ["皖纪发〔2019〕2号", "关于b的通知", "2019-02-05", "", "", ""],
    ]
    done = take(content, save(tmp_path, HEAD, *rows))
    assert done.exit_code == 0, done.output
    assert sorted(notes(done)) == ["2 M017", "2 M026", "3 M026"]
    assert entries(content)["wjf/2019/1"] == WRITTEN["wjf/2019/1"]
    assert "\nnumber: 皖纪发〔2019〕2号\n" in (content / "notices/b.md").read_text("utf-8")
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []


REFUSED = {
    "date": (["皖纪发〔2019〕1号", "题", "去年", "作废", "x", ""], "2 M012"),
    "impossible date": (["皖纪发〔2019〕1号", "题", "2019-02-30", "作废", "x", ""], "2 M012"),
    "number": (["皖纪发〔2019〕一百号之二", "题", "2019-01-05", "作废", "x", ""], "2 M013"),
    "serial": (["皖纪发〔2019〕0号", "题", "2019-01-05", "作废", "x", ""], "2 M013"),
    "total": (["工作简报2019年第1期", "题", "2019-01-05", "作废", "x", ""], "2 M013"),
    "state": (["皖纪发〔2019〕1号", "题", "2019-01-05", "在办", "x", ""], "2 M014"),
    "no year": (["疫情防控督导通报第1期", "题", "", "作废", "x", ""], "2 M019"),
    "missing item": (["皖纪发〔2019〕1号", "题", "2019-01-05", "", "", "notices/x.md"], "2 M018"),
    "outside": (["皖纪发〔2019〕1号", "题", "2019-01-05", "", "", "../../etc/passwd"], "2 M018"),
    "item with another number": (
        ["皖纪发〔2019〕9号", "题", "2019-01-05", "", "", "notices/a.md"], "2 M018",
    ),
    "item of another series": (
        ["中皖纪发〔2019〕9号", "题", "2019-01-05", "", "", "notices/a.md"], "2 M018",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_one_bad_row_and_nothing_is_written(content: Path, tmp_path: Path, name: str):
    row, expected = REFUSED[name]
    before = {path: path.read_bytes() for path in content.rglob("*.*") if path.name != ".lock"}
    done = take(content, save(tmp_path, HEAD, row, *ROWS[1:]))
    assert done.exit_code == 1
    assert expected in notes(done)
    assert "一行也没有写入" in done.output
    after = {path: path.read_bytes() for path in content.rglob("*.*") if path.name != ".lock"}
    assert after == before


def test_rows_that_repeat(content: Path, tmp_path: Path):
    done = take(content, save(tmp_path, HEAD, ROWS[1], ROWS[1]))
    assert (done.exit_code, notes(done)) == (0, ["1 M027", "3 M022"])
    other = [ROWS[1][0], "别的标题", *ROWS[1][2:]]
    done = take(content, save(tmp_path, HEAD, ROWS[1], other))
    assert (done.exit_code, "3 M015" in notes(done)) == (1, True)


def test_what_the_register_has_otherwise_is_told(content: Path, tmp_path: Path):
    write_entry(content, "wjf/2019/2", WRITTEN["wjf/2019/2"].replace("文稿撤回", "会议取消"))
    before = entries(content)
    done = take(content, save(tmp_path, HEAD, *ROWS))
    assert (done.exit_code, "3 M016" in notes(done)) == (1, True)
    assert entries(content) == before


def test_totals_and_serials_must_rise(content: Path, tmp_path: Path):
    issue = ["题", "2020-05-06", "作废", "x", ""]
    totals = [
        ["工作简报2020年第1期（总第5期）", *issue],
        ["工作简报2020年第2期（总第5期）", *issue],
    ]
    done = take(content, save(tmp_path, HEAD, *totals))
    assert (done.exit_code, "3 M029" in notes(done)) == (1, True)
    twice = [["疫情防控督导通报第1期", *issue],
             ["疫情防控督导通报第1期", "题", "2021-01-01", "作废", "x", ""]]  # fmt: skip
    done = take(content, save(tmp_path, HEAD, *twice))
    assert (done.exit_code, "3 M015" in notes(done)) == (1, True)


def test_gaps_and_years_are_doubts(content: Path, tmp_path: Path):
    rows = [["皖纪发〔2019〕2号", "题", "2020-01-03", "作废", "x", ""],
            ["皖纪发〔2019〕5号", "题", "2019-01-03", "作废", "x", ""]]  # fmt: skip
    done = take(content, save(tmp_path, HEAD, *rows))
    assert (done.exit_code, notes(done)) == (0, ["1 M027", "2 M028"])
    assert "缺号：1、3-4" in done.output


def test_the_title_of_a_withheld_number_is_not_taken_over(content: Path, tmp_path: Path):
    take(content, save(tmp_path, HEAD, *ROWS))
    texts = [path.read_text("utf-8") for path in content.rglob("*.toml")]
    assert not [text for text in texts if "秘密事项" in text]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_the_report_for_programs_has_every_row(content: Path, tmp_path: Path, form: str):
    rows = [*ROWS[:2], ["合计", "2 件", "", "", "", ""], ["", "", "", "", "", ""]]
    done = take(content, save(tmp_path, HEAD, *rows), "--format", form)
    assert done.exit_code == 0, done.output
    if form == "json":
        found = [(one["row"], one["outcome"], one["number"]) for one in json.loads(done.output)]
    else:
        listed = list(csv.reader(io.StringIO(done.output.removeprefix("\ufeff"), newline="")))
        found = [(int(row[1]), row[3].partition(" ")[2], row[2]) for row in listed[1:]]
    assert found == [
        (2, "taken", "皖纪发〔2019〕1号"), (3, "taken", "皖纪发〔2019〕2号"), (4, "left out", ""),
    ]  # fmt: skip


def test_what_the_portal_publishes_can_be_taken_over(content: Path, tmp_path: Path):
    """CSV files of registers have the heads that the import knows, and its shields come off."""
    path = save(tmp_path, ["编号", "标题", "成文日期", "状态", "有效性", "原因", "网址"],
                ["皖纪发〔2019〕2号", "'=1+1", "2019-02-05", "作废", "", "撤回", ""])  # fmt: skip
    assert take(content, path).exit_code == 0
    assert 'title = "=1+1"' in entries(content)["wjf/2019/2"]


def test_a_write_that_fails_is_completed_by_the_next_run(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    table = save(tmp_path, HEAD, *ROWS)
    whole = Path.replace
    left = 3

    def failing(self: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(28, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    done = take(content, table)
    assert (done.exit_code, "No space left" in done.output) == (1, True)
    monkeypatch.undo()
    assert 0 < len(entries(content)) < len(WRITTEN)
    edition = edition_of(content)
    assert "content/registers:1 R032" in told(edition)
    again = take(content, table)
    assert "已补完" in again.output
    assert "未变 5" in again.output
    assert entries(content) == WRITTEN


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("none.csv", None),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("broken.xlsx", b"PK\x03\x04" + bytes(64)),
        ("picture.csv", bytes(range(256)) * 4),
        ("nul.csv", "文号\0".encode()),
    ],
)
def test_what_is_no_table(content: Path, tmp_path: Path, name: str, raw: bytes | None):
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    done = take(content, tmp_path / name)
    assert (done.exit_code, notes(done)) == (1, ["1 M010"])


@pytest.mark.parametrize("rows", [[["标题", "日期"], ["x", "y"]], [[""]], []])
def test_a_table_without_a_head(content: Path, tmp_path: Path, rows: list[list[str]]):
    done = take(content, save(tmp_path, *rows))
    assert (done.exit_code, notes(done)) == (1, ["1 M011"])


@pytest.mark.parametrize(
    ("cell", "day", "counted"),
    [
        ("2019-03-05", date(2019, 3, 5), False),
        ("2019年3月5日", date(2019, 3, 5), False),
        ("2019.3.5", date(2019, 3, 5), False),
        ("2019/03/05 09:30:00", date(2019, 3, 5), False),
        ("20190305", date(2019, 3, 5), False),
        ("43529", date(2019, 3, 5), True),
        (date(2019, 3, 5), date(2019, 3, 5), False),
        ("2019-13-05", None, False),
        ("3月5日", None, False),
        ("", None, False),
    ],
)
def test_days_as_offices_write_them(cell: str | date, day: date | None, counted: bool):
    assert read_day(cell) == (day, counted)


def test_of_several_columns_the_best_word_counts():
    rows = (
        Row(1, ("备注", "发文日期", "成文日期", "文号：", "作废原因")),
        Row(2, ("b", "1", "2", "n", "w")),
    )
    columns = find_columns(Table("", rows, ""))
    assert columns is not None
    assert columns.places == {"reason": (4, 0), "day": (2, 1), "number": (3,)}
    assert columns.find(Row(3, ("b", "1", "", "n", "")), "reason") == ("b", 1)
    assert columns.find(Row(3, ("b", "1", "", "n", "")), "day") == ("1", 2)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_csv_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, raw: bytes):
    path = tmp_path_factory.mktemp("fuzz") / "x.csv"
    path.write_bytes(raw)
    try:
        tables = read_tables(path)
    except TableError:
        return
    for table in tables:
        find_columns(table)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=8), st.integers(0, 8))
def test_no_damaged_workbook_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes, part: int
):
    """Junk in the packed file, or in one of its parts."""
    folder = tmp_path_factory.mktemp("fuzz")
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(ROWS[0])
    book.active.merge_cells("A3:B4")
    book.save(folder / "sound.xlsx")
    raw = (folder / "sound.xlsx").read_bytes()
    if part == 0:
        place = at % len(raw)
        damaged = raw[:place] + junk + raw[place + len(junk) :]
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as sound, zipfile.ZipFile(out, "w") as made:
            for index, name in enumerate(sound.namelist(), 1):
                text = sound.read(name)
                place = at % len(text)
                hit = text[:place] + junk + text[place + len(junk) :]
                made.writestr(name, hit if index == part else text)
        damaged = out.getvalue()
    (folder / "x.xlsx").write_bytes(damaged)
    try:
        tables = read_tables(folder / "x.xlsx")
    except TableError:
        return
    for table in tables:
        find_columns(table)


def test_notices_of_the_portal_are_left_alone(content: Path, tmp_path: Path):
    register_notice(content, "b", "皖纪发〔2020〕1号", "wjf/2020/1")
    before = (content / "notices/b.md").read_bytes()
    done = import_register(desk(content), save(tmp_path, HEAD, *ROWS), "")
    assert done.count("taken") == 5
    assert (content / "notices/b.md").read_bytes() == before
