"""What an import did: each repair and each doubt, for a person to check."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """One change of the text, or one thing taken out of it."""

    line: int
    """Line of the source, from 1."""
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


KINDS = {
    "pinyin": "去掉混入的拼音 (pinyin removed)",
    "traditional": "繁体改为简体 (Traditional to Simplified)",
    "punctuation": "半角标点改为全角 (punctuation)",
    "invisible": "去掉不可见字符 (invisible characters)",
    "furniture": "网页框架文字，未收入正文 (page furniture)",
    "heading": "认作小标题 (heading)",
    "source": "认作来源 (source)",
}


def report_markdown(reports: dict[str, tuple[tuple[Repair, ...], tuple[Doubt, ...]]]) -> str:
    """Return the reports of several files as a Markdown document."""
    lines = ["# 导入报告 Import report", ""]
    for path, (repairs, doubts) in reports.items():
        lines += [f"## {path}", ""]
        lines += [f"- 存疑 doubt: {one.field} = {one.value}（{one.reason}）" for one in doubts]
        if repairs:
            lines += ["", "| 行 | 类别 | 原文 | 改后 |", "|---:|---|---|---|"]
            lines += [
                f"| {one.line} | {KINDS[one.kind]} | {_cell(one.before)} | {_cell(one.after)} |"
                for one in repairs
            ]
        lines.append("")
    return "\n".join(lines)


def report_json(reports: dict[str, tuple[tuple[Repair, ...], tuple[Doubt, ...]]]) -> str:
    """Return the reports of several files as JSON: repairs and doubts by path."""
    record = {
        path: {
            "repairs": [asdict(one) for one in repairs],
            "doubts": [asdict(one) for one in doubts],
        }
        for path, (repairs, doubts) in reports.items()
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
