"""The files that a finished page needs besides itself."""

from __future__ import annotations

from html.parser import HTMLParser

_RELATIONS = ("stylesheet", "icon")
_ATTRIBUTES = (("use", "href"), ("script", "src"), ("img", "src"),
               ("", "data-reader"), ("", "data-connection"))  # fmt: skip
"""Elements, any where none is named, and the attribute that names the file."""
Needed = tuple[str, list[str]]
"""Address of a file, and those that a browser may choose in its place."""


class _Reader(HTMLParser):
    """Collects files by what names them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[Needed]] = [[] for _ in (*_RELATIONS, *_ATTRIBUTES)]
        self._choices: list[str] = []
        self._in_picture = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down what an element needs."""
        given = {name: value or "" for name, value in attrs}
        if tag == "picture":
            self._in_picture, self._choices = True, []
        elif tag == "source" and self._in_picture:
            self._choices.append(given.get("srcset", ""))
        elif tag == "link":
            for place, relation in enumerate(_RELATIONS):
                if relation in given.get("rel", "").split():
                    self._add(place, given.get("href", ""), [])
        for place, (element, attribute) in enumerate(_ATTRIBUTES, start=len(_RELATIONS)):
            if attribute in given and element in ("", tag):
                before = self._choices if self._in_picture else []
                self._add(place, given[attribute], [*before, given.get("srcset", "")])

    def handle_endtag(self, tag: str) -> None:
        """Leave a picture."""
        if tag == "picture":
            self._in_picture = False

    def _add(self, place: int, address: str, choices: list[str]) -> None:
        others = [part.split()[0] for one in choices for part in one.split(",") if part.strip()]
        self.found[place].append((address.partition("#")[0], others))


def needed_files(page: str) -> list[Needed]:
    """Return styles, icons, scripts and pictures of a page, with the other sizes of each."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return [one for some in reader.found for one in some]
