from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.model.items import Item, ItemKind, Status
from plugins.model.labels import LABEL_NAMES, page_labels
from plugins.model.problems import Problems
from plugins.model.site import Site
from plugins.model.site_loader import load_site

SITE = """\
[identity]
name = "某市纪委监委网站"
domain = "www.moushi.gov.cn"
organisers = ["某市纪委监委"]
description = "某市纪检监察动态。"
keywords = ["纪检监察", "通报"]
[copyright]
holders = ["某市纪委监委"]
[[columns]]
code = "yaowen"
name = "要闻"
kind = "工作动态"
description = "重要动态。"
[[columns]]
code = "tongbao"
name = "通报曝光"
kind = "工作动态"
description = "典型问题通报。"
keywords = ["通报", "曝光"]
"""
URL = "https://www.moushi.gov.cn/yaowen/one/"
PUB_DATE = re.compile(
    r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]) (?:[01]\d|2[0-3]):[0-5]\d"
)
OF_SITE = (("SiteName", "某市纪委监委网站"), ("SiteDomain", "www.moushi.gov.cn"))


def site_of(root: Path, text: str = SITE) -> Site:
    (root / "site.toml").write_text(text, encoding="utf-8")
    site = load_site(root, "content", Problems())
    assert site is not None
    return site


def item(**fields: object) -> Item:
    values = {
        "path": "news/one.md", "kind": ItemKind.NEWS, "title": "一条动态",
        "date": datetime(2020, 2, 15, 18, 5, tzinfo=UTC), "modified": None, "column": "yaowen",
        "slug": "one", "status": Status.PUBLISHED, "source": "阜阳市纪委监委", "author": "",
        "editor": "", "summary": "", "keywords": (), "image": None, "attachments": (),
        "notice": None, "topics": (), "targets": (), "changes": (), "old_addresses": (),
        "withdrawn": None, "withdrawn_reason": "", "body": "正文。", "body_line": 1, "lines": (),
    }  # fmt: skip
    return Item(**{**values, **fields})  # type: ignore[arg-type]


def test_the_home_page(tmp_path: Path):
    assert page_labels(site_of(tmp_path), url="https://www.moushi.gov.cn/", home=True) == (
        *OF_SITE,
        ("ColumnName", "首页"),
        ("ColumnDescription", "某市纪检监察动态。"),
        ("ColumnKeywords", "纪检监察,通报"),
        ("ColumnType", "首页"),
        ("Url", "https://www.moushi.gov.cn/"),
    )


@pytest.mark.parametrize(
    ("code", "description", "keywords"),
    [("yaowen", "重要动态。", "要闻"), ("tongbao", "典型问题通报。", "通报,曝光")],
)
def test_a_column(code: str, description: str, keywords: str, tmp_path: Path):
    site = site_of(tmp_path)
    column = site.column(code)
    assert column is not None
    assert page_labels(site, url=URL, column=column) == (
        *OF_SITE,
        ("ColumnName", column.name),
        ("ColumnDescription", description),
        ("ColumnKeywords", keywords),
        ("ColumnType", "工作动态"),
        ("Url", URL),
    )


def test_an_item_with_everything_has_each_label_once_in_order(tmp_path: Path):
    site = site_of(tmp_path, SITE + '[filing]\nsite_code = "3400000059"\n')
    whole = item(author="张某", summary="概述。", keywords=("疫情防控", "监督"))
    labels = page_labels(
        site,
        url=URL,
        column=site.column("yaowen"),
        item=whole,
        image_url="https://www.moushi.gov.cn/images/a.svg",
    )
    assert tuple(name for name, _ in labels) == LABEL_NAMES
    assert dict(labels) == {
        "SiteName": "某市纪委监委网站",
        "SiteDomain": "www.moushi.gov.cn",
        "SiteIDCode": "3400000059",
        "ColumnName": "要闻",
        "ColumnDescription": "重要动态。",
        "ColumnKeywords": "要闻",
        "ColumnType": "工作动态",
        "ArticleTitle": "一条动态",
        "PubDate": "2020-02-16 02:05",
        "ContentSource": "阜阳市纪委监委",
        "Keywords": "疫情防控,监督",
        "Author": "张某",
        "Description": "概述。",
        "Image": "https://www.moushi.gov.cn/images/a.svg",
        "Url": URL,
    }
    assert PUB_DATE.fullmatch(dict(labels)["PubDate"])


def test_what_an_item_leaves_out_has_no_label(tmp_path: Path):
    site = site_of(tmp_path)
    labels = dict(page_labels(site, url=URL, item=item(source="", editor="李某")))
    assert labels == {
        **dict(OF_SITE),
        "ArticleTitle": "一条动态",
        "PubDate": "2020-02-16 02:05",
        "ContentSource": "某市纪委监委网站",
        "Author": "李某",
        "Url": URL,
    }


def test_other_pages_have_the_site_and_their_address(tmp_path: Path):
    assert page_labels(site_of(tmp_path), url=URL) == (*OF_SITE, ("Url", URL))
