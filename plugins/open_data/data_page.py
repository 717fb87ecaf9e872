"""The page on open data: what there is, in what form, on what terms, and how to use it."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.model.addresses import absolute, data_address
from plugins.model.data_links import notice_data_address
from plugins.model.data_views import CodeSample, DataPage, FieldRow, Table
from plugins.model.edition import Edition
from plugins.model.feed_links import ATOM, JSON, RSS
from plugins.model.item_views import Link
from plugins.model.items import Item
from plugins.model.validity import chinese_date
from plugins.open_data.catalogue import FILE
from plugins.open_data.channels import FEED_COUNT, channels
from plugins.open_data.fields import FIELDS
from plugins.open_data.notices import SCHEMAS, updated, years_of

TITLE = "数据开放"
_NONE = Link("无", "")
_ORDER = (ATOM, RSS, JSON)
_FILES = (
    ("notices.csv", "全部公文，表格"),
    ("notices.json", "全部公文，供程序读取"),
    ("index.json", "各年文件的目录"),
    (SCHEMAS["notice"], "一件公文的格式（JSON Schema）"),
    (SCHEMAS["notices"], "公文文件的格式"),
    (SCHEMAS["index"], "目录文件的格式"),
    (FILE, "数据目录（DCAT），供数据平台收录"),
)
_CURL = """\
curl -fsS -O {root}data/notices.csv
curl -fsS -O {root}data/notices.json
"""
_PYTHON_JSON = """\
import json
from urllib.request import urlopen

with urlopen("{root}data/notices.json") as answer:
    notices = json.load(answer)["notices"]
for notice in notices:
    if notice["validity"] == "有效":
        print(notice["number"], notice["title"], notice["uri"])
"""
_PYTHON_CSV = """\
import csv
import io
from urllib.request import urlopen

with urlopen("{root}data/notices.csv") as answer:
    text = answer.read().decode("utf-8-sig")
for row in csv.DictReader(io.StringIO(text)):
    print(row["成文日期"], row["文号"], row["标题"])
"""
_PYTHON_YEARS = """\
import json
from urllib.request import urlopen

with urlopen("{root}data/index.json") as answer:
    years = json.load(answer)["years"]
for year in years:
    with urlopen(year["json"]) as answer:
        notices = json.load(answer)["notices"]
    print(year["year"], len(notices))
"""
SAMPLES = (
    ("下载全部公文（命令行）", "sh", _CURL),
    ("列出现行有效的公文（Python）", "python", _PYTHON_JSON),
    ("读取表格（Python）", "python", _PYTHON_CSV),
    ("按年读取（Python）", "python", _PYTHON_YEARS),
)


def data_page(edition: Edition, items: Sequence[Item]) -> DataPage:
    """Return everything that the page on open data tells."""
    site = edition.site
    terms = site.data
    newest = updated(items)
    readable = (item for item in items if not item.withdrawn)
    example = next((notice_data_address(edition, item) for item in readable), "")
    return DataPage(
        total=len(items),
        updated=chinese_date(newest.date()) if newest else "",
        updated_iso=newest.date().isoformat() if newest else "",
        sheet=Link("notices.csv", data_address(site, "notices.csv")),
        files=_files(edition),
        years=_years(edition, items),
        fields=tuple(FieldRow(one.label, one.key, one.help_zh) for one in FIELDS),
        feeds=_feeds(edition),
        feed_count=FEED_COUNT,
        samples=tuple(
            CodeSample(title, language, code.format(root=site.root))
            for title, language, code in SAMPLES
        ),
        licence=Link(terms.licence, terms.licence_url) if terms.licence else None,
        rights=site.copyright.sentence,
        example=Link(absolute(site, example), example) if example else None,
    )


def _files(edition: Edition) -> Table:
    rows = tuple(
        (Link(name, data_address(edition.site, name)), Link(about, "")) for name, about in _FILES
    )
    return Table("数据文件", ("文件", "内容"), rows, numeric=False)


def _years(edition: Edition, items: Sequence[Item]) -> Table:
    rows = tuple(
        (
            Link(f"{year}年", ""),
            Link(str(len(some)), ""),
            *(
                Link(f"{year} {end.upper()}", data_address(edition.site, f"notices-{year}.{end}"))
                for end in ("json", "csv")
            ),
        )
        for year, some in years_of(items).items()
    )
    return Table("按发布年份分的文件", ("年份", "件数", "JSON", "CSV"), rows, numeric=False)


def _feeds(edition: Edition) -> Table:
    """Return every feed; a format that isn't offered is no link."""
    rows = []
    for channel in channels(edition):
        cells = (
            Link(one.name, f"{channel.folder}{one.file}") if one in channel.formats else _NONE
            for one in _ORDER
        )
        whole = channel.page == edition.site.identity.base_path
        rows.append((Link("全站" if whole else channel.title, channel.page), *cells))
    head = ("内容", *(one.name for one in _ORDER))
    return Table("可以订阅的内容", head, tuple(rows), numeric=False)
