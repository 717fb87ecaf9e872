from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.item_views import Link
from plugins.model.problems import Problems
from plugins.model.qr import CAPACITY, fits_qr, qr_svg
from plugins.model.site import EXPECTED, FOOTER_ITEMS
from plugins.model.site_loader import load_site
from plugins.model.views import FilingView
from plugins.site_footer.checks import EXPECTABLE, check
from plugins.site_footer.footer import make_footer

BARE = """\
sample = false
[identity]
name = "某市纪委监委网站"
domain = "www.moushi.gov.cn"
organisers = ["某市纪委监委"]
[copyright]
holders = ["某市纪委监委"]
"""
FULL = """\
sample = false
[identity]
name = "安徽纪检监察网"
domain = "www.ahjjjc.gov.cn"
base_path = "/portal/"
organisers = ["中共安徽省纪律检查委员会", "安徽省监察委员会"]
undertaker = "安徽省纪委监委宣传部"
technical_support = "安徽新媒体集团"
[contact]
address = "合肥市包河区中山路1号"
postcode = "230091"
phone = "0551-62606114"
email = "wz@ahjjjc.gov.cn"
[copyright]
holders = ["中共安徽省纪律检查委员会", "安徽省监察委员会"]
notice = "未经许可禁止复制或镜像"
[filing]
icp = "皖ICP备07004725号-31"
public_security = "皖公网安备 34010402700001号"
site_code = "3400000059"
conac_url = "https://bszs.conac.cn/sitename?method=show&id=0C1B7B4A2F3D4E5F60718293A4B5C6D7"
conac_kind = "party"
error_report = true
[[channels]]
kind = "mobile"
name = "手机站"
url = "https://m.ahjjjc.gov.cn/"
[[channels]]
kind = "wechat"
name = "微信"
qr = "https://weixin.ahjjjc.gov.cn/"
text = "搜索公众号“安徽纪检监察”"
"""
ENTRY = 'number = "某发〔2020〕1号"\nstate = "void"\nreason = "印制有误"\n'
SERIES = """\
[[series]]
code = "fa"
name = "某发"
kind = "document"
issuer = "某委"
issuer_code = "某发"
"""

OTHER_POLICE = """\
public_security = "皖公网安备34010402700001号"
public_security_url = "https://beian.mps.gov.cn/#/x?code=34010402700001"
"""


def edition_of(
    root: Path, site_toml: str, mode: Mode = Mode.BUILD, files: dict[str, str] | None = None
) -> Edition:
    for name, text in {"site.toml": site_toml, **(files or {})}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    problems = Problems(production=mode is Mode.PRODUCTION)
    site = load_site(root, "content", problems)
    assert site is not None, [problem.render() for problem in problems]
    edition = load_edition(root, "content", site, mode, date(2026, 6, 30), problems)
    assert list(problems) == []
    return edition


def told(edition: Edition, *expected: str) -> list[str]:
    if expected:
        filing = replace(edition.site.filing, expected=expected)
        edition.site = replace(edition.site, filing=filing)
    check(edition)
    return [f"{one.line}:{one.column} {one.code} {one.severity}" for one in edition.problems]


def test_everything_that_the_source_page_says(tmp_path: Path):
    footer = make_footer(edition_of(tmp_path, FULL))
    assert footer.holders == ("中共安徽省纪律检查委员会", "安徽省监察委员会")
    assert footer.notice == "未经许可禁止复制或镜像"
    assert footer.organisers == footer.holders
    assert footer.undertaker == "安徽省纪委监委宣传部"
    assert (footer.address, footer.postcode) == ("合肥市包河区中山路1号", "230091")
    assert (footer.phone, footer.email) == ("0551-62606114", "wz@ahjjjc.gov.cn")
    assert footer.technical_support == "安徽新媒体集团"
    assert footer.links == (
        Link("网站地图", "/portal/sitemap/"),
        Link("搜索", "/portal/search/"),
        Link("分类查找", "/portal/find/"),
        Link("按年月查看", "/portal/archive/"),
        Link("统计", "/portal/statistics/"),
        Link("数据开放和订阅", "/portal/data/"),
        Link("安装客户端", "/portal/app/"),
    )
    assert footer.filings == (
        FilingView("icp", "ICP备案", "皖ICP备07004725号-31", "https://beian.miit.gov.cn/", ""),
        FilingView(
            "public_security",
            "",
            "皖公网安备 34010402700001号",
            "https://beian.mps.gov.cn/#/query/webSearch?code=34010402700001",
            "/portal/theme/icons/public-security.svg",
        ),
        FilingView("site_code", "网站标识码", "3400000059", "", ""),
        FilingView(
            "conac",
            "",
            "党政机关网站标识",
            "https://bszs.conac.cn/sitename?method=show&id=0C1B7B4A2F3D4E5F60718293A4B5C6D7",
            "/portal/theme/icons/conac.svg",
        ),
        FilingView(
            "error_report",
            "",
            "我为政府网站找错",
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3400000059"
            "&url=https%3A%2F%2Fwww.ahjjjc.gov.cn%2Fportal%2F",
            "",
        ),
    )
    mobile, wechat = footer.channels
    assert (mobile.kind, mobile.name, mobile.url, mobile.qr, mobile.text) == (
        "mobile", "手机站", "https://m.ahjjjc.gov.cn/", None, "",
    )  # fmt: skip
    assert (wechat.kind, wechat.name, wechat.url) == ("wechat", "微信", "")
    assert wechat.text == "搜索公众号“安徽纪检监察”"
    assert wechat.qr == qr_svg("https://weixin.ahjjjc.gov.cn/", title="微信二维码")


def test_an_app_without_address_is_the_portals_own(tmp_path: Path):
    channel = '[[channels]]\nkind = "app"\nname = "客户端"\n'
    own = make_footer(edition_of(tmp_path, f"{FULL}{channel}")).channels[-1]
    assert (own.name, own.url) == ("客户端", "/portal/app/")
    other = f'{channel}url = "https://app.ahjjjc.gov.cn/"\n'
    assert make_footer(edition_of(tmp_path, f"{FULL}{other}")).channels[-1].url == (
        "https://app.ahjjjc.gov.cn/"
    )


def test_what_is_absent_leaves_no_trace(tmp_path: Path):
    footer = make_footer(edition_of(tmp_path, BARE))
    assert footer.filings == footer.channels == ()
    assert [link.url for link in footer.links] == [
        "/sitemap/", "/search/", "/find/", "/archive/", "/statistics/", "/data/", "/app/",
    ]  # fmt: skip
    rest = (footer.notice, footer.undertaker, footer.address, footer.postcode, footer.phone)
    assert (*rest, footer.email, footer.technical_support) == ("",) * 7


def test_links_lead_to_the_register_and_the_standing_pages(tmp_path: Path):
    page = "---\ntitle: {}\ndate: 2020-01-01\n{}---\n正文。\n"
    files = {
        "pages/about.md": page.format("关于本站", ""),
        "pages/contact.md": page.format("联系我们", "slug: lianxi\n"),
        "pages/privacy.md": page.format("隐私声明", "status: draft\n"),
        "pages/other.md": page.format("其他", ""),
        "registers/fa/2020/1.toml": ENTRY,
    }
    footer = make_footer(edition_of(tmp_path, BARE + SERIES, files=files))
    assert footer.links == (
        Link("网站地图", "/sitemap/"),
        Link("搜索", "/search/"),
        Link("分类查找", "/find/"),
        Link("按年月查看", "/archive/"),
        Link("发文登记簿", "/registers/"),
        Link("统计", "/statistics/"),
        Link("数据开放和订阅", "/data/"),
        Link("安装客户端", "/app/"),
        Link("关于本站", "/about/"),
        Link("联系我们", "/lianxi/"),
    )


@pytest.mark.parametrize(
    ("filing", "kind", "text", "url"),
    [
        ('icp_url = "https://ahca.miit.gov.cn/"', "icp", "x", "https://ahca.miit.gov.cn/"),
        (
            'public_security = "皖公网安备00000000000000号"',
            "public_security",
            "皖公网安备00000000000000号",
            "https://beian.mps.gov.cn/#/query/webSearch",
        ),
        (
            OTHER_POLICE,
            "public_security",
            "皖公网安备34010402700001号",
            "https://beian.mps.gov.cn/#/x?code=34010402700001",
        ),
        (
            'conac_kind = "institution"\nconac_url = "https://bszs.conac.cn/sitename?id=1"',
            "conac",
            "事业单位网站标识",
            "https://bszs.conac.cn/sitename?id=1",
        ),
        (
            'error_report_url = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=1"',
            "error_report",
            "我为政府网站找错",
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=1",
        ),
        ("error_report = true", "error_report", "", ""),
    ],
)
def test_filings_lead_where_site_toml_says(
    filing: str, kind: str, text: str, url: str, tmp_path: Path
):
    site_toml = f'{BARE}[filing]\nicp = "x"\n{filing}\n'
    found = {one.kind: one for one in make_footer(edition_of(tmp_path, site_toml)).filings}
    if url:
        assert (found[kind].text, found[kind].url) == (text, url)
    else:
        assert kind not in found


def test_a_full_footer_is_fit_for_publication(tmp_path: Path):
    assert told(edition_of(tmp_path, FULL, Mode.PRODUCTION), *EXPECTABLE) == []


def test_publication_misses_what_is_expected_and_no_more(tmp_path: Path):
    site_toml = BARE.replace("sample = false", "sample = true")
    assert told(edition_of(tmp_path, site_toml)) == []
    assert told(edition_of(tmp_path, site_toml, Mode.PRODUCTION)) == [
        "1:1 P061 error",
        "1:1 P062 warning",
        "1:1 P062 warning",
    ]
    assert told(edition_of(tmp_path, BARE, Mode.PRODUCTION), "organisers") == []
    assert len(told(edition_of(tmp_path, BARE, Mode.PRODUCTION), *EXPECTABLE)) == 6


def test_site_toml_says_what_is_expected(tmp_path: Path):
    assert tuple(EXPECTABLE) == FOOTER_ITEMS
    for line, expected in (("", EXPECTED), ("expected = []", ()), ('expected = ["icp"]', ("icp",))):
        edition = edition_of(tmp_path, f"{BARE}[filing]\n{line}\n", Mode.PRODUCTION)
        assert edition.site.filing.expected == expected
    assert told(edition) == ["8:1 P062 warning"]
    problems = Problems()
    (tmp_path / "site.toml").write_text(f'{BARE}[filing]\nexpected = ["ipc"]\n', encoding="utf-8")
    assert load_site(tmp_path, "content", problems) is None
    assert [f"{one.line} {one.code}" for one in problems] == ["9 S005"]


def test_placeholders_are_warnings_until_publication(tmp_path: Path):
    site_toml = BARE.replace("moushi.gov.cn", "moushi.example").replace(
        'organisers = ["某市纪委监委"]', 'organisers = ["某市纪委监委", "待填"]'
    ) + (
        '[contact]\nphone = "0551-12345678"\nreport_url = "https://r.example/"\n'
        '[filing]\nicp = "皖ICP备00000000号-1"\npublic_security = "皖公网安备XXXXXXXXXXXXXX号"\n'
        '[[channels]]\nkind = "app"\nname = "客户端"\nurl = "https://app.example/"\n'
    )
    places = ["4:1", "5:25", "9:1", "10:1", "12:1", "13:1", "17:1"]
    warned = [f"{place} P060 warning" for place in places]
    assert told(edition_of(tmp_path, site_toml)) == warned
    refused = told(edition_of(tmp_path, site_toml, Mode.PRODUCTION), "organisers")
    assert refused == [f"{place} P060 error" for place in places]
    sample = site_toml.replace("sample = false", "sample = true")
    assert told(edition_of(tmp_path, sample)) == ["12:1 P060 warning", "13:1 P060 warning"]


def test_a_number_of_next_year_is_not_yet_issued(tmp_path: Path):
    for year, found in (("2026", []), ("2027", ["9:1 P006 warning"])):
        site_toml = f'{BARE}[filing]\nicp = "皖ICP备{year}123467号-1"\n'
        assert told(edition_of(tmp_path, site_toml)) == found


def test_a_qr_code_is_an_image_with_a_name():
    svg = qr_svg("https://www.gov.cn/?a=1&b=<2>", title='二维码 <a> & "b"')
    root = ElementTree.fromstring(svg)
    assert root.attrib == {
        "role": "img", "shape-rendering": "crispEdges", "viewBox": "0 0 37 37", "class": "qr",
    }  # fmt: skip
    assert [child.tag for child in root] == ["title", "path", "path"]
    assert root[0].text == '二维码 <a> & "b"'
    assert "style" not in svg
    assert "<?xml" not in svg


def modules(svg: str) -> set[tuple[int, int]]:
    """Return the dark modules that a code's last path draws, by column and row."""
    path = ElementTree.fromstring(svg)[-1].attrib["d"]
    x, y, dark = 0.0, 0.0, set()
    for letter, body in re.findall(r"([Mmh])([^Mmh]*)", path):
        steps = [float(step) for step in body.split()]
        if letter == "M":
            x, y = steps
        elif letter == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(steps[0]))}
            x += steps[0]
    return dark


CHANNEL_TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E)
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
    min_size=1,
    max_size=120,
)


@given(CHANNEL_TEXT)
def test_a_reader_finds_the_text_of_a_qr_code(text: str):
    svg = qr_svg(text, title="码")
    side = int(ElementTree.fromstring(svg).attrib["viewBox"].split()[-1])
    picture = Image.new("L", (side, side), 255)
    for at in modules(svg):
        picture.putpixel(at, 0)
    (code,) = zxingcpp.read_barcodes(picture.resize((4 * side, 4 * side), Image.Resampling.NEAREST))
    assert code.text == text


def test_a_qr_code_has_a_limit():
    assert fits_qr("a" * CAPACITY)
    assert not fits_qr("a" * (CAPACITY + 1))
    assert not fits_qr("")
    assert qr_svg("a" * CAPACITY, title="码")
    with pytest.raises(ValueError, match="too long"):
        qr_svg("a" * (CAPACITY + 1), title="码")
