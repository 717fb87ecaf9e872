"""Pinyin in brackets that a mirror put after a character, as in 監(jiān)察 or 皖I(lǐng)CP."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

_TONES = "\u0300\u0301\u0304\u030c"
_BRACKET = re.compile(r"(.)[(（]([A-Za-zÀ-ɏ\u0300-\u036f]{1,12})[)）]", re.DOTALL)
_SYLLABLE = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|[iu]?ang|[iu]?eng|ong|[iuv]?an|[iuv]?en|ing|ian|iao|uai|uan|[ui]n|vn"
    r"|ai|ei|ui|ao|ou|iu|ie|ve|ue|er|ia|ua|uo|io|[aeiouv])|ng|n|m|hm|hng)r?\Z"
)


def strip_pinyin(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text without mirrored pinyin, and each removal as (before, after)."""
    found: list[tuple[str, str]] = []

    def removed(match: re.Match[str]) -> str:
        if not is_reading(match[1], match[2]):
            return match[0]
        found.append((match[0], match[1]))
        return match[1]

    return _BRACKET.sub(removed, text), tuple(found)


def is_reading(char: str, letters: str) -> bool:
    """Whether letters are a reading of a character, or toned pinyin behind a Latin letter."""
    plain, toned = fold(letters)
    if not _SYLLABLE.match(plain):
        return False
    if "\u3400" <= char <= "\u9fff":
        return plain in readings(char)
    return toned and char.isascii() and char.isalpha()


def fold(letters: str) -> tuple[str, bool]:
    """Return a syllable in lower case without tone marks (ü as v), and whether it had one."""
    parts = unicodedata.normalize("NFD", letters.lower())
    toned = any(char in _TONES for char in parts)
    plain = "".join(char for char in parts if char not in _TONES)
    return unicodedata.normalize("NFC", plain).replace("ü", "v"), toned


@cache
def readings(char: str) -> frozenset[str]:
    """Return every reading of a character, in its Simplified or its Traditional form."""
    forms = {char, _converter("t2s").convert(char), _converter("s2t").convert(char)}
    found = set()
    for form in forms:
        for reading in pinyin(form, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]:
            found.add(fold(reading)[0])
    return frozenset(found)


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
