"""Characters: Traditional back to Simplified, invisible ones out, punctuation to full width."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_MARK = re.compile(r"(.)([,;:?!])(?=(.|\Z))", re.DOTALL)
_CHINESE = re.compile("[\u3400-\u9fff]")
_OPENING = "“‘《〈（【〔「『"
_CLOSING = "”’》〉）】〕」』…％%"


def is_traditional(text: str) -> bool:
    """Whether a text is written in Traditional characters.

    It is where it has more characters that only Traditional has than ones that only Simplified
    has; so single ones, as in names, don't turn a Simplified text.
    """
    chinese = "".join(sorted(set(_CHINESE.findall(text))))
    counts = {char: text.count(char) for char in chinese}
    old = sum(counts[a] for a, b in zip(chinese, _to(chinese, "t2s"), strict=True) if a != b)
    new = sum(counts[a] for a, b in zip(chinese, _to(chinese, "s2t"), strict=True) if a != b)
    return old > new


def simplify(text: str) -> str:
    """Return a Traditional text in Simplified characters."""
    return str(_converter("t2s").convert(text))


def _to(characters: str, name: str) -> str:
    """Convert characters one by one, so that their number stays."""
    return "".join(_converter(name).convert(char)[:1] or char for char in characters)


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def strip_invisible(text: str) -> str:
    """Return the text without zero-width and direction characters."""
    return _INVISIBLE.sub("", text)


def widen_punctuation(text: str) -> str:
    """Return the text with half-width marks between Chinese characters in full width.

    Numbers, times, addresses and Latin text keep theirs; brackets are left as they are.
    """

    def widened(match: re.Match[str]) -> str:
        before, mark, after = match[1], match[2], match[3]
        if _is_chinese(before, _CLOSING) and (
            after == "" or after.isspace() or _is_chinese(after, _OPENING) or after.isdigit()
        ):
            return before + _WIDE[mark]
        if _is_chinese(after, _OPENING) and before.isalnum():
            return before + _WIDE[mark]
        return match[0]

    return _MARK.sub(widened, text)


def _is_chinese(char: str, marks: str) -> bool:
    return bool(char) and (bool(_CHINESE.match(char)) or char in marks)
