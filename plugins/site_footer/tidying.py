"""Tidying: the right writing of a filing text that was typed or pasted carelessly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_LABEL = re.compile(r"[A-Za-z\u4e00-\u9fff（）()]{2,12}\s*[:：]\s*")
_WIDE: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES: dict[int, int | str] = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_TRADITIONAL = str.maketrans(
    "備證証號網滬遼蘇贛魯粵瓊隴陝寧雲貴", "备证证号网沪辽苏赣鲁粤琼陇陕宁云贵"
)
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode categories of spaces, controls and characters that can't be seen."""


@dataclass(frozen=True, slots=True)
class TidyText:
    """A text in its right writing."""

    text: str
    fault: str
    """Problem code of what was wrong with its writing first; empty for nothing."""


def tidy(text: str) -> TidyText:
    """Take label, full-width and traditional characters, spaces and wrong case out of a text."""
    fault = ""
    for code, mend in _STEPS:
        mended = mend(text)
        if mended != text and not fault:
            fault = code
        text = mended
    return TidyText(text, fault)


def _drop_label(text: str) -> str:
    return _LABEL.sub("", text, count=1) if _LABEL.match(text) else text


def _narrow(text: str) -> str:
    return text.translate(_WIDE | _DASHES)


def _simplify(text: str) -> str:
    return text.translate(_TRADITIONAL)


def _close_up(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in _UNSEEN)


def _right_case(text: str) -> str:
    text = re.sub("icp", "ICP", text, flags=re.IGNORECASE)
    text = re.sub(r"-[0-9]+[axk]\Z", lambda match: match[0].upper(), text)
    return re.sub(r"\Abm(?=[0-9])", "bm", text, flags=re.IGNORECASE)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("P034", _drop_label),
    ("P031", _narrow),
    ("P032", _simplify),
    ("P030", _close_up),
    ("P033", _right_case),
)
"""What is mended in turn, by the problem code that tells of it."""
