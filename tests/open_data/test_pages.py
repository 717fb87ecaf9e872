"""The pages on data and statistics: what they say is true, and what they show to try works."""

from __future__ import annotations

import csv
import functools
import html
import io
import json
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag

from plugins.open_data.charts import bar_chart, row_chart
from plugins.open_data.counts import last_months
from tests.open_data.conftest import build, odd_content

pytestmark = pytest.mark.xdist_group("open_data")

SAMPLE = "https://tongbao.example"


def page(folder: Path, name: str) -> BeautifulSoup:
    text = (folder / name / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def cells(table: Tag) -> list[list[str]]:
    """Return the texts of a table by row."""
    return [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]


@pytest.fixture(scope="module")
def served(sample: Path) -> Iterator[str]:
    """Address of the sample."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(sample))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def samples(folder: Path, language: str) -> dict[str, str]:
    """Return the code that the page shows, by title."""
    found = page(folder, "data").select(f'pre[data-language="{language}"]')
    return {one.find_previous("figcaption").get_text(): one.get_text() for one in found}


@pytest.fixture
def trial(sample: Path, served: str, tmp_path: Path) -> Path:
    """A folder whose Python takes the local portal for the sample's own host."""
    (tmp_path / "sitecustomize.py").write_text(
        "import io, urllib.request\n"
        "real = urllib.request.urlopen\n"
        f"urllib.request.urlopen = lambda url: real(url.replace({SAMPLE!r}, {served!r}))\n",
        encoding="utf-8",
    )
    return tmp_path


def run_python(trial: Path, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=trial,
        env={"PYTHONPATH": str(trial), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_python_on_the_page_works(sample: Path, trial: Path):
    shown = samples(sample, "python")
    assert len(shown) == 3
    notices = json.loads((sample / "data" / "notices.json").read_text("utf-8"))["notices"]
    valid = [one for one in notices if one["validity"] == "有效"]
    out = {title: run_python(trial, code) for title, code in shown.items()}
    assert out["列出现行有效的公文（Python）"] == [
        f"{one['number']} {one['title']} {one['uri']}" for one in valid
    ]
    assert out["读取表格（Python）"] == [
        f"{one['signed']} {one['number']} {one['title']}" for one in notices
    ]
    years = Counter(one["published"][:4] for one in notices)
    assert out["按年读取（Python）"] == [f"{year} {years[year]}" for year in sorted(years)[::-1]]


def test_the_commands_on_the_page_work(sample: Path, served: str, tmp_path: Path):
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    (code,) = samples(sample, "sh").values()
    assert code.count("curl") == code.count(SAMPLE) == 2
    for line in code.replace(SAMPLE, served).splitlines():
        done = subprocess.run(line.split(), cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    for name in ("notices.csv", "notices.json"):
        assert (tmp_path / name).read_bytes() == (sample / "data" / name).read_bytes()


def test_the_sheet_opens_as_the_steps_say(sample: Path):
    """By the mark and the line ends that Excel goes by; every row as wide as the head."""
    raw = (sample / "data" / "notices.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    steps = page(sample, "data").select_one(".guide__steps").get_text()
    assert "65001: Unicode (UTF-8)" in steps
    for name in ("有效性", "栏目", "年份"):
        assert name in rows[0]


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_every_file_that_the_page_names_is_there(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    links = {one["href"] for one in page(folder, "data").select("main a[href^='/']")}
    assert len(links) > 12
    for link in links:
        path = link.partition("#")[0].lstrip("/")
        assert (folder / path / "index.html").is_file() or (folder / path).is_file(), link
    for made in (folder / "data").iterdir():
        assert made.name == "index.html" or f"/data/{made.name}" in links, made.name
    for feed in folder.glob("**/feed.json"):
        assert f"/{feed.relative_to(folder).as_posix()}" in links


def test_the_page_tells_of_every_field(sample: Path):
    table = page(sample, "data").select_one(".field-table table")
    shown = [
        tuple(code.get_text() for code in row.select("th code")) for row in table.select("tbody tr")
    ]
    schema = json.loads((sample / "data" / "notice.schema.json").read_text("utf-8"))
    assert shown == [(one["title"], key) for key, one in schema["properties"].items()]
    head = (sample / "data" / "notices.csv").read_text("utf-8-sig").splitlines()[0]
    assert [label for label, _ in shown] == head.split(",")


def test_names_in_files_stay_simplified(odd: Path):
    copy = page(odd, "zh-hant/data")
    codes = [one.get_text() for one in copy.select("th code")]
    assert "文号" in codes
    assert any('row["文号"]' in one.get_text() for one in copy.select("pre"))
    assert "永久標識" in copy.select_one("main").get_text()


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_charts_and_tables_agree_and_are_true(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    shown = page(folder, "statistics")
    notices = [
        one
        for one in json.loads((folder / "data" / "notices.json").read_text("utf-8"))["notices"]
        if one["status"] == "published"
    ]
    columns = shown.select("section.part")[0]
    head, *rows, total = cells(columns.find("table"))
    assert len(rows) == 12
    counted = Counter((one["column"], one["published"][:7]) for one in notices)
    for row in rows:
        year, month = re.match(r"(\d+)年(\d+)月", row[0]).groups()
        for name, count in zip(head[1:-1], row[1:-1], strict=True):
            if output == "sample":
                assert int(count) == counted[name, f"{year}-{int(month):02}"], (row, name)
        assert int(row[-1]) == sum(map(int, row[1:-1]))
    assert total[1:] == [str(sum(int(row[at]) for row in rows)) for at in range(1, len(head))]
    charts = columns.select("figure.chart")
    assert [one.find("figcaption").get_text() for one in charts] == [
        f"{name}，共 {count} 件" for name, count in zip(head[1:-1], total[1:-1], strict=True)
    ]
    for at, chart in enumerate(charts, start=1):
        values = [row[at] for row in rows]
        text = chart.find("desc").get_text()
        assert re.findall(r"月(\d+)件", text) == values
        assert [one.get_text() for one in chart.select(".chart__value")] == values
        drawn = [float(one["height"]) for one in chart.select(".chart__bar")]
        counts = [int(value) for value in values if value != "0"]
        unit = drawn[0] / counts[0]
        assert drawn == pytest.approx([count * unit for count in counts], abs=0.2)


def test_columns_tell_when_they_were_kept_up(odd: Path):
    head, *rows = cells(page(odd, "statistics").select("section.part")[-1].find("table"))
    assert head == ["栏目", "最近更新", "2020年更新", "全部"]
    assert rows == [
        ["动态", "2020-03-06", "6", "7"],
        ["公文", "2020-04-02", "4", "4"],
        ["转载", "2020-01-02", "1", "2"],
    ]


def test_years_add_up(odd: Path):
    part = page(odd, "statistics").select("section.part")[2]
    assert cells(part.find("table")) == [
        ["年份", "某发文件", "某某通报", "其他公文", "合计"],
        ["2020年", "3", "1", "1", "5"],
        ["2019年", "0", "0", "1", "1"],
        ["合计", "3", "1", "2", "6"],
    ]


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_pictures_have_a_name_and_no_code(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    for name in ("statistics", "zh-hant/statistics"):
        shown = page(folder, name)
        ids = [one["id"] for one in shown.select("svg [id]")]
        assert len(ids) == len(set(ids)) > 5
        for svg in shown.select("figure svg"):
            assert svg["role"] == "img"
            for one in svg["aria-labelledby"].split():
                assert shown.find(id=one).get_text(strip=True)
            assert not svg.select("script, style, [style], [onclick]")
            allowed = {"svg", "title", "desc", "g", "rect", "path", "text"}
            assert {one.name for one in svg.find_all()} <= allowed
        assert all(one.select("caption, th[scope]") for one in shown.select("table"))


def test_a_chart_is_the_same_bytes_whoever_draws():
    """Neither the day nor an XML library that happens to be installed shows."""
    code = (
        "from plugins.open_data.charts import bar_chart, row_chart\n"
        "print(bar_chart('a', '甲<b>', '{}月{}件', ['1', '2'], [3, 0], 5))\n"
        "print(row_chart('b', '乙', '{}{}件', ['长长的名称', '丙'], [3, 12]))\n"
    )
    root = Path(__file__).parents[2]
    told = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True,
            env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8", **extra}, encoding="utf-8",
        ).stdout
        for extra in ({}, {"NO_LXML": "1", "PYTHONHASHSEED": "5"})
    ]  # fmt: skip
    assert told[0] == told[1]
    first, second = told[0].splitlines()
    assert "甲&lt;b&gt;" in first
    assert not re.search(r"20\d\d|pygal", told[0])
    for text in (first, second):
        ElementTree.fromstring(text)
    assert html.unescape(first).count("chart__bar") == 1


def test_rows_stand_in_the_order_given_and_inside_the_picture():
    labels = ["最长的栏目名称有十二个字", "乙", "丙"]
    svg = ElementTree.fromstring(row_chart("a", "题", "{}{}件", labels, [4, 0, 9]))
    drawn = sorted(svg.iter("text"), key=lambda one: float(one.get("y")))
    assert [one.text for one in drawn if one.get("class") == "chart__label"] == labels
    left = float(re.search(r"translate\((\d+)", svg.find("g").get("transform"))[1])
    assert left >= 12 * 14, "room for every letter of the longest label"


def test_a_tall_bar_leaves_room_for_its_value():
    svg = ElementTree.fromstring(bar_chart("a", "题", "{}月{}件", ["1", "2"], [7, 1], 7))
    top = float(re.search(r", (\d+)\)", svg.find("g").get("transform"))[1])
    highest = min(float(one.get("y")) for one in svg.iter("text"))
    assert top + highest >= 12


@pytest.mark.parametrize(
    ("newest", "first", "last"),
    [
        (date(2020, 12, 31), (2020, 1), (2020, 12)),
        (date(2020, 1, 1), (2019, 2), (2020, 1)),
        (date(2020, 9, 24), (2019, 10), (2020, 9)),
    ],
)
def test_twelve_months_end_with_the_newest(
    newest: date, first: tuple[int, int], last: tuple[int, int]
):
    months = last_months(newest)
    assert (months[0], months[-1], len(months)) == (first, last, 12)
    assert list(months) == sorted(months)


def test_other_pages_lead_to_them(odd: Path):
    home = page(odd, "")
    footer = {one["href"] for one in home.select("footer a[href]")}
    assert {"/data/", "/statistics/"} <= footer
    assert {"/data/", "/statistics/"} <= {
        one["href"] for one in page(odd, "sitemap").select("main a[href]")
    }


def test_news_alone_make_statistics_of_columns_alone(tmp_path: Path):
    content = odd_content(tmp_path)
    for path in [*content.glob("notices/*.md"), *content.glob("registers/**/*.toml")]:
        path.unlink()
    (content / "news" / "two.md").unlink()
    (content / "news" / "one.md").unlink()
    (content / "news" / "three.md").unlink()
    output = build(content, tmp_path / "output")
    parts = page(output, "statistics").select("section.part h2")
    assert [one.get_text() for one in parts] == ["栏目更新情况"]
