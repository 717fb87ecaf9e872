"""Texts of laws and interpretations, as the public repository LawRefBook/Laws keeps them.

A title line, lines of dated events and sometimes a number, `<!-- INFO END -->`, then the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from plugins.importing.characters import strip_invisible
from plugins.importing.report import Doubt, Repair
from plugins.model.number_forms import CLOSE, OPEN

MARK = "<!-- INFO END -->"
_EVENT = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(.*)")
_NUMBER = re.compile(
    rf"[（(]?\s*([\u4e00-\u9fff]{{2,12}})\s*[{re.escape(OPEN)}]\s*(\d{{4}})\s*年?\s*"
    rf"[{re.escape(CLOSE)}]\s*第?\s*0*([1-9]\d{{0,4}})\s*号\s*[）)]?\Z"
)
_NAME_DATE = re.compile(r"\((\d{4})-(\d{2})-(\d{2})\)")
_COMMENT = re.compile(r"<!--.*?-->\Z")
_HEAD_LINES = 16
"""Lines of the text in which the document's own number may stand alone."""
_KINDS = (
    ("批复", "批复"), ("决定", "决定"), ("通知", "通知"), ("意见", "意见"), ("答复", "函"),
    ("函", "函"), ("公告", "公告"), ("决议", "决议"), ("纪要", "纪要"), ("通报", "通报"),
)  # fmt: skip
_BODIES = re.compile(r"最高人民法院|最高人民检察院|公安部|司法部|国家安全部|海关总署")


@dataclass(frozen=True, slots=True)
class LegalText:
    """One document."""

    title: str
    number: str
    """Its own number in the right form; empty where the text carries none."""
    issuer: str
    kind: str
    """文种; judicial interpretations are promulgated by 公告."""
    signed: date | None
    """Day of adoption, of the last revision where there were several."""
    published: date | None
    """Day of promulgation, else of effect, else of adoption."""
    effective: date | None
    events: tuple[str, ...]
    """The dated lines, as written."""
    body: str
    """Markdown."""
    repairs: tuple[Repair, ...]
    doubts: tuple[Doubt, ...]


def is_legal_text(text: str) -> bool:
    """Whether a text is of this form."""
    return text.startswith("# ") and MARK in text


def read_legal_text(text: str, file_name: str) -> LegalText:
    """Read a document; `file_name` may hold a date in brackets."""
    head, _, rest = text.partition(MARK)
    lines = [strip_invisible(line).strip() for line in head.split("\n")]
    title = " ".join(lines[0].removeprefix("# ").split())
    events = tuple(line for line in lines[1:] if line)
    offset = head.count("\n")
    body_lines = rest.split("\n")
    number, at = _own_number(events, body_lines)
    repairs = [
        Repair(offset + index + 1, "invisible", line[:20], strip_invisible(line)[:20])
        for index, line in enumerate(body_lines)
        if strip_invisible(line) != line
    ]
    repairs += [
        Repair(offset + index + 1, "furniture", line.strip(), "")
        for index, line in enumerate(body_lines)
        if _COMMENT.match(line.strip())
    ]
    dated = [(_day(match), match[4]) for line in events if (match := _EVENT.match(line))]
    signed = _last(dated, ("通过", "会议", "讨论", "决定", "审议", "印发"))
    promulgated = _last(dated, ("公布", "发布", "印发"))
    effective = _last(dated, ("施行", "生效", "实施"))
    named = _NAME_DATE.search(file_name)
    from_name = date(*(int(part) for part in named.groups())) if named else None
    issuer = "、".join(dict.fromkeys(_BODIES.findall(title.partition("关于")[0])))
    doubts = []
    if not issuer:
        issuer = (
            "、".join(dict.fromkeys(_BODIES.findall(title + "".join(events)))) or "最高人民法院"
        )
        doubts.append(Doubt("issuer", issuer, "标题没有写明机关 (not in the title)"))
    first = signed or promulgated or effective or _last(dated, ("",)) or from_name
    if not signed:
        told = first.isoformat() if first else "—"
        doubts.append(Doubt("signed", told, "没有写明通过日期 (no day of adoption)"))
    return LegalText(
        title=title,
        number=number,
        issuer=issuer,
        kind=_kind(title),
        signed=first,
        published=promulgated or effective or first,
        effective=effective,
        events=events,
        body=_body(body_lines, at),
        repairs=tuple(repairs),
        doubts=tuple(doubts),
    )


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _last(dated: list[tuple[date | None, str]], words: tuple[str, ...]) -> date | None:
    days = [day for day, text in dated if day and any(word in text for word in words)]
    return max(days, default=None)


def _own_number(events: tuple[str, ...], lines: list[str]) -> tuple[str, int | None]:
    """Return the number that stands alone on a line of the head or above the text, and its line.

    A number inside a sentence belongs to another document.
    """
    for line in events:
        match = _NUMBER.match(line)
        if match:
            return f"{match[1]}〔{match[2]}〕{match[3]}号", None
    for index, line in enumerate(lines[:_HEAD_LINES]):
        match = _NUMBER.match(line.strip())
        if match:
            return f"{match[1]}〔{match[2]}〕{match[3]}号", index
    return "", None


def _kind(title: str) -> str:
    plain = re.sub(r"[（(][^（）()]*[）)]\Z", "", title)
    return next((kind for end, kind in _KINDS if plain.endswith(end)), "公告")


def _body(lines: list[str], number_line: int | None) -> str:
    """Return the text as Markdown: nothing lost but the number's line and comments."""
    kept = []
    for index, line in enumerate(lines):
        if index == number_line or _COMMENT.match(line.strip()):
            continue
        clean = strip_invisible(line).strip(" \t\u3000\xa0")
        kept.append(_escape(clean))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _escape(line: str) -> str:
    """Keep Markdown from taking a line's start for a list or a rule."""
    line = re.sub(r"\A(\d+)([.)])(?=\s)", r"\1\\\2", line)
    if re.match(r"[+-]\s", line) or re.fullmatch(r"(?:[-_*]\s*){3,}", line):
        return line if "|" in line else f"\\{line}"
    return line
