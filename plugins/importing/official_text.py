"""Official documents in a text: what stands around the words and belongs into fields.

Elements and their order after 党政机关公文格式 (GB/T 9704, clause 7): the number, the title, whom
it is for; at the end annexes, signature, date, note, copies, printing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from plugins.importing.blocks import Block, BlockKind
from plugins.importing.findings import Finding, Sure
from plugins.importing.headings import plain_markdown
from plugins.importing.official_end import OfficialEnd, read_end
from plugins.model.number_forms import CLOSE, OPEN

HEAD_LIMIT = 14
"""Blocks in which the head of a document must stand."""
TITLE_LIMIT = 200
"""Characters of a title over all its lines."""
KINDS = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复",
    "议案", "纪要", "函", "令",
)  # fmt: skip
_NUMBER = re.compile(
    rf"(?:文号|发文字号)?[：:]?\s*[（(]?([\u4e00-\u9fff]{{2,16}})\s*[{re.escape(OPEN)}]\s*(\d{{4}})"
    rf"\s*年?\s*[{re.escape(CLOSE)}]\s*第?\s*0*([1-9]\d{{0,4}})\s*号\s*[）)]?\Z"
)
_COUNTED = re.compile(
    r"[（(]?((?:(?:19|20)\d{2}年)?\s*第\s*\d{1,5}\s*[号期](?:[（(]总第\d+期[)）])?)[）)]?\Z"
)
_RED_HEAD = re.compile(r"([\u4e00-\u9fff、\s]{4,40}?)文件\Z")
_SIGNER = re.compile(r"签发人\s*[：:]\s*([\u4e00-\u9fff·、\s]{2,20})\Z")
_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*(?:★.{0,12})?\Z")
_MARKS = re.compile(r"\d{6}\Z|(?:特急|加急|特提|平急)\Z")
_ABOUT = re.compile(r"关于.{2,}")
_DOCUMENT_END = re.compile(rf"(?:{'|'.join(KINDS)})(?:[（(].{{1,30}}[）)])?\Z")
_RECIPIENTS = re.compile(r"[^。；！？]{2,300}[：:]\Z")
_BODY_LIKE = re.compile(r"[。；！？]")
_ENACTED = re.compile(r"[（(].{0,60}\d{4}年\d{1,2}月\d{1,2}日.{0,120}[）)]\Z")


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A text with what was found around it."""

    title: str
    number: str
    """In the right form where it is a document number; empty for none."""
    issuer: str
    joint_issuers: tuple[str, ...]
    kind: str
    signed: date | None
    recipients: str
    signer: str
    end: OfficialEnd
    blocks: tuple[Block, ...]
    """The text itself."""
    findings: tuple[Finding, ...]

    @property
    def is_notice(self) -> bool:
        """Whether it has the marks of an official document."""
        signed = bool(self.signed and self.end.signatures)
        return bool(self.kind) and bool(self.number or self.recipients or signed)


@dataclass(slots=True)
class _Head:
    title: str = ""
    number: str = ""
    issuer: str = ""
    recipients: str = ""
    signer: str = ""
    taken: set[int] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)


def read_official(blocks: Sequence[Block], title: str = "") -> OfficialText:
    """Return a text with the elements of an official document set apart.

    `title` is one that the source tells outside the text, as a web page does.
    """
    head = _read_head(blocks, title)
    end = read_end(blocks, min(head.taken | {-1}, default=-1))
    kind = kind_of(head.title)
    kept = []
    for index, block in enumerate(blocks):
        if index in head.taken or index in end.taken:
            continue
        kept.append(end.changed.get(index, block))
    issuer, joint = _issuers(head, end)
    findings = [*head.found, *end.findings]
    if kind:
        findings.append(Finding("kind", kind, Sure.HIGH, "标题结尾 (end of the title)"))
    return OfficialText(
        head.title, head.number, issuer, joint, kind, end.signed, head.recipients, head.signer,
        end, tuple(kept), tuple(findings),
    )  # fmt: skip


def kind_of(title: str) -> str:
    """Return the 文种 that a title ends with; empty for none."""
    plain = re.sub(r"[（(][^（）()]*[）)]\Z", "", title)
    found = next((kind for kind in KINDS if plain.endswith(kind)), "")
    return "命令" if found == "令" else found


def right_number(match: re.Match[str]) -> str:
    """Return a document number in its right form."""
    return f"{match[1]}〔{match[2]}〕{match[3]}号"


def number_of(text: str) -> str:
    """Return the document number that a text is; empty where it is none."""
    found = _NUMBER.match(text.strip())
    if found:
        return right_number(found)
    counted = _COUNTED.match(text.strip())
    return "".join(counted[1].split()) if counted else ""


def _read_head(blocks: Sequence[Block], title: str) -> _Head:
    head = _Head(title=" ".join(title.split()))
    for index, block in enumerate(blocks[:HEAD_LIMIT]):
        text = block.text.strip()
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            break
        if not _take(head, index, block, text, blocks):
            break
    return head


def _take(head: _Head, index: int, block: Block, text: str, blocks: Sequence[Block]) -> bool:
    """Take a block of the head; False where the text begins."""
    if index in head.taken or _take_mark(head, index, text):
        return True
    if head.title and _folded(text) == _folded(head.title):
        head.taken.add(index)
    elif not head.title:
        return _take_title(head, index, blocks)
    elif _ENACTED.match(text) and not _BODY_LIKE.search(text):
        return True
    elif not head.recipients and _RECIPIENTS.match(text) and block.kind is BlockKind.PARAGRAPH:
        head.recipients = text.rstrip("：:").strip()
        sure = Sure.HIGH if kind_of(head.title) else Sure.MEDIUM
        _note(
            head, index, "recipients", head.recipients, sure, "标题下以冒号结束 (ends in a colon)"
        )
        return False
    else:
        return False
    return True


def _take_mark(head: _Head, index: int, text: str) -> bool:
    """Take a line of 版头: number, copy number, urgency, signer or the red head."""
    number = number_of(text)
    if number and not head.number:
        head.number = number
        _note(head, index, "number", number, Sure.HIGH, "单独成行 (a line of its own)")
    elif _SECRET.match(text):
        # It stays in the text, where the checks before publishing find it.
        head.found.append(Finding("body", text, Sure.LOW, "密级标志，须核对 (a secrecy mark)"))
    elif _MARKS.match(text):
        _note(head, index, "left out", text, Sure.HIGH, "份号或紧急程度 (copy number, urgency)")
    elif found := _SIGNER.match(text):
        head.signer = " ".join(found[1].split())
        _note(head, index, "signer", head.signer, Sure.HIGH, "签发人")
    elif not head.title and not head.issuer and (found := _RED_HEAD.match(text)):
        head.issuer = " ".join(found[1].split())
        _note(head, index, "issuer", head.issuer, Sure.HIGH, "发文机关标志 (the red head)")
    else:
        return False
    return True


def _note(head: _Head, index: int, name: str, value: str, sure: Sure, reason: str) -> None:
    head.taken.add(index)
    head.found.append(Finding(name, value, sure, reason))


def _take_title(head: _Head, index: int, blocks: Sequence[Block]) -> bool:
    """Take a title, which may stand on several lines."""
    lines = []
    for block in blocks[index : index + 4]:
        text = block.text.strip()
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        if (
            not plain
            or _BODY_LIKE.search(text)
            or text.endswith(("：", ":", "，"))
            or number_of(text)
        ):
            break
        lines.append(text)
        joined = "".join(lines)
        if _DOCUMENT_END.search(joined) and _ABOUT.search(joined):
            break
    whole = "".join(lines)
    if not (_DOCUMENT_END.search(whole) and len(whole) <= TITLE_LIMIT):
        first = blocks[index]
        follows = index + 1 < len(blocks)
        if first.kind is not BlockKind.HEADING and not (
            follows and _stands_above(first, blocks[index + 1])
        ):
            return False
        lines = lines[:1]
        whole = "".join(lines)
    if not lines:
        return False
    head.title = " ".join(whole.split())
    official = bool(_DOCUMENT_END.search(whole) and _ABOUT.search(whole))
    sure = Sure.HIGH if official or blocks[index].kind is BlockKind.HEADING else Sure.MEDIUM
    head.taken.update(range(index, index + len(lines)))
    head.found.append(Finding("title", head.title, sure, f"第 {index + 1} 段 (paragraph)"))
    return True


def _stands_above(first: Block, after: Block) -> bool:
    """Whether a first line is short and without an end, above something longer."""
    text = plain_markdown(first)
    return (
        2 <= len(text) <= 60 and not text.endswith(("，", "：", ":", "；"))
        and (len(after.text) > len(text) or after.text.endswith(("：", ":")))
    )  # fmt: skip


def _folded(text: str) -> str:
    return re.sub(r"[\s，、,]", "", text)


def _issuers(head: _Head, end: OfficialEnd) -> tuple[str, tuple[str, ...]]:
    """Return 主办机关 and the others that issue a document with it."""
    names = list(end.signatures) or head.issuer.split()
    if not names:
        before = head.title.partition("关于")[0].strip() if "关于" in head.title else ""
        if 3 < len(before) <= 60:
            names = before.split()
            head.found.append(
                Finding("issuer", before, Sure.MEDIUM, "标题开头 (start of the title)")
            )
    return (names[0] if names else "", tuple(dict.fromkeys(names[1:])))


def with_title(text: OfficialText, title: str) -> OfficialText:
    """Return a text under another title, as its importer wants it."""
    return replace(text, title=title, kind=kind_of(title) or text.kind) if title else text
