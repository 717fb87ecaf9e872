"""Joint documents: the number of the organiser, the names of all."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.model.official import official_document
from plugins.notice_numbering.checks import check
from plugins.portal.entries import item_view
from tests.numbering.processes import desk
from tests.numbering.samples import edition_of, make_content, told, write_notice

JOINT = {"issuer": "安徽省纪委", "joint_issuers": "[安徽省监委, 某某厅]"}


@pytest.mark.parametrize(
    "fields", [JOINT, {"issuer": "安徽省纪委　安徽省监委 某某厅"}], ids=["list", "white space"]
)
def test_every_body_is_named_and_the_first_gives_the_number(tmp_path: Path, fields: dict[str, str]):
    content = make_content(tmp_path / "content")
    path = write_notice(content, "a", **fields)
    assert desk(content).number(path) == "皖纪发〔2020〕1号"
    edition = edition_of(content)
    check(edition)
    assert told(edition) == []
    item = edition.by_path[path]
    paper = official_document(edition, item, pdf=False)
    assert paper is not None
    assert (paper.heading, paper.heading_end) == (("安徽省纪委", "安徽省监委", "某某厅"), "文件")
    assert paper.issuer.split() == ["安徽省纪委", "安徽省监委", "某某厅"]
    notice = item_view(edition, item).notice
    assert notice is not None
    rows = {row.label: row.text for row in notice.rows}
    assert (rows["发布机构"], rows["发文机关"]) == ("安徽省纪委", "安徽省纪委、安徽省监委、某某厅")


def test_one_body_alone_has_the_usual_heading(tmp_path: Path):
    content = make_content(tmp_path / "content")
    path = write_notice(content, "a")
    edition = edition_of(content)
    paper = official_document(edition, edition.by_path[path], pdf=False)
    assert paper is not None
    assert (paper.heading, paper.heading_end) == (("安徽省纪委文件",), "")
    notice = item_view(edition, edition.by_path[path]).notice
    assert notice is not None
    assert "发文机关" not in {row.label for row in notice.rows}


def test_the_number_of_another_body_is_told(tmp_path: Path):
    content = make_content(tmp_path / "content")
    fields = {"issuer": "安徽省监委", "joint_issuers": "安徽省纪委"}
    desk(content).number(write_notice(content, "a", **fields))
    edition = edition_of(content)
    check(edition)
    assert told(edition) == ["content/notices/a.md:6 N050"]
