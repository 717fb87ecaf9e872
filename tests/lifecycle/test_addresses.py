"""The ledger of addresses: it only grows, survives merges, and nothing in it ends in nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.lifecycle.checks import check_addresses
from plugins.lifecycle.ledger import load_ledger, record
from plugins.lifecycle.paths import AddressError, normal
from plugins.lifecycle.redirects import Redirects
from plugins.model.edition import Mode
from plugins.model.problems import Problems
from tests.lifecycle.samples import edition_on, news, three_notices
from tests.numbering.samples import make_content, register_notice, write_notice
from tests.site.building import PROJECT, run_cli

LEDGER = "registers/addresses"


def write(root: Path, name: str, text: str) -> None:
    path = root / LEDGER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found(root: Path) -> tuple[dict[str, str], list[str]]:
    """Return where each old address leads, and the codes of what is wrong."""
    edition = edition_on(root)
    redirects = check_addresses(edition)
    targets = {source: one.target for source, one in redirects.found.items()}
    return targets, [one.code for one in edition.problems]


def rules(*pairs: tuple[str, str]) -> str:
    return "".join(f"[[redirects]]\nfrom = '{one}'\nto = '{other}'\n" for one, other in pairs)


def test_what_is_recorded(tmp_path: Path):
    fields = {"b": {"status": "draft"}, "c": {"status": "hidden"}}
    root = three_notices(tmp_path / "content", fields)
    write_notice(root, "unnumbered")
    news(root, "old", date="2019-05-01")
    added = record(edition_on(root))
    assert (root / LEDGER / "2019.txt").read_text(encoding="utf-8").splitlines()[1:] == [
        "/yaowen/old/"
    ]
    assert (root / LEDGER / "2020.txt").read_text(encoding="utf-8").splitlines()[1:] == [
        "/wjf/2020/1/", "/wjf/2020/3/",
    ]  # fmt: skip
    site = (root / LEDGER / "site.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert site[:2] == ["/", "/fagui/"]
    assert "/registers/wjf/2020/" in site
    assert len(added) == len(site) + 3
    assert record(edition_on(root)) == ()
    assert found(root) == ({}, [])


def test_recording_keeps_notes_and_what_is_no_page_any_more(tmp_path: Path):
    root = make_content(tmp_path / "content")
    news(root, "x")
    write(root, "2020.txt", "# 说明\r\n/yaowen/z/\r\n\r\n/yaowen/a/\r\n")
    record(edition_on(root))
    text = (root / LEDGER / "2020.txt").read_text(encoding="utf-8")
    assert text == "# 说明\n/yaowen/a/\n/yaowen/x/\n/yaowen/z/\n"


def test_two_processes_record_at_once(tmp_path: Path):
    root = make_content(tmp_path / "content")
    for number in range(30):
        news(root, f"n{number}")
    program = [sys.executable, "-m", "scripts.cli", "addresses", "--record", "--content", str(root)]
    running = [
        subprocess.Popen(program, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [one.communicate()[0].splitlines()[-1] for one in running]
    counts = sorted(int(line.rpartition(": ")[2]) for line in told)
    assert counts[0] == 0
    ledger = load_ledger(root, "content", Problems())
    assert len(ledger) == counts[1]
    assert sorted(path.name for path in (root / LEDGER).iterdir()) == ["2020.txt", "site.txt"]


def test_the_command_tells_before_it_writes_and_refuses_broken_content(tmp_path: Path):
    root = make_content(tmp_path / "content")
    news(root, "x")
    done = run_cli("addresses", "--content", str(root))
    assert done.returncode == 0
    assert "/yaowen/x/\n" in done.stdout
    assert not (root / LEDGER).exists()
    (root / "news" / "bad.md").write_text("---\ntitle: 甲\n", encoding="utf-8")
    done = run_cli("addresses", "--record", "--content", str(root))
    assert done.returncode == 1
    assert "F011" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (root / LEDGER).exists()


@pytest.mark.parametrize("how", ["deleted", "renamed", "made a draft", "moved to another column"])
def test_a_vanished_address_is_an_error_until_it_leads_somewhere(how: str, tmp_path: Path):
    root = make_content(tmp_path / "content")
    path = root / news(root, "x")
    record(edition_on(root))
    text = path.read_text(encoding="utf-8")
    if how == "deleted":
        path.unlink()
    if how == "renamed":
        path.rename(path.with_name("y.md"))
    if how == "made a draft":
        path.write_text(text.replace("---\n", "---\nstatus: draft\n", 1), "utf-8")
    if how == "moved to another column":
        path.write_text(text.replace("column: yaowen", "column: fagui"), "utf-8")
    assert found(root) == ({}, ["A003"])
    write(root, "redirects.toml", rules(("/yaowen/x/", "/yaowen/")))
    assert found(root) == ({"/yaowen/x/": "/yaowen/"}, [])
    (root / LEDGER / "redirects.toml").unlink()
    news(root, "new", redirect_from="[/yaowen/x/]")
    assert found(root) == ({"/yaowen/x/": "/yaowen/new/"}, [])


def test_a_withdrawn_item_keeps_its_address(tmp_path: Path):
    root = make_content(tmp_path / "content")
    news(root, "x")
    record(edition_on(root))
    news(root, "x", status="withdrawn", withdrawn="2020-04-01", withdrawn_reason="有误")
    assert found(root) == ({}, [])


def test_a_column_that_moves_takes_its_pages_along(tmp_path: Path):
    root = make_content(tmp_path / "content")
    for name in ("a", "b"):
        news(root, name)
    record(edition_on(root))
    site = root / "site.toml"
    site.write_text(site.read_text("utf-8").replace('"yaowen"', '"dongtai"'), "utf-8")
    for path in (root / "news").iterdir():
        path.write_text(path.read_text("utf-8").replace("yaowen", "dongtai"), "utf-8")
    (root / "news" / "b.md").rename(root / "news" / "c.md")
    assert found(root)[1] == ["A003"] * 3
    write(
        root, "redirects.toml",
        rules(("/yaowen/*", "/dongtai/*"), ("/yaowen/b/", "/dongtai/c/")),
    )  # fmt: skip
    assert found(root) == (
        {"/yaowen/": "/dongtai/", "/yaowen/a/": "/dongtai/a/", "/yaowen/b/": "/dongtai/c/"}, [],
    )  # fmt: skip


def test_chains_lead_to_their_end_and_circles_nowhere(tmp_path: Path):
    root = make_content(tmp_path / "content")
    news(root, "x")
    write(root, "redirects.toml", rules(("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/yaowen/x/#s-1")))
    assert found(root) == (dict.fromkeys(("/a/", "/b/", "/c/"), "/yaowen/x/#s-1"), ["A009", "A009"])
    write(root, "redirects.toml", rules(("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/b/")))
    assert found(root) == ({}, ["A008"])
    write(root, "redirects.toml", rules(("/a/", "/a/")))
    assert found(root) == ({}, ["A008"])


NODES = st.sampled_from([f"/{name}/" for name in "abcdef"] + ["/yaowen/", "/nowhere/"])


@given(drawn=st.dictionaries(NODES, NODES, max_size=7))
@settings(deadline=None, max_examples=60)
def test_whatever_is_redirected_ends_at_a_page(
    drawn: dict[str, str], tmp_path_factory: pytest.TempPathFactory
):
    root = tmp_path_factory.getbasetemp() / "graph"
    make_content(root)
    write(root, "redirects.toml", rules(*drawn.items()))
    edition = edition_on(root)
    redirects = Redirects(edition, {})
    codes = {one.code for one in edition.problems}

    def end(address: str, passed: tuple[str, ...] = ()) -> str:
        if address == "/yaowen/":
            return address
        if address in passed or address not in drawn:
            return ""
        return end(drawn[address], (*passed, address))

    ends = {source: end(source) for source in drawn if source != "/yaowen/"}
    assert {one: two.target for one, two in redirects.found.items()} == {
        source: last for source, last in ends.items() if last
    }
    assert bool(codes & {"A005", "A007", "A008"}) == (not all(ends.values()) or "/yaowen/" in drawn)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("/yaowen/x/", "A005"), ("/yaowen/x", "A005"), ("/yaowen/x/index.html", "A005"),
        ("/YAOWEN/x/", "A005"), ("/", "A005"), ("/yaowen/page/2/", "A005"), ("/feed.xml", "A005"),
        ("/wjf/2020/1/document/", "A005"), ("/wjf/2020/1/a.pdf", "A005"), ("/search/x/", "A005"),
        ("/attachments/a.csv", "A005"), ("/archive/2020/03/", "A005"),
        ("/feed.xml/x/", "A004"), ("/zh-hant/a/", "A004"), ("/_server/a/", "A004"),
        ("/a?id=1", "A004"), ("/a/../b/", "A004"), ("//host/a/", "A004"), ("a/", "A004"),
        ("/%D6%D0/", "A004"), ("/a*b/", "A004"), ("/a%00/", "A004"), ("/a//b/", "A004"),
        ("/old/page/2.html", None), ("/attachments/b.csv", None), ("/wjf/2020/1/old.html", None),
        ("/p/旧 闻.html", None), ("/p/%E6%97%A7/", None), ("/archive/1999/01/", None),
    ],
)  # fmt: skip
def test_what_can_be_an_old_address(source: str, code: str | None, tmp_path: Path):
    root = make_content(tmp_path / "content")
    register_notice(root, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    (root / "attachments").mkdir()
    (root / "attachments" / "a.csv").write_text("1", encoding="utf-8")
    news(root, "x")
    write(root, "redirects.toml", rules((source, "/yaowen/x/")))
    assert found(root)[1] == ([code] if code else [])


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/yaowen/x/", None), ("/yaowen/x", None), ("/attachments/a.csv", None),
        ("/archive/2020/", None), ("/registers/", None), ("https://other.example/a/?b=1", None),
        ("/yaowen/y/", "A007"), ("/attachments/b.csv", "A007"), ("http://other.example/", "A004"),
        ("https://[x", "A004"), ("https://某某.example/", "A004"),
        ("javascript:alert(1)", "A004"), ("https://other.example/a b", "A004"), ("x/", "A004"),
    ],
)  # fmt: skip
def test_where_an_old_address_can_lead(target: str, code: str | None, tmp_path: Path):
    root = make_content(tmp_path / "content")
    (root / "attachments").mkdir()
    (root / "attachments" / "a.csv").write_text("1", encoding="utf-8")
    news(root, "x")
    write(root, "redirects.toml", rules(("/old/", target)))
    assert found(root)[1] == ([code] if code else [])


def test_old_addresses_that_differ_in_case_lead_to_one_place(tmp_path: Path):
    root = make_content(tmp_path / "content")
    write(root, "redirects.toml", rules(("/Show.html", "/yaowen/"), ("/show.html", "/yaowen/")))
    assert found(root) == (dict.fromkeys(("/Show.html", "/show.html"), "/yaowen/"), [])
    write(root, "redirects.toml", rules(("/Show.html", "/yaowen/"), ("/show.html", "/fagui/")))
    assert found(root)[1] == ["A006"]
    write(root, "redirects.toml", rules(("/a.html", "/yaowen/"), ("/a.html/b/", "/fagui/")))
    assert found(root) == ({"/a.html": "/yaowen/"}, ["A004"])


@given(
    st.one_of(
        st.text(max_size=40), st.text(alphabet="/.%aA2E?#中 _-*", max_size=30).map("/{}".format)
    )
)
@settings(deadline=None, max_examples=300)
def test_addresses_have_one_normal_form(text: str):
    try:
        address = normal(text)
    except AddressError:
        return
    assert address.startswith("/")
    assert "//" not in address
    assert not {"..", "."} & set(address.split("/"))
    if "%" not in address:
        assert normal(address) == address


class Repository:
    """The project's own attributes, and a content folder."""

    def __init__(self, top: Path) -> None:
        self.top = top
        (top / "content" / LEDGER).mkdir(parents=True)
        (top / ".gitattributes").write_bytes((PROJECT / ".gitattributes").read_bytes())
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> int:
        program = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *arguments]
        done = subprocess.run(program, cwd=self.top, capture_output=True, check=False)
        return done.returncode

    def add(self, *addresses: str) -> None:
        """Write addresses as the command does, and commit."""
        path = self.top / "content" / LEDGER / "2020.txt"
        kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.write_text("".join(f"{one}\n" for one in sorted({*kept, *addresses})), "utf-8")
        self.commit()

    def commit(self) -> None:
        self.git("add", "-A")
        assert self.git("commit", "-q", "-m", "x") == 0

    def ledger(self) -> list[str]:
        return sorted(load_ledger(self.top / "content", "content", Problems()))


SETS = st.sets(st.sampled_from([f"/yaowen/{n}/" for n in range(12)]), max_size=6)


@given(base=SETS, one=SETS, other=SETS)
@settings(deadline=None, max_examples=12)
def test_branches_that_record_merge_and_lose_nothing(
    base: set[str], one: set[str], other: set[str], tmp_path_factory: pytest.TempPathFactory
):
    repository = Repository(tmp_path_factory.mktemp("merge"))
    repository.add("/", *base)
    for name, addresses in (("one", one), ("other", other)):
        repository.git("switch", "-q", "-c", name, "main")
        repository.add(f"/{name}/", *addresses)
    assert repository.git("merge", "-q", "--no-edit", "one") == 0
    assert repository.ledger() == sorted({"/", "/one/", "/other/", *base, *one, *other})


def test_two_branches_that_take_one_number_still_collide(tmp_path: Path):
    repository = Repository(tmp_path / "repository")
    repository.add("/")
    entry = repository.top / "content" / "registers" / "wjf" / "2020" / "1.toml"
    for name in ("one", "other"):
        repository.git("switch", "-q", "-c", name, "main")
        entry.parent.mkdir(parents=True, exist_ok=True)
        entry.write_text(f'number = "{name}"\n', encoding="utf-8")
        repository.commit()
    assert repository.git("merge", "-q", "--no-edit", "one") == 1


def test_a_line_that_was_removed_is_told_of_before_publishing(tmp_path: Path):
    top = tmp_path / "repository"
    repository = Repository(top)
    root = make_content(top / "content")
    news(root, "x")
    record(edition_on(root))
    write(root, "redirects.toml", rules(("/p/1/", "/yaowen/x/"), ("/p/2/", "/yaowen/x/")))
    repository.add("/p/1/", "/p/2/")
    path = root / LEDGER / "2020.txt"
    path.write_text(path.read_text("utf-8").replace("/p/1/\n", "").replace("/p/2/\n", ""), "utf-8")
    write(root, "1999.txt", "/p/2/\n")
    repository.commit()
    for mode, told in ((Mode.BUILD, []), (Mode.PRODUCTION, ["/p/1/"])):
        edition = edition_on(root, mode=mode)
        check_addresses(edition)
        assert [
            dict(one.fields)["address"] for one in edition.problems if one.code == "A012"
        ] == told
