"""A plugin for stock Pelican, which knows no neighbours: the items beside each in its column."""

from typing import Any

from pelican import signals


def link(generator: Any) -> None:
    """Give each article what is newer and what is older; lists are newest first."""
    for _, articles in generator.categories:
        around = [None, *articles, None]
        for place, article in enumerate(articles):
            article.newer, article.older = around[place], around[place + 2]


def register() -> None:
    """Connect to Pelican."""
    signals.article_generator_finalized.connect(link)
