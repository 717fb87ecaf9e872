"""Invented numbers of people in many spellings, made from a seed: none belongs to anybody."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugins.model.gates.identity_number import check_of

AREAS = ("110101", "310104", "340104", "340223", "440305", "510107", "620102", "650103", "810000")
CITIES = ("010", "021", "025", "0551", "0553", "0755", "0991")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
AROUND = (
    "{}", "当事人张某，身份证号码{}。", "电话：{}", "（{}）", "| 李某 | {} | 合格 |",
    "手机{}，已登记", "联系人王某 {}", "summary: {}", "1. {}；", "“{}”", "车牌号{}的车辆",
    "**{}**", "99,{},1", "甲、{}、乙", "12.{}", "<td>{}</td>",
)  # fmt: skip
Spelling = Callable[[str], str]


def wide(text: str) -> str:
    """Return a text in full-width characters."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def cut(*lengths: int, by: str = " ") -> Spelling:
    """Return a spelling that parts a text after so many characters each."""

    def spell(text: str) -> str:
        pieces, at = [], 0
        for length in lengths:
            pieces.append(text[at : at + length])
            at += length
        return by.join([*pieces, text[at:]])

    return spell


IDENTITY = (
    str, str.lower, wide, cut(6, 8), cut(6, 4, 4), cut(6, 8, by="-"), cut(10, by="\n"), " ".join,
    cut(6, 8, by="\u3000"), cut(4, 4, 4, 4), lambda text: wide(cut(6, 8)(text)), cut(14, by="\n  "),
)  # fmt: skip
MOBILE = (
    str, wide, cut(3, 4), cut(3, 4, by="-"), cut(3, 4, by="\u3000"), cut(3, 4, by=" - "), " ".join,
    cut(3, 4, by="."), cut(3, 3), cut(3), cut(7), "+86{}".format, "+86 {}".format, "86-{}".format,
    lambda text: f"+86 {cut(3, 4)(text)}", lambda text: wide(cut(3, 4, by="-")(text)),
    lambda text: f"(+86){text}", lambda text: f"{text}（微信同号）",
)  # fmt: skip
LINE = (
    "{}-{}".format, "{}{}".format, "{} {}".format, "（{}）{}".format, "({}) {}".format,
    "{}—{}".format, lambda area, local: f"{area}-{local[:4]} {local[4:]}",
    lambda area, local: f"{area} {local[:4]} {local[4:]}",
    lambda area, local: wide(f"{area}-{local}"),
    lambda area, local: f"+86 {area[1:]} {local}", lambda area, local: f"{area}-{local}-8001",
    lambda area, local: f"{area}-{local}转801",
)  # fmt: skip
PLATE = (
    str, str.lower, wide, cut(2, by="·"), cut(2, by=" "), cut(2, by="-"), cut(2, by="•"),
    cut(1, 1), cut(1), lambda text: wide(cut(2, by="·")(text)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and what must be found in it."""

    kind: str
    code: str
    text: str
    digits: str
    """The number without what its spelling adds."""


def identity(chance: random.Random) -> str:
    """Return an identity number with a right check."""
    year, month, day = chance.randint(1930, 2015), chance.randint(1, 12), chance.randint(1, 28)
    first = f"{chance.choice(AREAS)}{year}{month:02}{day:02}{chance.randint(0, 999):03}"
    return first + check_of(first)


def old_identity(chance: random.Random) -> str:
    """Return one of the earlier form."""
    year, month, day = chance.randint(30, 99), chance.randint(1, 12), chance.randint(1, 28)
    return f"{chance.choice(AREAS)}{year:02}{month:02}{day:02}{chance.randint(0, 999):03}"


def mobile(chance: random.Random) -> str:
    """Return a mobile number."""
    return f"1{chance.randint(3, 9)}{chance.randint(0, 10**9 - 1):09}"


def plate(chance: random.Random) -> str:
    """Return a plate of five characters behind the letter, or of six."""
    start = chance.choice(PROVINCES) + chance.choice("ABCDEFGHJKLMNP")
    tail = chance.choice(
        (
            f"{chance.randint(0, 99999):05}",
            f"{chance.choice(LETTERS)}{chance.randint(0, 9999):04}",
            f"{chance.randint(0, 99):02}{chance.choice(LETTERS)}{chance.randint(0, 99):02}",
            f"{chance.choice('DF')}{chance.randint(0, 99999):05}",
            f"{chance.randint(0, 99999):05}{chance.choice('DF')}",
            f"{chance.randint(0, 9999):04}{chance.choice('警学挂')}",
        )
    )
    return start + tail


def card(chance: random.Random) -> str:
    """Return a card number of 16 or 19 digits."""
    length = chance.choice((15, 18))
    first = "62" + "".join(str(chance.randint(0, 9)) for _ in range(length - 2))
    total = 0
    for place, char in enumerate(reversed(first)):
        digit = int(char) * (2 - place % 2)
        total += digit - 9 if digit > 9 else digit
    return first + str(-total % 10)


def samples(count: int, seed: int = 1) -> Iterator[Sample]:
    """Yield `count` samples of each kind."""
    chance = random.Random(seed)

    def told(kind: str, code: str, number: str, spelled: str) -> Sample:
        return Sample(kind, code, chance.choice(AROUND).format(spelled), number)

    for _ in range(count):
        number = identity(chance)
        yield told("identity number", "C001", number, chance.choice(IDENTITY)(number))
        number = old_identity(chance)
        yield told("identity number, 15", "C002", number, chance.choice((str, wide))(number))
        number = mobile(chance)
        yield told("mobile phone", "C004", number, chance.choice(MOBILE)(number))
        area = chance.choice(CITIES)
        local = f"{chance.randint(20, 89)}{chance.randint(0, 999999):06}"
        yield told("landline", "C005", area + local, chance.choice(LINE)(area, local))
        number = card(chance)
        spelled = chance.choice((str, wide, cut(4, 4, 4, 4), cut(6)))(number)
        yield told("bank card", "C006", number, spelled)
        number = plate(chance)
        yield told("plate", "C007", number, chance.choice(PLATE)(number))
