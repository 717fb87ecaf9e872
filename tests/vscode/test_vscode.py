"""What VS Code is told: snippets that make valid items, and how problems look."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from plugins.model.items import DOCUMENT_KINDS
from scripts.make_snippets import FILE, snippets, text
from tests.site.building import PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
GIVEN = {
    "栏目": "dongtai", "来源": "某机关", "发布机构": "某机关", "CURRENT_YEAR": "2020",
    "CURRENT_MONTH": "02", "CURRENT_DATE": "05", "CURRENT_HOUR": "09", "CURRENT_MINUTE": "30",
}  # fmt: skip


def expanded(name: str) -> str:
    """Return a snippet as VS Code inserts it, its places filled."""
    lines = snippets()[name]["body"]
    assert isinstance(lines, list)
    told = re.sub(
        r"\$\{(?:\d+:)?([^{}]+)\}|\$\d",
        lambda match: GIVEN.get(match[1] or "", match[1] or "乙"),
        "\n".join(lines),
    )
    assert "$" not in told
    return f"{told}\n"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    return tmp_path / "content"


def test_the_file_is_current():
    assert FILE.read_text(encoding="utf-8") == text(), "run python -m scripts.make_snippets"


def test_every_item_is_one_that_the_check_accepts(content: Path):
    (content / "news" / "made.md").write_text(expanded("动态 news"), encoding="utf-8")
    for place, kind in enumerate(DOCUMENT_KINDS):
        made = expanded(f"{kind} notice").replace("column: dongtai", "column: gongwen")
        made = made.replace("kind:", "series: fa\nkind:")
        (content / "notices" / f"made-{place}.md").write_text(made, encoding="utf-8")
    done = run_cli("check", "--content", str(content), "--lang", "zh")
    assert done.returncode == 0, done.stdout
    told = {line.split(": ")[1][:4] for line in done.stdout.splitlines() if "made" in line}
    assert told == {"D003"}  # Who signs isn't known yet.


def test_every_part_is_one_that_the_check_accepts(content: Path):
    header, body = [], []
    for name in snippets():
        if name.startswith(("更正", "附件")):
            header.append(expanded(name).strip())
        elif name.startswith(("表格", "脚注", "图片", "稿件链接")):
            body.append(expanded(name).strip())
    item = content / "news" / "one.md"
    before = item.read_text(encoding="utf-8")
    parts = "\n\n".join(body).replace("notices/2020/x.md", "news/two.md")
    parts = parts.replace("/images/文件名", "/images/square.svg")
    after = before.replace("keywords:", "\n".join(header) + "\nkeywords:") + f"\n{parts}\n"
    item.write_text(after.replace("attachments/文件名", "attachments/list.csv"), encoding="utf-8")
    done = run_cli("check", "--content", str(content), "--lang", "zh")
    assert "错误 0 个" in done.stdout, done.stdout
    assert "one.md" not in done.stdout


def test_problems_are_understood(content: Path):
    tasks = json.loads((PROJECT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    error, warning = (one["pattern"] for one in tasks[0]["problemMatcher"])
    (content / "news" / "made.md").write_text("no header\n", encoding="utf-8")
    four = content / "news" / "four.md"
    four.write_text(four.read_text(encoding="utf-8") + "\n继续布署工作。\n", encoding="utf-8")
    done = run_cli("check", "--content", str(content), "--lang", "zh")
    errors = [
        match for line in done.stdout.splitlines() if (match := re.match(error["regexp"], line))
    ]
    assert [match[error["file"]].endswith("made.md") for match in errors] == [True]
    assert errors[0][error["line"]] == "1"
    warnings = [re.match(warning["regexp"], line) for line in done.stdout.splitlines()]
    codes = {match[warning["code"]] for match in warnings if match}
    assert any(code.startswith("W") for code in codes)
    assert re.search(
        tasks[0]["problemMatcher"][0]["background"]["endsPattern"], done.stdout, re.MULTILINE
    )
