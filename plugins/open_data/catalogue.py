"""The catalogue of the data in JSON-LD, after DCAT 3 and its application profile DCAT-AP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from plugins.model.addresses import absolute, data_address
from plugins.model.edition import Edition
from plugins.model.feed_links import FORMATS
from plugins.model.items import Item
from plugins.model.site import Site
from plugins.open_data.notices import schema_address, updated, years_of

Node = dict[str, Any]
FILE = "catalog.jsonld"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FORMATS = {
    "application/json": "JSON",
    "text/csv": "CSV",
    "application/atom+xml": "ATOM",
    "application/rss+xml": "RSS",
    "application/feed+json": "JSON",
}
"""File type in the EU's table by media type."""
_KINDS = (("json", "application/json", "JSON"), ("csv", "text/csv", "CSV"))
"""End, media type and name of the files that notices come in."""


def catalogue(edition: Edition, items: Sequence[Item]) -> str:
    """Return the catalogue: the notices, and what the feeds hold."""
    site = edition.site
    datasets = [_notices(edition, items)]
    if edition.listed:
        datasets.append(_news(edition))
    node: Node = {
        "@context": _CONTEXT,
        "@id": f"{_page(site)}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _text(site, f"{site.identity.name}数据目录"),
        "dct:description": _text(site, f"{site.identity.name}开放的数据。"),
        "dct:publisher": _publisher(site),
        "dct:language": _language(site),
        "foaf:homepage": {"@id": _page(site)},
        **_rights(site),
        "dcat:dataset": datasets,
    }
    newest = updated(edition.listed)
    if newest:
        node["dct:modified"] = _moment(newest)
    return json.dumps(node, ensure_ascii=False, indent=1) + "\n"


def _page(site: Site) -> str:
    return absolute(site, data_address(site))


def _file(site: Site, name: str) -> str:
    return absolute(site, data_address(site, name))


def _notices(edition: Edition, items: Sequence[Item]) -> Node:
    site = edition.site
    schema = schema_address(edition, "notices")
    files = [("notices", "全部公文")]
    files += [(f"notices-{year}", f"{year}年发布的公文") for year in years_of(items)]
    node: Node = {
        **_dataset(
            site,
            "notices",
            "公文",
            f"{site.identity.name}发布的公文的文号、标题、日期、有效性等信息，不含正文。",
        ),
        "dcat:keyword": [_text(site, word) for word in ("公文", "文号", "信息公开")],
        "dcat:theme": {"@id": f"{_AUTHORITY}data-theme/GOVE"},
        "dcat:distribution": [
            _distribution(site, f"{title}（{name}）", _file(site, f"{stem}.{end}"), kind, schema)
            for stem, title in files
            for end, kind, name in (
                ("json", "application/json", "JSON"),
                ("csv", "text/csv", "CSV"),
            )
        ],
    }
    newest = updated(items)
    if newest:
        node["dct:modified"] = _moment(newest)
        days = sorted(item.date.date().isoformat() for item in (items[-1], items[0]))
        node["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": days[0]},
            "dcat:endDate": {"@type": "xsd:date", "@value": days[1]},
        }
    return node


def _news(edition: Edition) -> Node:
    site = edition.site
    root = site.root
    about = "最近发布的动态和公文，含正文，可以用阅读器订阅。"
    return {
        **_dataset(site, "updates", "最新发布", about),
        "dcat:distribution": [
            _distribution(site, f"最新发布（{one.name}）", f"{root}{one.file}", one.type)
            for one in FORMATS
        ],
    }


def _dataset(site: Site, name: str, title: str, description: str) -> Node:
    node: Node = {
        "@id": f"{_page(site)}#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{_page(site)}#{name}",
        "dct:title": _text(site, title),
        "dct:description": _text(site, description),
        "dct:publisher": _publisher(site),
        "dct:language": _language(site),
        "dcat:landingPage": {"@id": _page(site)},
    }
    contact = site.contact
    if contact.phone or contact.email:
        point: Node = {"@type": "vcard:Organization", "vcard:fn": _publisher_name(site)}
        if contact.phone:
            point["vcard:hasTelephone"] = {"@id": f"tel:{quote(contact.phone, safe='+-')}"}
        if contact.email:
            point["vcard:hasEmail"] = {"@id": f"mailto:{quote(contact.email, safe='@+.')}"}
        node["dcat:contactPoint"] = point
    return node


def _distribution(site: Site, title: str, address: str, media_type: str, schema: str = "") -> Node:
    node: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _text(site, title),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{_MEDIA}{media_type}"},
        "dct:format": {"@id": f"{_AUTHORITY}file-type/{_FORMATS[media_type]}"},
        **_rights(site),
    }
    if schema and media_type == "application/json":
        node["dct:conformsTo"] = {"@id": schema, "@type": "dct:Standard"}
    return node


def _rights(site: Site) -> Node:
    """Return the licence where one was chosen, else what the footer says of rights."""
    terms = site.data
    if terms.licence_url:
        name = {"dct:title": _text(site, terms.licence)}
        return {"dct:license": {"@id": terms.licence_url, "@type": "dct:LicenseDocument", **name}}
    said = terms.licence or site.copyright.sentence
    return {"dct:rights": {"@type": "dct:RightsStatement", "dct:description": _text(site, said)}}


def _publisher(site: Site) -> Node:
    """Return the body that publishes: DCAT-AP allows one, so organisers stand together."""
    return {
        "@id": f"{_page(site)}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _text(site, _publisher_name(site)),
    }


def _publisher_name(site: Site) -> str:
    return "、".join(site.identity.organisers)


def _language(site: Site) -> Node:
    """Return the language from the EU's table; the content is Chinese, or says otherwise."""
    codes = {"zh": "ZHO", "en": "ENG", "bo": "BOD", "mn": "MON", "ug": "UIG"}
    code = codes.get(site.identity.language.partition("-")[0], "MUL")
    return {"@id": f"{_AUTHORITY}language/{code}"}


def _text(site: Site, text: str) -> Node:
    return {"@language": site.identity.language, "@value": text}


def _moment(moment: datetime) -> Node:
    return {"@type": "xsd:dateTime", "@value": moment.isoformat()}
