"""The end of an official document: annexes, signature, date, note, copies, printing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.findings import Finding, Sure
from plugins.importing.html_writing import escaped
from plugins.model.chinese_numerals import chinese_digits, chinese_whole

_NUMERALS = "〇○零一二三四五六七八九"
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CHINESE_DATE = re.compile(
    rf"([{_NUMERALS}Ｏ0]{{4}})年([{_NUMERALS}十]{{1,3}})月([{_NUMERALS}十]{{1,3}})日"
)
_BODY_NAME = re.compile(
    r"[\u4e00-\u9fff（）()、·\s]{1,40}(?:委|府|厅|局|办|部|院|会|室|站|处|科|署|行|司|组|中心|公司|"
    r"集团|大学|学校|社|团|馆|所|队|庭|厂|网|总工会|小组|机关|党组|政府)(?:（章）|\(章\)|（代章）)?\Z"
)
_NOTE = re.compile(r"[（(](.{2,60})[）)]\Z")
_COPIES = re.compile(r"(?:抄\s*送|抄\s*报|分\s*送)\s*[：:]\s*(.+)\Z")
_PRINTED = re.compile(r"(.{2,40}?)\s*(\d{4}年\d{1,2}月\d{1,2}日)\s*印\s*发?\Z")
_COUNT = re.compile(r"[（(]?共印\s*\d+\s*份[）)]?\Z")
_ANNEX = re.compile(r"附\s*(?:件|表)?\s*\d{0,2}\s*[：:]?\Z|附\s*件\s*\d{1,2}\s*[：:．.\s].{0,60}\Z")
_LISTED = re.compile(r"附\s*件\s*[：:]\s*(.*)\Z", re.DOTALL)
_POINT = re.compile(r"\s*(\d{1,2})\s*[.．、]\s*(.+)\Z")


@dataclass(frozen=True, slots=True)
class OfficialEnd:
    """What stands below the text."""

    signatures: tuple[str, ...]
    signed: date | None
    note: str
    copies: tuple[str, ...]
    printed_by: str
    printed: date | None
    annexes: tuple[str, ...]
    """Names of the annexes that the text lists."""
    taken: frozenset[int]
    """Blocks that are no part of the text any more."""
    changed: Mapping[int, Block]
    """Blocks that are written otherwise."""
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Found:
    signatures: list[str] = field(default_factory=list)
    signed: date | None = None
    note: str = ""
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed: date | None = None
    annexes: list[str] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    changed: dict[int, Block] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take(self, index: int, name: str, value: str, sure: Sure, reason: str) -> None:
        """Take a block for a field."""
        self.taken.add(index)
        self.findings.append(Finding(name, value, sure, reason))


def read_day(text: str) -> date | None:
    """Return the day that a text is, in Arabic or Chinese digits; None for other texts."""
    plain = "".join(text.split())
    try:
        if found := _DATE.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _CHINESE_DATE.fullmatch(plain):
            year = chinese_digits(found[1].translate(str.maketrans("Ｏ0", "〇〇")))
            return date(int(year), chinese_whole(found[2]) or 0, chinese_whole(found[3]) or 0)
    except ValueError:
        return None
    return None


def read_end(blocks: Sequence[Block], after: int) -> OfficialEnd:
    """Return what stands below the text of a document; `after`: the head ends before."""
    found = _Found()
    for index in range(len(blocks) - 1, max(after, len(blocks) - 400, -1), -1):
        _read_imprint(found, index, blocks[index])
    at = _find_date(blocks, found)
    if at is not None:
        _read_signatures(found, blocks, at)
        following = at + 1
        if following < len(blocks) and (match := _NOTE.match(blocks[following].text.strip())):
            found.note = match[1]
            found.take(following, "note", match[1], Sure.HIGH, "成文日期之下 (below the date)")
    _read_annexes(found, blocks, at if at is not None else len(blocks))
    return OfficialEnd(
        tuple(found.signatures), found.signed, found.note, found.copies, found.printed_by,
        found.printed, tuple(found.annexes), frozenset(found.taken), found.changed,
        tuple(found.findings),
    )  # fmt: skip


def _read_imprint(found: _Found, index: int, block: Block) -> None:
    text = block.text.strip()
    if block.kind is not BlockKind.PARAGRAPH or len(text) > 400:
        return
    if match := _COPIES.match(text):
        names = [one.strip() for one in re.split(r"[，；。]", match[1]) if one.strip()]
        found.copies = (*names, *found.copies)
        found.take(index, "copies", "，".join(names), Sure.HIGH, "版记 (imprint)")
    elif (match := _PRINTED.match(text)) and not found.printed:
        found.printed_by, found.printed = match[1].strip(), read_day(match[2])
        found.take(index, "printed", text, Sure.HIGH, "版记 (imprint)")
    elif _COUNT.match(text):
        found.take(index, "left out", text, Sure.HIGH, "印数 (number of copies)")


def _find_date(blocks: Sequence[Block], found: _Found) -> int | None:
    """Return the block of the day of signing: alone, and nothing of the text behind it."""
    for index, block in enumerate(blocks):
        if block.kind is not BlockKind.PARAGRAPH or index in found.taken:
            continue
        text = block.text.strip()
        if len(text) > 90 or not text.endswith("日"):
            continue
        rest = [one for number, one in enumerate(blocks[index + 1 :], index + 1)
                if number not in found.taken]  # fmt: skip
        if rest and not (_NOTE.match(rest[0].text.strip()) or _ANNEX.match(rest[0].text.strip())):
            continue
        words = text.split()
        for size in range(1, len(words) + 1):  # "某机关 2020年2月5日" may stand on one line
            day = read_day("".join(words[-size:]))
            if day is None:
                continue
            before = words[:-size]
            if before and not all(_BODY_NAME.match(one) for one in before):
                continue
            found.signed = day
            found.signatures = before
            found.take(index, "signed", day.isoformat(), Sure.HIGH if index else Sure.MEDIUM,
                       "正文末尾的日期 (date at the end)")  # fmt: skip
            if before:
                found.findings.append(
                    Finding("issuer", " ".join(before), Sure.HIGH, "署名 (signature)")
                )
            return index
    return None


def _read_signatures(found: _Found, blocks: Sequence[Block], at: int) -> None:
    """Take the names of bodies that stand right above the date."""
    index = at - 1
    while index >= 0 and not found.signatures[6:]:
        text = blocks[index].text.strip()
        if blocks[index].kind is not BlockKind.PARAGRAPH or index in found.taken:
            break
        if not _BODY_NAME.match(text) or text.startswith("附"):
            break
        names = [re.sub(r"[（(]代?章[）)]\Z", "", one) for one in text.split()]
        if all(len(one) == 1 for one in names):
            names = ["".join(names)]  # spaced out to fill the line
        found.signatures = [*names, *found.signatures]
        found.take(index, "issuer", " ".join(names), Sure.HIGH, "署名 (signature)")
        index -= 1


def _read_annexes(found: _Found, blocks: Sequence[Block], at: int) -> None:
    """Turn 附件：1.… and the lines below it into a list."""
    for index in range(max(0, at - 40), min(at, len(blocks))):
        match = _LISTED.match(blocks[index].text.strip())
        if blocks[index].kind is not BlockKind.PARAGRAPH or match is None or index in found.taken:
            continue
        names = [one for one in re.split(r"\s*(?<!\d)\d{1,2}[.．、]\s*", match[1]) if one.strip()]
        following = index + 1
        while following < at and (point := _POINT.match(blocks[following].text.strip())):
            names.append(point[2])
            following += 1
        if following < at and blocks[following].kind is BlockKind.LIST and not match[1].strip():
            continue
        if not names or len(" ".join(names)) > 1000 or "](" in blocks[index].markdown:
            continue
        found.annexes += [name.strip() for name in names]
        listed = "\n".join(
            f"{number}. {escaped(one.strip())}" for number, one in enumerate(names, 1)
        )
        shown = f"附件：\n\n{listed}" if len(names) > 1 else f"附件：{escaped(names[0].strip())}"
        found.changed[index] = replace(blocks[index], markdown=shown)
        found.taken.update(range(index + 1, following))
        found.findings.append(
            Finding(
                "body", f"附件：{'；'.join(names)}"[:200], Sure.HIGH, "附件说明 (list of annexes)"
            )
        )
        return
