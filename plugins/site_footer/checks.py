"""Whether what site.toml says of filings and contact can stand in public."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from plugins.model.edition import Edition, Mode
from plugins.model.problems import Problems
from plugins.model.qr import CAPACITY, fits_qr
from plugins.model.site import Field, Site
from plugins.model.toml_source import TomlDocument, load_toml
from plugins.site_footer.filing import (
    FilingError,
    parse_icp,
    parse_police,
    parse_postcode,
    parse_site_code,
)
from plugins.site_footer.filing_links import link_faults
from plugins.site_footer.placeholders import (
    is_placeholder_host,
    is_placeholder_number,
    is_placeholder_text,
    is_placeholder_url,
)

_T = TypeVar("_T")
EXPECTABLE: dict[str, tuple[str, Callable[[Site], bool]]] = {
    "organisers": ("主办单位 identity.organisers", lambda site: bool(site.identity.organisers)),
    "contact": (
        "联系方式 contact.phone",
        lambda site: bool(site.contact.phone or site.contact.email or site.contact.address),
    ),
    "icp": ("ICP备案号 filing.icp", lambda site: bool(site.filing.icp)),
    "public_security": (
        "公安备案号 filing.public_security",
        lambda site: bool(site.filing.public_security),
    ),
    "site_code": ("网站标识码 filing.site_code", lambda site: bool(site.filing.site_code)),
    "conac": ("党政机关网站标识 filing.conac_url", lambda site: bool(site.filing.conac_url)),
    "error_report": (
        "我为政府网站找错 filing.error_report",
        lambda site: site.filing.error_report or bool(site.filing.error_report_url),
    ),
}
"""The items of a footer's bottom zone that a body may be held to, and whether a site has them."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where problems of one site.toml are put down."""

    edition: Edition
    document: TomlDocument | None

    def add(self, field: Field, code: str, **fields: str) -> None:
        """Record a problem at a field."""
        path = self.edition.site.path
        self.edition.problems.add(code, path, field.line, field.column, **fields)

    def field(self, text: str, *keys: str | int) -> Field:
        """Return a text with the place of its key in site.toml."""
        line, column = self.document.place(*keys) if self.document else (1, 1)
        return Field(text, line, column)


def check(edition: Edition) -> None:
    """Add every problem of filings, contact, channels and the sample flag to the edition.

    `filing.expected` names the items that a production build misses when they are absent: which
    of them a body owes differs, so nothing here says that a site meets a norm.
    """
    path = edition.root / "site.toml"
    document = load_toml(path, edition.site.path, Problems()) if path.is_file() else None
    desk = _Desk(edition, document)
    _check_numbers(desk)
    _check_links(desk)
    _check_texts(desk)
    _check_codes_to_scan(desk)
    if edition.mode is Mode.PRODUCTION:
        _check_publication(desk)


def _check_numbers(desk: _Desk) -> None:
    filing, contact = desk.edition.site.filing, desk.edition.site.contact
    postcode = desk.field(contact.postcode, "contact", "postcode")
    icp = _read(desk, filing.icp, parse_icp)
    if icp and icp.year > desk.edition.today.year:
        desk.add(filing.icp, "P006", text=filing.icp.text, year=str(icp.year))
    elif icp and icp.site is None:
        desk.add(filing.icp, "P008", text=filing.icp.text)
    elif icp and icp.form:
        desk.add(filing.icp, "P010", text=filing.icp.text, form=icp.form)
    police = _read(desk, filing.public_security, parse_police)
    if police and police.legacy:
        desk.add(filing.public_security, "P028", text=filing.public_security.text)
    _read(desk, filing.site_code, parse_site_code)
    _read(desk, postcode, parse_postcode)


def _read(desk: _Desk, field: Field, parse: Callable[[str], _T]) -> _T | None:
    """Read a number; None where it is absent, a placeholder or malformed (told)."""
    if not field:
        return None
    if is_placeholder_number(field.text):
        desk.add(field, "P060", text=field.text)
        return None
    try:
        return parse(field.text)
    except FilingError as fault:
        desk.add(field, fault.code, **fault.fields)
        return None


def _check_links(desk: _Desk) -> None:
    site = desk.edition.site
    filing = site.filing
    code = police_code(site)
    for key, field, number in (
        ("icp_url", filing.icp_url, ""),
        ("public_security_url", filing.public_security_url, code),
        ("conac_url", filing.conac_url, ""),
        ("error_report_url", filing.error_report_url, filing.site_code.text),
    ):
        if field:
            for fault in link_faults(key, field.text, number=number, domain=site.identity.domain):
                desk.add(field, fault.code, **fault.fields)
    if filing.error_report and not (filing.site_code or filing.error_report_url):
        desk.add(desk.field("", "filing", "error_report"), "P058")


def police_code(site: Site) -> str:
    """Return the digits of the public-security number; empty where it is absent or malformed."""
    try:
        return parse_police(site.filing.public_security.text).code
    except FilingError:
        return ""


def _check_texts(desk: _Desk) -> None:
    """Find placeholders in what is no number; a sample portal may hold them in other builds."""
    site = desk.edition.site
    if site.sample and desk.edition.mode is not Mode.PRODUCTION:
        return
    for field in _texts(desk):
        if is_placeholder_text(field.text):
            desk.add(field, "P060", text=field.text)
    for field in _addresses(desk):
        if is_placeholder_url(field.text):
            desk.add(field, "P060", text=field.text)
    domain = desk.field(site.identity.domain, "identity", "domain")
    if is_placeholder_host(domain.text):
        desk.add(domain, "P060", text=domain.text)


def _texts(desk: _Desk) -> Iterator[Field]:
    site = desk.edition.site
    for index, text in enumerate(site.identity.organisers):
        yield desk.field(text, "identity", "organisers", index)
    for index, text in enumerate(site.copyright.holders):
        yield desk.field(text, "copyright", "holders", index)
    for key in ("name", "short_name", "undertaker", "technical_support"):
        yield desk.field(getattr(site.identity, key), "identity", key)
    for key in ("address", "phone", "email", "report_phone", "report_address"):
        yield desk.field(getattr(site.contact, key), "contact", key)
    for index, channel in enumerate(site.channels):
        yield desk.field(channel.text, "channels", index, "text")


def _addresses(desk: _Desk) -> Iterator[Field]:
    site = desk.edition.site
    yield desk.field(site.contact.report_url, "contact", "report_url")
    for index, channel in enumerate(site.channels):
        for key in ("url", "qr"):
            yield desk.field(getattr(channel, key), "channels", index, key)


def _check_codes_to_scan(desk: _Desk) -> None:
    for index, channel in enumerate(desk.edition.site.channels):
        if channel.qr and not fits_qr(channel.qr):
            field = desk.field(channel.qr, "channels", index, "qr")
            desk.add(field, "P065", name=channel.name, limit=str(CAPACITY))


def _check_publication(desk: _Desk) -> None:
    site = desk.edition.site
    if site.sample:
        desk.add(desk.field("", "sample"), "P061")
    for name in site.filing.expected:
        shown, present = EXPECTABLE[name]
        if not present(site):
            table = re.split(r"[ .]", shown)[1]
            desk.add(desk.field("", table), "P062", name=shown)
