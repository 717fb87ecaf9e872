"""Links of filing records: where each leads, and what is wrong with one that was given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from plugins.site_footer.filing import FilingError

ICP_URL = "https://beian.miit.gov.cn/"
POLICE_URL = "https://beian.mps.gov.cn/#/query/webSearch"
ERROR_REPORT_URL = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html"
CONAC_URL = "https://bszs.conac.cn/sitename?method=show&id="
_CONAC_ID = re.compile(r"[0-9A-F]{32}\Z", re.IGNORECASE)
_CONAC_SCRIPT = re.compile(r"/js/[0-9]{2}/[0-9]{3}/[0-9]{4}/[0-9]{8}/CA[0-9]{21}\.js\Z")


@dataclass(frozen=True, slots=True)
class LinkRule:
    """What links of one key of [filing] have in common."""

    key: str
    right: str
    """What a right one looks like."""
    hosts: tuple[str, ...]
    """Domains that it may lead to, subdomains included."""
    closed: tuple[str, ...] = ()
    """Hosts that are out of use."""
    moved: tuple[str, ...] = ()
    """Hosts that still send on to another one."""


RULES = {
    rule.key: rule
    for rule in (
        LinkRule(
            "icp_url",
            ICP_URL,
            ("miit.gov.cn",),
            closed=("www.miibeian.gov.cn", "www.miitbeian.gov.cn", "www.beian.miit.gov.cn"),
        ),
        LinkRule(
            "public_security_url",
            f"{POLICE_URL}?code=…",
            ("beian.mps.gov.cn",),
            moved=("www.beian.gov.cn", "beian.gov.cn"),
        ),
        LinkRule("conac_url", f"{CONAC_URL}…", ("conac.cn",)),
        LinkRule(
            "error_report_url",
            f"{ERROR_REPORT_URL}?site_code=…&url=…",
            ("zfwzgl.www.gov.cn",),
            closed=("pucha.kaipuyun.cn", "121.43.68.40"),
        ),
    )
}
"""The keys of [filing] that hold links."""


def police_url(code: str) -> str:
    """Return where a public-security number can be looked up; the search itself without a code."""
    return f"{POLICE_URL}?code={code}" if code else POLICE_URL


def error_report_url(site_code: str, address: str) -> str:
    """Return the page of 我为政府网站找错 for a site."""
    return f"{ERROR_REPORT_URL}?{urlencode({'site_code': site_code, 'url': address})}"


def link_faults(key: str, url: str, *, number: str = "", domain: str = "") -> Iterator[FilingError]:
    """Yield what is wrong with the link of a key.

    `number` is the public-security code or the site code that the link must carry (empty where
    the site has none), `domain` the site's own host.
    """
    rule = RULES[key]
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        yield FilingError("P056", key=key, url=url, form=rule.right)
        return
    if host in rule.closed or host in rule.moved:
        code = "P050" if host in rule.closed else "P059"
        yield FilingError(code, key=key, host=host, form=rule.right)
    elif not any(host == one or host.endswith(f".{one}") for one in rule.hosts):
        yield FilingError("P051", key=key, host=host, form=rule.right)
        return
    elif parts.scheme != "https":
        yield FilingError("P052", key=key, url=url, form=f"https{url[len(parts.scheme) :]}")
    if key == "public_security_url":
        yield from _police_faults(parts, url, number)
    elif key == "conac_url":
        yield from _conac_faults(parts, url)
    elif key == "error_report_url" and host not in rule.closed:
        yield from _error_report_faults(parts, url, number, domain)


def _police_faults(parts: SplitResult, url: str, number: str) -> Iterator[FilingError]:
    match = re.search(r"(?:record)?code=([^&#]*)", f"{parts.query}&{parts.fragment}")
    if match is None or not match[1]:
        yield FilingError("P054", key="public_security_url", url=url, form=police_url(number))
    elif number and match[1] != number:
        yield FilingError(
            "P053", key="public_security_url", found=match[1], form=police_url(number)
        )


def _conac_faults(parts: SplitResult, url: str) -> Iterator[FilingError]:
    form = RULES["conac_url"].right
    if parts.path.endswith(".js"):
        if _CONAC_SCRIPT.match(parts.path) and not _conac_script_agrees(parts.path):
            yield FilingError("P055", key="conac_url", url=url, form=form)
        yield FilingError("P057", key="conac_url", url=url, form=form)
    elif parts.path != "/sitename" or not _CONAC_ID.match(_value(parts, "id")):
        yield FilingError("P055", key="conac_url", url=url, form=form)


def _conac_script_agrees(path: str) -> bool:
    """Whether the folders of a script's path are the first digits of its name."""
    *folders, name = path.removeprefix("/js/").split("/")
    return name.removeprefix("CA").startswith("".join(folders))


def _error_report_faults(
    parts: SplitResult, url: str, number: str, domain: str
) -> Iterator[FilingError]:
    key, stated, address = "error_report_url", _value(parts, "site_code"), _value(parts, "url")
    form = error_report_url(number or stated or "…", address or f"https://{domain}/")
    if parts.path.endswith(".js"):
        yield FilingError("P057", key=key, url=url, form=form)
    elif not stated:
        yield FilingError("P054", key=key, url=url, form=form)
    elif number and stated != number:
        yield FilingError("P053", key=key, found=stated, form=form)
    if address and domain and domain not in re.split(r"[/:?#]+", address):
        form = error_report_url(number or stated or "…", f"https://{domain}/")
        yield FilingError("P053", key=key, found=address, form=form)


def _value(parts: SplitResult, name: str) -> str:
    return parse_qs(parts.query).get(name, [""])[0]
