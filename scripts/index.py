"""`portal index`: send the items to the OpenSearch cluster that answers searches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from plugins.model.edition import Mode
from plugins.model.problems import Language
from plugins.model.site import SearchEngine
from scripts.console import content_option, language_option, production_option
from scripts.inspection import inspect

USER, PASSWORD = "TONGBAO_SEARCH_USER", "TONGBAO_SEARCH_PASSWORD"
TIMEOUT = 60
"""Seconds that a request may take."""


@click.command(
    "index",
    help="把稿件发送到 OpenSearch 集群。Send the items to the OpenSearch cluster.\n\n"
    "例 Example: portal.py index --production",
)
@content_option
@production_option
@language_option
def command(content: Path, *, production: bool, lang: str) -> None:
    """Bring the alias of site.toml to an index of the present items."""
    edition, problems, texts = inspect(content, Mode.PRODUCTION if production else Mode.BUILD)
    for problem in problems:
        click.echo(problem.render(Language(lang)), err=True)
    if edition is None or problems.errors:
        sys.exit(1)
    settings = edition.site.search
    if settings.engine != SearchEngine.OPENSEARCH:
        raise click.UsageError(
            'site.toml 里没有写 [search] engine = "opensearch"，静态搜索不需要这个命令 | '
            'site.toml doesn\'t say engine = "opensearch"; static search needs no such command'
        )
    from opensearchpy import OpenSearch
    from opensearchpy.exceptions import OpenSearchException

    from plugins.full_text.cluster import ClusterError, send
    from plugins.full_text.documents import search_documents

    documents = search_documents(edition, texts)
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    client = OpenSearch(
        [settings.cluster],
        http_auth=(user, password) if user else None,
        timeout=TIMEOUT,
    )
    try:
        made = send(client, settings.index, documents)
    except (OpenSearchException, ClusterError) as fault:
        told = str(fault).replace(password, "…") if password else str(fault)
        raise click.ClickException(
            f"{settings.cluster} 没有更新：{told[:300]} | not updated; the earlier index stays"
        ) from None
    click.echo(
        f"已发送 {len(documents)} 篇，{settings.index} 指向 {made} | "
        f"{len(documents)} items sent, {settings.index} is now {made}"
        if made
        else f"{settings.index} 已是最新，{len(documents)} 篇 | "
        f"{settings.index} is up to date, {len(documents)} items"
    )
