"""The documentation tells of everything that the code has, and of nothing else."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import pytest
from jinja2 import meta
from jinja2.defaults import DEFAULT_FILTERS

from plugins.model import data_views, item_views, register_views, views
from plugins.model.fields import FIELDS
from plugins.model.index_numbers import IndexNumbers
from plugins.model.problems import catalogue
from plugins.model.series import Reset, Series, SeriesKind
from plugins.model.site import (
    App,
    Block,
    BlockKind,
    Channel,
    ChannelKind,
    Column,
    Contact,
    Copyright,
    DataTerms,
    Filing,
    FriendlyLink,
    Gates,
    Identity,
    Search,
    SearchEngine,
    Site,
    Term,
    Topic,
)
from scripts.cli import MODULES
from scripts.make_docs import AREAS, BLOCKS, renewed
from tests.theme.examples import environment

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
WRITTEN = sorted([*PROJECT.glob("*.md"), *DOCS.rglob("*.md")])
TABLES = {
    "[identity]": Identity,
    "[contact]": Contact,
    "[copyright]": Copyright,
    "[filing]": Filing,
    "[search]": Search,
    "[data]": DataTerms,
    "[app]": App,
    "[gates]": Gates,
    "[index_numbers]": IndexNumbers,
    "[[channels]]": Channel,
    "[[columns]]": Column,
    "[[series]]": Series,
    "[[topics]]": Topic,
    "[[issuers]]": Term,
    "[[subjects]]": Term,
    "[[home.blocks]]": Block,
    "[[links]]": FriendlyLink,
}
GLOBALS = {
    "site", "menu", "menu_pages", "once", "footer", "base", "preview", "frame", "assets",
}  # fmt: skip
OWN = {
    "home.html": {"home"},
    "column.html": {"listing"},
    "news.html": {"item"},
    "notice.html": {"item"},
    "page.html": {"item"},
    "document.html": {"paper"},
    "comparison.html": {"comparison"},
    "moved.html": {"moved"},
    "paper.html": {"paper", "item"},
    "registers.html": {"registers", "facets"},
    "register.html": {"register"},
    "list.html": {"listing"},
    "topics.html": {"topics"},
    "archive.html": {"years"},
    "finders.html": {"facets"},
    "search.html": {"search"},
    "data.html": {"data"},
    "statistics.html": {"statistics"},
    "app.html": {"qr"},
    "offline.html": set(),
    "gallery.html": {"components"},
    "example.html": {"example"},
    "sitemap.html": {"tree", "registers", "facets"},
    "not_found.html": set(),
}
MADE = re.compile(r'(?:" import (?:\w+ as )?|\{% (?:set|macro) )(\w+)')
"""What a template names itself: imported macros and its own."""


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)`", text, re.MULTILINE)


@pytest.mark.parametrize("name", BLOCKS)
def test_generated_parts_are_up_to_date(name: str):
    assert renewed(name) == read(BLOCKS[name][0]), "run python -m scripts.make_docs"


def test_every_problem_code_is_documented_once():
    assert re.findall(r"^\| \*\*(\w+)\*\*", read("problems.md"), re.MULTILINE) == list(catalogue())
    assert {code[0] for code in catalogue()} <= set(AREAS)


def test_every_key_of_site_toml_is_documented():
    _, *sections = re.split(r"^## ", read("settings.md"), flags=re.MULTILINE)
    found = {section.split("\n")[0].strip("`"): first_cells(section) for section in sections}
    records = {
        "path", "blocks", "links", "series", "columns", "channels", "topics", "issuers", "subjects",
    }  # fmt: skip
    tables = {
        "identity", "contact", "copyright", "filing", "data", "app", "index_numbers", "search",
            "gates",
    }  # fmt: skip
    plain = {field.name for field in dataclasses.fields(Site)} - records - tables
    assert set(found.pop("顶层 Top level")) == plain
    assert {heading: set(keys) for heading, keys in found.items()} == {
        heading: {field.name for field in dataclasses.fields(record)} - {"line"}
        for heading, record in TABLES.items()
    }


def test_every_choice_of_site_toml_is_documented():
    text = read("settings.md")
    for kinds in (ChannelKind, BlockKind, SeriesKind, Reset, SearchEngine):
        assert [kind for kind in kinds if f"`{kind}`" not in text] == []


def test_every_field_of_front_matter_is_documented():
    assert first_cells(read("front-matter.md")) == [spec.name for spec in FIELDS]


def test_every_record_of_templates_is_documented():
    records = [
        name
        for module in (data_views, item_views, register_views, views)
        for name, record in inspect.getmembers(module, inspect.isclass)
        if record.__module__ == module.__name__
    ]
    headings = re.findall(r"^### (\w+)$", read("theme.md"), re.MULTILINE)
    assert sorted(headings) == sorted(records)


def test_every_name_of_templates_is_documented():
    shared, _, rest = read("theme.md").partition("By template:")
    assert set(first_cells(shared)) == GLOBALS
    rows = re.findall(r"^\| `(\w+\.html)` \|([^|]*)\|", rest, re.MULTILINE)
    assert {template: set(re.findall(r"`(\w+)`", own)) for template, own in rows} == OWN


def test_templates_use_documented_names_alone():
    templates = PROJECT / "theme" / "templates"
    assert {path.name for path in templates.glob("*.html")} == {"base.html", *OWN}
    for path in templates.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        used = meta.find_undeclared_variables(environment().parse(text))
        assert used - set(MADE.findall(text)) <= GLOBALS | OWN.get(path.name, set()), path.name


def test_every_filter_is_documented():
    own = set(environment().filters) - set(DEFAULT_FILTERS)
    assert own == set(re.findall(r"`\{\{ \w+ \| (\w+) \}\}`", read("theme.md")))


def test_every_command_is_documented():
    headings = re.findall(r"^## (\w+)$", read("commands.md"), re.MULTILINE)
    assert headings == list(MODULES)
    for readme in ("README.md", "README.zh-CN.md"):
        text = (PROJECT / readme).read_text(encoding="utf-8")
        assert [name for name in MODULES if f"portal.py {name}" not in text] == []


def test_the_changelog_has_an_entry():
    text = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (?:Unreleased|\d+\.\d+\.\d+)[^\n]*\n+- ", text, re.MULTILINE)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_readmes_show_the_portal(readme: str):
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (PROJECT / readme).read_text("utf-8"))
    assert pictures
    assert [path for path in pictures if not (PROJECT / path).is_file()] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_links_between_documents_resolve(path: Path):
    text = re.sub(r"`[^`]*`|```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"(?<!!)(?<!\\)\[[^\]]*(?<!\\)\]\(([^)\s]+)\)", text)
    inner = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]
    assert [link for link in inner if not (path.parent / link).exists()] == []
