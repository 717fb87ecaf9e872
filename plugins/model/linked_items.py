"""Linked data of items: news as NewsArticle; notices as Legislation or Report, and as ELI has it.

ELI (European Legislation Identifier) gives a legal text one permanent address and says in common
terms what it is, what it repeals and whether it is in force. A notice's permanent address is its
page's: it follows from the number, which is never given twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from plugins.model.addresses import absolute, file_address, share_address
from plugins.model.edition import Edition
from plugins.model.items import Item, NoticeFields, Validity
from plugins.model.relations import ACTS, Edge
from plugins.model.series import SeriesKind
from plugins.model.standing import ENDED, ends_on
from plugins.model.summaries import summary_of
from plugins.model.validity import validity_of

Node = dict[str, Any]
CONTEXT = "https://schema.org"
ELI = "http://data.europa.eu/eli/ontology#"
ELI_CONTEXT: Node = {
    "eli": ELI,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{
        f"eli:{name}": {"@type": "xsd:date"}
        for name in ("date_document", "date_publication", "first_date_entry_in_force",
                     "date_no_longer_in_force")
    },
    "eli:in_force": {"@type": "@id"},
    "eli:language": {"@type": "@id"},
}  # fmt: skip
"""Terms besides schema.org's."""
_REPORTS = ("通报", "报告", "纪要", "公报")
"""文种 that tell of something and set no rule."""
_FORCE = {
    Validity.VALID: ("InForce", "inForce"),
    Validity.AMENDED: ("InForce", "inForce"),
    Validity.PARTLY: ("PartiallyInForce", "partiallyInForce"),
    Validity.PENDING: ("NotInForce", "notInForce"),
    Validity.LAPSED: ("NotInForce", "notInForce"),
    Validity.REPEALED: ("NotInForce", "notInForce"),
}
"""Legal force of each 有效性 by schema.org and by ELI."""
_CHINESE = "http://publications.europa.eu/resource/authority/language/ZHO"


def news_node(edition: Edition, item: Item) -> Node:
    """Return a news item as schema.org's NewsArticle."""
    site = edition.site
    url = absolute(site, edition.urls[item.path])
    node: Node = {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "mainEntityOfPage": url,
        "headline": item.title,
        "author": _bodies((item.source or site.identity.name,), "Organization"),
        "articleSection": edition.column(item).name,
        "image": _picture(edition, item),
    }
    if item.author:
        node["creditText"] = item.author
    return node | _common(edition, item)


def notice_node(edition: Edition, item: Item) -> Node:
    """Return a notice as schema.org's Legislation or Report, and as ELI's LegalResource.

    Of a withdrawn notice there is only what its page still shows: names, numbers and dates.
    """
    notice = item.notice
    if notice is None:
        raise ValueError(f"{item.path} is no notice")
    url = absolute(edition.site, edition.urls[item.path])
    node: Node = {"@id": url, "url": url, "name": item.title}
    node |= _report(edition, item) if _is_report(edition, item) else _legislation(edition, item)
    node["@type"] = [node["@type"], "eli:LegalResource"]
    node |= _common(edition, item)
    if notice.index_number:
        node["identifier"] = {
            "@type": "PropertyValue",
            "propertyID": "索引号",
            "value": notice.index_number,
        }
    if notice.subject:
        node["about"] = notice.subject
    if item.withdrawn:
        node["creativeWorkStatus"] = "已撤回"
    return node | _eli(edition, item, notice, url)


def _number(edition: Edition, item: Item) -> str:
    """Return the full name of a number that was given; empty for none and for a proposed one."""
    return "" if item.path in edition.proposed else edition.number_text(item)


def _is_report(edition: Edition, item: Item) -> bool:
    number = edition.numbers.get(item.path)
    series = edition.site.series_of(number.series) if number else None
    issue = series is not None and series.kind is SeriesKind.ISSUE
    return issue or (item.notice is not None and item.notice.kind in _REPORTS)


def _report(edition: Edition, item: Item) -> Node:
    notice = item.notice
    node: Node = {"@type": "Report"}
    number = _number(edition, item)
    if number:
        node["reportNumber"] = number
    if notice:
        node["genre"] = notice.kind
        node["dateCreated"] = notice.signed.isoformat()
        node["author"] = _issuers(notice)
    return node


def _legislation(edition: Edition, item: Item) -> Node:
    notice = item.notice
    node: Node = {"@type": "Legislation"}
    number = _number(edition, item)
    if number:
        node["legislationIdentifier"] = number
    if notice is None:
        return node
    node["legislationType"] = notice.kind
    node["legislationDate"] = notice.signed.isoformat()
    node["legislationPassedBy"] = _issuers(notice)
    validity = validity_of(edition, item)
    if validity and not item.withdrawn:
        node["legislationLegalForce"] = f"https://schema.org/{_FORCE[validity][0]}"
    ends, changes = _acts(edition.relations.of(item.path))
    for name, edges in (("legislationRepeals", ends), ("legislationAmends", changes)):
        if edges:
            node[name] = [_other(edition, edge) for edge in edges]
    return node


def _acts(edges: Iterable[Edge]) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
    """Return the relations that end a document, and those that change it or end a part of it."""
    acting = tuple(edge for edge in edges if edge.kind in ACTS)
    return (
        tuple(edge for edge in acting if edge.whole),
        tuple(edge for edge in acting if not edge.whole),
    )


def _common(edition: Edition, item: Item) -> Node:
    """Return what every item has."""
    site = edition.site
    node: Node = {
        "datePublished": item.date.isoformat(),
        "dateModified": (item.modified or item.date).isoformat(),
        "inLanguage": site.identity.language,
        "publisher": _bodies(site.identity.organisers, "GovernmentOrganization"),
    }
    if item.keywords:
        node["keywords"] = list(item.keywords)
    summary = summary_of(edition, item)
    if summary:
        node["description"] = summary
    return node


def _picture(edition: Edition, item: Item) -> str:
    """Return the absolute address of an item's picture, else of its share picture."""
    site = edition.site
    if item.image:
        return absolute(site, file_address(site, item.image.path))
    return absolute(site, share_address(site, edition.urls[item.path]))


def _bodies(names: Iterable[str], kind: str) -> list[Node]:
    return [{"@type": kind, "name": name} for name in names]


def _issuers(notice: NoticeFields) -> list[Node]:
    """Return the bodies that issued a notice; those that issue together stand in one field."""
    return _bodies(notice.issuers, "GovernmentOrganization")


def _other(edition: Edition, edge: Edge) -> Node:
    """Return the other document, with its address where the portal has it."""
    node: Node = {"@type": "Legislation"}
    if edge.target:
        node["@id"] = absolute(edition.site, edition.urls[edge.target])
    if edge.number:
        node["legislationIdentifier"] = edge.number
    if edge.title:
        node["name"] = edge.title
    return node


def _eli(edition: Edition, item: Item, notice: NoticeFields, url: str) -> Node:
    """Return the terms of ELI: the text as a work, and its one expression in Chinese."""
    node: Node = {
        "eli:id_local": _number(edition, item),
        "eli:type_document": {
            "@type": ["eli:ResourceType", "skos:Concept"],
            "skos:prefLabel": notice.kind,
        },
        "eli:date_document": notice.signed.isoformat(),
        "eli:date_publication": item.date.date().isoformat(),
        "eli:passed_by": [{"@type": "eli:Organization", "name": name} for name in notice.issuers],
        "eli:is_realized_by": {
            "@type": "eli:LegalExpression",
            "@id": f"{url}#zh",
            "eli:language": _CHINESE,
            "eli:title": item.title,
        },
    }
    number = edition.numbers.get(item.path)
    if number and item.path not in edition.proposed:
        node["eli:number"] = str(number.serial)
    if notice.effective:
        node["eli:first_date_entry_in_force"] = notice.effective.isoformat()
    end = ends_on(edition, item, *ENDED)
    if end:
        node["eli:date_no_longer_in_force"] = end.isoformat()
    validity = validity_of(edition, item)
    if validity and not item.withdrawn:
        node["eli:in_force"] = f"eli:InForce-{_FORCE[validity][1]}"
    ends, changes = _acts(edition.relations.of(item.path))
    for name, edges in (("eli:repeals", ends), ("eli:amends", changes)):
        node[name] = [_work(edition, edge) for edge in edges]
    ends, changes = _acts(edition.relations.to(item.path))
    for name, edges in (("eli:repealed_by", ends), ("eli:amended_by", changes)):
        paths = dict.fromkeys(edge.source for edge in edges)
        node[name] = [{"@id": absolute(edition.site, edition.urls[path])} for path in paths]
    return {name: value for name, value in node.items() if value not in ("", [])}


def _work(edition: Edition, edge: Edge) -> Node:
    if edge.target:
        return {"@id": absolute(edition.site, edition.urls[edge.target])}
    name = "eli:id_local" if edge.number else "eli:title"
    return {"@type": "eli:LegalResource", name: edge.number or edge.title}
