"""Official documents on paper: printed by Chromium, and as PDF files of a real build."""

from __future__ import annotations

import io
import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from fontTools.cffLib import CFFFontSet
from playwright.sync_api import Browser
from pypdf import PdfReader

from plugins.model.fonts import find_fonts
from plugins.official_document.pdf import missing_library
from tests.site.building import PROJECT, digests, run_cli, run_pelican

SMALL = PROJECT / "tests" / "sites" / "small"
MM = 72 / 25.4
UPWARD = """---
title: 某机关关于增设窗口的请示
date: 2020-02-01 10:00
column: gongwen
kind: 请示
series: fa
number: 某发〔2020〕4号
issuer: 某机关
signed: 2020-02-01
recipients: 某上级机关
signer: 某某
copies: [甲单位, 乙单位]
printed_by: 某机关办公室
printed: 2020-02-02
note: 联系电话：000
---

妥否，请批示。
"""
needs_pdf = pytest.mark.skipif(
    bool(missing_library()) or find_fonts() is None, reason="no Pango or no Chinese font"
)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with a document to a higher body, built with PDF files."""
    root = tmp_path_factory.mktemp("papers")
    content = root / "content"
    shutil.copytree(SMALL, content)
    (content / "notices" / "up.md").write_text(UPWARD, encoding="utf-8")
    (content / "registers" / "fa" / "2020" / "4.toml").write_text(
        'number = "某发〔2020〕4号"\nstate = "issued"\nitem = "notices/up.md"\n'
        'title = "某机关关于增设窗口的请示"\ndate = 2020-02-01\n',
        encoding="utf-8",
    )
    done = run_cli(
        "build", "--pdf", "--content", str(content), "--output", str(root / "output"),
        TONGBAO_CACHE=str(root / "cache"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "新制 6 份" in done.stdout
    return root


@needs_pdf
def test_a_pdf_says_what_it_is(papers: Path):
    reader = PdfReader(papers / "output" / "fa" / "2020" / "4" / "fa-2020-4.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == "某机关关于增设窗口的请示"
    assert reader.metadata.author == "某机关"
    assert reader.metadata["/Keywords"] == "某发〔2020〕4号"
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "zh-CN"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    assert [one.title for one in reader.outline] == ["某机关关于增设窗口的请示"]
    box = reader.pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (210, 297)
    assert not reader.pages[0].images


@needs_pdf
def test_the_elements_stand_in_their_order(papers: Path):
    reader = PdfReader(papers / "output" / "fa" / "2020" / "4" / "fa-2020-4.pdf")
    text = plain("".join(page.extract_text() for page in reader.pages))
    order = [
        "某机关文件", "某发〔2020〕4号", "签发人：某某", "某机关关于增设窗口的请示", "某上级机关：",
        "妥否，请批示。", "某机关", "2020年2月1日", "（联系电话：000）", "抄送：甲单位，乙单位。",
        "某机关办公室", "2020年2月2日印发",
    ]  # fmt: skip
    place = 0
    for part in order:
        assert plain(part) in text[place:], (part, text)
        place = text.index(plain(part), place) + len(plain(part))


def plain(text: str) -> str:
    """Return text without spaces; PDF files may name a character by its radical."""
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", text))


def columns(reader: PdfReader, page: int) -> list[tuple[float, float, str]]:
    """Return left edge and base line (mm from the left and the top) and text of each run."""
    found: list[tuple[float, float, str]] = []

    def visit(text: str, _cm: object, tm: list[float], *_rest: object) -> None:
        if text.strip():
            found.append((tm[4] / MM, 297 - tm[5] / MM, text.strip()))

    reader.pages[page].extract_text(visitor_text=visit)
    return found


@needs_pdf
def test_a_full_page_holds_22_lines_of_28_characters(tmp_path: Path):
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    path = content / "notices" / "fa-1.md"
    path.write_text(
        path.read_text(encoding="utf-8") + "\n\n" + "汉" * 28 * 80 + "\n", encoding="utf-8"
    )
    done = run_cli("build", "--pdf", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    reader = PdfReader(output / "fa" / "2020" / "1" / "fa-2020-1.pdf")
    lines = [line for line in reader.pages[2].extract_text().splitlines() if "汉" in line]
    assert len(lines) == 22
    first, *others = (len(line.strip()) for line in lines)
    assert first in (26, 28)  # the paragraph may begin here, two characters in
    assert set(others) == {28}
    numbers = [page.extract_text().splitlines()[-1].strip() for page in reader.pages]
    assert numbers == [f"— {n} —" for n in range(1, len(numbers) + 1)]
    sides = [
        next(x for x, _, text in columns(reader, page) if "—" in text) > 105 for page in range(2)
    ]
    assert sides == [True, False]


@needs_pdf
def test_the_same_input_gives_the_same_pdf_and_only_changed_ones_are_made(papers: Path):
    content, again = papers / "content", papers / "again"
    done = run_cli(
        "build", "--pdf", "--content", str(content), "--output", str(again),
        TONGBAO_CACHE=str(papers / "cache"),
    )  # fmt: skip
    assert "新制 0 份" in done.stdout
    plain = papers / "plain"
    done = run_pelican(
        plain, TONGBAO_CONTENT=str(content), TONGBAO_LABEL="content", TONGBAO_PDF="1",
        TONGBAO_CACHE=str(papers / "elsewhere"), TZ="America/New_York", PYTHONHASHSEED="3",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert digests(plain) == digests(again) == digests(papers / "output")
    path = content / "notices" / "fa-1.md"
    before = path.read_bytes()
    path.write_bytes(before + "\n补一句。\n".encode())
    for kept in (papers / "cache").rglob("*"):
        if kept.is_file() and kept.stat().st_size % 2:
            kept.write_bytes(kept.read_bytes()[:-1])
    done = run_cli(
        "build", "--pdf", "--content", str(content), "--output", str(papers / "third"),
        TONGBAO_CACHE=str(papers / "elsewhere"),
    )  # fmt: skip
    path.write_bytes(before)
    assert "新制 1 份" in done.stdout


@needs_pdf
def test_font_files_hold_the_glyphs_in_use_and_no_more(papers: Path):
    """Blank ones too: a glyph that the font lacks would print as a box."""
    path = papers / "output" / "fa" / "2020" / "1" / "fa-2020-1.pdf"
    assert path.stat().st_size < 120_000
    reader = PdfReader(path)
    fonts = {
        name: font.get_object()
        for page in reader.pages
        for name, font in page["/Resources"]["/Font"].items()
    }
    assert fonts
    for font in fonts.values():
        descendant = font["/DescendantFonts"][0].get_object()
        program = descendant["/FontDescriptor"]["/FontFile3"]
        assert program["/Subtype"] == "/CIDFontType0C"
        outlines = CFFFontSet()
        outlines.decompile(io.BytesIO(program.get_data()), None)
        held = {name for name in outlines.topDictIndex[0].charset if name != ".notdef"}
        cmap = font["/ToUnicode"].get_data().decode()
        used = {f"cid{int(code, 16):05d}" for code in re.findall(r"<([0-9a-f]{4})> <", cmap)}
        used -= {"cid00000"}
        assert len(used) > 3
        assert held == used


def test_a_build_without_pdf_links_to_none(tmp_path: Path):
    output = tmp_path / "output"
    assert run_cli("build", "--content", str(SMALL), "--output", str(output)).returncode == 0
    assert not list(output.rglob("*.pdf"))
    page = (output / "fa" / "2020" / "1" / "index.html").read_text(encoding="utf-8")
    assert ".pdf" not in page
    assert 'href="/fa/2020/1/document/"' in page


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("address", ["/wjf/2020/5/", "/wjf/2020/5/document/"])
def test_printing_gives_the_official_document(browser: Browser, sample_portal: str, address: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(sample_portal + address)
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    context.close()
    box = reader.pages[0].mediabox
    assert (round(box.width / MM), round(box.height / MM)) == (210, 297)
    texts = [plain(one.extract_text()) for one in reader.pages]
    heading, number = "中共安徽省纪律检查委员会文件", plain("皖纪发〔2020〕5号")
    assert texts[0].index(heading) < texts[0].index(number)
    assert [f"—{n}—" in text for n, text in enumerate(texts, start=1)] == [True] * len(texts)
    whole = "".join(texts)
    assert whole.count("关于做好疫情防控监督工作的通知") == 1
    assert plain("抄送：安徽省档案馆，安徽省图书馆。") in whole
    for other in ("菜单", "分享", "ICP备", "索引号", "当前位置", "长者模式"):
        assert other not in whole


@pytest.mark.xdist_group("browser")
def test_a_numbered_list_is_a_level_of_the_text(browser: Browser, sample_portal: str):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{sample_portal}/wjf/2020/5/document/")
    marks = page.eval_on_selector_all(
        ".document ol > li",
        """all => all.map(one => {
          const [text, mark] = [getComputedStyle(one), getComputedStyle(one, "::marker")];
          return [mark.color, text.listStylePosition, parseFloat(text.textIndent) /
            parseFloat(text.fontSize), one.getBoundingClientRect().left];
        })""",
    )
    left = page.locator(".document .prose > p").first.bounding_box()
    assert len(marks) > 2
    assert left is not None
    for color, position, indent, start in marks:
        assert (color, position, indent) == ("rgb(0, 0, 0)", "inside", 2)
        assert abs(start - left["x"]) < 0.5
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert "1.现场检查" in plain("".join(one.extract_text() for one in printed.pages))
    page.close()


@pytest.mark.xdist_group("browser")
def test_the_paper_view_fits_a_phone(browser: Browser, sample_portal: str):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    for address in ("/wjf/2020/5/document/", "/dudao/2020/6/document/"):
        page.goto(sample_portal + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        size = "parseFloat(getComputedStyle(document.querySelector('.document .prose p')).fontSize)"
        assert page.evaluate(size) >= 16
    context.close()
