"""Reading rendered HTML: is every element closed, does any stand empty, in what order headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
MAY_BE_EMPTY = frozenset({"script", "svg", "path", "td", "main", "output"}) | VOID


@dataclass
class Outline(HTMLParser):
    """What a piece of HTML is made of; faults are texts."""

    source: str
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[list[object]] = []
        self.feed(self.source)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag, _ in self._open]
        self.faults += [f"id {one} twice" for one in {*self.ids} if self.ids.count(one) > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        self.classes |= set(found.get("class", "").split())
        if "id" in found:
            self.ids.append(found["id"])
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        self._fill()
        if tag not in VOID:
            self._open.append([tag, tag in MAY_BE_EMPTY])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._fill()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._fill()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes nothing")
            return
        _, filled = self._open.pop()
        if not filled:
            self.faults.append(f"<{tag}> is empty")

    def _fill(self) -> None:
        if self._open:
            self._open[-1][1] = True
