"""The gate: all that is looked for in the source of one item, as findings or as problems."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugins.model.front_matter import FrontMatter, split_front_matter
from plugins.model.gates.findings import Finding
from plugins.model.gates.personal import Own, find_personal
from plugins.model.gates.prose import prose_of
from plugins.model.gates.secrecy import find_secrecy
from plugins.model.gates.typography import find_typography
from plugins.model.gates.wording import Wording
from plugins.model.items import KIND_WORDS, ItemKind, Status, kind_named
from plugins.model.problems import Problem, Problems
from plugins.model.site import Site
from plugins.model.source import place_of

_TITLE = re.compile(rf"关于.{{2,}}?(?P<of>的?)(?P<genre>{'|'.join(KIND_WORDS)})\Z")
_STOP = re.compile(r"[。，、；：,;:.]\Z")
_HEADING = re.compile(r"(#(?<=\n#)#{0,5})[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Gate:
    """What texts are compared with."""

    own: Own
    """What the portal says of itself."""
    wording: Wording
    editor: bool
    """Whether news must name who answers for it."""
    digest: str
    """Of everything that findings depend on besides the text."""


def own_of(site: Site) -> Own:
    """Return what a portal says of itself."""
    contact, filing, index = site.contact, site.filing, site.index_numbers
    texts = [
        contact.address, contact.postcode, contact.phone, contact.email, contact.report_phone,
        contact.report_address, filing.icp.text, filing.public_security.text, filing.site_code.text,
        index.uscc, index.code, site.identity.technical_support, *site.gates.known,
        *(text for one in site.channels for text in (one.name, one.url, one.qr, one.text)),
    ]  # fmt: skip
    report_place = contact.report_address.partition("，")[0]
    places = (contact.address, report_place, *site.gates.known)
    return Own.of(texts, site.identity.domain, places)


def gate_of(site: Site, wording: Wording) -> Gate:
    """Return the gate of a portal."""
    own = own_of(site)
    about = (sorted(own.numbers), sorted(own.mails), own.domain, own.places)
    told = repr((about, wording.digest, site.gates.editor))
    return Gate(own, wording, site.gates.editor, hashlib.sha256(told.encode()).hexdigest())


def check_source(
    text: str, shown: str, kind: ItemKind, gate: Gate, *, production: bool = False
) -> tuple[Problem, ...]:
    """Return what the gate says of an item's source, which is shown as the path `shown`.

    A source whose header can't be read is told of elsewhere; here it gives nothing.
    """
    header = split_front_matter(text, shown, Problems())
    if header is None:
        return ()
    return check_item(text, header, shown, kind, gate, production=production)


def check_item(
    text: str, header: FrontMatter, shown: str, kind: ItemKind, gate: Gate, *, production: bool
) -> tuple[Problem, ...]:
    """Return what the gate says of an item whose header was read.

    Of a withdrawn item the header alone is public; a draft is none of a production build.
    """
    status = header.values["status"].text if "status" in header.values else ""
    if production and status == Status.DRAFT:
        return ()
    body_start = len(text) - len(header.body)
    public = text[:body_start] if status == Status.WITHDRAWN else text
    found = [*source_findings(public, body_start, gate), *_of_item(text, header, kind, gate)]
    return as_problems(text, found, shown, production=production)


def source_findings(text: str, body_start: int, gate: Gate) -> Iterator[Finding]:
    """Yield what is found in a source whose body begins at an offset, in no order."""
    yield from find_personal(text, gate.own)
    yield from find_secrecy(text)
    prose = prose_of(text, body_start)
    yield from gate.wording.find(prose)
    yield from find_typography(prose)
    if "\n#" in text:
        yield from _headings(prose, body_start)


def as_problems(
    text: str, found: Iterable[Finding], shown: str, *, production: bool
) -> tuple[Problem, ...]:
    """Return findings of a text as problems, in the order of their places."""
    problems = Problems(production=production)
    for one in found:
        line, column = place_of(text, one.start)
        reason = f"（{one.reason}）" if one.reason else ""
        problems.add(
            one.code, shown, line, column, value=one.value, mended=one.mended, reason=reason
        )
    return tuple(problems)


def _headings(prose: str, body_start: int) -> Iterator[Finding]:
    """Yield headings that skip a level on the way down."""
    last = 0
    for match in _HEADING.finditer(prose, body_start):
        level = len(match[1])
        if last and level > last + 1:
            yield Finding("W023", match.start(), match.end(1), match[1], "#" * (last + 1))
        last = level


def _of_item(text: str, header: FrontMatter, kind: ItemKind, gate: Gate) -> Iterator[Finding]:
    """Yield what the header says at odds with itself."""
    values = header.values
    title = values.get("title")
    if kind is ItemKind.NEWS and gate.editor and not ("editor" in values and values["editor"].text):
        yield Finding("W024", 0, 0, "editor")
    if title is None or not title.text:
        return
    at = _offset(text, title.line, title.column)
    stop = _STOP.search(title.text)
    if stop:
        yield Finding("W021", at, at, stop[0], title.text[:-1])
    match = _TITLE.search(title.text)
    genre = values["kind"].text if "kind" in values else ""
    if kind is not ItemKind.NOTICE or match is None or not genre:
        return
    if kind_named(match["genre"]) != genre:
        yield Finding("W020", at, at, match["genre"], genre)
    elif not match["of"] and "的" not in match[0][-10:]:
        yield Finding("W022", at, at, title.text, f"…的{match['genre']}")


def _offset(text: str, line: int, column: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return at + column - 1
