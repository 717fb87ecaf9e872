from __future__ import annotations

from pathlib import Path

from plugins.model.edition import Edition
from plugins.notice_numbering.pages import RegisterPage, register_facets, register_pages
from plugins.notice_numbering.views import register_groups
from tests.numbering.samples import edition_of, make_content, register_notice, write_entry


def pages_of(edition: Edition) -> dict[str, RegisterPage]:
    """Return the register pages by address."""
    return {page.url: page for page in register_pages(edition)}


def void(root: Path, place: str, number: str) -> None:
    write_entry(root, place, f'number = "{number}"\nstate = "void"\nreason = "文稿撤回"\n')


def small(root: Path) -> Path:
    """Make two series with numbers of every state."""
    make_content(root)
    for serial in (9, 10):
        register_notice(root, f"n{serial}", f"皖纪发〔2020〕{serial}号", f"wjf/2020/{serial}")
    register_notice(root, "old", "皖纪发〔2019〕1号", "wjf/2019/1", signed="2019-05-01")
    register_notice(root, "draft", "皖纪发〔2020〕11号", "wjf/2020/11", status="draft", kind="意见")
    register_notice(
        root, "back", "皖纪发〔2020〕12号", "wjf/2020/12", status="withdrawn",
        withdrawn="2020-03-01", withdrawn_reason="有误",
    )  # fmt: skip
    void(root, "wjf/2020/7", "皖纪发〔2020〕7号")
    write_entry(
        root,
        "wjf/2020/8",
        'number = "皖纪发〔2020〕8号"\nstate = "withheld"\ntitle = "秘密"\nreason = "不予公开"\n',
    )
    register_notice(
        root, "gg", "安徽省纪委监委公告2020年第1号", "gg/2020/1",
        column="gonggao", series="gg", kind="公告", signed="2020-01-08", date="2020-01-09",
    )  # fmt: skip
    write_entry(root, "gg/2020/2", 'number = "安徽省纪委监委公告2020年第2号"\nstate = "reserved"\n')
    return root


def test_the_register_of_a_year(tmp_path: Path):
    edition = edition_of(small(tmp_path / "content"))
    view = pages_of(edition)["/registers/wjf/2020/"].register
    assert [(year.number, year.url, year.current) for year in view.years] == [
        (2020, "/registers/wjf/2020/", True),
        (2019, "/registers/wjf/2019/", False),
    ]
    assert view.whole == "/registers/wjf/"
    assert [
        (row.number, row.anchor, row.url, row.title, row.day, row.validity, row.reason)
        for row in view.rows
    ] == [
        ("皖纪发〔2020〕12号", "n12", "/wjf/2020/12/", "关于back的通知", "2020-02-05", "", ""),
        ("皖纪发〔2020〕11号", "n11", "", "", "", "", ""),
        ("皖纪发〔2020〕10号", "n10", "/wjf/2020/10/", "关于n10的通知", "2020-02-05", "有效", ""),
        ("皖纪发〔2020〕9号", "n9", "/wjf/2020/9/", "关于n9的通知", "2020-02-05", "有效", ""),
        ("皖纪发〔2020〕8号", "n8", "", "", "", "", "不予公开"),
        ("皖纪发〔2020〕7号", "n7", "", "", "", "", "文稿撤回"),
    ]
    assert [row.state for row in view.rows] == [
        "已撤回", "尚未公开", "已发布", "已发布", "不予公开", "作废",
    ]  # fmt: skip
    assert [(row.kind, row.state_kind) for row in view.rows] == [
        ("tongzhi", "withdrawn"), ("", "waiting"), ("tongzhi", "issued"), ("tongzhi", "issued"),
        ("", "withheld"), ("", "void"),
    ]  # fmt: skip


def test_validity_follows_from_dates_and_other_notices(tmp_path: Path):
    root = make_content(tmp_path / "content")
    register_notice(root, "a", "皖纪发〔2020〕1号", "wjf/2020/1", repealed="2020-03-01")
    register_notice(root, "b", "皖纪发〔2020〕2号", "wjf/2020/2")
    register_notice(root, "c", "皖纪发〔2020〕3号", "wjf/2020/3", repeals="[皖纪发〔2020〕2号]")
    rows = pages_of(edition_of(root))["/registers/wjf/2020/"].register.rows
    assert [row.validity for row in rows] == ["有效", "废止", "废止"]


def test_lists_by_series_year_form_kind_and_state(tmp_path: Path):
    edition = edition_of(small(tmp_path / "content"))
    pages = pages_of(edition)
    assert {url: [row.anchor for row in page.register.rows] for url, page in pages.items()
            if not url.startswith("/registers/wjf/20")} == {
        "/registers/wjf/": [
            "wjf-2020-12", "wjf-2020-11", "wjf-2020-10", "wjf-2020-9", "wjf-2020-8",
            "wjf-2020-7", "wjf-2019-1",
        ],
        "/registers/gg/": ["gg-2020-2", "gg-2020-1"],
        "/registers/gg/2020/": ["n2", "n1"],
        "/registers/year/2019/": ["wjf-2019-1"],
        "/registers/year/2020/": [
            "wjf-2020-12", "wjf-2020-11", "wjf-2020-10", "wjf-2020-9", "gg-2020-2", "gg-2020-1",
            "wjf-2020-8", "wjf-2020-7",
        ],
        "/registers/form/document/": [
            "wjf-2020-12", "wjf-2020-11", "wjf-2020-10", "wjf-2020-9", "wjf-2020-8", "wjf-2020-7",
            "wjf-2019-1",
        ],
        "/registers/form/announcement/": ["gg-2020-2", "gg-2020-1"],
        "/registers/kind/gonggao/": ["gg-2020-1"],
        "/registers/kind/tongzhi/": ["wjf-2020-12", "wjf-2020-10", "wjf-2020-9", "wjf-2019-1"],
        "/registers/state/issued/": ["wjf-2020-10", "wjf-2020-9", "gg-2020-1", "wjf-2019-1"],
        "/registers/state/waiting/": ["wjf-2020-11"],
        "/registers/state/withdrawn/": ["wjf-2020-12"],
        "/registers/state/reserved/": ["gg-2020-2"],
        "/registers/state/void/": ["wjf-2020-7"],
        "/registers/state/withheld/": ["wjf-2020-8"],
    }  # fmt: skip
    titles = [pages[f"/registers/{end}/"].title for end in
              ("wjf", "gg/2020", "year/2020", "form/announcement", "state/void")]  # fmt: skip
    assert titles == [
        "皖纪发发文登记簿", "公告2020年发文登记簿", "2020年发文登记簿", "发文登记簿：公告",
        "发文登记簿：作废",
    ]  # fmt: skip
    assert set(pages) <= edition.addresses
    facets = register_facets(edition)
    counts = {facet.title: [(one.title, one.total) for one in facet.values] for facet in facets}
    assert list(counts.items()) == [
        ("年份", [("2020年", 8), ("2019年", 1)]),
        ("编号方式", [("发文字号", 7), ("公告", 2)]),
        ("文种", [("公告", 1), ("通知", 4)]),
        ("状态", [("已发布", 4), ("尚未公开", 1), ("已撤回", 1), ("预留", 1), ("作废", 1),
                 ("不予公开", 1)]),
    ]  # fmt: skip


def test_what_a_table_can_be_narrowed_by(tmp_path: Path):
    pages = pages_of(edition_of(small(tmp_path / "content")))

    def fields(end: str) -> dict[str, list[str]]:
        return {
            field.label: [option.label for option in field.options]
            for field in pages[f"/registers/{end}/"].register.filters
        }

    assert fields("year/2020") == {
        "系列": ["皖纪发", "公告"],
        "编号方式": ["发文字号", "公告"],
        "文种": ["公告", "通知"],
        "状态": ["已发布", "尚未公开", "已撤回", "预留", "作废", "不予公开"],
    }
    assert fields("wjf")["年份"] == ["2020年", "2019年"]
    assert fields("state/void") == {}


def test_one_series_needs_no_lists_across_series(tmp_path: Path):
    root = make_content(tmp_path / "content")
    void(root, "wjf/2020/1", "皖纪发〔2020〕1号")
    assert list(pages_of(edition_of(root))) == ["/registers/wjf/", "/registers/wjf/2020/"]


def test_a_long_list_is_paged_from_the_oldest_number(tmp_path: Path):
    root = make_content(tmp_path / "content")
    for year in (2019, 2020):
        for serial in range(1, 131):
            void(root, f"wjf/{year}/{serial}", f"皖纪发〔{year}〕{serial}号")
    void(root, "gg/2020/1", "安徽省纪委监委公告2020年第1号")
    before = pages_of(edition_of(root))
    addresses = ("/registers/wjf/page/1/", "/registers/wjf/")
    oldest, newest = (before[url].register for url in addresses)
    assert [(row.year, row.anchor) for row in (oldest.rows[-1], oldest.rows[0])] == [
        (2019, "wjf-2019-1"), (2019, "wjf-2019-100"),
    ]  # fmt: skip
    assert (len(newest.rows), newest.total, oldest.total) == (160, 260, 0)
    assert (oldest.newer and oldest.newer.url, newest.older and newest.older.url) == addresses[::-1]
    assert newest.filters == ()
    assert len(before["/registers/wjf/2020/"].register.rows) == 130
    void(root, "wjf/2020/131", "皖纪发〔2020〕131号")
    after = pages_of(edition_of(root))
    changed = {url for url in after if after[url] != before.get(url)}
    assert changed == {
        "/registers/wjf/", "/registers/wjf/2020/", "/registers/year/2020/",
        "/registers/form/document/", "/registers/state/void/",
    }  # fmt: skip


def test_the_index_tells_what_each_series_has_and_lacks(tmp_path: Path):
    root = small(tmp_path / "content")
    (root / "registers" / "wjf" / "2020" / "8.toml").unlink()
    edition = edition_of(root)
    series, other = register_groups(edition)
    assert (series.kind, series.url, series.newest, series.total) == (
        "发文字号", "/registers/wjf/", "皖纪发〔2020〕12号", 6,
    )  # fmt: skip
    assert [link.url for link in series.years] == ["/registers/wjf/2020/", "/registers/wjf/2019/"]
    lacks = tuple(f"皖纪发〔2020〕{serial}号" for serial in (1, 2, 3, 4, 5, 6, 8))
    assert (series.missing, other.missing) == (lacks, ())
    pages = pages_of(edition)
    assert pages["/registers/wjf/2020/"].register.missing == lacks
    assert pages["/registers/wjf/2019/"].register.missing == ()
