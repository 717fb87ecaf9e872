"""分类查找: addresses that stay, and the pages of a real build."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.model.address_names import DIGEST_LENGTH, LENGTH_LIMIT, address_name
from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.finders import Finder, finder_address, finder_addresses, finder_items
from plugins.model.items import DOCUMENT_KINDS, KIND_CODES, Item, Validity
from plugins.model.problems import Problems
from plugins.model.site import Term
from plugins.model.site_loader import load_site
from plugins.portal.entries import item_view
from plugins.portal.finders import SHOWN, finder_page, index_facets
from tests.site.building import PROJECT, digests, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
NAMES = Path(__file__).with_name("addresses.toml")
VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "空"
)


def edition_of(root: Path, *, sound: bool = True) -> Edition:
    problems = Problems()
    site = load_site(root, "content", problems)
    assert site, [one.render() for one in problems]
    edition = load_edition(root, "content", site, Mode.BUILD, date(2020, 12, 31), problems)
    assert not sound or edition.problems.errors == []
    return edition


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of(SMALL)


def notices(edition: Edition, values: list[str]) -> Edition:
    """Return an edition of notices that have these values as subject and as issuer."""
    first = next(item for item in edition.items if item.path == "notices/fa-1.md")
    assert first.notice

    def item(place: int, value: str) -> Item:
        assert first.notice
        notice = replace(first.notice, subject=value, issuer=value)
        return replace(first, path=f"notices/{place}.md", notice=notice)

    items = tuple(item(place, value) for place, value in enumerate(values))
    return Edition(
        edition.root, edition.label, edition.site, Problems(), Mode.BUILD, edition.today, items
    )


def test_names_are_what_they_were():
    wanted = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    assert {text: address_name(text) for text in wanted} == wanted
    assert len(set(wanted.values())) == len(wanted)


@given(VALUES)
@settings(max_examples=300, deadline=None)
def test_a_name_may_stand_in_any_address(text: str):
    name = address_name(text)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name)
    assert len(name) <= LENGTH_LIMIT + 1 + DIGEST_LENGTH


@given(st.lists(VALUES, min_size=1, max_size=8, unique=True), st.lists(VALUES, max_size=8))
@settings(max_examples=100, deadline=None)
def test_addresses_are_unique_and_new_values_move_none(
    edition: Edition, values: list[str], new: list[str]
):
    before = list(finder_addresses(notices(edition, values)))
    after = list(finder_addresses(notices(edition, values + new)))
    assert len(before) == len(set(before))
    assert len(after) == len(set(after))
    assert set(before) <= set(after)
    subjects = finder_items(notices(edition, values))[Finder.SUBJECT]
    assert set(subjects) == set(values)


def test_every_kind_and_validity_has_an_address_of_its_own(edition: Edition):
    found = [finder_address(edition.site, Finder.KIND, kind) for kind in DOCUMENT_KINDS]
    found += [finder_address(edition.site, Finder.VALIDITY, one) for one in Validity]
    assert len(set(found)) == len(DOCUMENT_KINDS) + len(Validity) == 21
    assert all(re.fullmatch(r"[a-z]+", code) for code in KIND_CODES.values())


def test_a_code_of_the_site_wins_and_orders(edition: Edition):
    site = replace(edition.site, subjects=(Term("yi", "乙类", 1), Term("jia", "甲类", 2)))
    base = replace(edition, site=site)
    found = finder_items(notices(base, ["甲类", "丁类", "乙类", "丙类"]))[Finder.SUBJECT]
    assert list(found) == ["乙类", "甲类", "丙类", "丁类"]
    assert [finder_address(site, Finder.SUBJECT, value) for value in found] == [
        "/find/subject/yi/",
        "/find/subject/jia/",
        f"/find/subject/{address_name('丙类')}/",
        f"/find/subject/{address_name('丁类')}/",
    ]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write_notice(content: Path, name: str, kind: str, issuer: str) -> None:
    (content / "notices" / f"{name}.md").write_text(
        f"---\ntitle: {issuer}的{kind}\ndate: 2020-05-06\ncolumn: zhuanzai\nkind: {kind}\n"
        f"issuer: {issuer}\nsigned: 2020-05-01\n---\n\n同意。\n",
        encoding="utf-8",
    )


def make_content(folder: Path) -> Path:
    """Make the small site with a subject, a joint document and a code for one issuer."""
    shutil.copytree(SMALL, folder)
    change(folder / "notices/fa-1.md", "kind: 通知\n", "kind: 通知\nsubject: 值班\n")
    change(folder / "notices/fa-2.md", "issuer: 某机关\n", "issuer: 某机关　外单位\n")
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[issuers]]\ncode = "jiguan"\nname = "某机关"\n')
    return folder


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return make_content(tmp_path / "content")


def built(content: Path) -> Path:
    output = content.parent / "output"
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(make_content(tmp_path_factory.mktemp("finders") / "content"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def entries(folder: Path) -> list[str]:
    """Return what a list and its older pages hold, newest first."""
    older = sorted(folder.glob("page/*"), key=lambda one: int(one.name), reverse=True)
    return [
        url
        for page in (folder, *older)
        for url in re.findall(r'entry__link" href="([^"]*)"', read(page / "index.html"))
    ]


OUTSIDE = f"issuer/{address_name('外单位')}"
DUTY = f"subject/{address_name('值班')}"


def test_every_value_has_its_notices(output: Path):
    foreign, draft = "/dongtai/zhuanzai/foreign/", "/fa/draft/next/"
    found = {
        folder.relative_to(output / "find").as_posix(): entries(folder)
        for folder in (output / "find").glob("*/*")
        if folder.is_dir()
    }
    assert found == {
        "kind/tongzhi": [draft, "/fa/2020/2/", "/fa/2020/1/"],
        "kind/tongbao": ["/qi/2020/1/"],
        "kind/pifu": [foreign],
        "issuer/jiguan": [draft, "/qi/2020/1/", "/fa/2020/2/", "/fa/2020/1/"],
        OUTSIDE: ["/fa/2020/2/", foreign],
        DUTY: ["/fa/2020/1/"],
        "validity/valid": [draft, "/qi/2020/1/", "/fa/2020/2/", foreign],
        "validity/repealed": ["/fa/2020/1/"],
    }
    page = read(output / "find" / "kind" / "tongzhi" / "index.html")
    assert "<title>文种：通知 - 小站</title>" in page
    assert re.findall(r'breadcrumb__link" href="([^"]*)">([^<]*)', page) == [
        ("/", "首页"), ("/find/", "分类查找"), ("/find/kind/", "按文种查找"),
    ]  # fmt: skip
    assert re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)"', page) == [
        ("SiteName", "小站"), ("SiteDomain", "small.example"),
        ("Url", "https://small.example/find/kind/tongzhi/"),
    ]  # fmt: skip
    assert "某发〔2020〕2号" in page
    assert '<span class="tag tag--validity">废止</span>' in page


def test_the_index_counts_and_leads_everywhere(output: Path):
    index = read(output / "find" / "index.html")
    values = re.findall(
        r'facet__value" href="([^"]*)"><span class="facet__name">([^<]*)</span>'
        r' <span class="facet__total">(\d+) 篇',
        index,
    )
    months = (output / "archive" / "2020").glob("??")
    assert [(name, int(count)) for _, name, count in values] == [
        ("通知", 3), ("通报", 1), ("批复", 1), ("某机关", 4), ("外单位", 2), ("值班", 1),
        ("有效", 4), ("废止", 1), ("动态", 5), ("公文", 4), ("转载", 1),
        ("2020年", sum(len(entries(folder)) for folder in months)),
    ]  # fmt: skip
    for url, _, _ in values:
        assert (output / url.lstrip("/") / "index.html").is_file()
    assert re.findall(r'facet__index" href="([^"]*)"', index) == [
        "/find/kind/", "/find/issuer/", "/find/subject/", "/find/validity/", "/sitemap/",
        "/archive/",
    ]  # fmt: skip


def test_site_maps_and_other_pages_lead_to_finders_and_registers(output: Path):
    listed = re.findall(r"<loc>https://small\.example([^<]*)</loc>", read(output / "sitemap.xml"))
    pages = {
        f"/{path.parent.relative_to(output).as_posix()}/"
        for folder in ("find", "registers")
        for path in (output / folder).rglob("index.html")
    }
    assert pages <= set(listed)
    assert len(listed) == len(set(listed))
    human = read(output / "sitemap" / "index.html")
    for url in pages:
        if not re.search(r"/page/|/registers/(?:year|form|kind|state)/", url):
            assert f'href="{url}"' in human, url
    for page in ("404.html", "search/index.html", "archive/index.html", "index.html"):
        assert 'href="/find/"' in read(output / page), page


def test_a_notice_leads_to_its_like(content: Path):
    change(content / "notices/qi-1.md", "kind: 通报", "status: hidden\nkind: 通报")
    edition = edition_of(content)

    def links(path: str) -> list[str]:
        notice = item_view(edition, edition.by_path[path]).notice
        assert notice
        return [link.url for row in notice.rows for link in row.links]

    assert links("notices/fa-1.md") == [
        f"/find/{DUTY}/", "/find/issuer/jiguan/", "/find/kind/tongzhi/", "/find/validity/repealed/",
    ]  # fmt: skip
    assert links("notices/fa-2.md")[:2] == ["/find/issuer/jiguan/", f"/find/{OUTSIDE}/"]
    # Its 文种 has no listed notice, hence no page.
    assert links("notices/qi-1.md") == ["/find/issuer/jiguan/", "/find/validity/valid/"]
    assert "/find/kind/tongbao/" not in edition.addresses


def test_a_new_notice_touches_its_own_values_alone(output: Path, content: Path):
    write_notice(content, "new", "批复", "外单位")
    before, after = digests(output), digests(built(content))
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path for path in changed if path.startswith(("find/", "registers/"))} == {
        "find/index.html", "find/kind/index.html", "find/issuer/index.html",
        "find/validity/index.html", "find/kind/pifu/index.html", f"find/{OUTSIDE}/index.html",
        "find/validity/valid/index.html",
    }  # fmt: skip


def test_texts_may_link_to_finders_and_registers_that_exist(content: Path):
    text = "[通知](/find/kind/tongzhi/)、[废止](/find/validity/repealed/)、[登记](/registers/fa/)、"
    text += "[作废](/registers/state/void/)、[四月](/archive/2020/04/)"
    path = content / "news" / "one.md"
    path.write_text(f"{read(path)}\n{text}\n", encoding="utf-8")
    assert 'href="/find/validity/repealed/"' in edition_of(content).bodies["news/one.md"]
    path.write_text(f"{read(path)}\n[函](/find/kind/han/)\n", encoding="utf-8")
    problems = edition_of(content, sound=False).problems
    assert [(one.path, one.code) for one in problems.errors] == [("content/news/one.md", "B001")]


def test_many_values_stay_on_the_page_of_their_finder(content: Path):
    for number in range(SHOWN):
        write_notice(content, f"x{number}", "函", f"第{number}单位")
    edition = edition_of(content)
    finders = finder_items(edition)
    facet = next(one for one in index_facets(edition, finders) if one.title == "发布机构")
    assert (len(facet.values), facet.total) == (SHOWN, SHOWN + 2)
    assert facet.values[0].title == "某机关"
    names = finder_page(edition, finders, Finder.ISSUER)
    frame = names["frame"]
    assert (frame.url, frame.title) == ("/find/issuer/", "按发布机构查找")
    assert len(names["facets"][0].values) == SHOWN + 2


def test_a_site_without_notices_has_no_finders_of_notices(tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    shutil.rmtree(content / "notices")
    shutil.rmtree(content / "registers")
    for path in content.rglob("*.md"):
        path.write_text(re.sub(r"\[([^\]]*)\]\([^)]*\.md\)", r"\1", read(path)), encoding="utf-8")
    edition = edition_of(content)
    finders = finder_items(edition)
    assert finders == {}
    assert [facet.title for facet in index_facets(edition, finders)] == ["栏目", "年份"]
