"""Files that must be refused: damaged, hostile, behind a password, of the wrong kind."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.importing.readers import read_word_file
from plugins.importing.word_file import BODY, PART_LIMIT, WordError, open_word
from scripts import word_package
from tests.importing.making import imported, part, program, with_parts, word
from tests.site.building import PROJECT, digests

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = word(lambda document: document.add_paragraph("某通知，内容完整。"))
XXE = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>
<w:t>&x;</w:t></w:r></w:p></w:body></w:document>"""


def locked() -> bytes:
    """A ZIP archive whose parts say that they are encrypted."""
    raw = bytearray(GOOD)
    at = 0
    while (at := raw.find(b"PK\x01\x02", at)) >= 0:
        raw[at + 8] |= 1
        at += 4
    return bytes(raw)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(BODY, b" " * (PART_LIMIT + 1))
    return out.getvalue()


BAD = {
    "old.doc": (OLE + bytes(600), "X001"),
    "old-named.docx": (OLE + bytes(600), "X001"),
    "text.rtf": (b"{\\rtf1 abc}", "X001"),
    "password.docx": (OLE + bytes(100) + "EncryptedPackage".encode("utf-16-le"), "X002"),
    "locked.docx": (locked(), "X002"),
    "no-zip.docx": (b"hello", "X003"),
    "empty.docx": (b"", "X003"),
    "cut.docx": (GOOD[: len(GOOD) // 2], "X003"),
    "no-body.docx": (with_parts(GOOD, {BODY: None}), "X003"),
    "no-types.docx": (with_parts(GOOD, {"[Content_Types].xml": None}), "X003"),
    "broken-xml.docx": (with_parts(GOOD, {BODY: b"<w:document"}), "X003"),
    "no-text.docx": (with_parts(GOOD, {BODY: b"<x/>"}), "X003"),
    "entity.docx": (with_parts(GOOD, {BODY: XXE}), "X005"),
    "entity16.docx": (with_parts(GOOD, {BODY: XXE.decode().encode("utf-16")}), "X005"),
    "bomb.docx": (bomb(), "X004"),
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(PROJECT / "content", folder, ignore=shutil.ignore_patterns("*.md", "*.jpg"))
    return folder


def test_each_refusal_names_the_file_and_writes_nothing(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    program()
    source = tmp_path / "in"
    source.mkdir()
    for name, (raw, _) in BAD.items():
        (source / name).write_bytes(raw)
    before = digests(content)
    done = imported(content, source, "--column", "yaowen", monkeypatch=monkeypatch)
    assert done.exit_code == 1
    told = done.stderr.splitlines()
    for name, (_, code) in BAD.items():
        assert [
            one for one in told if one.startswith(f"{source.as_posix()}/{name}:1:1: {code} ")
        ], name
    assert f"拒绝 {len(BAD)}" in done.stdout
    assert digests(content) == before


def test_a_page_under_the_name_of_a_word_file_is_read(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = (
        "<html><body><h1>某地开展检查</h1><p>"
        + "正文写得足够长，才能算作正文。" * 6
        + "</p></body></html>"
    )
    (tmp_path / "页面.doc").write_text(text, encoding="utf-8")
    done = imported(content, tmp_path / "页面.doc", "--column", "yaowen", monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    (item,) = (content / "news").rglob("*.md")
    assert "title: 某地开展检查" in item.read_text(encoding="utf-8")


def test_without_network_word_files_are_refused_and_the_rest_is_imported(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    lock = tmp_path / "word.lock"
    lock.write_text("absent-package==1.0 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    monkeypatch.setattr(word_package, "LOCK", lock)
    monkeypatch.setattr(word_package, "STAMP", tmp_path / "stamp")
    for name, value in {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0",
                        "PIP_FIND_LINKS": ""}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    (tmp_path / "a.docx").write_bytes(GOOD)
    (tmp_path / "b.docx").write_bytes(GOOD)
    (tmp_path / "c.txt").write_text("某地开展检查\n" + "正文写得足够长。" * 9, encoding="utf-8")
    done = imported(
        content, tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "c.txt", "--column", "yaowen",
        monkeypatch=monkeypatch,
    )  # fmt: skip
    assert done.exit_code == 1
    assert done.stderr.count("pandoc 安装不成功；检查网络") == 1
    assert done.stderr.count(": X007 ") == 2
    assert "写入 1，未变 0，略过 0，拒绝 2" in done.stdout
    assert not (tmp_path / "stamp").exists()


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_damage_makes_a_traceback(at: int, junk: bytes):
    raw = GOOD[:at] + junk + GOOD[at + len(junk) :]
    assert fault_of(lambda: open_word(raw)) in {"", "X001", "X002", "X003", "X004", "X005"}


@given(st.integers(0, 4000), st.sampled_from([b"<w:p>", b"</w:p>", b"\0", b'w:val="-9"', b"&#x0;"]))
@settings(max_examples=12, deadline=None)
def test_no_damaged_body_makes_a_traceback(at: int, junk: bytes):
    body = part(GOOD, BODY)
    raw = with_parts(GOOD, {BODY: body[:at] + junk + body[at:]})
    assert fault_of(lambda: read_word_file(raw, "a.docx", program())) in {"", "X003"}


def fault_of(read: Callable[[], object]) -> str:
    """Return the code that a file is refused with, "" where it is read."""
    try:
        read()
    except WordError as fault:
        return fault.code
    return ""
