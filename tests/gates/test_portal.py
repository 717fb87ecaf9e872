"""Gates in whole portals: severities, exceptions, the portal's own words, what edits do."""

from __future__ import annotations

import io
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image

from plugins.model.cache import FileCache
from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.gates.files import check_edition
from plugins.model.gates.gate import check_source, gate_of
from plugins.model.gates.wording import load_wording
from plugins.model.item_reading import Means
from plugins.model.item_store import ItemStore
from plugins.model.items import ItemKind
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from tests.site.building import PROJECT, digests, run_cli
from tests.site.portals import SMALL, Portal
from tests.site.renewing import Builders

IDENTITY = "340104190001010008"
TODAY = date(2020, 12, 31)
HEAD = "---\ntitle: 一条动态\ndate: 2020-03-01 09:00\ncolumn: dongtai\nsource: 某部门\n{}---\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


def write(content: Path, text: str, more: str = "") -> None:
    (content / "news" / "x.md").write_bytes(f"{HEAD.format(more)}{text}\n".encode())


def edition_of(
    content: Path,
    mode: Mode = Mode.BUILD,
    store: ItemStore | None = None,
    cache: Path | None = None,
) -> Edition:
    problems = Problems(production=mode is Mode.PRODUCTION)
    site = load_site(content, "content", problems)
    assert site
    edition = load_edition(
        content, "content", site, mode, TODAY, problems, Means(store=store, paranoid=True)
    )
    check_edition(edition, FileCache(cache or content.parent / "cache"))
    return edition


def told(edition: Edition) -> list[str]:
    return [
        f"{one.path.removeprefix('content/')}:{one.line}:{one.column} {one.code} "
        f"{dict(one.fields).get('value', '')}".strip()
        for one in edition.problems
        if one.code[0] in "CW"
    ]


def test_a_build_warns_and_a_build_for_publication_fails(content: Path, tmp_path: Path):
    write(content, f"张某，{IDENTITY}，工作布署。")
    site = (content / "site.toml").read_text("utf-8")
    (content / "site.toml").write_text(site.replace("sample = true", "sample = false"), "utf-8")
    (content / "notices" / "next.md").unlink()
    output = tmp_path / "output"
    order = ("build", "--content", str(content), "--output", str(output), "--no-pdf")
    plain = run_cli(*order, TONGBAO_CACHE=str(tmp_path / "cache"))
    said = plain.stdout + plain.stderr
    assert plain.returncode == 0, said
    assert "warning: identity number 340104********0008" in said
    assert "W001 提醒" in said
    assert IDENTITY not in said
    before = sorted(output.rglob("*"))
    strict = run_cli(*order, "--production", TONGBAO_CACHE=str(tmp_path / "cache"))
    said = strict.stdout + strict.stderr
    assert strict.returncode == 1
    assert "C001 错误" in said
    assert "W001 提醒" in said
    assert sorted(output.rglob("*")) == before


def test_exceptions_let_pass_what_they_name_and_no_more(content: Path):
    write(content, f"甲{IDENTITY}，乙13800000000，布署，布署。")
    (content / "exceptions.toml").write_text(
        '[[exceptions]]\npath = "news/x.md"\ncode = "C001"\ntext = "340104********0008"\n'
        'reason = "送达公告依法公开"\n'
        '[[exceptions]]\npath = "news/x.md"\ncode = "W001"\ntext = "布署"\nreason = "引用原文"\n'
        '[[exceptions]]\npath = "news/one.md"\ncode = "W001"\ntext = "布署"\nreason = "引用原文"\n',
        "utf-8",
    )
    edition = edition_of(content, Mode.PRODUCTION)
    assert told(edition) == ["exceptions.toml:11:1 C092 布署", "news/x.md:7:22 C004 138****0000"]
    shown = run_cli("check", "--content", str(content), "--exceptions")
    assert shown.returncode == 0
    assert "news/x.md: C001“340104********0008” 有效 in use：送达公告依法公开" in shown.stdout
    assert "news/one.md: W001“布署” 用不上 unneeded：引用原文" in shown.stdout
    assert "共 3 项例外" in shown.stdout


def test_drafts_and_withdrawn_texts_are_not_published(content: Path):
    write(content, f"{IDENTITY}", "status: draft\n")
    assert told(edition_of(content)) == ["news/x.md:8:1 C001 340104********0008"]
    assert told(edition_of(content, Mode.PRODUCTION)) == []
    more = f"status: withdrawn\nwithdrawn: 2020-04-01\nwithdrawn_reason: 误写{IDENTITY}\n"
    write(content, "13800000000", more)
    assert told(edition_of(content)) == ["news/x.md:8:21 C001 340104********0008"]


def test_the_portals_own_list_adds_and_allows(content: Path):
    write(content, "某某局的报导：截止到期日，截止到今天。布署。")
    (content / "wording.yaml").write_text(
        "- {wrong: 某某局, right: 某某委, reason: 更名}\n- {allow: 报导}\n"
        "- {wrong: 截止到, right: 截至, unless: [截止到期]}\n",
        "utf-8",
    )
    edition = edition_of(content)
    assert told(edition) == [
        "news/x.md:7:1 W001 某某局", "news/x.md:7:14 W001 截止到", "news/x.md:7:20 W001 布署",
    ]  # fmt: skip
    assert "（更名）" in next(iter(edition.problems)).render()


@pytest.mark.parametrize(
    "text", ["- [", "a: 1", "- 1", "- {wrong: {a: 1}, right: 部署}", "\x00", "- &a x"]
)
def test_a_broken_list_is_told_of(content: Path, text: str):
    (content / "wording.yaml").write_text(text, "utf-8")
    problems = Problems()
    load_wording(content, "content", problems)
    assert {one.code for one in problems} <= {"W090", "F004"}
    assert len(problems) == 1


def test_an_empty_list_and_empty_exceptions_are_fine(content: Path):
    (content / "wording.yaml").write_text("# 暂无\n", "utf-8")
    (content / "exceptions.toml").write_text("# 暂无\n", "utf-8")
    assert told(edition_of(content)) == []


def test_findings_are_kept_with_items_until_their_context_changes(content: Path, tmp_path: Path):
    write(content, "工作布署，电话0551-60000000。")
    store = ItemStore(tmp_path / "store", content)
    first = told(edition_of(content, store=store))
    assert first == ["news/x.md:7:3 W001 布署", "news/x.md:7:8 C005 0551-****0000"]
    assert told(edition_of(content, store=store)) == first
    site = (content / "site.toml").read_text("utf-8")
    (content / "site.toml").write_text(f'{site}\n[gates]\nknown = ["0551-60000000"]\n', "utf-8")
    assert told(edition_of(content, store=store)) == first[:1]
    (content / "wording.yaml").write_text("- {allow: 布署}\n", "utf-8")
    assert told(edition_of(content, store=store)) == []


def test_attachments_are_read(content: Path):
    folder = content / "attachments"
    document = Document()
    document.core_properties.author = "某某"
    document.add_paragraph(f"名单：{IDENTITY}、340104190001010016")
    document.sections[0].header.paragraphs[0].text = "机密★1年"
    document.save(folder / "a.docx")
    book = Workbook()
    book.active.append(["甲", 13800000000, "皖A00000"])
    book.properties.creator = "某机关"
    book.save(folder / "b.xlsx")
    picture, place = io.BytesIO(), Image.Exif()
    place.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (2, 2)).save(picture, "JPEG", exif=place.tobytes())
    (folder / "c.jpg").write_bytes(picture.getvalue())
    (folder / "d.zip").write_bytes(b"PK")
    (folder / "e.pdf").write_bytes(b"no PDF")
    (folder / "0-13800000000.bin").write_bytes(b"")
    found = told(edition_of(content, Mode.PRODUCTION))
    assert found[:-1] == [
        "attachments/0-13800000000.bin:1:1 C004 138****0000",
        "attachments/a.docx:1:1 C001 340104********0008等2处",
        "attachments/a.docx:1:1 C020 机密★1年",
        "attachments/a.docx:1:1 C031 某某",
        "attachments/b.xlsx:1:1 C004 138****0000",
        "attachments/b.xlsx:1:1 C007 皖A***00",
        "attachments/c.jpg:1:1 C030 GPS",
        "attachments/d.zip:1:1 C032 .zip",
    ]
    assert found[-1].startswith("attachments/e.pdf:1:1 C032 ")


def test_a_source_is_checked_by_itself(content: Path):
    problems = Problems()
    site = load_site(content, "content", problems)
    assert site
    gate = gate_of(site, load_wording(content, "content", problems))
    text = f"{HEAD.format('')}布署\n"
    found = check_source(text, "x.md", ItemKind.NEWS, gate, production=True)
    assert [f"{one.line}:{one.column} {one.code} {one.severity}" for one in found] == [
        "7:1 W001 warning"
    ]
    assert check_source("没有信息头", "x.md", ItemKind.NEWS, gate) == ()


def test_masks_are_proposed_and_written(content: Path):
    path = content / "news" / "x.md"
    text = f"{HEAD.format('')}{IDENTITY}，1380000 0000，0551-60000000。\n".replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    asked = run_cli("check", "--content", str(content), "--mask")
    assert [line.partition(": ")[2] for line in asked.stdout.splitlines()] == [
        "C001 建议 → 340104********0008", "C004 建议 → 138****0000", "C005 建议 → 0551-****0000",
    ]  # fmt: skip
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.encode()
    assert run_cli("check", "--content", str(content), "--mask", "--write").returncode == 0
    mended = text.replace(IDENTITY, "340104********0008").replace("1380000 0000", "138****0000")
    assert path.read_bytes() == b"\xef\xbb\xbf" + mended.encode()
    assert run_cli("check", "--content", str(content), "--write").returncode == 2


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    with Builders() as running:
        yield running


def followed(portal: Portal, items: int = 1) -> list[str]:
    """Build; return where words are wrong, once only so many items were looked at."""
    said = portal.build()
    counts = re.findall(r"(\d+)\s+(?:hidden\s+|draft\s+)?(?:article|page|draft)", said)
    assert sum(map(int, counts)) == items, said
    return re.findall(r"news/x\d\.md:(\d+:\d+): W001 warning", said)


def test_an_edit_is_followed_and_what_it_brings_is_told(tmp_path: Path, builders: Builders):
    portal = Portal(tmp_path, builders)
    portal.publish(1)
    time.sleep(0.3)  # A file that was written just now might be written again unseen.
    portal.build()
    portal.write(1, "发布的动态1", "第1条动态的正文，没有问题。")
    assert "W001" not in portal.build()
    portal.write(1, "发布的动态1", "第1条动态的正文，工作布署。")
    assert followed(portal) == ["7:12"]
    assert "W001 warning" in portal.build()
    portal.write(1, "发布的动态1", "第1条动态的正文，写得长一些的一句话。\n\n工作布署。")
    assert followed(portal) == ["9:3"]
    portal.publish(2)
    portal.write(3, "发布的动态3", "第3条动态的正文，按照中纪委的要求。")
    assert followed(portal, 2) == ["9:3", "7:12"]
    assert digests(portal.output) == portal.expected()
    portal.delete(3)
    exceptions = portal.content / "exceptions.toml"
    exceptions.write_text(
        '[[exceptions]]\npath = "news/x1.md"\ncode = "W001"\ntext = "布署"\nreason = "引用原文"\n',
        "utf-8",
    )
    assert "W001" not in portal.build()
    portal.write(1, "发布的动态1", "第1条动态的正文，工作部署。")
    assert "C092 warning" in portal.build()
    exceptions.unlink()
    assert "C092" not in portal.build()


def test_the_sample_is_clean(tmp_path: Path):
    edition = edition_of(PROJECT / "content", cache=tmp_path)
    assert told(edition) == []
