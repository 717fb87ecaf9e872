"""A whole portal saved to the disk: pages, pictures, files, links and old addresses."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.importing.archives import Folder
from plugins.importing.linking import Links
from plugins.importing.readers import NotAnArticleError, decode_page, read_page
from plugins.importing.source_set import make_set, old_addresses
from tests.importing.making import imported, picture, word
from tests.site.building import PROJECT, digests, run_cli

NEWS = """<!DOCTYPE html><html><head><meta charset="gb2312"><title>某县开展督导检查_旧网站</title>
<meta name="ArticleTitle" content="某县开展督导检查">
<meta name="PubDate" content="2020-02-05 09:12:33">
<meta name="ContentSource" content="某县纪委监委"></head><body>
<div class="nav"><a href="/">首页</a><a href="/xw/">要闻</a></div>
<div>当前位置：首页 &gt; 要闻</div>
<h1>某县开展督导检查</h1>
<div>来源：某县纪委监委　发布时间：2020-02-05 09:12　字号：[ 大 中 小 ]　打印</div>
<div class="TRS_Editor"><style>p{margin:0}</style>
<p>　　督导组到各乡镇查看登记情况，发现问题当场交办。见<a
href="../tz/t20200206_13.html">通知</a>、
<a href="http://www.old.gov.cn/tz/t20200206_13.html">全文[附表]</a>、<a
href="/xw/none.html">旧闻</a>和
<a href="https://www.gov.cn/">政府网</a>。</p>
<p><img src="/images/p.jpg"></p><p>检查现场</p>
<p>抓住关键环节，压实责任，推动整改，做到件件有着落、事事有回音，群众反映良好。</p>
<p>（责任编辑：本站编辑部）</p></div>
<div>【打印】【关闭窗口】</div><div>上一篇：<a href="t1.html">另一篇</a></div>
<div>版权所有 某县纪委监委</div></body></html>"""
NOTICE = """<html><head><meta charset="utf-8">
<title>关于做好值班工作的通知-旧网站</title></head><body>
<table><tr><td>索引号：</td><td>000014349/2020-00005</td>
<td>发文字号</td><td>皖纪发〔2020〕61号</td></tr>
<tr><td>成文日期</td><td>2020年02月06日</td><td>发文机关</td><td>中共安徽省纪律检查委员会</td></tr></table>
<h1>关于做好值班工作的通知</h1><div>发布日期：2020-02-07</div>
<div id="zoom"><p>各市纪委监委：</p><p>为做好值班工作，现通知如下。</p>
<p><b>一、加强组织领导</b></p>
<p>各单位要加强领导，落实值班制度，保证通信畅通，遇有重大情况立即报告。</p>
<p>中共安徽省纪律检查委员会</p><p>2020年2月6日</p></div>
<div>附件：<a href="/files/W0206.xls">值班表.xls</a></div></body></html>"""
LIST = '<ul><li><a href="xw/a.html">某县开展督导检查取得积极成效</a></li></ul>'


NOTHING = f"<html><body><h1>关于本站</h1><p>{'本站由某县纪委监委主办。' * 9}</p></body></html>"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(PROJECT / "content", folder)
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    root = tmp_path / "www.old.gov.cn"
    for path, raw in {
        "index.html": LIST.encode(),
        "xw/t20200205_12.html": NEWS.encode("gbk"),
        "xw2/again.html": NEWS.encode("gbk"),
        "tz/t20200206_13.html": NOTICE.encode(),
        "images/p.jpg": picture(60, 40, "JPEG"),
        "files/W0206.xls": b"table",
        "css/a.css": b"p{}",
        "files/b.docx": b"no item, an attachment",
        "about.html": NOTHING.encode(),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
    return root


def header(path: Path) -> dict[str, object]:
    found = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
    assert isinstance(found, dict)
    return found


def test_a_saved_portal_moves_in(
    content: Path, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    wanted = ("--site", old, "--column", "yaowen", "--map", "tz=tongzhi-gonggao")
    report = tmp_path / "report.json"
    done = imported(content, *wanted, "--report", report, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    assert "写入 2，未变 0，略过 3，拒绝 0" in done.stdout
    (news,) = (content / "news").rglob("t20200205_12-*.md")
    (notice,) = (content / "notices").rglob("t20200206_13-*.md")
    kept, link = "attachments/imported/w0206-", f"{{filename}}/notices/2020/{notice.name}"
    (shown,) = (content / "images" / "imported").iterdir()
    assert header(news) == {
        "title": "某县开展督导检查", "date": "2020-02-05 09:12", "column": "yaowen",
        "source": "某县纪委监委", "editor": "本站编辑部",
        "redirect_from": ["/xw/t20200205_12.html", "/xw2/again.html"],
    }  # fmt: skip
    assert news.read_text(encoding="utf-8").partition("---\n\n")[2] == (
        f"督导组到各乡镇查看登记情况，发现问题当场交办。见[通知]({link})、"
        f"[全文[附表]]({link})、旧闻和[政府网](https://www.gov.cn/)。\n\n"
        f"![检查现场](/images/imported/{shown.name})\n\n检查现场\n\n"
        "抓住关键环节，压实责任，推动整改，做到件件有着落、事事有回音，群众反映良好。\n"
    )
    found = header(notice)
    (attachment,) = found.pop("attachments")  # type: ignore[misc]
    assert attachment["title"] == "值班表"
    assert str(attachment["file"]).startswith(kept)
    assert (content / attachment["file"]).read_bytes() == b"table"
    assert found == {
        "title": "关于做好值班工作的通知", "date": "2020-02-07", "column": "tongzhi-gonggao",
        "kind": "通知", "issuer": "中共安徽省纪律检查委员会", "signed": "2020-02-06",
        "series": "wjf", "number": "皖纪发〔2020〕61号", "recipients": "各市纪委监委",
        "redirect_from": ["/tz/t20200206_13.html"],
    }  # fmt: skip
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told[f"{old.as_posix()}/tz/t20200206_13.html"]["sure"] == "high"
    assert told[f"{old.as_posix()}/tz/t20200206_13.html"]["moved"] == {
        "/files/W0206.xls": f"/{attachment['file']}"
    }
    left = "\n".join(told[f"{old.as_posix()}/xw/t20200205_12.html"]["left_out"])
    for words in (
        "版权所有 某县纪委监委",
        "【打印】【关闭窗口】",
        "旧闻 → /xw/none.html",
        "上一篇：",
    ):
        assert words in left
    redirects = content / "registers" / "addresses" / "redirects.toml"
    listed = redirects.read_text(encoding="utf-8")
    report = tmp_path / "report.md"
    imported(content, *wanted, "--report", report, monkeypatch=monkeypatch)
    table = report.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    redirects.write_text(f"{listed}\n{table}", encoding="utf-8")
    before = digests(content)
    again = imported(content, *wanted, monkeypatch=monkeypatch)
    assert "写入 0，未变 2，略过 3，拒绝 0" in again.stdout
    assert digests(content) == before
    output = tmp_path / "output"
    built = run_cli("build", "--content", str(content), "--output", str(output))
    assert built.returncode == 0, built.stderr
    for old_page in ("xw/t20200205_12.html", "xw2/again.html"):
        assert f"/yaowen/{news.stem}/" in (output / old_page).read_text(encoding="utf-8")
    rules = (output / "_redirects").read_text(encoding="utf-8")
    assert f"/files/W0206.xls /{attachment['file']} 301" in " ".join(rules.split())


def test_a_number_that_is_registered_is_linked_and_not_doubled(
    content: Path, old: Path, monkeypatch: pytest.MonkeyPatch
):
    options = ("--column", "tongzhi-gonggao")
    imported(content, old / "tz" / "t20200206_13.html", *options, monkeypatch=monkeypatch)
    before = digests(content)
    copy = old / "copy.html"
    copy.write_text(NOTICE.replace("现通知如下", "现将有关事项通知如下"), encoding="utf-8")
    done = imported(content, copy, *options, monkeypatch=monkeypatch)
    assert done.exit_code == 0
    assert ": X021 " in done.stderr
    assert digests(content) == before
    copy.write_text(NOTICE.replace("值班工作", "防汛工作"), encoding="utf-8")
    done = imported(content, copy, *options, monkeypatch=monkeypatch)
    assert done.exit_code == 1
    assert ": M006 " in done.stderr
    entry = content / "registers" / "wjf" / "2020" / "61.toml"
    text = entry.read_text(encoding="utf-8")
    entry.write_text(
        'number = "皖纪发〔2020〕61号"\nstate = "withheld"\nreason = "内部"\n', "utf-8"
    )
    done = imported(content, copy, *options, monkeypatch=monkeypatch)
    assert ": X022 " in done.stderr
    entry.write_text(
        'number = "皖纪发〔2020〕61号"\nstate = "reserved"\nreason = "预留"\n', "utf-8"
    )
    next((content / "notices").rglob("t20200206_13-*.md")).unlink()
    done = imported(content, old / "tz" / "t20200206_13.html", *options, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    assert entry.read_text(encoding="utf-8") == text


def test_an_archive_is_read_like_a_folder(
    content: Path, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    packed = shutil.make_archive(str(tmp_path / "旧网站"), "zip", old)
    done = imported(
        content,
        packed,
        "--column",
        "yaowen",
        "--map",
        "tz=tongzhi-gonggao",
        monkeypatch=monkeypatch,
    )
    assert done.exit_code == 1
    assert "写入 3，未变 0，略过 2，拒绝 1" in done.stdout
    (about,) = (content / "news").rglob("about-*.md")
    assert header(about)["status"] == "draft"
    (news,) = (content / "news").rglob("t20200205_12-*.md")
    assert "redirect_from" not in header(news)
    assert "![检查现场](/images/imported/" in news.read_text(encoding="utf-8")


def test_another_kind_of_file_is_refused_by_name(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "a.zip").write_bytes(b"hello")
    done = imported(content, tmp_path / "a.pdf", tmp_path / "a.zip", tmp_path / "b.docx",
                    "--column", "yaowen", monkeypatch=monkeypatch)  # fmt: skip
    assert done.exit_code == 1
    codes = [line.split(": ")[1].split(" ")[0] for line in done.stderr.splitlines()]
    assert codes == ["X014", "X010", "M001"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("xw/a.html", ("/xw/a.html",)),
        ("xw/index.html", ("/xw/",)),
        ("xw/default.htm", ("/xw/", "/xw/default.htm")),
        ("index.html", ()),
        ("a.html?id=3", ()),
    ],
)
def test_old_addresses(name: str, wanted: tuple[str, ...]):
    assert old_addresses(name) == wanted


def test_addresses_stay_inside(old: Path):
    files = make_set(old.as_posix(), Folder(old))
    for address, wanted in {
        "../tz/t20200206_13.html": "tz/t20200206_13.html",
        "/images/p.jpg": "images/p.jpg",
        "/": "index.html",
        "https://www.old.gov.cn/index.html": "index.html",
        "//www.old.gov.cn/index.html": "index.html",
        "https://elsewhere.example/index.html": None,
        "../../secret": None,
        "/%2e%2e/secret": None,
        "http://[": None,
        "ftp://www.old.gov.cn/index.html": None,
        "": None,
    }.items():
        assert files.resolve("xw/t20200205_12.html", address) == wanted, address


@given(
    st.text(max_size=60),
    st.sampled_from(["gb18030", "utf-8", "utf-16", "big5"]),
    st.integers(0, 900),
)
@settings(max_examples=80, deadline=None)
def test_no_page_makes_a_traceback(junk: str, codec: str, at: int):
    raw = (NEWS[:at] + junk + NEWS[at:]).encode(codec, errors="replace")
    try:
        text, _ = decode_page(raw)
        read_page(raw, text, "a.html", Links(lambda _address: None, lambda _address: None))
    except NotAnArticleError:
        pass


def test_a_large_page_takes_seconds():
    line = "<p style='mso-x:1'><span>各单位要加强领导。</span><a href='x.html'>链</a></p>"
    raw = f"<html><body><div id=zoom>{line * 8000}</div></body></html>".encode()
    begun = time.process_time()
    draft = read_page(raw, raw.decode(), "a.html", Links(lambda _: None, lambda _: None))
    assert len(draft.blocks) == 8000
    assert time.process_time() - begun < 10 * len(raw) / 1_000_000


def test_a_name_that_is_no_text_is_told_and_imported(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    source, report = tmp_path / "in", tmp_path / "report.md"
    source.mkdir()
    (source / os.fsdecode(b"\xff\xfe.txt")).write_text(
        "某地开展检查\n正文写得足够长，才能算作正文，这里再多写几个字。\n", encoding="utf-8"
    )
    (source / "a\nb.txt").write_text("", encoding="utf-8")
    done = imported(content, source, "--column", "yaowen", "--report", report,
                    monkeypatch=monkeypatch)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "a\ufffdb.txt:1:1: M002" in done.stderr
    assert "??.txt" in report.read_text(encoding="utf-8")


def test_word_files_and_texts_come_from_one_folder(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.md").write_text(
        "---\ntitle: 某地开展检查\ndate: 2020-03-01\nsource: 某部门\ntags: [x]\n---\n\n"
        "正文一段。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n- 一点\n- 两点\n", encoding="utf-8",
    )  # fmt: skip
    (source / "b.txt").write_text(
        "关于做好值班工作的函\n某局：\n来函收悉，现函复如下。\n某委办公室\n2020年5月6日\n",
        encoding="gbk",
    )
    (source / "c.docx").write_bytes(
        word(lambda document: document.add_paragraph("某通知，内容完整。"))
    )
    done = imported(content, source, "--column", "yaowen", monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    assert "写入 3，未变 0，略过 0，拒绝 0" in done.stdout
    (page,) = (content / "news").rglob("a-*.md")
    assert page.read_text(encoding="utf-8") == (
        "---\ntitle: 某地开展检查\ndate: '2020-03-01'\ncolumn: yaowen\nsource: 某部门\n---\n\n"
        "正文一段。\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n- 一点\n- 两点\n"
    )
    (letter,) = (content / "notices").rglob("b-*.md")
    assert header(letter)["recipients"] == "某局"
    assert letter.read_text(encoding="utf-8").endswith("---\n\n来函收悉，现函复如下。\n")
