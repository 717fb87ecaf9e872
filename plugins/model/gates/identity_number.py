"""公民身份号码 (GB 11643-1999): 18 characters with a check, and the earlier form of 15 digits."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_REGIONS = "1112131415212223313233343536374142434445465051525354616263646571818283"
_PROVINCES = frozenset(_REGIONS[at : at + 2] for at in range(0, len(_REGIONS), 2))
"""First two digits: provinces, and 81 to 83 of residence permits."""
_EARLIEST = 1880


def check_of(first: str) -> str:
    """Return the check character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def is_shaped(text: str) -> bool:
    """Whether 18 characters begin with a province and hold a date of birth."""
    return text[:2] in _PROVINCES and _is_day(text[6:10], text[10:12], text[12:14])


def is_identity(text: str) -> bool:
    """Whether 18 characters, X in upper case, are such a number with the right check."""
    return is_shaped(text) and check_of(text[:17]) == text[17]


def is_old_identity(text: str) -> bool:
    """Whether 15 digits have the form that was given until 1999; it has no check."""
    return text[:2] in _PROVINCES and _is_day(f"19{text[6:8]}", text[8:10], text[10:12])


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)).year >= _EARLIEST
    except ValueError:
        return False
