"""What follows from finished pages: the Traditional edition, and lists of what devices keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.model.traditional import FOLDER, TraditionalEdition
from plugins.portal.app import MANIFEST, manifest, serves_worker
from plugins.portal.offline import LIST, offline_list

_FILES = frozenset({"images", "attachments", "theme", "gallery", FOLDER})
"""Top folders whose pages have no copy."""


class Copies:
    """The Traditional copies of pages: what follows from a finished one."""

    def __init__(self, site: Site) -> None:
        self._base = site.identity.base_path
        off = site.traditional == "off"
        self.traditional = (
            None if off else TraditionalEdition(site.traditional, self._base, site.root)
        )

    def __call__(self, name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield name and content of the copy of a page that has one.

        Official documents stay in their original form, and the error page is one for both.
        """
        *folders, file = name.split("/")
        kept = (folders[:1] and folders[0] in _FILES) or folders[-1:] == ["document"]
        if self.traditional is None or file != "index.html" or kept:
            return
        url = self._base + name.removesuffix("index.html")
        yield f"{FOLDER}/{name}", self.traditional.page(content.decode(), url).encode()


def finish_editions(
    edition: Edition, finished: Callable[[str], bytes], traditional: TraditionalEdition | None
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the app that follow from finished pages, for each edition of them.

    `finished` returns what is served at a root-relative address; empty where nothing is.
    """
    site = edition.site
    base = site.identity.base_path
    if serves_worker(edition):
        yield LIST, offline_list(edition, finished, base).encode()
    if traditional is None:
        return
    own = f"{base}{FOLDER}/"
    if site.app.enabled:
        text = manifest(edition, traditional.language, own)
        yield f"{FOLDER}/{MANIFEST}", traditional.text(text).encode()
    if serves_worker(edition):
        text = offline_list(edition, finished, own, traditional.text)
        yield f"{FOLDER}/{LIST}", text.encode()
