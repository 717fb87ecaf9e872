"""Registers as files and in short: the same as the pages show, nothing that is kept back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.notice_numbering.exports import COLUMNS, register_files
from plugins.notice_numbering.pages import register_pages
from plugins.notice_numbering.serials import ranges
from scripts.number import command
from tests.numbering.samples import (
    edition_of,
    issued,
    make_content,
    register_notice,
    write_entry,
    write_notice,
)

PROJECT = Path(__file__).resolve().parents[2]
GOLDEN = PROJECT / "tests" / "golden" / "small"
SECRET = "绝不公开的标题"
ODD = [
    "=HYPERLINK(1)的通知",
    "+1的通知",
    "-1的通知",
    "@某人的通知",
    "＝全角的通知",
    '有"引号",的通知',
]


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    root = make_content(tmp_path / "content")
    for serial, title in enumerate(ODD, 1):
        register_notice(
            root,
            f"n{serial}",
            f"皖纪发〔2020〕{serial}号",
            f"wjf/2020/{serial}",
            title=f"'{title}'",
        )
        write_entry(
            root, f"wjf/2020/{serial}",
            issued(f"皖纪发〔2020〕{serial}号", f"notices/n{serial}.md", title.replace('"', '\\"')),
        )  # fmt: skip
    register_notice(
        root, "draft", "皖纪发〔2020〕7号", "wjf/2020/7", status="draft", title=SECRET, body=SECRET
    )
    for serial, state in ((8, "withheld"), (9, "void"), (10, "reserved")):
        title = f'title = "{SECRET}"\ndate = 2020-03-04\n' if state == "withheld" else ""
        write_entry(
            root, f"wjf/2020/{serial}",
            f'number = "皖纪发〔2020〕{serial}号"\nstate = "{state}"\n{title}reason = "=1+1"\n',
        )  # fmt: skip
    register_notice(root, "old", "皖纪发〔2019〕1号", "wjf/2019/1", signed="2019-05-01")
    return edition_of(root)


def files(edition: Edition, folder: Path) -> dict[str, bytes]:
    return dict(register_files(edition, FileCache(folder)))


def table(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_every_register_and_series_has_its_files(edition: Edition, tmp_path: Path):
    made = files(edition, tmp_path / "cache")
    assert sorted(made) == sorted(
        f"/registers/wjf/{year}register.{form}"
        for year in ("", "2019/", "2020/")
        for form in ("csv", "xlsx", "json")
    )
    linked = [link.url for page in register_pages(edition) for link in page.register.files]
    assert sorted(linked) == sorted(made)
    whole = table(made["/registers/wjf/register.csv"])
    assert [row[0] for row in whole[1:]] == [
        *(f"皖纪发〔2020〕{serial}号" for serial in range(10, 0, -1)), "皖纪发〔2019〕1号",
    ]  # fmt: skip


def test_the_three_forms_say_what_the_page_says(edition: Edition, tmp_path: Path):
    made = files(edition, tmp_path / "cache")
    pages = {page.url: page.register for page in register_pages(edition)}
    rows = pages["/registers/wjf/2020/"].rows
    shown = [
        (row.number, row.title, row.day, row.state, row.validity, row.reason,
         f"https://www.example.org{row.url}" if row.url else "")
        for row in rows
    ]  # fmt: skip
    listed = table(made["/registers/wjf/2020/register.csv"])
    assert tuple(listed[0]) == tuple(head for head, _ in COLUMNS)
    assert [tuple(one.removeprefix("'") for one in row) for row in listed[1:]] == shown
    book = load_workbook(io.BytesIO(made["/registers/wjf/2020/register.xlsx"]))
    cells = [
        tuple(
            value.date().isoformat() if isinstance(value, datetime) else value or ""
            for value in row
        )
        for row in book.active.iter_rows(min_row=2, values_only=True)
    ]
    assert cells == shown
    record = json.loads(made["/registers/wjf/2020/register.json"])
    assert (record["series"], record["issuer"]) == ("皖纪发", "安徽省纪委")
    assert [
        tuple(one[key] or "" for key in ("number", "title", "date", "state_label", "validity",
                                         "reason", "url"))
        for one in record["numbers"]
    ] == shown  # fmt: skip


def test_no_spreadsheet_runs_a_cell(edition: Edition, tmp_path: Path):
    made = files(edition, tmp_path / "cache")
    raw = made["/registers/wjf/2020/register.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    cells = [cell for row in table(raw)[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert "'=HYPERLINK(1)的通知" in cells
    book = load_workbook(io.BytesIO(made["/registers/wjf/2020/register.xlsx"]))
    kinds = {cell.data_type for row in book.active.iter_rows(min_row=2) for cell in row}
    assert kinds == {"s", "n", "d"}
    odd = [cell for row in book.active.iter_rows() for cell in row if cell.value == ODD[0]]
    assert [cell.quotePrefix for cell in odd] == [True]


def test_what_is_kept_back_is_in_no_file(edition: Edition, tmp_path: Path):
    made = files(edition, tmp_path / "cache")
    for path, raw in made.items():
        parts = [raw]
        if path.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                parts = [book.read(name) for name in book.namelist()]
        for part in parts:
            assert SECRET not in part.decode("utf-8"), path
            assert "2020-03-04" not in part.decode("utf-8"), path


PROGRAM = """
import hashlib, sys
from pathlib import Path
from plugins.model.cache import FileCache
from plugins.notice_numbering.exports import register_files
from tests.numbering.samples import edition_of
made = dict(register_files(edition_of(Path(sys.argv[1])), FileCache(Path(sys.argv[2]))))
print(hashlib.sha256(b"".join(made[path] for path in sorted(made))).hexdigest())
"""


def test_the_same_register_gives_the_same_bytes(edition: Edition, tmp_path: Path):
    """Whatever the clock, the zone, the XML libraries, what they register, and the cache."""
    first = files(edition, tmp_path / "cache")
    again = files(edition, tmp_path / "cache")
    digest = hashlib.sha256(b"".join(first[path] for path in sorted(first))).hexdigest()
    assert again == first
    for lxml, zone, first_import in (
        ("False", "America/New_York", "import xml"),
        ("True", "UTC", "import weasyprint"),
    ):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"{first_import}\n{PROGRAM}",
                str(edition.root),
                str(tmp_path / lxml),
            ],
            cwd=PROJECT,
            env={**os.environ, "OPENPYXL_LXML": lxml, "TZ": zone, "PYTHONPATH": str(PROJECT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout.strip(), done.stderr) == (digest, "")


def test_pages_link_to_every_file():
    linked = [
        link
        for page in GOLDEN.glob("registers/**/index.html")
        for link in re.findall(
            r'class="register-files__link" href="/([^"]+)"', page.read_text("utf-8")
        )
    ]
    found = [path.relative_to(GOLDEN).as_posix() for path in GOLDEN.glob("registers/**/register.*")]
    assert sorted(linked) == sorted(found)


def report(content: Path, form: str) -> str:
    done = CliRunner().invoke(
        command,
        ["--report", "--format", form, "--content", str(content)],
        env={"SOURCE_DATE_EPOCH": "1609372800"},
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_the_report_tells_gaps_and_what_comes_next(tmp_path: Path):
    root = make_content(tmp_path / "content")
    for serial in (2, 5):
        register_notice(root, f"n{serial}", f"皖纪发〔2020〕{serial}号", f"wjf/2020/{serial}")
    for serial, state in ((7, "void"), (8, "withheld"), (9, "reserved")):
        write_entry(
            root, f"wjf/2020/{serial}",
            f'number = "皖纪发〔2020〕{serial}号"\nstate = "{state}"\nreason = "{state}原因"\n',
        )  # fmt: skip
    issue = {"column": "gonggao", "series": "jianbao"}
    for year, total in ((2019, 4), (2020, 5)):
        register_notice(
            root, f"j{year}", f"工作简报{year}年第1期（总第{total}期）", f"jianbao/{year}/1",
            **issue, signed=f"{year}-05-01",
        )  # fmt: skip
    records = {(one["series"], one["year"]): one for one in json.loads(report(root, "json"))}
    assert records["wjf", 2020] == {
        "series": "wjf",
        "name": "皖纪发",
        "year": 2020,
        "issued": 2,
        "gaps": [1, 3, 4, 6],
        "void": [{"serial": 7, "number": "皖纪发〔2020〕7号", "reason": "void原因"}],
        "withheld": [{"serial": 8, "number": "皖纪发〔2020〕8号", "reason": "withheld原因"}],
        "reserved": [{"serial": 9, "number": "皖纪发〔2020〕9号", "reason": "reserved原因"}],
        "next": "皖纪发〔2020〕10号",
    }
    assert records["dudao", None]["next"] == "疫情防控督导通报第1期"
    assert records["jianbao", 2019]["next"] == ""
    assert records["jianbao", 2020]["next"] == "工作简报2020年第2期（总第6期）"
    rows = table(report(root, "csv").encode())
    assert ["wjf", "皖纪发", "2020", "2", "1、3-4、6", "皖纪发〔2020〕7号（void原因）",
            "皖纪发〔2020〕8号（withheld原因）", "皖纪发〔2020〕9号（reserved原因）",
            "皖纪发〔2020〕10号"] in rows  # fmt: skip
    line = next(one for one in report(root, "text").splitlines() if "皖纪发〔2020〕10号" in one)
    assert line.split() == ["皖纪发", "2020", "2", "1、3-4、6", "7", "8", "9", "皖纪发〔2020〕10号"]


def test_the_report_completes_an_interrupted_change(tmp_path: Path):
    root = make_content(tmp_path / "content")
    path = write_notice(root, "a")
    pending = root / "registers/.tongbao-changes"
    pending.mkdir(parents=True)
    (pending / "0").write_bytes(
        (root / path).read_bytes().replace("正文。".encode(), "新文。".encode())
    )
    (pending / "plan.json").write_text(json.dumps([[path, "0"]]), encoding="utf-8")
    assert "已补完" in report(root, "text")
    assert (root / path).read_text("utf-8").endswith("新文。\n")
    assert not pending.exists()


@pytest.mark.parametrize(
    ("serials", "written"),
    [((), ""), ((3,), "3"), ((3, 5, 6, 7), "3、5-7"), ((1, 2, 9, 10), "1-2、9-10")],
)
def test_serials_as_people_write_them(serials: tuple[int, ...], written: str):
    assert ranges(serials) == written
