"""Placeholders: texts that stand where the real thing is still to come."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_WORDS = re.compile(
    r"待填|待定|待补|待申请|待备案|待办理|(?:申请|办理|备案)中(?!心)|请填|占位|示例|样例|"
    r"(?<![a-z])(?:todo|tbd|tba|n/a|null|none|x{3,}|example|sample|placeholder)(?![a-z])",
    re.IGNORECASE,
)
_NUMBER_MARKS = re.compile(r"[×＊*○〇□■●?？_＿…#]|[xXＸｘ]{2,}|\.{2,}|\A(?:无|暂无|没有)\Z")
_RUNS = tuple(run * 2 for run in ("0123456789", "1234567890", "9876543210"))
"""What made-up digits count through."""
_RESERVED_HOST = re.compile(
    r"(?:\A|\.)(?:example(?:\.(?:com|net|org|cn|gov\.cn|com\.cn))?|test|invalid|localhost)\Z"
)
"""Names that RFC 2606 keeps for examples, and their like below .cn."""


def is_placeholder_number(text: str) -> bool:
    """Whether a filing number is none: marks for digits, all digits alike, or counted through.

    A serial of zeros alone behind a year or a division is one too; other digits are left to the
    authority's record.
    """
    if _WORDS.search(text) or _NUMBER_MARKS.search(text):
        return True
    year = {8: 2, 10: 4} if "ICP" in text.upper() else {10: 6, 14: 6}
    for digits in re.findall(r"[0-9]{6,}", text):
        serial = digits[year.get(len(digits), 0) :]
        if _is_made_up(digits) or not serial.strip("0"):
            return True
        if len(digits) == 14 and _is_made_up(serial):
            return True
    return False


def _is_made_up(digits: str) -> bool:
    counted = any(run.startswith(digits) for run in _RUNS)
    return counted or len(set(digits)) == 1


def is_placeholder_text(text: str) -> bool:
    """Whether a name, an address or a telephone number only shows where one belongs."""
    if _WORDS.search(text) or re.search(r"[×＊*○〇□■]{2,}", text):
        return True
    digits = re.sub(r"[-\s()（）+]", "", text)
    return bool(re.fullmatch("[0-9]{6,}", digits)) and _is_made_up(digits[-8:])


def is_placeholder_host(host: str) -> bool:
    """Whether a host name is one that is kept for examples."""
    return bool(_RESERVED_HOST.search(host))


def is_placeholder_url(url: str) -> bool:
    """Whether an address leads to a host that is kept for examples."""
    try:
        return is_placeholder_host(urlsplit(url).hostname or "")
    except ValueError:
        return False
