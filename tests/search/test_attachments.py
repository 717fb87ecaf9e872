"""Texts of attachments: what is read, what is told, what is kept."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from plugins.full_text.attachments import attached_texts
from plugins.model import attachment_reader, extraction
from plugins.model.cache import FileCache
from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.extraction import can_extract, extract
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from tests.site.building import PROJECT

SMALL = PROJECT / "tests" / "sites" / "small"
SAMPLE = PROJECT / "content" / "attachments"


def test_every_kind_of_the_sample_is_read():
    read = {
        path.suffix: extract(path).text for path in sorted(SAMPLE.rglob("*")) if can_extract(path)
    }
    assert set(read) == {".pdf", ".docx", ".xlsx", ".csv"}
    assert all(any(char >= "\u4e00" for char in text) for text in read.values())


def test_tables_and_cells_are_read_in_their_order(tmp_path: Path):
    word = Document()
    word.add_paragraph("第一段")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "姓名", "电话"
    word.add_paragraph("末段")
    word.save(tmp_path / "a.docx")
    assert extract(tmp_path / "a.docx").text.split() == ["第一段", "姓名", "电话", "末段"]
    book = Workbook()
    book.active.append(["单位", 3, None, "完成"])
    book.save(tmp_path / "a.xlsx")
    assert extract(tmp_path / "a.xlsx").text == "单位 3 完成"
    (tmp_path / "a.csv").write_bytes("单位,数量\n甲,3\n".encode("gb18030"))
    assert extract(tmp_path / "a.csv").text == "单位 数量\n甲 3"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.txt"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xfa no such file", b"PK\x03\x04 cut"])
def test_damage_is_told(tmp_path: Path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    found = extract(path)
    assert found.text == "" or name == "a.txt"
    assert bool(found.fault) is not (name == "a.txt" and content in (b"", b"PK\x03\x04 cut"))


def test_what_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 2_000_000)
    (tmp_path / "a.docx").write_bytes(packed.getvalue())
    monkeypatch.setattr(extraction, "UNPACKED_LIMIT", 1_000_000)
    assert "2000000 > 1000000" in extract(tmp_path / "a.docx").fault
    monkeypatch.setattr(extraction, "SIZE_LIMIT", 100)
    assert "> 100" in extract(tmp_path / "a.docx").fault


def edition_with(tmp_path: Path, name: str, content: bytes) -> Edition:
    root = tmp_path / "content"
    if not root.exists():
        shutil.copytree(SMALL, root)
    (root / "attachments" / name).write_bytes(content)
    page = SMALL / "notices" / "fa-2.md"
    text = page.read_text("utf-8").replace("attachments/list.csv", f"attachments/{name}")
    (root / "notices" / "fa-2.md").write_text(text, "utf-8")
    problems = Problems()
    site = load_site(root, "content", problems)
    assert site
    return load_edition(root, "content", site, Mode.BUILD, date(2020, 12, 31), problems)


def test_a_text_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    cache = FileCache(tmp_path / "cache")
    edition = edition_with(tmp_path, "a.txt", "整改台账".encode())
    assert attached_texts(edition, cache)["attachments/a.txt"] == "整改台账"
    monkeypatch.setattr(
        attachment_reader.AttachmentReader, "_ask", lambda *_: pytest.fail("read again")
    )
    assert attached_texts(edition, cache)["attachments/a.txt"] == "整改台账"


def test_a_file_that_takes_too_long_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(attachment_reader, "SECONDS", 0)
    edition = edition_with(tmp_path, "a.txt", b"x")
    assert attached_texts(edition, FileCache(tmp_path / "cache"))["attachments/a.txt"] == ""
    (problem,) = [one for one in edition.problems if one.code == "S072"]
    assert problem.path == "content/notices/fa-2.md"
    assert "0 秒内没有读完" in problem.render()


def test_withdrawn_items_have_no_texts(tmp_path: Path):
    edition = edition_with(tmp_path, "a.txt", "密不可见".encode())
    page = tmp_path / "content" / "notices" / "fa-2.md"
    text = page.read_text("utf-8").replace("title:", "status: draft\ntitle:", 1)
    page.write_text(text, "utf-8")
    problems = Problems()
    edition = load_edition(
        edition.root, "content", edition.site, Mode.BUILD, date(2020, 12, 31), problems
    )
    assert attached_texts(edition, FileCache(tmp_path / "cache")) == {}
