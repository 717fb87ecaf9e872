"""统一社会信用代码 (GB 32100-2015): its form and its check digit."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and letters without I, O, S, V and Z, in the order of their values."""
_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}\Z")


def is_credit_code(text: str) -> bool:
    """Whether a text has the form of a credit code: kinds, division of six digits, body, check."""
    return bool(_FORM.match(text))


def check_character(text: str) -> str:
    """Return the check character that belongs to the first 17 characters of a credit code."""
    weights = (pow(3, place, 31) for place in range(17))
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(text, weights, strict=False))
    return ALPHABET[-total % 31]
