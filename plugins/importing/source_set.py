"""Source sets: the files that are imported together, and what their addresses name among them."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from plugins.importing.archives import Files

TEXTS = (".txt", ".md")
PAGES = (".html", ".htm", ".shtml", ".shtm")
WORD = (".docx",)
OLD_WORD = (".doc", ".rtf", ".wps", ".dot", ".docm", ".odt")
"""Told of, never read: they must be saved anew."""
ENDINGS = (*TEXTS, *PAGES, *WORD)
_INDEX = ("index.html", "index.htm", "index.shtml", "default.html", "default.htm")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?\Z")
_CONTROLS = re.compile("[\x00-\x1f\x7f\u2028\u2029]")
_INLINE = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
_INLINE_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceSet:
    """Files with one root; addresses from / on begin there."""

    label: str
    """How messages name the root."""
    files: Files
    hosts: frozenset[str] = frozenset()
    """Names of the hosts that the files were loaded from."""
    known: Container[str] = field(default=frozenset(), repr=False, compare=False)
    """Every path; a path of the set is in it."""

    def shown(self, name: str) -> str:
        """Return a file as messages name it: on one line, whatever its name holds."""
        whole = f"{self.label}/{name}" if self.label else name
        return _CONTROLS.sub("\ufffd", whole.encode("utf-8", "replace").decode("utf-8"))

    def resolve(self, base: str, address: str) -> str | None:
        """Return the path that an address in the file `base` names; None outside the set."""
        try:
            parts = urlsplit(address.strip())
            host = parts.netloc.lower()
        except ValueError:
            return None
        if (parts.scheme or host) and (
            parts.scheme not in ("", "http", "https") or host not in self.hosts
        ):
            return None
        for path, query in ((unquote(parts.path), parts.query), (parts.path, parts.query)):
            found = self._found(base, path.replace("\\", "/"), query, rooted=bool(host))
            if found:
                return found
        return None

    def _found(self, base: str, path: str, query: str, *, rooted: bool) -> str | None:
        if not path and not rooted:
            return None
        start = "" if path.startswith("/") or rooted else posixpath.dirname(base)
        whole = posixpath.normpath(posixpath.join(start, path.lstrip("/") or "."))
        if whole == ".." or whole.startswith("../"):
            return None
        whole = whole.removeprefix("./")
        names = [f"{whole}?{query}"] if query else []
        names += [whole, *(posixpath.normpath(f"{whole}/{one}") for one in _INDEX)]
        return next((one for one in names if one in self.known), None)

    def fetch(self, base: str, address: str) -> bytes | None:
        """Return the file that an address names, or the picture that it holds itself."""
        if _INLINE.match(address):
            try:
                coded = address.partition(",")[2][:_INLINE_LIMIT]
                return base64.b64decode(coded, validate=False)
            except (binascii.Error, ValueError):
                return None
        name = self.resolve(base, address)
        return self.files.read(name) if name else None

    def page(self, base: str, address: str) -> str | None:
        """Return the page that an address names."""
        name = self.resolve(base, address)
        return name if name and PurePosixPath(name).suffix.lower() in PAGES else None


def make_set(label: str, files: Files, hosts: Iterable[str] = ()) -> SourceSet:
    """Return a set; the folder's own name counts as a host where it looks like one."""
    found = {host.lower() for host in hosts if host}
    name = PurePosixPath(label).name.lower()
    if _HOST.match(name):
        found.add(name)
    return SourceSet(label, files, frozenset(found), frozenset(files.names()))


def old_addresses(name: str) -> tuple[str, ...]:
    """Return the addresses that a page of a saved portal had; those with ? can't be kept.

    Redirects take index.html for its folder, and the home page stays one.
    """
    path = PurePosixPath(name)
    if "?" in name or name in _INDEX:
        return ()
    folder = f"/{path.parent}/"
    if path.name == "index.html":
        return (folder,)
    return (folder, f"/{name}") if path.name.lower() in _INDEX else (f"/{name}",)
