"""Linked data of pages: JSON-LD after schema.org, and of notices after ELI as well.

A block of JSON-LD is data, which no browser runs; a policy that forbids inline scripts lets it be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from plugins.model.addresses import absolute
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.items import Item, ItemKind
from plugins.model.linked_items import CONTEXT, ELI_CONTEXT, Node, news_node, notice_node
from plugins.model.site import Site

MEDIA_TYPE = "application/ld+json"
_ESCAPES = (
    ("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
    ("\u2028", "\\u2028"), ("\u2029", "\\u2029"),
)  # fmt: skip


def script_json(value: object) -> Markup:
    """Return JSON that may stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in _ESCAPES:
        text = text.replace(char, escape)
    return Markup(text)  # noqa: S704 - no < > & is left


def page_data(
    edition: Edition, *, kind: str, trail: Sequence[Link], url: str, item: Item | None = None
) -> Markup:
    """Return the JSON-LD of a page; empty where there is nothing to tell.

    `trail` ends with the page itself; `url` is its root-relative address.
    """
    nodes: list[Node] = []
    context: object = CONTEXT
    if trail:
        nodes.append(_breadcrumb(edition.site, trail, url))
    if kind == "home":
        nodes += _site_nodes(edition.site)
    elif kind == ItemKind.NOTICE and item:
        nodes.append(notice_node(edition, item))
        context = [CONTEXT, ELI_CONTEXT]
    elif kind == ItemKind.NEWS and item and not item.withdrawn:
        nodes.append(news_node(edition, item))
    return script_json({"@context": context, "@graph": nodes}) if nodes else Markup("")


def _breadcrumb(site: Site, trail: Sequence[Link], url: str) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": absolute(site, step.url or url),
            }
            for position, step in enumerate(trail, start=1)
        ],
    }


def _site_nodes(site: Site) -> Iterable[Node]:
    """Return the site with its search, and the bodies that run it."""
    identity, contact = site.identity, site.contact
    website: Node = {
        "@type": "WebSite",
        "@id": f"{site.root}#website",
        "url": site.root,
        "name": identity.name,
        "inLanguage": identity.language,
        "publisher": [{"@id": _body_id(site, n)} for n in range(len(identity.organisers))],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{site.root}search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    if identity.short_name:
        website["alternateName"] = identity.short_name
    if identity.description:
        website["description"] = identity.description
    yield website
    for n, name in enumerate(identity.organisers):
        body: Node = {
            "@type": "GovernmentOrganization",
            "@id": _body_id(site, n),
            "name": name,
            "url": site.root,
        }
        given = {"address": contact.address, "telephone": contact.phone, "email": contact.email}
        yield body | {key: text for key, text in given.items() if text}


def _body_id(site: Site, index: int) -> str:
    return f"{site.root}#organiser-{index + 1}"
