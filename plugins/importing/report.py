"""What an import did: what was taken for what, repairs, doubts, what was left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from plugins.importing.findings import Finding, Sure


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of the text, or one thing taken out of it."""

    line: int
    """Line of the source, from 1; of a page, run of words."""
    kind: str
    """pinyin, traditional, punctuation, invisible, furniture, heading or source."""
    before: str
    after: str
    """Empty where the text was taken out."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the source does not say plainly."""

    field: str
    """The front matter field that was guessed."""
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one source."""

    item: str
    """Path of the item below the content folder."""
    title: str
    number: str
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...]
    repairs: tuple[Repair, ...]
    doubts: tuple[Doubt, ...]
    moved: Mapping[str, str]
    """Where attachments of an old portal went, by their address there."""

    @property
    def sure(self) -> Sure:
        """Return how sure the least certain of it is."""
        grades = {one.sure for one in self.findings}
        if self.doubts or Sure.LOW in grades:
            return Sure.LOW
        return Sure.MEDIUM if Sure.MEDIUM in grades else Sure.HIGH


KINDS = {
    "pinyin": "去掉混入的拼音 (pinyin removed)",
    "traditional": "繁体改为简体 (Traditional to Simplified)",
    "punctuation": "半角标点改为全角 (punctuation)",
    "invisible": "去掉不可见字符 (invisible characters)",
    "furniture": "网页框架文字，未收入正文 (page furniture)",
    "heading": "认作小标题 (heading)",
    "source": "认作来源 (source)",
}
_MOVED = (
    "要转到新网址的，把下面几行加到 content/registers/addresses/redirects.toml。"
    "Add these to redirects.toml where the old addresses are to go on working."
)
_ORDER = (Sure.LOW, Sure.MEDIUM, Sure.HIGH)
_SHARED = 3
"""Items that a line was left out of to be told once for all: it is the portal's frame."""
_FEW = 12
"""Repairs of one kind that are shown one by one; more are counted."""


def report_markdown(records: Mapping[str, Record], problems: Sequence[str] = ()) -> str:
    """Return the report as a Markdown document: a table to look through, then each source.

    The least certain come first.
    """
    ordered = sorted(records.items(), key=lambda one: (_ORDER.index(one[1].sure), one[0]))
    lines = ["# 导入报告 Import report", ""]
    if ordered:
        lines += [
            "| 把握 Sure | 标题 Title | 文号 Number | 核对 Check | 稿件 Item | 原文件 Source |",
            "|---|---|---|---|---|---|",
        ]
    for path, record in ordered:
        check = "；".join(dict.fromkeys(one.field for one in record.doubts)) or "—"
        cells = (record.sure.label, record.title, record.number or "—", check, record.item, path)
        lines.append(f"| {' | '.join(map(_cell, cells))} |")
    if problems:
        lines += ["", "## 问题 Problems", "", *(f"- {_cell(one)}" for one in problems)]
    moved = {old: new for record in records.values() for old, new in record.moved.items()}
    if moved:
        lines += ["", "## 附件的旧网址 Old addresses of attachments", "", _MOVED, "", "```toml"]
        for old, new in sorted(moved.items()):
            lines += ["[[redirects]]", f"from = {_quoted(old)}", f"to = {_quoted(new)}", ""]
        lines += ["```"]
    counts = Counter(line for record in records.values() for line in set(record.left_out))
    shared = {line: count for line, count in counts.items() if count >= _SHARED}
    if shared:
        lines += ["", "## 多篇共有、没有收入的文字 Left out of several", ""]
        lines += [f"- {_cell(line)}（{count} 篇）" for line, count in sorted(shared.items())]
    for path, record in ordered:
        lines += ["", f"## {path}", "", *_details(record, shared)]
    return "\n".join([*lines, ""])


def _details(record: Record, shared: Collection[str]) -> list[str]:
    lines = [
        f"- 存疑 doubt: {one.field} = {_cell(one.value)}（{_cell(one.reason)}）"
        for one in record.doubts
    ]
    sure = [one for one in record.findings if one.sure is not Sure.LOW]
    if sure:
        lines += ["", "| 字段 Field | 内容 Value | 把握 Sure | 依据 Reason |", "|---|---|---|---|"]
        lines += [
            f"| {one.field} | {_cell(one.value)} | {one.sure.label} | {_cell(one.reason)} |"
            for one in sure
        ]
    own = [one for one in record.left_out if one not in shared]
    if own:
        lines += ["", "没有收入 left out:", "", *(f"- {_cell(one)}" for one in own)]
    if record.repairs:
        lines += ["", "| 行 | 类别 | 原文 | 改后 |", "|---:|---|---|---|", *_repairs(record)]
    return lines


def _repairs(record: Record) -> list[str]:
    lines = []
    for kind, name in KINDS.items():
        found = [one for one in record.repairs if one.kind == kind]
        lines += [
            f"| {one.line} | {name} | {_cell(one.before)} | {_cell(one.after)} |"
            for one in found[:_FEW]
        ]
        if len(found) > _FEW:
            lines.append(f"| … | {name} | 另有 {len(found) - _FEW} 处 more | |")
    return lines


def report_json(records: Mapping[str, Record], problems: Sequence[str] = ()) -> str:
    """Return the report as JSON: by source all of its record, and under `problems` the rest."""
    found: dict[str, object] = {
        path: {
            "item": record.item,
            "title": record.title,
            "number": record.number,
            "sure": record.sure.value,
            "findings": [asdict(one) for one in record.findings],
            "left_out": list(record.left_out),
            "repairs": [asdict(one) for one in record.repairs],
            "doubts": [asdict(one) for one in record.doubts],
            "moved": dict(record.moved),
        }
        for path, record in records.items()
    }
    if problems:
        found["problems"] = list(problems)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
