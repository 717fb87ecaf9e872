"""PDF files of official documents: tagged PDF/UA-1 by WeasyPrint, the same bytes every time."""

from __future__ import annotations

import hashlib
import logging
import mimetypes
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from plugins.model.cache import FileCache, cache_key
from plugins.model.fonts import Fonts
from plugins.model.picture_making import ENCODING, plain_picture

VARIANT = "pdf/ua-1"
_VERSION = "2"
"""Counts changes of how files are made, for the cache."""
_ORIGIN = "https://portal.invalid"
_WORKERS = 2
_ALONE = 4
"""Up to so many files a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One document to print."""

    name: str
    """Path of the PDF below the output folder."""
    html: str
    """The whole page, without styles."""


@dataclass(frozen=True, slots=True)
class Press:
    """What all documents of a build are printed with."""

    css: str
    root: Path
    """The content folder, where pictures lie."""
    base: str
    """Base path of the portal."""
    cache: Path
    """Folder of pictures that were made before."""


def missing_library() -> str:
    """Return why WeasyPrint can't be used on this machine; empty where it can."""
    try:
        import weasyprint  # noqa: F401, PLC0415 - slow, and absent libraries show here
    except (ImportError, OSError) as fault:
        return str(fault).strip().splitlines()[0][:200]
    return ""


def print_papers(
    papers: Sequence[Paper], press: Press, fonts: Fonts | None, cache: FileCache
) -> Iterator[tuple[Paper, bytes, bool]]:
    """Yield each document, its PDF, and whether it had to be made.

    What is the same as before (text, style, pictures, font files, library) comes from the cache.
    """
    keys = {paper.name: _key(paper, press, fonts) for paper in papers}
    wanted: list[Paper] = []
    for paper in papers:
        kept = cache.get(keys[paper.name])
        if kept is None:
            wanted.append(paper)
        else:
            yield paper, kept, False
    for paper, made in zip(wanted, _print_all(wanted, press), strict=True):
        cache.put(keys[paper.name], made)
        yield paper, made, True


def _print_all(papers: Sequence[Paper], press: Press) -> Iterator[bytes]:
    if len(papers) <= _ALONE:
        yield from map(print_paper, papers, repeat(press))
        return
    with ProcessPoolExecutor(_WORKERS, mp_context=get_context("spawn")) as pool:
        yield from pool.map(print_paper, papers, repeat(press), chunksize=4)


def _key(paper: Paper, press: Press, fonts: Fonts | None) -> str:
    import weasyprint  # noqa: PLC0415 - slow, needed only where PDFs are asked for

    faces = (fonts.serif, fonts.sans) if fonts else ()
    about = [f"{one.path.name}:{one.path.stat().st_size}" for one in faces if one.path.is_file()]
    pictures = [
        f"{ENCODING} {hashlib.sha256(file.read_bytes()).hexdigest()}"
        for file in _pictures(paper.html, press)
        if file.is_file()
    ]
    made_by = (_VERSION, weasyprint.__version__, VARIANT)
    return cache_key(*made_by, press.base, press.css, paper.html, *about, *pictures)


def _pictures(html: str, press: Press) -> Iterator[Path]:
    for part in html.split(' src="')[1:]:
        yield press.root / unquote(part.split('"', 1)[0]).removeprefix(press.base)


def print_paper(paper: Paper, press: Press) -> bytes:
    """Return the PDF of one document; pictures come from the content folder and nowhere else."""
    import weasyprint  # noqa: PLC0415 - slow, needed only where PDFs are asked for
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Files(URLFetcher):  # type: ignore[misc]
        """Opens pictures of the content folder, without metadata and no larger than needed."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            """Return a picture of the portal; refuse everything else."""
            parts = urlsplit(url)
            path = press.root / unquote(parts.path).removeprefix(press.base)
            inside = path.resolve().is_relative_to(press.root.resolve())
            if f"{parts.scheme}://{parts.netloc}" != _ORIGIN or not inside:
                raise ValueError(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            content = plain_picture(path.read_bytes(), FileCache(press.cache))
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    from plugins.official_document.font_files import shrink_fonts  # noqa: PLC0415 - the same

    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    fetcher = Files()
    page = weasyprint.HTML(
        string=paper.html, base_url=f"{_ORIGIN}{press.base}", url_fetcher=fetcher
    )
    sheet = weasyprint.CSS(string=press.css, base_url=_ORIGIN, url_fetcher=fetcher)
    identifier = hashlib.sha256((paper.html + press.css).encode()).digest()[:16]
    made: bytes = page.write_pdf(
        finisher=shrink_fonts,
        stylesheets=[sheet],
        pdf_variant=VARIANT,
        pdf_identifier=identifier,
    )
    return made
