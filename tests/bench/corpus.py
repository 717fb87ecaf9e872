"""The benchmark's items: Chinese texts from building blocks, the same for the same number and seed.

Item n is the same in a corpus of any size but for its date: the dates of a corpus spread evenly
over ten years, so that the newest item is always as old.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

SEED = 20200205
SOURCE: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("corpus.toml").read_text(encoding="utf-8")
)
COLUMNS: Sequence[dict[str, str]] = SOURCE["columns"]
NUMBERED = "tongzhi"
"""Code of the column of notices."""
SERIES = "fa"
ISSUER_CODE = "某监发"
_BLOCKS = SOURCE["blocks"]
_BEGUN = datetime(2011, 1, 1, 8, 0)  # noqa: DTZ001 - front matter has no zone
_SPAN = timedelta(days=3650)
_SECTIONS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Item:
    """A text with what each system's front matter says of it."""

    column: str
    """Code of a column."""
    slug: str
    title: str
    date: datetime
    summary: str
    keywords: tuple[str, ...]
    body: str
    serial: int = 0
    """Number of a notice in its year; 0 of news."""

    @property
    def number(self) -> str:
        """The number of a notice as it is written."""
        return f"{ISSUER_CODE}〔{self.date.year}〕{self.serial}号"


def corpus(count: int, notices: int = 0) -> Iterator[Item]:
    """Yield `count` items, the oldest first, of which `notices` per cent are numbered notices."""
    serials: dict[int, int] = {}
    for place in range(count):
        date = _BEGUN + timedelta(minutes=int(place * _SPAN.total_seconds() / 60 / count))
        numbered = (place + 1) * notices // 100 > place * notices // 100
        serial = 0
        if numbered:
            serial = serials[date.year] = serials.get(date.year, 0) + 1
        yield make_item(place, date, serial)


def newer_item(count: int, run: int) -> Item:
    """Return an item newer than a corpus of `count`, another one for each run, in column two."""
    item = make_item(count + run, _BEGUN + _SPAN + timedelta(days=1, minutes=run), 0)
    return Item(
        COLUMNS[1]["code"], item.slug, f"{item.title}（新增{run}）", item.date, item.summary,
        item.keywords, item.body,
    )  # fmt: skip


def make_item(place: int, date: datetime, serial: int) -> Item:
    """Return item number `place`; a notice if it has a serial."""
    chance = random.Random(SEED + place)
    about = {"place": chance.choice(_BLOCKS["places"]), "matter": chance.choice(_BLOCKS["matters"])}
    title = chance.choice(_BLOCKS["titles"]).format(**about)
    return Item(
        column=NUMBERED if serial else COLUMNS[place % len(COLUMNS)]["code"],
        slug=f"{date:%Y-%m-%d}-{place:07d}",
        title=f"{SOURCE['portal']['organiser']}关于{about['matter']}情况的通报"
        if serial
        else title,
        date=date,
        summary=f"{title}，督促有关单位立行立改、建章立制。",
        keywords=(about["matter"], "监督检查"),
        body=_body(chance, about),
        serial=serial,
    )


def _body(chance: random.Random, about: dict[str, str]) -> str:
    """Return Markdown of 2.3 to 2.6 KB: an opening, then three or four sections."""
    sentences = chance.sample(_BLOCKS["sentences"], len(_BLOCKS["sentences"]))
    headings = sorted(chance.sample(range(6), chance.choice((3, 4))))
    wanted = chance.randrange(2300, 2600)
    parts = [_paragraph(chance, about, sentences, 2)]
    for order, heading in enumerate(headings):
        parts.append(f"## {_SECTIONS[order]}、{_BLOCKS['sections'][heading]}")
        share = len(parts[0]) * 3 + (wanted - len(parts[0]) * 3) * (order + 1) // len(headings)
        parts.append(_paragraph(chance, about, sentences, 2))
        if order == len(headings) - 1:
            parts.extend(_extras(chance))
        while sentences and sum(len(part.encode()) + 2 for part in parts) < share - 100:
            parts.append(_paragraph(chance, about, sentences, chance.choice((1, 2))))
    return "\n\n".join(parts) + "\n"


def _paragraph(
    chance: random.Random, about: dict[str, str], sentences: list[str], count: int
) -> str:
    """Take sentences from the end of the list and fill in their figures."""
    return "".join(
        _filled(chance, sentences.pop(), about) for _ in range(min(count, len(sentences)))
    )


def _filled(chance: random.Random, text: str, about: dict[str, str]) -> str:
    return text.format(**about, many=chance.randrange(24, 97), few=chance.randrange(3, 13))


def _extras(chance: random.Random) -> Iterator[str]:
    """Yield now and then a list, a table, emphasis and a link."""
    if chance.random() < 0.35:
        points = chance.sample(_BLOCKS["points"], 3)
        yield "\n".join(f"{n}. {_filled(chance, text, {})}" for n, text in enumerate(points, 1))
    if chance.random() < 0.2:
        rows = (f"| {name} | {chance.randrange(3, 97)} |" for name in _BLOCKS["rows"][:4])
        yield "\n".join(("| 项目 | 数量 |", "|---|---:|", *rows))
    if chance.random() < 0.4:
        yield str(_BLOCKS["emphasis"])
    if chance.random() < 0.25:
        yield str(_BLOCKS["link"])
