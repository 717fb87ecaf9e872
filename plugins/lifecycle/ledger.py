"""The ledger of addresses: every page that was ever published, one address a line, never removed.

It lies in registers/addresses, a file a year of publication and site.txt for what has none, sorted.
Lines say nothing about one another, so git may merge two versions by taking the lines of both
(merge=union): none is lost, one that stands twice means the same, and their order means nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from plugins.lifecycle.paths import AddressError, normal
from plugins.model.addresses import column_address, register_address, topic_address
from plugins.model.edition import Edition
from plugins.model.files import create_exclusive, replace
from plugins.model.problems import Problems
from plugins.model.registers import FOLDER, LEDGER
from plugins.model.source import read_source

REDIRECTS = "redirects.toml"
"""The file beside the ledger that says where addresses lead that are no page any more."""
_SITE = "site"
_NOTE = "# 已公布的网址，一行一个，只增不减；由 portal.py addresses --record 写入。"


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where the ledger tells of an address."""

    path: str
    """File of the ledger, below the content folder."""
    line: int


def load_ledger(root: Path, label: str, problems: Problems) -> dict[str, Recorded]:
    """Return what the ledger tells of each address, in its normal form; faults become problems."""
    found: dict[str, Recorded] = {}
    top = root / LEDGER
    for path in sorted(top.rglob("*")) if top.is_dir() else ():
        place = path.relative_to(root).as_posix()
        shown = f"{label}/{place}"
        if path.is_symlink():
            problems.add("F020", shown)
        elif path.is_dir() or path.name == REDIRECTS or path.name.startswith("."):
            continue
        elif path.suffix != ".txt" or path.parent != top:
            problems.add("A002", shown)
        else:
            for address, line in _read(path, shown, problems):
                found.setdefault(address, Recorded(place, line))
    return found


def _read(path: Path, shown: str, problems: Problems) -> list[tuple[str, int]]:
    source = read_source(path, shown, problems)
    found = []
    for number, line in enumerate(source.text.split("\n") if source else (), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            found.append((normal(text), number))
        except AddressError as fault:
            problems.add("A001", shown, number, text=text, why=str(fault))
    return found


def published(edition: Edition) -> dict[str, frozenset[str]]:
    """Return the addresses that last, by the name of their file in the ledger.

    These are items, columns, registers and special topics. Pages of lists, archives and what
    belongs to an item (paper view, PDF, share picture, comparisons) come and go with them.
    """
    site = edition.site
    base = site.identity.base_path
    found: dict[str, set[str]] = defaultdict(set)
    found[_SITE] = {
        base,
        f"{base}registers/",
        *(column_address(site, column) for column in site.columns),
        *(topic_address(site, topic.code) for topic in site.topics),
        *(
            register_address(site, series.code, year)
            for series in site.series
            for year in edition.registers.years(series.code)
        ),
    }
    for item in edition.visible:
        if item.path not in edition.proposed:
            found[str(item.date.year)].add(edition.urls[item.path])
    return {name: frozenset(_local(url, base) for url in urls) for name, urls in found.items()}


def _local(url: str, base: str) -> str:
    """Return a root-relative address as the ledger writes it: from the portal's own root."""
    return f"/{url.removeprefix(base)}"


def unrecorded(edition: Edition, ledger: Mapping[str, Recorded]) -> dict[str, tuple[str, ...]]:
    """Return the addresses that the ledger lacks, sorted, by the name of their file."""
    missing = {
        name: tuple(sorted(url for url in urls if url not in ledger))
        for name, urls in sorted(published(edition).items())
    }
    return {name: urls for name, urls in missing.items() if urls}


def record(edition: Edition) -> tuple[str, ...]:
    """Add the addresses of an edition to its ledger and return the new ones, sorted.

    What stands there stays. Of two processes each adds to what the other wrote.
    """
    root = edition.root
    (root / FOLDER).mkdir(exist_ok=True)
    with FileLock(root / FOLDER / ".lock"):
        missing = unrecorded(edition, load_ledger(root, edition.label, Problems()))
        for name, urls in missing.items():
            _add(root / LEDGER / f"{name}.txt", urls)
    return tuple(sorted(url for urls in missing.values() for url in urls))


def _add(path: Path, urls: tuple[str, ...]) -> None:
    kept = path.read_text(encoding="utf-8").splitlines() if path.is_file() else [_NOTE]
    notes = [line for line in kept if line.startswith("#")]
    lines = {line.strip() for line in kept if line.strip() and not line.startswith("#")}
    text = "\n".join((*notes, *sorted(lines | set(urls)), "")).encode()
    if not create_exclusive(path, text):
        replace(path, text)
