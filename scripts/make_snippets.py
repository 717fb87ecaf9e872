"""Write the snippets that VS Code offers editors: `python -m scripts.make_snippets`."""

from __future__ import annotations

import json

import click

from plugins.model.fields import FieldSpec, fields_of
from plugins.model.items import DOCUMENT_KINDS, ItemKind
from scripts.console import PROJECT, use_utf8
from scripts.new_item import OPENINGS, PLACEHOLDER, hint, hinted, slug_of

FILE = PROJECT / ".vscode" / "tongbao.code-snippets"
_DAY = "${CURRENT_YEAR}-${CURRENT_MONTH}-${CURRENT_DATE}"
_PARTS = {
    "更正记录 correction": (
        ("更正", "gengzheng"),
        ["changes:", f"  - date: {_DAY}", "    what: ${1:改了什么}", "    why: ${2:原因}"],
    ),
    "附件 attachment": (
        ("附件", "fujian"),
        ["attachments:", "  - file: attachments/${1:文件名}", "    title: ${2:名称}"],
    ),
    "表格 table": (
        ("表格", "biaoge"),
        ["| ${1:项目} | ${2:内容} |", "|---|---|", "| ${3:第一项} | $4 |", "$0"],
    ),
    "脚注 footnote": (
        ("脚注", "jiaozhu"),
        ["[^${1:1}]$0", "", "[^${1:1}]: ${2:注释}"],
    ),
    "图片 picture": (
        ("图片", "tupian"),
        ["![${2:图片说明}](/images/${1:文件名})"],
    ),
    "稿件链接 link to an item": (
        ("链接", "lianjie"),
        ["[${2:文字}]({filename}/${1:notices/2020/x.md})"],
    ),
}  # fmt: skip
"""What is put into an item, with the words that call it and its lines."""


def snippets() -> dict[str, dict[str, object]]:
    """Return each snippet by name, as VS Code reads them."""
    found = {"动态 news": _snippet(("动态", "dongtai"), _item(ItemKind.NEWS, ""))}
    for kind in DOCUMENT_KINDS:
        lines = _item(ItemKind.NOTICE, kind)
        found[f"{kind} notice"] = _snippet((kind, slug_of(kind).replace("-", "")), lines)
    return found | {name: _snippet(*part) for name, part in _PARTS.items()}


def _snippet(prefix: tuple[str, ...], lines: list[str]) -> dict[str, object]:
    return {"scope": "markdown", "prefix": list(prefix), "body": lines}


def _item(what: ItemKind, kind: str) -> list[str]:
    """Return a whole item: what it must have to be filled in, hints at the rest."""
    specs = {spec.name: spec for spec in fields_of(what)}
    given = {
        "date": f"{_DAY} ${{CURRENT_HOUR}}:${{CURRENT_MINUTE}}",
        "kind": kind,
        "signed": _DAY,
        "title": f"${{1:关于…的{kind}}}" if kind else "${1:标题}",
    }
    needed = [spec for spec in specs.values() if what in spec.needed_by]
    stops = iter(range(2, 20))
    header = [f"{spec.name}: {given.get(spec.name) or _stop(next(stops), spec)}" for spec in needed]
    hints = [hint(specs[name]) for name in hinted(what, kind)]
    body = [f"为做好有关工作，{OPENINGS[kind]}", ""] if kind in OPENINGS else []
    return ["---", *header, "status: draft", *hints, "---", "", *body, f"${{0:{PLACEHOLDER}}}"]


def _stop(place: int, spec: FieldSpec) -> str:
    return f"${{{place}:{spec.label}}}"


def text() -> str:
    """Return the file."""
    return json.dumps(snippets(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write the file."""
    use_utf8()
    FILE.write_text(text(), encoding="utf-8", newline="\n")
    click.echo(f"已更新 renewed: {FILE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
