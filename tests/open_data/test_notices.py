"""Data files of notices: valid by their schemas, the same in every form, changed where need be."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, URIRef
from referencing import Registry, Resource

from plugins.model.spreadsheet import BOM, SHIELD, Sheet, cell, neutral
from plugins.open_data.fields import FIELDS
from tests.open_data.conftest import SECRET, build, odd_content
from tests.open_data.triples import triples
from tests.site.building import digests

pytestmark = pytest.mark.xdist_group("open_data")

SITE = "https://small.example"
FORMATS = jsonschema.FormatChecker(("date",))


@FORMATS.checks("date-time")
def is_moment(value: object) -> bool:
    """RFC 3339, with the offset of the portal's zone."""
    if not isinstance(value, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", value):
        return False
    datetime.fromisoformat(value)
    return True


@FORMATS.checks("uri")
def is_address(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).netloc and value.isascii())


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def validator(output: Path, name: str) -> jsonschema.Draft202012Validator:
    """Return a validator by a schema of the portal; it finds the others by their addresses."""
    schemas = [read(path) for path in (output / "data").glob("*.schema.json")]
    registry = Registry().with_resources(
        [(one["$id"], Resource.from_contents(one)) for one in schemas]
    )
    schema = read(output / "data" / name)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, registry=registry, format_checker=FORMATS)


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_every_file_is_valid_by_its_schema(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    files = [
        *((path, "notices") for path in folder.glob("data/notices*.json")
          if "schema" not in path.name),
        *((path, "notice") for path in folder.rglob("notice.json")),
        (folder / "data" / "index.json", "index"),
    ]  # fmt: skip
    assert len(files) > 8
    kinds = {kind: validator(folder, f"{kind}.schema.json") for _, kind in files}
    for path, kind in files:
        found = [one.message for one in kinds[kind].iter_errors(read(path))]
        assert found == [], path
        assert read(path)["$schema"] == read(folder / "data" / f"{kind}.schema.json")["$id"]


def test_a_schema_finds_what_is_wrong(odd: Path):
    whole = read(odd / "fa" / "2020" / "1" / "notice.json")
    schema = validator(odd, "notice.schema.json")
    for key, wrong in (
        ("signed", "2020-02-30"), ("published", "2020-02-03 10:00"), ("uri", "fa/2020/1"),
        ("validity", "好"), ("serial", 0), ("repeals", [{"number": "x"}]), ("title", ""),
        ("keywords", None), ("withdrawn", "昨天"), ("status", "draft"),
    ):  # fmt: skip
        assert not schema.is_valid({**whole, key: wrong}), key
    for key in whole.keys() - {"$schema"}:
        assert not schema.is_valid({k: v for k, v in whole.items() if k != key}), key
    assert schema.is_valid({**whole, "later": 1}), "files may get more fields"


def test_what_is_in_the_files(odd: Path):
    data = read(odd / "data" / "notices.json")
    assert [one["uri"].removeprefix(SITE) for one in data["notices"]] == [
        "/qi/2020/1/", "/fa/2020/2/", "/dongtai/zhuanzai/gone/", "/fa/2020/1/",
        "/dongtai/zhuanzai/foreign/", "/dongtai/zhuanzai/formula/",
    ]  # fmt: skip
    assert data["count"] == 6
    assert data["updated"] == "2020-04-03T08:00:00+08:00"
    assert data["licence"] is None
    by_number = {one["number"]: one for one in data["notices"]}
    old, new = by_number["某发〔2020〕1号"], by_number["某发〔2020〕2号"]
    assert (old["year"], old["serial"], old["series"], old["validity"]) == (
        2020, 1, "某发文件", "废止",
    )  # fmt: skip
    assert old["repealed_by"] == [{"number": "某发〔2020〕2号", "uri": f"{SITE}/fa/2020/2/"}]
    assert new["repeals"] == [{"number": "某发〔2020〕1号", "uri": f"{SITE}/fa/2020/1/"}]
    assert new["attachments"] == [
        {"title": "值班表", "url": f"{SITE}/attachments/list.csv", "type": "text/csv", "bytes": 17}
    ]
    foreign = by_number["外批〔2019〕8号"]
    assert (foreign["series"], foreign["year"], foreign["serial"]) == (None, None, None)


def test_of_the_withdrawn_there_are_names_and_dates_alone(odd: Path):
    (gone,) = (
        one
        for one in read(odd / "data" / "notices.json")["notices"]
        if one["status"] != "published"
    )
    assert {key for key, value in gone.items() if value not in (None, [])} == {
        "uri", "status", "number", "title", "kind", "issuer", "signed", "published", "column",
        "withdrawn", "withdrawn_reason",
    }  # fmt: skip
    assert gone["withdrawn"] == "2020-02-03"


def test_nothing_unpublished_leaks(odd: Path):
    for path in (odd / "data").glob("[!i]*.*"):
        text = path.read_text(encoding="utf-8")
        assert SECRET not in text, path
        assert not re.search("/hidden/|a/draft/|不进列表|某发〔2020〕3号", text), path
    hidden = read(odd / "dongtai" / "zhuanzai" / "hidden" / "notice.json")
    assert hidden["title"] == "不进列表的公文"
    assert not (odd / "fa" / "draft" / "next" / "notice.json").exists()


def test_a_notice_has_its_own_file_that_its_page_names(odd: Path):
    whole = {one["uri"]: one for one in read(odd / "data" / "notices.json")["notices"]}
    for uri, notice in whole.items():
        folder = odd / uri.removeprefix(f"{SITE}/")
        own = read(folder / "notice.json")
        assert own.pop("$schema") == f"{SITE}/data/notice.schema.json"
        assert own == notice
        html = (folder / "index.html").read_text(encoding="utf-8")
        address = f"{uri.removeprefix(SITE)}notice.json"
        assert f'<link rel="alternate" type="application/json" href="{address}">' in html
    draft = (odd / "fa" / "draft" / "next" / "index.html").read_text(encoding="utf-8")
    assert "application/json" not in draft


def test_the_sheet_says_the_same(odd: Path):
    raw = (odd / "data" / "notices.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 7
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    notices = read(odd / "data" / "notices.json")["notices"]
    assert len(rows) == len(notices)
    for row, notice in zip(rows, notices, strict=True):
        assert row == {field.label: cell(notice[field.key]) for field in FIELDS}
    formula = rows[-1]
    assert (formula["标题"], formula["索引号"], formula["关键词"]) == (
        "'=HYPERLINK(1)", "'@x", "'+1；二",
    )  # fmt: skip
    assert rows[1]["附件"] == f"{SITE}/attachments/list.csv"
    assert rows[3]["废止本文的文件"] == "某发〔2020〕2号"


def test_years_are_apart_and_listed(odd: Path):
    index = read(odd / "data" / "index.json")
    whole = read(odd / "data" / "notices.json")["notices"]
    assert [(one["year"], one["count"]) for one in index["years"]] == [(2020, 5), (2019, 1)]
    together = []
    for one in index["years"]:
        part = read(odd / one["json"].removeprefix(f"{SITE}/"))
        assert part["count"] == one["count"] == len(part["notices"])
        assert part["updated"] == one["updated"]
        assert all(notice["published"].startswith(str(one["year"])) for notice in part["notices"])
        assert (odd / one["csv"].removeprefix(f"{SITE}/")).read_text("utf-8").count("\n") == (
            1 + one["count"]
        )
        together += part["notices"]
    assert together == whole


def test_an_edit_changes_the_files_of_its_year_alone(odd: Path, tmp_path: Path):
    content = odd_content(tmp_path)
    path = content / "notices" / "formula.md"
    path.write_text(
        path.read_text("utf-8").replace("正文。", "改过的正文，有十个以上的字。"), "utf-8"
    )
    after = build(content, tmp_path / "output")
    old, new = digests(odd), digests(after)
    changed = {name for name in new if new[name] != old.get(name)} | (old.keys() - new.keys())
    others = ("feed.json", "offline.json", "search/index.json")
    data = {name for name in changed if name.endswith((".json", ".csv", ".jsonld"))}
    own = "dongtai/zhuanzai"
    assert {name for name in data if not name.endswith(others)} == {
        "data/notices.json", "data/notices.csv", "data/notices-2019.json",
        "data/notices-2019.csv", f"{own}/formula/notice.json",
    }  # fmt: skip


def test_terms_of_use_are_those_of_site_toml(tmp_path: Path):
    content = odd_content(tmp_path)
    with (content / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[data]\nlicence = "某许可"\nlicence_url = "https://terms.example/x"\n')
    output = build(content, tmp_path / "output")
    licence = read(output / "data" / "notices-2020.json")["licence"]
    assert licence == {"name": "某许可", "url": "https://terms.example/x"}
    graph = triples(read(output / "data" / "catalog.jsonld"))
    (terms,) = set(graph.objects(None, DCTERMS.license))
    assert terms == URIRef("https://terms.example/x")
    page = (output / "data" / "index.html").read_text(encoding="utf-8")
    assert 'href="https://terms.example/x">某许可</a>' in page
    assert "没有另行规定" not in page


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_the_catalogue_keeps_to_dcat_ap(output: str, request: pytest.FixtureRequest):
    """What the profile demands, and that each file it names is there."""
    folder: Path = request.getfixturevalue(output)
    graph = triples(read(folder / "data" / "catalog.jsonld"))
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    datasets = list(graph.objects(catalogue, DCAT.dataset))
    assert len(datasets) == 2
    for one in (catalogue, *datasets):
        for needed in (DCTERMS.title, DCTERMS.description):
            assert graph.value(one, needed).language == "zh-CN", needed
        (publisher,) = graph.objects(one, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert graph.value(publisher, FOAF.name)
    places = _distributions(graph, datasets)
    root = f"{catalogue}".partition("data/")[0]
    for place in places:
        assert (folder / f"{place}".removeprefix(root)).is_file(), place
    assert len(set(places)) == len(places)
    assert all(str(one).startswith((str(DCAT), str(DCTERMS), str(FOAF), str(RDF),
               "http://www.w3.org/2006/vcard/ns#")) for one in graph.predicates())  # fmt: skip
    for term in graph.predicates():
        for space in (DCAT, DCTERMS, FOAF):
            if str(term).startswith(str(space)):
                assert str(term).removeprefix(str(space)) in space.__annotations__, term


def _distributions(graph: Graph, datasets: list[Any]) -> list[Any]:
    places = []
    for dataset in datasets:
        assert (dataset, RDF.type, DCAT.Dataset) in graph
        for one in graph.objects(dataset, DCAT.distribution):
            assert (one, RDF.type, DCAT.Distribution) in graph
            assert graph.value(one, DCAT.accessURL) == graph.value(one, DCAT.downloadURL)
            media = str(graph.value(one, DCAT.mediaType))
            assert media.startswith("https://www.iana.org/assignments/media-types/")
            assert graph.value(one, DCTERMS.rights) or graph.value(one, DCTERMS.license)
            places.append(graph.value(one, DCAT.accessURL))
    return places


DANGEROUS = st.text(alphabet="=+-@＝＋－＠'\t\r\n ,\"1a一", max_size=6) | st.text()


@given(DANGEROUS)
def test_no_cell_is_a_formula_and_none_is_lost(text: str):
    made = neutral(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert made in (text, SHIELD + text)
    back = made.removeprefix(SHIELD) if neutral(made.removeprefix(SHIELD)) == made else made
    assert back == text


@given(st.lists(st.lists(DANGEROUS.filter(lambda text: "\0" not in text and "\r" not in text),
                         min_size=2, max_size=2)))  # fmt: skip
def test_a_sheet_gives_back_its_cells(rows: list[list[str]]):
    file = io.StringIO(newline="")
    made = Sheet(file, ["甲", "乙"])
    for row in rows:
        made.add([cell(one) for one in row])
    text = file.getvalue()
    assert text.startswith(BOM)
    found = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert found == [["甲", "乙"], *([neutral(one) for one in row] for row in rows)]
