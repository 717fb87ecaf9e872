"""Redirects: old addresses and where they lead, from front matter and from redirects.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from plugins.lifecycle.ledger import REDIRECTS, Recorded
from plugins.lifecycle.paths import AddressError, normal
from plugins.model.addresses import document_address
from plugins.model.edition import Edition
from plugins.model.items import ItemKind
from plugins.model.registers import LEDGER
from plugins.model.toml_source import load_toml
from plugins.model.toml_table import TomlTable

_ALL = "*"
_OWN_FOLDERS = ("search", "theme", "gallery", "data")
_PLAIN = "%/:?#[]@!&'()*+,;=~"
"""What stays of another site's address; quotes, $ and braces mean something to servers."""
_OF_ITEMS = ("document", "changes", "share.png", "notice.json")
"""What stands below an item's address, beside its PDF."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that leads to another."""

    source: str
    """In normal form; ends in * where it means all that the ledger has below it."""
    target: str
    """In normal form, a fragment behind it where there is one; or an absolute address."""
    path: str
    """File that says so, as shown in problems."""
    line: int
    column: int

    @property
    def outside(self) -> bool:
        """Whether it leads to another site."""
        return not self.target.startswith("/")


class Redirects:
    """The redirects of an edition by source, each leading to its last target."""

    def __init__(self, edition: Edition, ledger: Mapping[str, Recorded]) -> None:
        """Read and check them; what is wrong becomes a problem."""
        self.edition = edition
        self.live = _live(edition)
        self._folded = {address.casefold(): address for address in self.live}
        self._items = frozenset(_local(edition, edition.urls[one.path]) for one in edition.visible)
        self._by_source: dict[str, Redirect] = {}
        self._sources: dict[str, Redirect] = {}
        rules = self._written = tuple(self._rules())
        for rule in (*self._of_items(), *rules):
            if not rule.source.endswith(_ALL):
                self._add(rule)
        for rule in sorted(rules, key=lambda one: (-len(one.source), one.source)):
            if rule.source.endswith(_ALL):
                self._spread(rule, ledger)
        self.found = dict(sorted(self._settled()))
        self._check_files()

    def __contains__(self, address: str) -> bool:
        """Whether an address leads somewhere."""
        return address in self._by_source

    @property
    def bound(self) -> frozenset[str]:
        """Root-relative addresses that they come from or lead to; * at an end is all below it."""
        ends = {one.source for one in self._written} | set(self.found)
        ends |= {one.target.partition("#")[0] for one in self.found.values() if not one.outside}
        base = self.edition.site.identity.base_path
        return frozenset(f"{base}{end[1:]}" for end in ends)

    def _problem(self, code: str, rule: Redirect, **fields: str) -> None:
        self.edition.problems.add(code, rule.path, rule.line, rule.column, **fields)

    def _of_items(self) -> Iterator[Redirect]:
        for item in self.edition.visible:
            target = _local(self.edition, self.edition.urls[item.path])
            for old in item.old_addresses:
                place = self.edition.display(item.path), old.line, old.column
                try:
                    yield Redirect(normal(old.text), target, *place)
                except AddressError as fault:
                    self.edition.problems.add("A004", *place, text=old.text, why=str(fault))

    def _rules(self) -> Iterator[Redirect]:
        path = self.edition.root / LEDGER / REDIRECTS
        shown = self.edition.display(f"{LEDGER}/{REDIRECTS}")
        document = load_toml(path, shown, self.edition.problems) if path.is_file() else None
        if document is None:
            return
        top = TomlTable(document, self.edition.problems)
        for table in top.tables("redirects"):
            source, target = table.text("from", need=True), table.text("to", need=True)
            table.finish()
            if not source or not target:
                continue
            try:
                read = _source(source), _target(target)
            except AddressError as fault:
                table.add("A004", "from", text=f"{source} → {target}", why=str(fault))
                continue
            if (_ALL in source) is not (_ALL in target):
                table.add("A010", "from", source=source, target=target)
                continue
            line, column = document.place(*table.keys, "from")
            yield Redirect(*read, shown, line, column)
        top.finish()

    def _add(self, rule: Redirect) -> None:
        """Take a redirect whose source is free; a difference in case alone makes no other one."""
        folded = rule.source.casefold()
        other = self._by_source.get(rule.source) or self._sources.get(folded)
        live = self._folded.get(folded)
        if live or self._is_file(rule.source) or self._is_ours(rule.source):
            self._problem("A005", rule, source=rule.source, live=live or rule.source)
        elif other and (other.source == rule.source or other.target != rule.target):
            self._problem("A006", rule, source=rule.source, other=f"{other.path}:{other.line}")
        else:
            self._by_source[rule.source] = rule
            self._sources[folded] = rule

    def _spread(self, rule: Redirect, ledger: Mapping[str, Recorded]) -> None:
        """Take a redirect for each recorded address that it means and that has none of its own."""
        start, to = rule.source.removesuffix(_ALL), rule.target.removesuffix(_ALL)
        meant = [address for address in sorted(ledger) if address.startswith(start)]
        gone = [address for address in meant if address not in self.live]
        if not gone:
            self._problem("A011", rule, source=rule.source)
        for address in gone:
            if address not in self._by_source:
                target = f"{to}{address.removeprefix(start)}"
                self._add(Redirect(address, target, rule.path, rule.line, rule.column))

    def _is_file(self, address: str) -> bool:
        top = address.split("/")[1]
        inside = self.edition.root / address.removeprefix("/")
        return top in ("images", "attachments") and inside.is_file()

    def _is_ours(self, address: str) -> bool:
        """Whether an address lies where the portal itself makes pages."""
        parts = address.strip("/").split("/")
        for at in range(1, len(parts)):
            above, part = f"/{'/'.join(parts[:at])}/", parts[at]
            if part == "page" and above in self.live:
                return True
            if above in self._items and (part in _OF_ITEMS or part.endswith(".pdf")):
                return True
        return parts[0] in _OWN_FOLDERS

    def _settled(self) -> Iterator[tuple[str, Redirect]]:
        """Yield each redirect that ends at a page, with the last address that it leads to."""
        for source, rule in self._by_source.items():
            way = self._way(rule)
            last = way[-1]
            following = self._next(last)
            if following:
                circle = [one.source for one in way[way.index(following) :]]
                if source == min(circle):
                    self._problem("A008", rule, chain=" → ".join((*circle, following.source)))
            elif self._leads_somewhere(last.target):
                if last is not rule:
                    self._problem("A009", rule, source=source, target=last.target)
                yield source, replace(rule, target=last.target)
            elif last is rule:
                self._problem("A007", rule, source=source, target=rule.target)

    def _next(self, rule: Redirect) -> Redirect | None:
        """Return the redirect that a redirect leads to."""
        return self._by_source.get(rule.target.partition("#")[0])

    def _way(self, rule: Redirect) -> list[Redirect]:
        """Return a redirect and those behind it, up to the end or to where the way closes."""
        way = [rule]
        while (following := self._next(way[-1])) and following not in way:
            way.append(following)
        return way

    def _leads_somewhere(self, target: str) -> bool:
        path = target.partition("#")[0]
        return not path.startswith("/") or path in self.live or self._is_file(path)

    def _check_files(self) -> None:
        """Tell of redirects whose page would lie below another page's file."""
        files = {source for source in self.found if not source.endswith("/")}
        files |= {address for address in self.live if not address.endswith("/")}
        for source, rule in list(self.found.items()):
            parts = source.strip("/").split("/")
            above = next(
                (
                    file
                    for at in range(1, len(parts))
                    if (file := f"/{'/'.join(parts[:at])}") in files
                ),
                None,
            )
            if above:
                why = f"{above} 是一个页面 ({above} is a page)"
                self._problem("A004", rule, text=source, why=why)
                del self.found[source]


def _local(edition: Edition, url: str) -> str:
    return f"/{url.removeprefix(edition.site.identity.base_path)}"


def _live(edition: Edition) -> frozenset[str]:
    """Return the addresses that pages may be redirected to, and may not be redirected from."""
    own = {edition.urls[item.path] for item in edition.visible}
    found = {
        *own,
        *edition.addresses,
        *(
            document_address(edition.urls[item.path])
            for item in edition.visible
            if item.kind is ItemKind.NOTICE and not item.withdrawn
        ),
    }
    return frozenset(_local(edition, url) for url in found)


def _source(text: str) -> str:
    """Return a source in normal form, * at its end kept."""
    return f"{normal(text.removesuffix(_ALL))}{_ALL}" if text.endswith("/*") else normal(text)


def _target(text: str) -> str:
    if text.startswith("/"):
        path, mark, fragment = text.partition("#")
        return f"{_source(path)}{mark}{fragment}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        host = ""
    plain = host.isascii() and text.isprintable() and " " not in text
    if not host or not plain or not text.startswith("https://"):
        raise AddressError("目标写本站网址或 https:// 开头的网址 (an address here or https://)")
    return quote(text, safe=_PLAIN)
