"""Redirects as rules for web servers: Netlify and Cloudflare Pages, nginx, Caddy.

With them a server answers 301 itself; without them the pages at the old addresses do the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from plugins.lifecycle.paths import SERVER_FOLDER, encoded
from plugins.lifecycle.redirects import Redirect
from plugins.model.site import Site
from plugins.model.traditional import FOLDER, traditional_address

HOSTED = "_redirects"
NGINX = f"{SERVER_FOLDER}/redirects.nginx.conf"
CADDY = f"{SERVER_FOLDER}/redirects.caddy"
_VARIABLE = "tongbao_redirect"
_BUCKET = 64
"""Bytes of a hash bucket that nginx has at least."""
_TABLE = 2048
"""Entries of a hash table that nginx has at least."""

Rule = tuple[str, str]
"""A decoded path and the address that it leads to, both with the base path."""


def server_files(site: Site, found: Mapping[str, Redirect]) -> dict[str, str]:
    """Return the rule files by path below the output folder; they are there without rules too."""
    rules = tuple(_rules(site, found))
    return {HOSTED: _hosted(rules), NGINX: _nginx(rules), CADDY: _caddy(rules)}


def target_of(site: Site, redirect: Redirect) -> str:
    """Return the address that a redirect leads to: root-relative and encoded, or absolute."""
    if redirect.outside:
        return redirect.target
    return f"{site.identity.base_path}{encoded(redirect.target[1:])}"


def _rules(site: Site, found: Mapping[str, Redirect]) -> Iterator[Rule]:
    """Yield the rules of both editions, by source."""
    base = site.identity.base_path
    for source, redirect in found.items():
        target = target_of(site, redirect)
        yield f"{base}{source[1:]}", target
        if site.traditional != "off" and source.endswith("/"):
            yield f"{base}{FOLDER}{source}", traditional_address(base, target)


def _hosted(rules: Iterable[Rule]) -> str:
    lines = (f"{encoded(source)} {target} 301" for source, target in rules)
    return "\n".join(("# Netlify, Cloudflare Pages", *lines, ""))


def _nginx(rules: Iterable[Rule]) -> str:
    """Return a map for the http block; nginx looks paths up decoded and in any case."""
    by_path: dict[str, Rule] = {}
    for source, target in rules:
        by_path.setdefault(source.lower(), (source, target))
    longest = max((len(source.encode()) for source in by_path), default=0)
    return "\n".join(
        (
            "# http { include …/redirects.nginx.conf; }",
            f"# server {{ if (${_VARIABLE}) {{ return 301 ${_VARIABLE}; }} }}",
            f"map_hash_bucket_size {_power(_BUCKET, longest + 32)};",
            f"map_hash_max_size {_power(_TABLE, 2 * len(by_path))};",
            f"map $uri ${_VARIABLE} {{",
            '    default "";',
            *(f'    "{source}" "{target}";' for source, target in by_path.values()),
            "}",
            "",
        )
    )


def _power(start: int, least: int) -> int:
    """Return the first power of two times `start` that is large enough."""
    size = start
    while size < least:
        size *= 2
    return size


def _caddy(rules: Iterable[Rule]) -> str:
    """Return what a site block imports."""
    return "\n".join(
        (
            "# import …/redirects.caddy",
            f"map {{path}} {{{_VARIABLE}}} {{",
            *(f'\t"{source}" "{target}"' for source, target in rules),
            '\tdefault ""',
            "}",
            f'@{_VARIABLE} `{{{_VARIABLE}}} != ""`',
            f"redir @{_VARIABLE} {{{_VARIABLE}}} permanent",
            "",
        )
    )
