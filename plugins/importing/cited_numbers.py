"""Numbers that a text does not carry itself, learnt from the texts that cite it by title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from plugins.importing.legal_text import LegalText

_CITED = re.compile(
    r"(?P<bodies>(?:最高人民法院|最高人民检察院|[、和])*)《(?P<title>(?:[^《》]|〈[^〈〉]*〉){2,120})》"
    r"（(?P<number>[\u4e00-\u9fff]{2,8}〔(?P<year>\d{4})〕\d{1,5}号)"
)
_MARKS = re.compile(r"[\s，、（）()《》〈〉]")


def learn_numbers(texts: Mapping[str, LegalText]) -> dict[str, str]:
    """Return the number of each text that has none and that others cite with one, by key.

    A text is meant where its title is the cited one, its own year is that of the number, and no
    other text fits. Texts that are cited with two numbers get none.
    """
    by_title: dict[str, list[str]] = defaultdict(list)
    for key, text in texts.items():
        by_title[_plain(text.title)].append(key)
    found: dict[str, set[str]] = defaultdict(set)
    own = {text.number for text in texts.values() if text.number}
    for text in texts.values():
        for match in _CITED.finditer(text.body):
            if match["number"] in own:
                continue
            names = {_plain(match["title"]), _plain(match["bodies"] + match["title"])}
            fits = [
                key
                for name in sorted(names)
                for key in by_title.get(name, ())
                if not texts[key].number and _year_fits(texts[key], int(match["year"]))
            ]
            if len(fits) == 1:
                found[fits[0]].add(match["number"])
    once = {key: next(iter(numbers)) for key, numbers in found.items() if len(numbers) == 1}
    taken: dict[str, int] = defaultdict(int)
    for number in once.values():
        taken[number] += 1
    return {key: number for key, number in once.items() if taken[number] == 1}


def _year_fits(text: LegalText, year: int) -> bool:
    days = (text.signed, text.published)
    return any(day is not None and day.year == year for day in days)


def _plain(title: str) -> str:
    return _MARKS.sub("", title)
