"""Read and check a content folder without building it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from plugins.full_text.attachments import attached_texts
from plugins.lifecycle.checks import check_addresses
from plugins.lifecycle.earlier_texts import read_earlier
from plugins.model.cache import FileCache
from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.gates.files import check_edition
from plugins.model.problems import Problems
from plugins.model.site import Column, Site
from plugins.model.site_loader import load_site
from plugins.notice_numbering import checks as numbering
from plugins.notice_numbering.citations import link_citations
from plugins.official_document.outline import check_outlines
from plugins.site_footer import checks as footer
from scripts.places import cache_folder, label_of, now_in, today_in


def today(site: Site) -> date:
    """Return the day in the site's zone."""
    return today_in(site.identity.time_zone)


def read_site(content: Path) -> Site:
    """Read site.toml for a command that needs it.

    Raises:
        click.ClickException: it has problems; the message tells all of them.

    """
    problems = Problems()
    site = load_site(content, label_of(content), problems)
    if site is None:
        raise click.ClickException("\n".join(problem.render() for problem in problems))
    return site


def chosen_column(site: Site, text: str) -> Column:
    """Return the column that a command names by code or name.

    Raises:
        click.UsageError: there is none; the message lists those that there are.

    """
    found = site.find_column(text)
    if found is None:
        known = "、".join(f"{one.code}（{one.name}）" for one in site.columns)
        raise click.UsageError(f"没有栏目“{text}”，可用：{known} | no column {text}")
    return found


def inspect(content: Path, mode: Mode) -> tuple[Edition | None, Problems, dict[str, str]]:
    """Read everything and check it; the edition is None where site.toml can't be read.

    The third is the text of each attachment by path.
    """
    problems = Problems(production=mode is Mode.PRODUCTION)
    label = label_of(content)
    site = load_site(content, label, problems)
    if site is None:
        return None, problems, {}
    now = now_in(site.identity.time_zone)
    edition = load_edition(content, label, site, mode, now.date(), problems, now=now)
    numbering.check(edition)
    link_citations(edition)
    check_outlines(edition)
    footer.check(edition)
    check_addresses(edition)
    read_earlier(edition)
    cache = FileCache(cache_folder())
    check_edition(edition, cache)
    return edition, problems, attached_texts(edition, cache)
