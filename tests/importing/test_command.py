"""`portal import` as people use it, and on real input where that is at hand."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from opencc import OpenCC

from plugins.importing.cited_numbers import learn_numbers
from plugins.importing.legal_text import MARK, read_legal_text
from tests.site.building import PROJECT, run_cli

SHARED = Path(os.environ.get("TONGBAO_SHARED", PROJECT.parent / "shared"))
PAGE = SHARED / "source" / "source-page.txt"
CORPUS = SHARED / "corpus" / "judicial-interpretations"
LATER = "1790000000"
"""SOURCE_DATE_EPOCH of September 2026, behind the newest of the documents."""
needs_real_input = pytest.mark.skipif(
    not (PAGE.exists() and CORPUS.exists()),
    reason="no real input on this machine; name its folder in TONGBAO_SHARED",
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The sample portal's site.toml with a column for other bodies' documents."""
    folder = tmp_path / "content"
    shutil.copytree(PROJECT / "content", folder)
    text = (folder / "site.toml").read_text(encoding="utf-8")
    column = (
        '[[columns]]\ncode = "sifa-jieshi"\nname = "司法解释"\nkind = "政策文件"\n'
        'description = "司法解释。"\n\n'
    )
    at = text.index("[[series]]")
    (folder / "site.toml").write_text(text[:at] + column + text[at:], encoding="utf-8")
    return folder


def imported(content: Path, *arguments: str) -> str:
    done = run_cli("import", *arguments, "--content", str(content))
    assert "Traceback" not in done.stderr
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


LEGAL = f"""# 某院关于某事的规定

2019年3月1日 某院第1次会议通过

2019年4月2日 施行

{MARK}

某释〔2019〕6号

第一条 为了规范某事，制定本规定。

1. 第一项；

第二条 《某院关于旧事的规定》（某释〔2008〕3号）同时废止。
"""


def test_a_legal_text_gives_its_own_number_and_dates():
    found = read_legal_text(LEGAL, "x.md")
    assert found.title == "某院关于某事的规定"
    assert found.number == "某释〔2019〕6号"
    assert str(found.signed) == "2019-03-01"
    assert str(found.effective) == "2019-04-02"
    assert found.kind == "公告"
    assert "某释〔2019〕6号" not in found.body
    assert "某释〔2008〕3号" in found.body


def test_twice_changes_nothing_and_other_content_is_kept(content: Path, tmp_path: Path):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.md").write_text(LEGAL, encoding="utf-8")
    (source / "empty.txt").write_text("\n", encoding="utf-8")
    first = imported(content, str(source), "--column", "司法解释")
    assert first.startswith("0\n")
    assert "写入 1，未变 0，略过 1，拒绝 0" in first
    assert "写入 0，未变 1，略过 1，拒绝 0" in imported(
        content, str(source), "--column", "司法解释"
    )
    (item,) = (content / "notices").rglob("t20190301-*.md")
    item.write_text("编辑改过的内容", encoding="utf-8")
    third = imported(content, str(source), "--column", "司法解释")
    assert third.startswith("1\n")
    assert "M003" in third
    assert item.read_text(encoding="utf-8") == "编辑改过的内容"


def test_bad_input_is_refused_or_converted_by_name(content: Path, tmp_path: Path):
    page = "標題在此\n" + "這是一段正文,講述工作開展的情況,內容要足夠長才能算作段落而不是標題。\n"
    files = {
        "gbk.txt": "第一行是正文，写得足够长，才能算作段落而不是标题，内容完整。".encode("gbk"),
        "utf16.txt": page.encode("utf-16"),
        "binary.txt": bytes(range(256)) * 40,
        "huge.txt": b"x" * (3 * 1024 * 1024),
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    told = imported(
        content, *(str(tmp_path / name) for name in files), str(tmp_path / "none.txt"),
        "--column", "yaowen", "--date", "2020-01-01", "--source", "某部门",
    )  # fmt: skip
    assert told.startswith("1\n")
    for name, code in {
        "gbk.txt": "M004", "utf16.txt": "M004", "binary.txt": "M001", "huge.txt": "M005",
        "none.txt": "M001",
    }.items():  # fmt: skip
        assert re.search(rf"{name}:1:1: {code} ", told), name
    assert "写入 2，未变 0，略过 0，拒绝 3" in told
    (item,) = (content / "news" / "2020").glob("utf16-*.md")
    text = item.read_text(encoding="utf-8")
    assert "title: 标题在此" in text
    assert "这是一段正文，讲述工作开展的情况" in text


def test_a_number_of_the_portal_is_registered(content: Path, tmp_path: Path):
    text = LEGAL.replace("某释〔2019〕6号", "皖纪发〔2018〕6号")
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    (tmp_path / "b.md").write_text(text.replace("某事", "别事"), encoding="utf-8")
    told = imported(content, str(tmp_path / "a.md"), "--column", "tongzhi-gonggao")
    assert told.startswith("0\n")
    entry = (content / "registers/wjf/2018/6.toml").read_text(encoding="utf-8")
    assert 'state = "issued"' in entry
    assert 'title = "某院关于某事的规定"' in entry
    told = imported(content, str(tmp_path / "b.md"), "--column", "tongzhi-gonggao")
    assert told.startswith("1\n")
    assert "M006" in told
    checked = run_cli("check", "--content", str(content), "--lang", "zh")
    assert checked.returncode == 0, checked.stdout


@needs_real_input
def test_the_source_page(content: Path, tmp_path: Path):
    report = tmp_path / "report.json"
    told = imported(content, str(PAGE), "--column", "yaowen", "--report", str(report))
    assert told.startswith("0\n")
    (item,) = content.rglob("source-page-*.md")
    text = item.read_text(encoding="utf-8").partition("---\n\n")[2]
    assert OpenCC("t2s").convert(text) == text
    assert re.findall("[A-Za-zÀ-ɏ]", text) == []
    assert text.count("\n## ") == 3
    assert "乡镇(街道)" in text
    assert "版权所有" not in text
    header = item.read_text(encoding="utf-8").partition("---\n\n")[0]
    assert "source: 阜阳市纪委监委" in header
    assert "status: draft" in header
    (record,) = json.loads(report.read_text(encoding="utf-8")).values()
    kinds = {one["kind"] for one in record["repairs"]}
    assert kinds == {"pinyin", "traditional", "punctuation", "furniture", "heading", "source"}
    assert "furniture" not in {one["field"] for one in record["doubts"]}
    assert run_cli("check", "--content", str(content)).returncode == 0


@needs_real_input
def test_the_judicial_interpretations(content: Path, tmp_path: Path):
    """No file and no character is lost, own numbers are fields, mentions of them are links."""
    files = [path for path in CORPUS.glob("*.md") if path.name != "_index.md"]
    told = imported(content, str(CORPUS), "--column", "sifa-jieshi")
    assert f"写入 {len(files)}，未变 0，略过 1，拒绝 0" in told
    output = tmp_path / "output"
    built = run_cli(
        "build", "--content", str(content), "--output", str(output), SOURCE_DATE_EPOCH=LATER
    )
    assert built.returncode == 0, built.stderr[-2000:]
    pages = [path.read_text(encoding="utf-8") for path in output.glob("sifa-jieshi/t*/index.html")]
    assert len(pages) == len(files)
    letters = [_letters(html.unescape(re.sub(r"<[^>]+>", "", page))) for page in pages]
    found = [read_legal_text(path.read_text("utf-8-sig"), path.name) for path in files]
    lost = [one.title for one in found if not any(_letters(one.body) in page for page in letters)]
    assert lost == []
    texts = {str(n): one for n, one in enumerate(found)}
    learned = learn_numbers(texts)
    own = [one.number or learned.get(key, "") for key, one in texts.items()]
    numbers = Counter(number for number in own if number)
    assert sum("发文字号" in page for page in pages) == numbers.total()
    known = {number for number, count in numbers.items() if count == 1}
    mentions = re.compile("|".join(map(re.escape, known)))
    wanted = sum(
        number != mine
        for one, mine in zip(found, own, strict=True)
        for number in mentions.findall(one.body)
    )
    assert wanted > 5
    assert sum(page.count('class="citation"') for page in pages) == wanted


def _letters(text: str) -> str:
    """Keep what is said: no white space, no marks of Markdown."""
    return re.sub(r"[\s|:\-#*>\\\u3000\xa0]", "", text)
