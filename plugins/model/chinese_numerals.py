"""Whole numbers in Chinese numerals."""

from __future__ import annotations

import re

NUMERAL = "〇○零一二三四五六七八九"
"""Digits, for a character class."""
NUMERAL_UNITS = "十百千"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_DIGIT = "[一二三四五六七八九]"
_ZERO = "[〇○零]"
_GROUPED = re.compile(
    rf"(?:({_DIGIT})千{_ZERO}?)?(?:({_DIGIT})百{_ZERO}?)?(?:({_DIGIT}?)(十))?({_DIGIT}?)\Z"
)


def chinese_digits(text: str) -> str:
    """Return numerals read digit by digit, as in 二〇二〇, in Arabic digits."""
    return "".join(str(_DIGITS[char]) for char in text)


def chinese_whole(text: str) -> int | None:
    """Return the value of 二十三, 一百零三 or 二〇三; None where the text is no such number."""
    if text and all(char in _DIGITS for char in text):
        return int(chinese_digits(text))
    match = _GROUPED.match(text)
    if not text or match is None:
        return None
    thousands, hundreds, tens, ten, ones = match.groups()
    value = 1000 * _DIGITS.get(thousands or "零", 0) + 100 * _DIGITS.get(hundreds or "零", 0)
    if ten:
        value += 10 * (_DIGITS[tens] if tens else 1)
    return value + (_DIGITS[ones] if ones else 0)
