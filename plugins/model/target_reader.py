"""Read the documents that an item's front matter says it repeals, replaces, amends and so on.

Each is a number, 《title》（number）, a 《title》 alone, or a mapping with `number` and, where a
part of the document is repealed or a day of its own applies, `part` and `date`.
"""

from __future__ import annotations

import re

from plugins.model.front_matter import Value
from plugins.model.item_reader import ItemReader, parse_day
from plugins.model.items import ItemKind, RelationKind, Target

WRITTEN_KINDS = tuple(kind for kind in RelationKind if kind is not RelationKind.CITES)
"""The relations that front matter tells of, each in a field of its name."""
_NEWS_KINDS = (RelationKind.INTERPRETS,)
_KEYS = {RelationKind.REPEALS: ("number", "part", "date")}
_USUAL_KEYS = ("number", "date")
_CITED = re.compile(r"《(.+)》\s*[（(](.+)[）)]\Z")
_TITLED = re.compile(r"《(.+)》\Z")


def read_targets(reader: ItemReader) -> tuple[Target, ...]:
    """Return the documents in the order of the fields; a faulty one becomes a problem."""
    kinds = {ItemKind.NOTICE: WRITTEN_KINDS, ItemKind.NEWS: _NEWS_KINDS}.get(reader.kind, ())
    found = []
    for kind in kinds:
        for value in reader.elements(kind):
            target = _target(reader, kind, value)
            if target:
                found.append(target)
    return tuple(found)


def _target(reader: ItemReader, kind: RelationKind, value: Value) -> Target | None:
    pairs = value.pairs or {"number": value}
    keys = _KEYS.get(kind, _USUAL_KEYS)
    texts = {key: one.text for key, one in pairs.items()}
    if not set(pairs) <= set(keys) or not all(texts.get(key) for key in ("number", *pairs)):
        place = reader.shown, value.line, value.column
        reader.problems.add("I040", *place, field=kind, keys="、".join(keys))
        return None
    since = parse_day(texts["date"]) if "date" in texts else None
    if "date" in texts and since is None:
        at = pairs["date"]
        reader.problems.add(
            "I002", reader.shown, at.line, at.column, field=f"{kind}.date", value=at.text
        )
        return None
    number, title = split_citation(texts["number"])
    return Target(kind, number, title, texts.get("part", ""), since, value.line, value.column)


def split_citation(text: str) -> tuple[str, str]:
    """Return number and title of a document as texts name it; what is not named is empty."""
    text = text.strip()
    cited, titled = _CITED.match(text), _TITLED.match(text)
    if cited:
        return "".join(cited[2].split()), cited[1].strip()
    if titled:
        return "", titled[1].strip()
    return "".join(text.split()), ""
