"""Linked data in pages: terms that exist, whole by the rules of their readers, safe in HTML."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, URIRef
from rdflib.namespace import SDO, SKOS, XSD

from plugins.model.linked_data import script_json
from tests.open_data.conftest import SECRET
from tests.open_data.triples import SCHEMA, triples

pytestmark = pytest.mark.xdist_group("open_data")

ELI = "http://data.europa.eu/eli/ontology#"
SITE = "https://small.example"
NEWER = {"legislationRepeals", "legislationAmends", "query-input"}
"""Terms of schema.org that rdflib's list has not got."""
ELI_TERMS = {
    "LegalResource", "LegalExpression", "ResourceType", "Organization", "InForce-inForce",
    "InForce-notInForce", "InForce-partiallyInForce", "amended_by", "amends", "repealed_by",
    "repeals", "in_force", "is_realized_by", "language", "passed_by", "type_document",
    "date_document", "date_no_longer_in_force", "date_publication", "first_date_entry_in_force",
    "id_local", "number", "title",
}  # fmt: skip
"""Those of ELI's ontology that the portal uses."""
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def blocks(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the linked data of each page that has any, by path."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        texts = BLOCK.findall(path.read_text(encoding="utf-8"))
        assert len(texts) <= 1, path
        if texts:
            found[path.relative_to(folder).as_posix()] = json.loads(texts[0])
    return found


def node(block: dict[str, Any], kind: str) -> dict[str, Any]:
    found = [one for one in block["@graph"] if kind in (one["@type"], *list(one["@type"]))]
    assert len(found) == 1, kind
    return found[0]


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_every_term_exists(output: str, request: pytest.FixtureRequest):
    known = {str(term) for term in SDO.__annotations__} | NEWER
    used: set[URIRef] = set()
    for name, block in blocks(request.getfixturevalue(output)).items():
        if name.startswith("zh-hant/"):
            continue
        graph = triples(block)
        used |= set(graph.predicates())
        used |= {one for one in graph.objects(None, RDF.type) if isinstance(one, URIRef)}
        used |= set(graph.objects(None, URIRef(f"{ELI}in_force")))
    assert len(used) > 30
    for term in used:
        if term.startswith(SCHEMA):
            assert term.removeprefix(SCHEMA) in known, term
        elif term.startswith(ELI):
            assert term.removeprefix(ELI) in ELI_TERMS, term
        else:
            assert term in (RDF.type, SKOS.prefLabel, SKOS.Concept), term


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_every_page_with_a_trail_has_it(output: str, request: pytest.FixtureRequest):
    folder: Path = request.getfixturevalue(output)
    found = blocks(folder)
    for path in folder.rglob("*.html"):
        name = path.relative_to(folder).as_posix()
        html = path.read_text(encoding="utf-8")
        if 'http-equiv="refresh"' in html:
            continue
        shown = re.findall(r'<li class="breadcrumb__step[^>]*>(?:<(?:a|span)[^>]*>)?([^<]*)', html)
        if not shown:
            assert name in ("index.html", "zh-hant/index.html")
            continue
        steps = node(found[name], "BreadcrumbList")["itemListElement"]
        assert [one["position"] for one in steps] == list(range(1, len(steps) + 1))
        assert len(steps) >= 2
        assert [one["name"] for one in steps] == [unescape(one) for one in shown], name
        links = re.findall(r'class="breadcrumb__link" href="([^"]*)"', html)
        host = re.match(r"https://[^/]+", steps[0]["item"])[0]
        assert [one["item"] for one in steps][: len(links)] == [host + one for one in links]
        own = re.search(r'<meta property="og:url" content="([^"]*)"', html)[1]
        if "/document/" not in name:
            assert steps[-1]["item"] == own


@pytest.mark.parametrize("output", ["odd", "sample"])
def test_news_and_home_have_what_search_engines_ask_for(
    output: str, request: pytest.FixtureRequest
):
    folder: Path = request.getfixturevalue(output)
    found = blocks(folder)
    articles = 0
    for name, block in found.items():
        kinds = [one["@type"] for one in block["@graph"]]
        if "NewsArticle" not in kinds:
            continue
        articles += 1
        article = node(block, "NewsArticle")
        assert article["headline"]
        assert article["author"][0]["name"]
        assert article["publisher"][0]["@type"] == "GovernmentOrganization"
        first, last = (
            datetime.fromisoformat(article[key]) for key in ("datePublished", "dateModified")
        )
        assert first <= last
        assert first.utcoffset() is not None
        picture = re.sub(r"https://[^/]+/", "", article["image"])
        assert (folder / picture).is_file(), name
    assert articles > 5
    home = found["index.html"]
    site = node(home, "WebSite")
    action = site["potentialAction"]
    assert action["target"]["urlTemplate"].endswith("/search/?q={search_term_string}")
    assert action["query-input"] == "required name=search_term_string"
    bodies = [one for one in home["@graph"] if one["@type"] == "GovernmentOrganization"]
    assert [one["@id"] for one in site["publisher"]] == [one["@id"] for one in bodies]
    assert all(one["name"] and one["url"].startswith("https://") for one in bodies)


def test_a_notice_is_legislation_and_a_legal_resource(odd: Path):
    found = blocks(odd)
    block = found["fa/2020/2/index.html"]
    notice = node(block, "Legislation")
    assert notice["@id"] == f"{SITE}/fa/2020/2/"
    assert notice["@type"] == ["Legislation", "eli:LegalResource"]
    assert notice["legislationIdentifier"] == "某发〔2020〕2号"
    assert notice["legislationType"] == "通知"
    assert notice["legislationDate"] == "2020-03-01"
    assert notice["legislationLegalForce"] == "https://schema.org/InForce"
    repealed = {"@id": f"{SITE}/fa/2020/1/", "@type": "Legislation",
                "legislationIdentifier": "某发〔2020〕1号"}  # fmt: skip
    assert notice["legislationRepeals"] == [repealed]
    graph = triples(block)
    own, other = URIRef(f"{SITE}/fa/2020/2/"), URIRef(f"{SITE}/fa/2020/1/")
    assert (own, URIRef(f"{ELI}repeals"), other) in graph
    signed = graph.value(own, URIRef(f"{ELI}date_document"))
    assert (signed.datatype, signed.value) == (XSD.date, date(2020, 3, 1))
    assert graph.value(own, URIRef(f"{ELI}in_force")) == URIRef(f"{ELI}InForce-inForce")
    old = triples(found["fa/2020/1/index.html"])
    assert (other, URIRef(f"{ELI}repealed_by"), own) in old
    assert old.value(other, URIRef(f"{ELI}in_force")) == URIRef(f"{ELI}InForce-notInForce")
    report = node(found["qi/2020/1/index.html"], "Report")
    assert report["reportNumber"] == "某某通报2020年第1期（总第7期）"
    joint = node(found["dongtai/zhuanzai/formula/index.html"], "Report")
    assert [one["name"] for one in joint["author"]] == ["甲单位", "乙单位"]
    assert joint["identifier"]["value"] == "@x"
    assert joint["eli:date_no_longer_in_force"] == "2019-12-31"


def test_a_number_that_is_only_proposed_is_no_identifier(odd: Path):
    notice = node(blocks(odd)["fa/draft/next/index.html"], "Legislation")
    assert not {"legislationIdentifier", "eli:id_local", "eli:number"} & set(notice)


def test_of_a_withdrawn_notice_there_are_names_and_dates_alone(odd: Path):
    notice = node(blocks(odd)["dongtai/zhuanzai/gone/index.html"], "Legislation")
    assert notice["creativeWorkStatus"] == "已撤回"
    assert not {"description", "keywords", "legislationLegalForce", "eli:in_force"} & set(notice)
    for path in odd.rglob("*"):
        if path.suffix in (".html", ".json", ".xml", ".csv", ".jsonld", ".svg"):
            assert SECRET not in path.read_text("utf-8") or "hidden" in path.as_posix(), path


def test_the_traditional_edition_says_it_of_its_own_pages(odd: Path):
    notice = node(blocks(odd)["zh-hant/fa/2020/2/index.html"], "Legislation")
    assert notice["@id"] == f"{SITE}/fa/2020/2/"
    assert notice["url"] == f"{SITE}/zh-hant/fa/2020/2/"
    assert notice["inLanguage"] == "zh-Hant-TW"
    assert notice["name"] == "某機關關於修訂值班制度的通知"


def test_a_title_that_looks_like_markup_ends_nothing(odd: Path):
    html = (odd / "dongtai" / "odd" / "index.html").read_text(encoding="utf-8")
    (text,) = BLOCK.findall(html)
    assert "<" not in text
    assert node(json.loads(text), "NewsArticle")["headline"] == '<b>标题</b> & "引号" </script><!--'


class _Scripts(HTMLParser):
    """The texts of script elements, as a browser takes them from a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.inside = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts.append(data)


TEXTS = st.text() | st.sampled_from(
    ["</script>", "<!--<script>", "]]>", "&lt;", "\u2028", "\\u003c"]
)
VALUES = st.recursive(
    TEXTS | st.integers() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


@given(VALUES)
def test_any_value_comes_out_of_a_script_as_it_went_in(value: Any):
    text = script_json(value)
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(text)
    reader = _Scripts()
    reader.feed(f'<script type="application/ld+json">{text}</script><p>x</p>')
    reader.close()
    assert json.loads("".join(reader.texts)) == value
