"""Page labels (页面标签) of 国办发〔2017〕47号, annex 政府网站网页设计规范."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from plugins.model.items import Item
from plugins.model.site import Column, Site

LABEL_NAMES = (
    "SiteName", "SiteDomain", "SiteIDCode",
    "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType",
    "ArticleTitle", "PubDate", "ContentSource",
    "Keywords", "Author", "Description", "Image", "Url",
)  # fmt: skip
"""Every label, in the annex's order."""
HOME_TYPE = "首页"
"""Name and ColumnType of the home page."""


def page_labels(
    site: Site,
    *,
    url: str,
    column: Column | None = None,
    home: bool = False,
    item: Item | None = None,
    image_url: str = "",
) -> tuple[tuple[str, str], ...]:
    """Return name and content of each label of a page, in the annex's order, one of each.

    Site labels and Url stand on every page, column labels on the home page, column pages and
    items of a column, article labels on items; a label without content is left out. `url` and
    `image_url` are absolute. PubDate is YYYY-MM-DD HH:MM in the site's zone.
    """
    identity = site.identity
    labels = [
        ("SiteName", identity.name),
        ("SiteDomain", identity.domain),
        ("SiteIDCode", site.filing.site_code.text),
    ]
    if home:
        labels += [
            ("ColumnName", HOME_TYPE),
            ("ColumnDescription", identity.description or identity.name),
            ("ColumnKeywords", ",".join(identity.keywords or (identity.name,))),
            ("ColumnType", HOME_TYPE),
        ]
    elif column:
        labels += [
            ("ColumnName", column.name),
            ("ColumnDescription", column.description),
            ("ColumnKeywords", ",".join(column.keywords or (column.name,))),
            ("ColumnType", column.kind),
        ]
    if item:
        issuer = item.notice.issuer if item.notice else ""
        published = item.date.astimezone(ZoneInfo(identity.time_zone))
        labels += [
            ("ArticleTitle", item.title),
            ("PubDate", f"{published:%Y-%m-%d %H:%M}"),
            ("ContentSource", item.source or issuer or identity.name),
            ("Keywords", ",".join(item.keywords)),
            ("Author", item.author or item.editor),
            ("Description", item.summary),
            ("Image", image_url),
        ]
    labels.append(("Url", url))
    return tuple((name, content) for name, content in labels if content)
