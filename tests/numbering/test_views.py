from __future__ import annotations

from pathlib import Path

from plugins.notice_numbering.views import register_groups, register_view
from tests.numbering.samples import edition_of, make_content, register_notice, write_entry


def test_the_register_of_a_year(tmp_path: Path):
    root = make_content(tmp_path / "content")
    for serial in (9, 10):
        register_notice(root, f"n{serial}", f"皖纪发〔2020〕{serial}号", f"wjf/2020/{serial}")
    register_notice(root, "old", "皖纪发〔2019〕1号", "wjf/2019/1", signed="2019-05-01")
    register_notice(root, "draft", "皖纪发〔2020〕11号", "wjf/2020/11", status="draft")
    write_entry(
        root, "wjf/2020/7", 'number = "皖纪发〔2020〕7号"\nstate = "void"\nreason = "文稿撤回"\n'
    )
    write_entry(
        root,
        "wjf/2020/8",
        'number = "皖纪发〔2020〕8号"\nstate = "withheld"\ntitle = "秘密"\nreason = "不予公开"\n',
    )
    edition = edition_of(root)
    series = edition.site.series[0]
    view = register_view(edition, series, 2020)
    assert (view.url, [year.number for year in view.years]) == (
        "/registers/wjf/2020/",
        [2020, 2019],
    )
    assert [
        (row.number, row.url, row.title, row.day, row.state, row.reason) for row in view.rows
    ] == [
        ("皖纪发〔2020〕11号", "", "", "", "尚未公开", ""),
        ("皖纪发〔2020〕10号", "/wjf/2020/10/", "关于n10的通知", "2020-02-05", "已发布", ""),
        ("皖纪发〔2020〕9号", "/wjf/2020/9/", "关于n9的通知", "2020-02-05", "已发布", ""),
        ("皖纪发〔2020〕8号", "", "", "", "不予公开", "不予公开"),
        ("皖纪发〔2020〕7号", "", "", "", "作废", "文稿撤回"),
    ]
    (group,) = register_groups(edition)
    assert (group.kind, group.newest) == ("发文字号", "皖纪发〔2020〕10号")
    assert [link.url for link in group.years] == ["/registers/wjf/2020/", "/registers/wjf/2019/"]
