"""The gate of a whole edition: what items say, what attachments hold, and the exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from plugins.model.attachment_reader import AttachmentReader
from plugins.model.cache import FileCache
from plugins.model.edition import Edition
from plugins.model.extraction import Extraction, can_extract
from plugins.model.gates.exceptions import load_exceptions, settle
from plugins.model.gates.findings import Finding
from plugins.model.gates.gate import own_of
from plugins.model.gates.personal import Own, find_personal
from plugins.model.gates.secrecy import find_secrecy
from plugins.model.items import WAITING, Item, Status
from plugins.model.picture_kinds import BROKEN, open_picture
from plugins.model.problems import Problem, Problems

_UNREADABLE = frozenset(
    {".doc", ".xls", ".ppt", ".pptx", ".wps", ".et", ".dps", ".ofd", ".rtf", ".zip", ".rar", ".7z"}
)
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_GPS = 0x8825
_NOBODY = re.compile(
    r"(?i)administrator|admin|users?|unknown|author|owner|microsoft.*|wps.*|windows.*|hp|lenovo|pc"
    r"|root|openpyxl|python-docx|un-named|微软用户|微软中国|用户|未知|管理员|作者"
)
"""What office programs and their makers name themselves as."""


def check_edition(edition: Edition, cache: FileCache) -> None:
    """Tell what gates stop at in the whole edition, exceptions aside."""
    problems = edition.problems
    found = [*edition.reading.gated, *_attachments(edition, cache)]
    settle(found, load_exceptions(edition.root, edition.label, problems), edition.label, problems)


def _attachments(edition: Edition, cache: FileCache) -> Iterator[Problem]:
    """Yield what published files hold that their readers shouldn't see."""
    told = Problems(production=edition.problems.production)
    own = own_of(edition.site)
    limit = edition.site.gates.attachment_size
    searched = {
        one.path for item in edition.items if _is_searched(item) for one in item.attachments
    }
    with AttachmentReader(cache) as reader:
        for path in edition.published_files:
            place = edition.display(path)
            name = list(find_personal(PurePosixPath(path).stem, own))
            if not path.startswith("attachments/"):
                _tell(told, place, name)
                continue
            size = int(edition.stamps[path].split()[2])
            if size > limit << 20:
                told.add("W025", place, value=f"{size / (1 << 20):.0f} MB > {limit} MB")
            if can_extract(PurePosixPath(path)):
                made = edition.extractions[path] = reader.read(edition.root / path)
                _tell(told, place, (*name, *own_findings(made, own)))
                _tell_about(told, place, made, edition, told_elsewhere=path in searched)
            else:
                _tell(told, place, name)
                _tell_of_others(told, place, path, edition)
    return iter(told)


def _is_searched(item: Item) -> bool:
    """Whether search tells of what it can't read in the item's attachments."""
    return item.status in (Status.PUBLISHED, *WAITING)


def _tell_about(
    told: Problems, place: str, made: Extraction, edition: Edition, *, told_elsewhere: bool
) -> None:
    """Tell of what couldn't be read, and of authors."""
    if not told_elsewhere and (made.fault or made.cut or not made.text):
        told.add("C032", place, value=made.fault or made.cut or "没有文字 no text")
    for author in made.authors:
        if not _is_body(author, edition):
            told.add("C031", place, value=author)


def _tell_of_others(told: Problems, place: str, path: str, edition: Edition) -> None:
    """Tell of files whose text can't be read, and of pictures that are published as they are."""
    kind = PurePosixPath(path).suffix.lower()
    if kind in _UNREADABLE:
        told.add("C032", place, value=kind)
    elif kind in _PICTURES and path not in edition.rasters and _tells_place(edition, path):
        told.add("C030", place, value="GPS")


def own_findings(made: Extraction, own: Own) -> Iterator[Finding]:
    """Yield what gates stop at in the text of an attachment and beside it."""
    for text in (made.text, made.margins):
        yield from find_personal(text, own)
        yield from find_secrecy(text)


def _tell(told: Problems, place: str, found: Iterable[Finding]) -> None:
    """Tell of each code once, of the first passage in the order found and of how many there are."""
    first: dict[str, Finding] = {}
    count: dict[str, int] = {}
    for one in found:
        first.setdefault(one.code, one)
        count[one.code] = count.get(one.code, 0) + 1
    for code, one in first.items():
        value = one.value if count[code] == 1 else f"{one.value}等{count[code]}处"
        told.add(code, place, value=value, mended=one.mended, reason="")


def _is_body(author: str, edition: Edition) -> bool:
    """Whether an author is a program, or a body that the portal names itself."""
    bodies = (*edition.site.identity.organisers, *(one.name for one in edition.site.issuers))
    return bool(_NOBODY.fullmatch(author)) or any(author in one or one in author for one in bodies)


def _tells_place(edition: Edition, path: str) -> bool:
    try:
        with open_picture(edition.root / path) as picture:
            return bool(picture.getexif().get_ifd(_GPS))
    except BROKEN:
        return False
