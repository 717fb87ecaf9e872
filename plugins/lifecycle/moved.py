"""The pages at old addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.lifecycle.paths import is_page
from plugins.lifecycle.redirects import Redirect
from plugins.lifecycle.server_files import target_of
from plugins.model.addresses import column_address, topic_address
from plugins.model.edition import Edition
from plugins.model.views import Moved


def moved_pages(edition: Edition, found: Mapping[str, Redirect]) -> Iterator[tuple[str, Moved]]:
    """Yield each old address that can be a page, and what stands there."""
    site = edition.site
    titles = {edition.urls[item.path]: item.title for item in edition.visible}
    titles |= {column_address(site, column): column.name for column in site.columns}
    titles |= {topic_address(site, topic.code): topic.name for topic in site.topics}
    host = f"https://{site.identity.domain}"
    for source, redirect in found.items():
        if not is_page(source):
            continue
        url = target_of(site, redirect)
        plain = f"{site.identity.base_path}{redirect.target[1:].partition('#')[0]}"
        title = redirect.target if redirect.outside else titles.get(plain, plain)
        yield source, Moved(title, url, url if redirect.outside else f"{host}{url}")
