from __future__ import annotations

import re
from itertools import pairwise

import pytest
from jinja2 import meta
from markupsafe import Markup

from plugins.model.data_views import DataPage, Statistics
from plugins.model.item_views import Comparison, ItemView, OfficialDocument
from plugins.model.register_views import RegisterGroup, RegisterView
from plugins.model.site import Site
from plugins.model.views import (
    ArchiveYear,
    Assets,
    Facet,
    Footer,
    Frame,
    Home,
    Listing,
    MapNode,
    MenuEntry,
    SearchPage,
    TopicCard,
)
from tests.theme.examples import THEME, blank, environment, outside_names, record
from tests.theme.markup import Outline

GLOBALS = {
    "site", "menu", "menu_pages", "once", "footer", "base", "preview", "frame", "assets",
}  # fmt: skip
OWN = {
    "home": {"home": Home},
    "column": {"listing": Listing},
    "news": {"item": ItemView},
    "notice": {"item": ItemView},
    "page": {"item": ItemView},
    "document": {"paper": OfficialDocument},
    "comparison": {"comparison": Comparison},
    "registers": {"registers": tuple[RegisterGroup, ...], "facets": tuple[Facet, ...]},
    "register": {"register": RegisterView},
    "sitemap": {
        "tree": tuple[MapNode, ...],
        "registers": tuple[RegisterGroup, ...],
        "facets": tuple[Facet, ...],
    },
    "not_found": {},
    "list": {"listing": Listing},
    "topics": {"topics": tuple[TopicCard, ...]},
    "archive": {"years": tuple[ArchiveYear, ...]},
    "finders": {"facets": tuple[Facet, ...]},
    "search": {"search": SearchPage},
    "data": {"data": DataPage},
    "statistics": {"statistics": Statistics},
    "app": {"qr": Markup},
    "offline": {},
}
PAPER = {
    "form": "document", "heading": ["某机关文件"], "number": "皖纪发〔2020〕5号", "title": "题",
    "recipients": "各单位：", "body": "<p>文</p>", "issuer": "某机关", "signed": "2020年2月5日",
    "attachments": ["表"], "copies": "某馆。", "note": "（附注）", "printed": "2020年2月6日印发",
    "url": "/sub/x/", "view": "/sub/x/document/", "pdf": "/sub/x/x.pdf", "warning": "本文已废止。",
}  # fmt: skip
NOTICE = {
    "official": PAPER,
    "number": "皖纪发〔2020〕5号",
    "issuer": "某机关",
    "recipients": "各单位",
    "signed": "2020年2月5日",
    "rows": [
        {"label": "发文字号", "text": "皖纪发〔2020〕5号"},
        {
            "label": "公文种类",
            "text": "通知",
            "links": [{"title": "通知", "url": "/sub/find/kind/tongzhi/"}],
        },
    ],
    "register": {"title": "登记簿", "url": "/sub/registers/wjf/2020/"},
}
ENTRY = {
    "title": "一条消息", "url": "/sub/yaowen/a/", "day": "2020-02-05", "iso": "2020-02-05",
    "column": {"title": "要闻", "url": "/sub/yaowen/"},
    "image": {"url": "/sub/images/a.svg", "alt": "图", "width": 16, "height": 9},
}  # fmt: skip
COMPARISON = {
    "item": {"title": "一条消息", "url": "/sub/yaowen/a/"},
    "change": {"day": "2020-02-06", "what": "改正日期", "why": "原文有误"},
    "lines": [
        {"kind": "gap", "count": 2},
        {"kind": "added", "parts": [{"kind": "added", "text": "新"}]},
    ],
}
CHANGES = [
    {"day": "2020-02-06", "what": "改正日期", "why": "有误", "url": "/sub/yaowen/a/changes/1/"}
]
ITEM = {
    "title": "一条消息", "body": "<p>正文</p>", "day": "2020-02-05", "time": "2020-02-05 10:00",
    "iso": "2020-02-05T10:00:00+08:00", "source": "本站", "status": "published",
    "share": {"qr": "<svg></svg>", "weibo": "https://weibo.example/"}, "keywords": ["词"],
    "attachments": [{"title": "表", "url": "/sub/a.pdf", "kind": "PDF", "size": "1 KB"}],
    "newer": {"title": "下一条", "url": "/sub/yaowen/b/"},
    "changes": CHANGES,
    "relations": [{"label": "解读的文件", "links": [{"title": "某", "url": "/sub/wjf/2020/1/"}]}],
}  # fmt: skip
ASSETS = Assets(
    styles="/sub/theme/portal.1.css",
    document="/sub/theme/document.4.css",
    sprite="/sub/theme/icons.2.svg",
    scripts={
        name: f"/sub/theme/{name}.3.js"
        for name in (
            "portal",
            "preferences",
            "reader",
            "search",
            "register",
            "search-view",
            "search-static",
            "search-cluster",
            "search-engine",
            "search-fold",
            "search-shards",
            "missing",
            "app",
            "connection",
            "install",
            "offline",
        )
    },
)
YEARS = [{"title": "2020年", "url": "/sub/registers/wjf/2020/"}]
GROUP = {
    "series": "皖纪发文件", "url": "/sub/registers/wjf/", "issuer": "某机关", "kind": "发文字号",
    "years": YEARS, "total": 3, "missing": ["皖纪发〔2020〕2号"],
}  # fmt: skip
FACET = {
    "title": "文种", "url": "/sub/find/kind/", "unit": "篇", "total": 2,
    "values": [{"title": "通知", "url": "/sub/find/kind/tongzhi/", "total": 1}],
}  # fmt: skip
ARCHIVE = {
    "year": 2020, "url": "/sub/archive/2020/", "total": 1,
    "months": [{"month": 2, "url": "/sub/archive/2020/02/", "total": 1}],
}  # fmt: skip
BLOCKS = ("headline", "pictures", "list", "list", "registers", "report", "list", "links")
TABLE = {
    "caption": "表题", "head": ["项", "数"],
    "rows": [[{"title": "甲", "url": "/sub/x/"}, {"title": "1"}]],
}  # fmt: skip
REGISTER_ROW = {"number": "皖纪发〔2020〕1号", "anchor": "n1", "state": "预留"}
FULL = {
    "home": {
        "home": {
            "blocks": [
                {
                    "kind": kind,
                    "title": f"{kind}{index}",
                    "url": "/sub/yaowen/",
                    "entries": [ENTRY, ENTRY],
                    "groups": [
                        {
                            "title": "组",
                            "links": [{"title": "某", "url": "/sub/x/"}],
                            "entries": [{**ENTRY, "number": "某发〔2020〕1号"}],
                        }
                    ],
                }
                for index, kind in enumerate(BLOCKS)
            ]
        }
    },
    "column": {
        "listing": {
            "title": "要闻", "entries": [ENTRY], "newest": True, "label": "第2页", "total": 21,
            "children": [{"title": "子栏目", "url": "/sub/yaowen/c/", "entries": [ENTRY]}],
            "older": {"title": "第1页", "url": "/sub/yaowen/page/1/"},
        }
    },
    "news": {"item": ITEM},
    "notice": {"item": {**ITEM, "notice": NOTICE}},
    "page": {"item": ITEM},
    "document": {"paper": PAPER},
    "comparison": {"comparison": COMPARISON},
    "registers": {"registers": [GROUP], "facets": [FACET]},
    "register": {
        "register": {
            "title": "皖纪发文件2020年发文登记簿", "description": "发文机关：某机关",
            "caption": "编号", "total": 2, "missing": ["皖纪发〔2020〕2号"],
            "whole": "/sub/registers/wjf/", "url": "/sub/registers/wjf/2020/",
            "years": [
                {"number": 2020, "url": "/sub/registers/wjf/2020/", "current": True},
                {"number": 2019, "url": "/sub/registers/wjf/2019/"},
            ],
            "ways": [
                {"title": "状态", "links": [{"title": "预留", "url": "/sub/registers/state/x/"}]}
            ],
            "filters": [
                {"name": "state", "label": "状态", "options": [{"value": "void", "label": "作废"}]}
            ],
            "older": {"title": "第1页", "url": "/sub/registers/wjf/page/1/"},
            "rows": [REGISTER_ROW],
        }
    },
    "sitemap": {
        "tree": [{"title": "要闻", "url": "/sub/yaowen/"}], "registers": [GROUP],
        "facets": [FACET],
    },
    "not_found": {},
    "list": {"listing": {"title": "二月", "entries": [ENTRY], "newest": True, "note": "已结束。"}},
    "topics": {
        "topics": [
            {"title": "专题", "url": "/sub/t/", "description": "说明", "newest": "2020-02-05"}
        ]
    },
    "archive": {"years": [ARCHIVE]},
    "finders": {"facets": [FACET]},
    "search": {
        "search": {
            "engine": "static", "source": "/sub/search/",
            "filters": [
                {
                    "name": "year", "label": "年份",
                    "options": [{"value": "2020", "title": "2020年", "covers": ["2020"]}],
                }
            ],
        }
    },
    "data": {
        "data": {
            "total": 2, "updated": "2020年2月5日", "updated_iso": "2020-02-05", "files": TABLE,
            "sheet": {"title": "notices.csv", "url": "/sub/data/notices.csv"}, "years": TABLE,
            "fields": [{"label": "文号", "key": "number", "meaning": "完整的文号"}],
            "feeds": TABLE, "feed_count": 20, "rights": "版权所有：某机关",
            "samples": [{"title": "下载", "language": "sh", "code": "curl"}],
            "licence": {"title": "某许可", "url": "https://terms.example/"},
            "example": {"title": "https://a.example/sub/x/", "url": "/sub/x/"},
        }
    },
    "statistics": {
        "statistics": {
            "until": "2020年2月5日",
            "parts": [
                {
                    "title": "数量", "note": "说明", "table": TABLE,
                    "charts": [{"title": "图", "picture": "<svg><title>图</title></svg>"}],
                }
            ],
        }
    },
    "app": {"qr": "<svg></svg>"},
    "offline": {},
}  # fmt: skip
SITE = {
    "sample": True,
    "identity": {
        "name": "某站", "language": "zh-CN", "domain": "a.example", "base_path": "/sub/",
        "organisers": ["某机关"],
    },
    "contact": {"report_phone": "12388"},
}  # fmt: skip
MENU = [
    {
        "code": "yaowen", "title": "要闻", "url": "/sub/yaowen/",
        "children": [{"code": "c", "title": "子栏目", "url": "/sub/yaowen/c/"}],
    }
]  # fmt: skip
FOOTER = {
    "phone": "000-1", "email": "a@a.example",
    "links": [{"title": "网站地图", "url": "/sub/sitemap/"}],
}  # fmt: skip


def source(name: str) -> str:
    return (THEME / "templates" / f"{name}.html").read_text(encoding="utf-8")


def page(name: str, *, whole: bool, app: bool = False) -> str:
    """Render a page with everything that it can show, or with as little as a site may say.

    A preview is never an app, so `app` makes it a page that is none.
    """
    frame = {
        "kind": name, "title": "页面标题", "url": "/sub/x/", "section": "yaowen",
        "canonical": "https://a.example/sub/x/", "description": "说明",
        "trail": [] if name == "home" else [{"title": "首页", "url": "/sub/"}, {"title": "页面"}],
        "labels": [["SiteName", "某站"], ["Url", "https://a.example/sub/x/"]],
    }  # fmt: skip
    if whole:
        frame |= {
            "robots": "noindex", "feed": {"title": "要闻", "url": "/sub/yaowen/feed.xml"},
            "feeds": [
                {"title": "某站（Atom）", "url": "/sub/feed.xml", "type": "application/atom+xml"},
                {"title": "要闻", "url": "/sub/yaowen/feed.json", "type": "application/feed+json"},
            ],
            "linked": '{"@context":"https://schema.org"}',
        }  # fmt: skip
    given = FULL[name] if whole else MINIMAL[name]
    labels = tuple(tuple(pair) for pair in frame.pop("labels"))
    made = record(Frame, frame)
    object.__setattr__(made, "labels", labels)
    return (
        environment()
        .get_template(f"{name}.html")
        .render(
            site=record(
                Site,
                (SITE if whole else {"identity": SITE["identity"]}) | {"app": {"enabled": app}},
            ),
            menu=record(tuple[MenuEntry, ...], MENU if whole else []),
            footer=record(Footer, FOOTER if whole else {}),
            base="/sub/",
            preview=whole and not app,
            assets=ASSETS,
            frame=made,
            **{key: record(kind, given[key]) for key, kind in OWN[name].items()},
        )
    )


BARE_PAPER = {
    "form": "document", "heading": ["某机关文件"], "title": "题", "body": "<p>文</p>",
    "issuer": "某机关", "signed": "2020年2月5日", "url": "/sub/x/",
}  # fmt: skip
BARE = {"title": "题", "body": "<p>文</p>", "time": "1", "share": {"qr": "<svg></svg>"}}
MINIMAL = {
    "home": {"home": {}},
    "column": {"listing": {"title": "要闻", "newest": True}},
    "news": {"item": BARE},
    "notice": {"item": {**BARE, "notice": {"issuer": "某机关", "official": BARE_PAPER}}},
    "page": {"item": {"title": "题", "body": "<p>文</p>", "day": "2020-02-05"}},
    "document": {"paper": BARE_PAPER},
    "comparison": {"comparison": COMPARISON},
    "registers": {"registers": [], "facets": []},
    "register": {"register": {"title": "登记簿", "caption": "编号", "rows": [REGISTER_ROW]}},
    "sitemap": {"tree": FULL["sitemap"]["tree"], "registers": [], "facets": []},
    "not_found": {},
    "list": {"listing": {"title": "二月"}},
    "topics": {"topics": []},
    "archive": {"years": []},
    "finders": {"facets": []},
    "search": {"search": {"engine": "opensearch", "source": "https://a.example/x"}},
    "data": {
        "data": {
            "sheet": {"title": "notices.csv", "url": "/sub/data/notices.csv"}, "files": TABLE,
            "fields": [{"label": "文号", "key": "number", "meaning": "完整的文号"}],
            "rights": "版权所有：某机关",
        }
    },
    "statistics": {"statistics": {}},
    "app": FULL["app"],
    "offline": {},
}  # fmt: skip


def test_the_theme_owns_every_template_of_the_contract():
    found = {path.stem for path in (THEME / "templates").iterdir()}
    assert found == {"base", "paper", "moved", "gallery", "example", *OWN}


@pytest.mark.parametrize("name", ["base", *OWN])
def test_a_template_uses_documented_names_alone(name: str):
    used = outside_names(source(name))
    assert used <= GLOBALS | set(OWN.get(name, ()))


@pytest.mark.parametrize("name", ["base", *OWN])
def test_whatever_a_template_refers_to_is_the_themes_own(name: str):
    for other in meta.find_referenced_templates(environment().parse(source(name))):
        assert (THEME / "templates" / other).is_file() or (THEME / other).is_file()
        assert not other.startswith("!")


def test_no_template_lets_raw_html_or_inline_code_in():
    files = [*THEME.glob("templates/*.html"), *THEME.glob("components/*/*.html")]
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|Markup|autoescape", text), path
        assert not re.search(r"""\s(style|on[a-z]+)=["']""", text), path
        assert not re.search(r'<style|<script(?! src| type="application/ld\+json">)', text), path
        assert not re.search(r"\b(SITEURL|SITENAME|article|articles|category|tags?_url)\.", text)


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "minimal"])
@pytest.mark.parametrize("name", OWN)
def test_a_page_is_sound(name: str, whole: bool):
    outline = Outline(page(name, whole=whole))
    assert outline.faults == []
    levels = outline.headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_an_app_says_so(name: str):
    outline = Outline(page(name, whole=True, app=True))
    assert outline.faults == []
    assert ("link", {"rel": "manifest", "href": "/sub/manifest.webmanifest"}) in outline.tags
    script = {"src": "/sub/theme/app.3.js", "data-worker": "/sub/sw.js",
              "data-connection": "/sub/theme/connection.3.js", "defer": ""}  # fmt: skip
    assert ("script", script) in outline.tags
    parts = [found for _, found in outline.tags if "data-part" in found]
    assert len(parts) >= 10
    assert all("hidden" in found for found in parts)


@pytest.mark.parametrize("app", [True, False])
@pytest.mark.parametrize("name", OWN)
def test_every_address_keeps_to_the_base_path(name: str, app: bool):
    for tag, attributes in Outline(page(name, whole=True, app=app)).tags:
        for key in ("href", "src"):
            address = attributes.get(key, "/sub/")
            assert address.startswith(("/sub/", "#", "https://", "tel:", "mailto:")), (tag, address)


@pytest.mark.parametrize("name", OWN)
def test_the_head_of_a_page(name: str):
    html = page(name, whole=True)
    tags = Outline(html).tags
    assert ("html", {"lang": "zh-CN"}) in tags
    title = "某站" if name == "home" else "页面标题 - 某站"
    assert f"<title>{title}</title>" in html
    metas = [found for tag, found in tags if tag == "meta"]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    assert {"name": "SiteName", "content": "某站"} in metas
    assert {"name": "robots", "content": "noindex"} in metas
    styles = [found["href"] for tag, found in tags if found.get("rel") == "stylesheet"]
    paper = ["/sub/theme/document.4.css"] if name in ("notice", "document") else []
    assert styles == ["/sub/theme/portal.1.css", *paper]
    scripts = [found for tag, found in tags if tag == "script" and "src" in found]
    own = {
        "search": "search", "not_found": "missing", "register": "register", "app": "install",
        "offline": "offline",
    }.get(name)  # fmt: skip
    assert scripts == [
        {"src": "/sub/theme/preferences.3.js"},
        *([{"src": f"/sub/theme/{own}.3.js", "defer": ""}] if own else []),
        {"src": "/sub/theme/portal.3.js", "defer": ""},
    ]
    assert html.index("preferences.3.js") < html.index("portal.1.css")
    feeds = [
        (found["href"], found["type"]) for tag, found in tags if found.get("rel") == "alternate"
    ]
    assert feeds == [
        ("/sub/feed.xml", "application/atom+xml"),
        ("/sub/yaowen/feed.json", "application/feed+json"),
    ]
    assert '<script type="application/ld+json">{"@context":"https://schema.org"}</script>' in html


def test_a_description_label_replaces_the_frames_own():
    frame = record(Frame, {"kind": "not_found", "title": "页", "description": "甲"})
    object.__setattr__(frame, "labels", (("Description", "乙"),))
    object.__setattr__(frame, "described", True)
    html = (
        environment()
        .get_template("not_found.html")
        .render(
            site=blank(Site),
            menu=(),
            footer=blank(Footer),
            base="/",
            preview=False,
            assets=ASSETS,
            frame=frame,
        )
    )
    assert re.findall(r'(?i)<meta name="description" content="([^"]*)"', html) == ["乙"]


def test_markers_stand_on_sample_and_preview_pages_alone():
    whole, minimal = page("page", whole=True), page("page", whole=False)
    assert "示例站点：本站内容为演示样例，不代表任何机关发布的信息。" in whole
    assert "预览：" in whole
    assert "示例站点" not in minimal
    assert "预览" not in minimal


def test_blocks_share_rows_two_by_two():
    block = re.compile(
        r'<section class="(?:block block--)?(headline|pictures|list|registers|report|links)"'
    )
    rows = page("home", whole=True).split('<div class="home__row">')[1:]
    kinds = [block.findall(row) for row in rows]
    assert kinds == [
        ["headline"], ["pictures", "list"], ["list", "registers"], ["report", "list"], ["links"],
    ]  # fmt: skip


def test_a_title_is_escaped_everywhere():
    item = record(ItemView, {**ITEM, "title": "<b>&", "body": Markup("<p>文</p>")})
    frame = record(Frame, {"kind": "news", "title": "<b>&", "trail": [{"title": "<b>&"}]})
    html = environment().get_template("news.html").render(
        site=blank(Site), menu=(), footer=blank(Footer), base="/", preview=False,
        assets=ASSETS, frame=frame, item=item,
    )  # fmt: skip
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;") == 5
