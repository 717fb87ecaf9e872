"""Archives and folders: what leads out of them, lies or swells is refused whole."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.importing import archives
from plugins.importing.archives import Archive, ArchiveError, Folder


def packed(path: Path, entries: dict[str, bytes], **attributes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            one = zipfile.ZipInfo(name)
            one.compress_type = zipfile.ZIP_DEFLATED
            for key, value in attributes.items():
                setattr(one, key, value)
            archive.writestr(one, content)
    return path


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/passwd", "C:/a.txt", "..\\a.txt", "\\a.txt"]
)
def test_a_path_that_leads_out(tmp_path: Path, name: str):
    path = packed(tmp_path / "a.zip", {"good.txt": b"x", name: b"x"})
    with pytest.raises(ArchiveError) as fault:
        Archive(path)
    assert fault.value.code == "X011"


def test_a_link(tmp_path: Path):
    path = packed(tmp_path / "a.zip", {"a.txt": b"/etc/passwd"}, external_attr=stat.S_IFLNK << 16)
    with pytest.raises(ArchiveError, match="X011"):
        Archive(path)


def test_a_bomb_by_ratio_by_size_and_by_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = packed(tmp_path / "a.zip", {"a.txt": bytes(4 * 1024 * 1024)})
    with pytest.raises(ArchiveError, match="X012"):
        Archive(path)
    small = packed(tmp_path / "b.zip", {"a.txt": b"abc", "b.txt": b"def"})
    assert list(Archive(small).names()) == ["a.txt", "b.txt"]
    for limit, value in (("COUNT_LIMIT", 1), ("WHOLE_LIMIT", 5), ("FILE_LIMIT", 2)):
        with monkeypatch.context() as patch:
            patch.setattr(archives, limit, value)
            with pytest.raises(ArchiveError, match="X012"):
                Archive(small)


def test_a_size_that_lies_yields_no_more_than_it_says(tmp_path: Path):
    raw = bytearray(packed(tmp_path / "a.zip", {"a.txt": b"x" * 100_000}).read_bytes())
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = raw.find(sign) + place
        raw[at : at + 4] = (10).to_bytes(4, "little")
    (tmp_path / "b.zip").write_bytes(raw)
    with pytest.raises(ArchiveError, match="X010"):
        Archive(tmp_path / "b.zip").read("a.txt")


def test_a_password_and_no_archive_at_all(tmp_path: Path):
    raw = bytearray(packed(tmp_path / "a.zip", {"a.txt": b"x"}).read_bytes())
    raw[raw.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(raw)
    with pytest.raises(ArchiveError, match="X013"):
        Archive(tmp_path / "b.zip")
    (tmp_path / "c.zip").write_bytes(b"hello")
    with pytest.raises(ArchiveError, match="X010"):
        Archive(tmp_path / "c.zip")


def test_names_of_chinese_windows_are_read(tmp_path: Path):
    name = "通知/值班.txt"
    stand_in = "a" * len(name.encode("gbk"))
    raw = packed(tmp_path / "a.zip", {stand_in: b"x"}).read_bytes()
    (tmp_path / "b.zip").write_bytes(raw.replace(stand_in.encode(), name.encode("gbk")))
    assert list(Archive(tmp_path / "b.zip").names()) == [name]


def test_links_below_a_folder_are_not_followed(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    root = tmp_path / "in"
    (root / "b").mkdir(parents=True)
    (root / "b" / "a.txt").write_text("x", encoding="utf-8")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "out").symlink_to(tmp_path, target_is_directory=True)
    folder = Folder(root)
    assert list(folder.names()) == ["b/a.txt"]
    assert folder.read("b/a.txt") == b"x"
    for name in ("link.txt", "out/secret.txt", "../secret.txt", "none.txt", "b", "\0"):
        assert folder.read(name) is None, name


@given(st.integers(0, 400), st.binary(min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_damage_makes_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"abc" * 50)
        archive.writestr("b/c.txt", b"def")
    raw = out.getvalue()
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(raw[:at] + junk + raw[at + len(junk) :])
    assert fault_of(path) in {"", "X010", "X011", "X012", "X013"}


def fault_of(path: Path) -> str:
    """Return the code that an archive is refused with, "" where it is read."""
    try:
        opened = Archive(path)
        for name in opened.names():
            opened.read(name)
    except ArchiveError as fault:
        return fault.code
    return ""
