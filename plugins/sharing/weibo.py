"""A text for Weibo: title, summary and link within its limit."""

from __future__ import annotations

import math
import re

LIMIT = 140
"""Characters that a text may have by Weibo's count."""
LINK = 10
"""What Weibo counts for a link, however long."""
_STOP = re.compile(r"[。！？；]")
_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"), ("〔", "〕"))


def weibo_length(text: str) -> int:
    """Return the length by Weibo's count: two ASCII characters are one, any other is one."""
    return math.ceil(sum(0.5 if char.isascii() else 1 for char in text))


def weibo_text(title: str, summary: str, link: str, limit: int = LIMIT) -> str:
    """Return 【title】, what fits of the summary, and the link.

    The summary ends with a sentence where one fits, else at a point that parts no pair of marks
    and no run of letters or digits, with an ellipsis. A title that is too long by itself is cut
    in the same way.
    """
    room = limit - LINK - 1
    head = f"【{title}】"
    if weibo_length(head) > room:
        return f"【{_cut(title, room - 2)}】 {link}"
    text = " ".join(summary.split())
    left = room - weibo_length(head)
    if weibo_length(text) > left:
        ends = [
            one.end() for one in _STOP.finditer(text) if weibo_length(text[: one.end()]) <= left
        ]
        text = text[: ends[-1]] if ends and _whole(text[: ends[-1]]) else _cut(text, left)
    return f"{head}{text} {link}"


def _cut(text: str, room: int) -> str:
    """Return the longest start of a text that fits with an ellipsis; empty where none does."""
    for end in range(min(len(text), room * 2), 0, -1):
        start = text[:end]
        inside = text[end - 1 : end + 1]
        if weibo_length(f"{start}…") > room or not _whole(start):
            continue
        if len(inside) == 2 and inside.isascii() and inside.isalnum():
            continue
        if re.search(r"\d\Z", start):
            continue  # 2020年 and 5号 stay whole.
        return f"{start.rstrip('，、：； ')}…"
    return ""


def _whole(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in _PAIRS)
