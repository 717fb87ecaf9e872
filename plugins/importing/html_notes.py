"""Footnotes of HTML: pairs of links that lead to each other, as pandoc and Word write them."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

_NAMES = re.compile(r"_?(?:ftn|edn|fn|endnote|footnote|note)[-_]?\d+\Z", re.IGNORECASE)
_BACK = re.compile(
    r"_?(?:ftn|edn|fn|endnote|footnote|note)(?:ref)?[-_]?(?:ref)?\d+\Z", re.IGNORECASE
)
_SOUP = BeautifulSoup("", "lxml")


def take_notes(root: Tag) -> tuple[Tag, ...]:
    """Replace the marks of footnotes by `fnref` elements and return the notes, taken out.

    Must come before cleaning, which drops names.
    """
    places: dict[str, Tag] = {}
    for element in root.find_all(True):
        for key in ("id", "name"):
            name = element.attrs.get(key)
            if isinstance(name, str):
                places.setdefault(name, element)
    notes: list[Tag] = []
    numbers: dict[str, int] = {}
    for mark in list(root.find_all("a", href=True)):
        name = str(mark["href"]).removeprefix("#")
        if not str(mark["href"]).startswith("#") or not _NAMES.match(name) or name not in places:
            continue
        note = _note_of(places[name], mark)
        if note is None:
            continue
        if name not in numbers:
            notes.append(note)
            numbers[name] = len(notes)
        mark.replace_with(_SOUP.new_tag("fnref", attrs={"n": str(numbers[name])}))
    for note in notes:
        _take_out(note, root)
    return tuple(notes)


def _take_out(note: Tag, root: Tag) -> None:
    """Take a note out of the text, with its links back and with wrappers that are left empty."""
    for back in note.find_all("a", href=True):
        if _BACK.match(str(back["href"]).removeprefix("#")):
            back.decompose()
    holder = note.parent
    note.extract()
    while holder is not None and holder is not root and not holder.get_text(strip=True):
        upper = holder.parent
        holder.extract()
        holder = upper


def _note_of(place: Tag, mark: Tag) -> Tag | None:
    """Return the element that holds a note; None where the mark itself lies inside it."""
    note = place
    if place.name == "a":
        parent = place.find_parent(("p", "li", "div"))
        note = parent if parent is not None else place
    inside = any(one is note for one in mark.parents)
    return None if inside or note is mark else note
