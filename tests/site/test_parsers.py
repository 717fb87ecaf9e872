"""Parsers of what editors write: nothing they are given makes a traceback."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.model import body, front_matter
from plugins.model.body import BodyConverter
from plugins.model.content_files import ContentFile, inside
from plugins.model.front_matter import split_front_matter
from plugins.model.item_loader import ItemContext, load_item
from plugins.model.items import ItemKind
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.site_loader import load_site
from plugins.model.source import guess_encoding, source_text
from plugins.model.toml_source import parse_toml
from tests.site.building import PROJECT, digests, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
CONVERTER = BodyConverter()
YAMLISH = st.text(alphabet="---\n: #&*!|>'\"%@`{}[],?~甲乙a1\t", max_size=120)


@pytest.fixture(scope="module")
def site() -> Site:
    found = load_site(SMALL, "content", Problems())
    assert found
    return found


@given(
    st.one_of(
        st.text(max_size=120),
        st.text(alphabet='甲乙 \n#*_`[]()!<>&;\\-1.|:{}^"x', max_size=120),
    )
)
@settings(max_examples=300, deadline=None)
@example("甲  \n乙")
@example("- 甲\n- 乙[^1]\n\n[^1]: 丙")
def test_texts_without_inline_marks_come_as_if_they_were_searched(text: str):
    quick = CONVERTER.convert(text)
    with mock.patch.object(body, "_SPECIAL", re.compile("")):
        assert BodyConverter().convert(text) == quick


@given(st.one_of(st.text(max_size=200), YAMLISH.map(lambda text: f"---\n{text}\n---\n正文")))
@settings(max_examples=400, deadline=None)
@example("---\na: " + "[" * 3000 + "\n---\n")
@example("---\na: " + "{a: " * 3000 + "\n---\n")
@example("---\n? [a]\n: b\n---\n")
@example("---\na: !!python/object/apply:os.system ['x']\n---\n")
@example("---\n%YAML 9\n---\n---\n")
@example("---\n\x85: \u2028\n---\n")
def test_front_matter_takes_any_text(text: str):
    problems = Problems()
    header = split_front_matter(text, "x.md", problems)
    assert header is not None or len(problems.errors) == 1
    for problem in problems:
        assert "\n" not in problem.render()


@pytest.mark.parametrize(
    "header",
    [r'title: "\ud800甲"', r'title: "甲\0"', r'title: "\x07"', r'"\ud800": 甲', r'a: ["\e"]'],
)
def test_escapes_for_what_is_no_text_are_refused(header: str):
    problems = Problems()
    assert split_front_matter(f"---\n{header}\n---\n正文", "x.md", problems) is None
    assert [(one.code, one.line) for one in problems] == [("F012", 2)]


@given(YAMLISH.map(lambda text: f"---\n{text}\n---\n正文"))
@settings(max_examples=400, deadline=None)
@example("---\na: ~\nb:\nc: '~'\nd: [~, null]\n---\n")
def test_both_readers_of_yaml_find_the_same(text: str):
    """Where the library's own reads the text, libyaml's values and places are the same."""
    with mock.patch.object(front_matter, "_FAST", yaml.SafeLoader):
        slow = split_front_matter(text, "x.md", Problems())
    fast = split_front_matter(text, "x.md", Problems())
    assert slow is None or fast == slow


@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["title", "date", "column", "signed", "kind", "slug", "image", "attachments",
             "keywords", "number", "repeals", "validity", "series", "issuer", "status"]
        ),
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(["2020-02-05", "9999-99-99", "0000-01-01", "[a, {b: c}]", "../../x",
                             "gongwen", "fa", "某发〔2020〕1号", "{file: x}", "2020-02-05 24:00"]),
        ),
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_items_of_any_fields_are_read_or_refused(
    fields: dict[str, str], site: Site, tmp_path_factory: pytest.TempPathFactory
):
    root = tmp_path_factory.getbasetemp() / "any"
    (root / "notices").mkdir(parents=True, exist_ok=True)
    header = "".join(f"{name}: {' '.join(text.split())}\n" for name, text in fields.items())
    (root / "notices" / "x.md").write_text(f"---\n{header}---\n\n正文\n", encoding="utf-8")
    problems = Problems()
    context = ItemContext(root, "content", site, date(2020, 12, 31))
    item = load_item(ContentFile("notices/x.md", ItemKind.NOTICE), context, problems)
    assert (item is None) == bool(problems.errors)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
@example("[" * 300)
@example("> " * 200 + "x")
@example("<![CDATA[x]]> <!-- -- > <? ?> <!DOCTYPE x>")
@example("![a][b]\n\n[b]: <\n")
def test_bodies_of_any_text_convert(text: str):
    html = CONVERTER.convert(text)
    assert "<script" not in html.lower()


@given(st.text(max_size=150))
@settings(max_examples=200, deadline=None)
@example("a = " + "[" * 3000)
@example('"a\\u0041" = 1\n[x."y.z"]\nb = 1')
def test_toml_takes_any_text(text: str):
    problems = Problems()
    document = parse_toml(text, "x.toml", problems)
    assert (document is None) == (len(problems) == 1)


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_bytes_get_a_name_for_their_encoding(raw: bytes):
    assert guess_encoding(raw)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("gbk", "GBK"), ("gb18030", "GB18030"), ("utf-16", "UTF-16")],
)
def test_encodings_are_told_apart(encoding: str, name: str):
    raw = "关于做好值班工作的通知。各单位应当安排专人值守，按时报告情况。".encode(encoding)
    assert name in guess_encoding(raw)


def test_big5_is_told_apart():
    raw = "關於做好值班工作的通知。各單位應當安排專人值守，按時報告情況。".encode("big5")
    assert guess_encoding(raw) == "Big5"


@given(st.text(alphabet="./\\ab", max_size=30), st.sampled_from(["", "news/x.md"]))
def test_no_path_leads_out_of_the_content_folder(written: str, beside: str):
    path = inside(written, beside)
    assert path is None or (not path.startswith("/") and ".." not in path.split("/"))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path):
    """The same site as Windows editors save it: the same portal."""
    windows = tmp_path / "small"
    shutil.copytree(SMALL, windows)
    for path in [*windows.rglob("*.md"), *windows.rglob("*.toml")]:
        raw = path.read_bytes().replace(b"\n", b"\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + raw)
    made = []
    for content in (SMALL, windows):
        output = tmp_path / f"output-{len(made)}"
        done = run_cli("build", "--content", str(content), "--output", str(output))
        assert done.returncode == 0, done.stderr
        made.append(digests(output))
    assert made[0] == made[1]


def test_a_text_file_keeps_what_it_was(tmp_path: Path):
    source = source_text("\ufeffa\r\nb\rc", "x", Problems())
    assert source
    assert (source.text, source.newline, source.bom) == ("a\nb\nc", "\r\n", True)
