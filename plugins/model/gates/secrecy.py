"""Marks of secrecy: what a document that isn't public carries.

A mark stands by itself: on a line, in brackets, behind its label, or with its star. A sentence that
speaks of state secrets or of internal papers holds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.model.gates.expressions import Expression
from plugins.model.gates.findings import Finding, lines_with

_LEVEL = r"(?:绝\s?密|机\s?密|秘\s?密)"
_TERM = r"(?:[0-9０-９一二三四五六七八九十]{1,3}\s?(?:年|个月)|长期)"
_EDGE = r"[\s#>*_|（(【\[《“\"'—\-]{0,16}"
_TAIL = r"[\s*_|）)】\]》”\"'。！!—\-]*$"
_LABEL = r"(?:[a-z_]{1,20}\s*[:：]|(?:密\s?级|保密级别|文件密级)(?:和保密期限)?\s*[:：]?)?"
_FORBIDDEN = r"(?:外传|外泄|翻印|公开|复制|传播|转发|扩散|上网|对外)"
_KEEP = rf"(?:注意保存|妥善保管|(?:不得|严禁|禁止|请勿|切勿|不准){_FORBIDDEN})"
_INSIDE = r"(?:内部(?:资料|文件|材料|刊物|使用|参考|传阅|掌握|发行|明电))"
_SUBJECT = r"(?:此件|本件|本文|该件|此文)"
_CLOSED = rf"(?:{_SUBJECT}?(?:不予|不得|不宜|暂不)公开(?:发布)?|{_SUBJECT}(?:不公开|依申请公开))"
_STAR = Expression(rf"(?:{_LEVEL}\s?[★☆✭⭐]\s?{_TERM}?|[★☆✭⭐]\s?{_LEVEL})")
_ALONE = Expression(
    rf"^{_EDGE}{_LABEL}{_EDGE}(?P<level>{_LEVEL}(?:\s*[·、/—\-]?\s*{_TERM})?(?:级)?){_TAIL}",
    re.MULTILINE,
)
_COPY = Expression(
    r"^[\s#>*_|]{0,16}(?:[a-z_]{1,20}\s*[:：]\s*)?(?P<copy>份\s?号\s*[:：]?\s*(?:№|No\.?)?\s*[0-9０-９]{3,8})[\s|]*$",
    re.MULTILINE,
)
_PAPER = Expression(
    rf"(?:^{_EDGE}(?:[a-z_]{{1,20}}\s*[:：]\s*)?|[（(【])(?P<paper>(?:{_INSIDE}|{_KEEP})"
    rf"(?:[\s，,、；;·]*(?:{_INSIDE}|{_KEEP}))*)(?:{_TAIL}|[）)】])",
    re.MULTILINE,
)
_SHUT = Expression(
    rf"(?:^{_EDGE}(?:[a-z_]{{1,20}}\s*[:：]\s*)?|[（(【])"
    rf"(?P<shut>公开(?:属性|方式|类别)\s*[:：]?\s*(?:不公开|不予公开|依申请公开)|{_CLOSED})(?:{_TAIL}|[）)】])",
    re.MULTILINE,
)
_SIGN = re.compile(
    "[★☆✭⭐绝机秘份公内注妥得禁止勿准](?:(?<=[★☆✭⭐])|(?<=[绝机秘]) ?密|(?<=份) ?号"
    "|开(?<=[予得宜不请]公开)|开[属方类]|部[资文材刊使参传掌发明]|意保存|善保管|[外翻公复传转扩上对])"
)
"""What stands in every line that holds a mark, and in few others."""
_MARKS = (
    ("C020", _STAR, 0),
    ("C020", _ALONE, "level"),
    ("C021", _COPY, "copy"),
    ("C022", _PAPER, "paper"),
    ("C023", _SHUT, "shut"),
)
"""Code, the mark, and the part of it that is told."""


def find_secrecy(text: str) -> Iterator[Finding]:
    """Yield the marks of secrecy of a text, in no order."""
    for start, end in lines_with(_SIGN, text):
        for code, mark, part in _MARKS:
            for match in mark.finditer(text, start, end):
                told = " ".join(match[part].split())
                yield Finding(code, match.start(part), match.end(part), told)
