"""Word files: made by python-docx, read by the real pandoc."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.shared import Inches
from PIL import Image

from plugins.importing.drafts import draft_item
from plugins.importing.items import ImportedItem, Wishes
from plugins.importing.readers import read_word_file
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.site_loader import load_site
from tests.bench.importing import CORPUS, measure
from tests.importing.making import (
    W,
    footnoted,
    numbered,
    numbering,
    part,
    picture,
    program,
    with_parts,
    word,
)
from tests.site.building import PROJECT

TEXT = """\
---
title: 关于做好值班工作的通知
date: '2020-02-05'
column: tongzhi-gonggao
kind: 通知
issuer: 中共安徽省纪律检查委员会
signed: '2020-02-05'
joint_issuers:
- 安徽省监察委员会
series: wjf
number: 皖纪发〔2020〕61号
recipients: 各市纪委监委
copies:
- 省委办公厅
- 省档案馆
printed_by: 中共安徽省纪律检查委员会办公厅
printed: '2020-02-06'
note: 此件公开发布
---

为做好值班工作，现**通知**如下。

## 一、总体要求

### （一）加强领导

（二）落实责任。各单位要落实到人。

## 二、工作安排

1. 按时到岗
2. 不得脱岗

<div class="table-scroll" role="region" aria-label="表格" tabindex="0">
<table>
<thead>
<tr><th rowspan="2" scope="col">单位</th><th colspan="2">值班</th></tr>
<tr><th scope="col">白班</th><th scope="col">夜班</th></tr>
</thead>
<tbody>
<tr><td>办公室</td><td>甲</td><td>乙</td></tr>
</tbody>
</table>
</div>

见注点[^1]。

附件：

1. 值班表
2. 联系表

[^1]: 脚注的内容。
"""


@pytest.fixture(scope="module")
def site() -> Site:
    found = load_site(PROJECT / "content", "content", Problems())
    assert found
    return found


def item_of(raw: bytes, site: Site, column: str = "tongzhi-gonggao") -> ImportedItem:
    found = site.find_column(column)
    assert found
    wishes = Wishes(found, "", None, "", date(2020, 12, 31))
    return draft_item(read_word_file(raw, "通知.docx", program()), site, wishes)


def official(document: WordDocument) -> None:
    numbering(document, 77, ("japaneseCounting", "%1、"), ("japaneseCounting", "（%2）"))
    document.add_paragraph("中共安徽省纪律检查委员会文件")
    document.add_paragraph("皖纪发﹝2020﹞61号")
    document.add_paragraph("关于做好值班工作的")
    document.add_paragraph("通知")
    document.add_paragraph("各市纪委监委：")
    lead = document.add_paragraph("　　为做好值班工作，现")
    lead.add_run("通").bold = True
    lead.add_run("知").bold = True
    lead.add_run("如下。")
    numbered(document, "总体要求", 77)
    numbered(document, "加强领导", 77, 1)
    numbered(document, "落实责任。各单位要落实到人。", 77, 1)
    numbered(document, "工作安排", 77)
    document.add_paragraph("按时到岗", style="List Number")
    document.add_paragraph("不得脱岗", style="List Number")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "单位"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "值班"
    for row, column, text in (
        (1, 1, "白班"),
        (1, 2, "夜班"),
        (2, 0, "办公室"),
        (2, 1, "甲"),
        (2, 2, "乙"),
    ):
        table.cell(row, column).text = text
    noted = document.add_paragraph()
    noted.add_run("见注点")
    noted.add_run("。")
    document.add_paragraph("附件：1．值班表")
    document.add_paragraph("　　　2．联系表")
    document.add_paragraph("中共安徽省纪律检查委员会")
    document.add_paragraph("安徽省监察委员会")
    document.add_paragraph("二〇二〇年二月五日")
    document.add_paragraph("（此件公开发布）")
    document.add_paragraph("抄送：省委办公厅，省档案馆。")
    document.add_paragraph("中共安徽省纪律检查委员会办公厅　　2020年2月6日印发")


def test_an_official_document_is_taken_apart(site: Site):
    item = item_of(footnoted(word(official)), site)
    assert item.text == TEXT
    assert item.path.startswith("notices/2020/t20200205-")
    assert item.doubts == ()
    assert item.left_out == ()
    assert item_of(footnoted(word(official)), site).text == TEXT


def test_numbers_that_word_draws_are_kept(site: Site):
    def fill(document: WordDocument) -> None:
        forms = (("decimal", "第%1条"), ("lowerLetter", "%2)"), ("decimalEnclosedCircle", "%3"))
        numbering(document, 78, *forms)
        numbering(document, 79, ("decimal", "%1."), ("decimal", "%1.%2"))
        document.add_paragraph("某办法", style="Title")
        for text, depth in zip("甲乙子丑丙丁", (0, 0, 1, 2, 0, 1), strict=True):
            numbered(document, f"{text}，", 78, depth)
        numbered(document, "戊，", 79)
        numbered(document, "己，", 79, 1)
        numbered(document, "百", 80)

    text = item_of(word(fill), site, "yaowen").text.partition("---\n\n")[2]
    assert text.split("\n\n") == [
        "第1条甲，", "第2条乙，", "a)子，", "①丑，", "第3条丙，", "a)丁，", "1.戊，", "1.1己，",
        "百\n",
    ]  # fmt: skip


def test_pictures_come_along_small_and_without_metadata(site: Site):
    def fill(document: WordDocument) -> None:
        document.add_paragraph("某地开展检查", style="Title")
        document.add_paragraph("正文第一段，说明检查的情况。")
        document.add_picture(io.BytesIO(picture(3000, 600, "JPEG")), width=Inches(4))
        document.add_paragraph("检查现场")
        document.add_picture(io.BytesIO(picture(50, 40, "BMP")))
        document.add_picture(io.BytesIO(picture(2, 2)))

    item = item_of(word(fill), site, "yaowen")
    wide, plain = item.files
    assert f"![检查现场](/{wide})" in item.text
    assert f"![某地开展检查配图1](/{plain})" in item.text
    with Image.open(io.BytesIO(item.files[wide])) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (2560, 512), {})
    with Image.open(io.BytesIO(item.files[plain])) as shown:
        assert (shown.format, shown.size) == ("PNG", (50, 40))
    assert any("占位小图" in one for one in item.left_out)


def test_what_readers_must_not_see_is_left_out_and_told(site: Site):
    def fill(document: WordDocument) -> None:
        document.add_paragraph("某通知", style="Title")
        shown = document.add_paragraph("看得见")
        shown.add_run("藏起来的话").font.hidden = True
        box = f"""<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>
            <w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p></w:txbxContent>
            </v:textbox></v:shape></w:pict></w:r>"""
        document.add_paragraph("框：")._p.append(parse_xml(box))
        gone = f'<w:del {W} w:id="1"><w:r><w:delText>删去的话</w:delText></w:r></w:del>'
        document.add_paragraph("留下")._p.append(parse_xml(gone))
        document.sections[0].header.paragraphs[0].text = "内部资料"

    item = item_of(word(fill), site, "yaowen")
    body = item.text.partition("---\n\n")[2]
    assert body.split() == ["看得见", "框：", "框里的话", "留下"]
    assert sorted(item.left_out) == [
        "修订中删去的文字 tracked deletion：删去的话",
        "隐藏文字 hidden text：藏起来的话",
        "页眉 header：内部资料",
    ]


def test_words_that_pandoc_does_not_read_are_told_of(site: Site):
    def fill(document: WordDocument) -> None:
        document.add_paragraph("某通知，内容完整。")

    raw = word(fill)
    body = part(raw, "word/document.xml").decode()
    body = body.replace("<w:sectPr", f"<w:unknown><w:t>{'丢' * 40}</w:t></w:unknown><w:sectPr", 1)
    item = item_of(with_parts(raw, {"word/document.xml": body.encode()}), site, "yaowen")
    assert ("body", "9 / 49 字") in {(one.field, one.value) for one in item.doubts}


def test_a_manuscript_of_news_names_its_source(site: Site):
    def fill(document: WordDocument) -> None:
        document.add_paragraph("某地开展检查", style="Title")
        document.add_paragraph("来源：某县纪委监委　作者：本站通讯员")
        document.add_paragraph("正文第一段。")
        document.add_paragraph("时间：2月5日上午9时")

    item = item_of(word(fill), site, "yaowen")
    assert "source: 某县纪委监委\nauthor: 本站通讯员\n" in item.text
    assert item.text.endswith("---\n\n正文第一段。\n\n时间：2月5日上午9时\n")
    signed = item_of(
        word(lambda one: one.add_paragraph("正文一段。（某市纪委监委）")), site, "yaowen"
    )
    assert "source: 某市纪委监委" in signed.text


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no real input on this machine")
def test_real_documents_lose_nothing(site: Site):
    files = [path for path in sorted(CORPUS.glob("*.md")) if path.name != "_index.md"]
    found = [measure(path, site, program()) for path in files[::88]]
    assert len(found) == 5
    assert [one.lost for one in found if one.kept < one.characters * 0.999] == []
    assert all(one.seconds < 10 for one in found)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine")
def test_a_file_of_libreoffice(site: Site, tmp_path: Path):
    (tmp_path / "a.html").write_text("<h1>某地开展检查</h1><p>正文第一段。</p>", encoding="utf-8")
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "docx", "--outdir", str(tmp_path),
         str(tmp_path / "a.html")], check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    item = item_of((tmp_path / "a.docx").read_bytes(), site, "yaowen")
    assert "title: 某地开展检查" in item.text
    assert "正文第一段。" in item.text
