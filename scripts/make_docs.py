"""Write the parts of docs/ that follow from the code: `python -m scripts.make_docs`.

A document holds them between `<!-- generated: NAME -->` and `<!-- end -->`; the rest is written
by hand and stays.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise

import click

from plugins.model import data_views, item_views, register_views, views
from plugins.model.fields import FIELDS, FieldSpec
from plugins.model.items import ItemKind
from plugins.model.problems import Language, ProblemKind, Severity, catalogue
from plugins.open_data.fields import FIELDS as DATA_FIELDS
from scripts.cli import portal
from scripts.console import PROJECT, use_utf8

DOCS = PROJECT / "docs"
AREAS = {
    "S": "S 网站设置 Settings",
    "F": "F 文件和信息头 Files and front matter",
    "I": "I 稿件 Items",
    "B": "B 正文、链接和图片 Bodies, links and pictures",
    "A": "A 网址和转向 Addresses and redirects",
    "N": "N 文号 Numbers",
    "R": "R 发文登记簿 Registers",
    "P": "P 页脚和备案 Footer and filings",
    "D": "D 公文格式 Official documents",
    "G": "G 字体和制图 Fonts and drawing",
    "C": "C 个人信息和涉密标志 Personal data and secrecy",
    "W": "W 用词和版式 Wording and typography",
    "M": "M 导入 Import",
    "X": "X 导入 Word、网页和压缩包 Word files, pages and archives",
    "L": "L 命令行 Command line",
}
"""Heading of each area of problem codes, by its letter."""
_BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def row(*cells: str) -> str:
    """Return a line of a Markdown table."""
    clean = (cell.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;") for cell in cells)
    return f"| {' | '.join(clean)} |"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a Markdown table and an empty one."""
    yield row(*head)
    yield "|" + "---|" * len(head)
    for cells in rows:
        yield row(*cells)
    yield ""


def problems() -> Iterator[str]:
    """Yield a table of codes for each area."""
    for letter, kinds in groupby(catalogue().values(), key=lambda kind: kind.code[0]):
        yield from (f"## {AREAS[letter]}", "")
        head = ("代码 Code", "问题 Fault", "改法 Mend", "Fault", "Mend")
        yield from table(head, (_problem(kind) for kind in kinds))


def _problem(kind: ProblemKind) -> tuple[str, ...]:
    level = kind.severity.label
    if kind.severity is not Severity.ERROR:
        level += "，发布时为错误" if kind.production is Severity.ERROR else ""
    texts = (
        part[language]
        for language in (Language.ZH, Language.EN)
        for part in (kind.fault, kind.mend)
    )
    return (f"**{kind.code}** {level}", *(_open(text) for text in texts))


def _open(template: str) -> str:
    """Return a message with its fields left open and its characters kept from being Markdown."""
    plain = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", template)
    plain = plain.replace("{{", "{").replace("}}", "}")
    return re.sub(r"([\[\]*_])", r"\\\1", plain)


def fields() -> Iterator[str]:
    """Yield a table of front matter fields."""
    names = {ItemKind.NEWS: "动态 news", ItemKind.NOTICE: "公文 notice", ItemKind.PAGE: "页面 page"}
    head = ("字段 Field", "名称", "用于 Used by", "例 Example", "说明", "Meaning")

    def users(spec: FieldSpec) -> str:
        return "；".join(
            f"{name}{'（必填 required）' if kind in spec.needed_by else ''}"
            for kind, name in names.items()
            if kind in spec.used_by
        )

    def choices(spec: FieldSpec) -> str:
        return f"（{'、'.join(spec.options)}）" if spec.options else ""

    yield from table(
        head,
        (
            (
                f"`{spec.name}`",
                spec.label,
                users(spec),
                f"`{spec.example}`",
                spec.help_zh + choices(spec),
                spec.help_en,
            )
            for spec in FIELDS
        ),
    )


def data_fields() -> Iterator[str]:
    """Yield a table of the fields of the data files."""
    head = ("JSON", "CSV", "说明", "Meaning")
    yield from table(
        head,
        ((f"`{one.key}`", one.label, one.help_zh, one.help_en) for one in DATA_FIELDS),
    )


def records() -> Iterator[str]:
    """Yield a table of fields for each record that templates see."""
    for module in (views, register_views, item_views, data_views):
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.ClassDef):
                yield from (f"### {node.name}", "", ast.get_docstring(node) or "", "")
                yield from table(("Field", "Type", "Meaning"), _record_fields(node))


def _record_fields(node: ast.ClassDef) -> Iterator[tuple[str, ...]]:
    members = [*node.body, ast.Pass()]
    for member, following in pairwise(members):
        if isinstance(member, ast.AnnAssign):
            told = ""
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                told = str(following.value.value)
            yield (
                f"`{ast.unparse(member.target)}`",
                f"`{ast.unparse(member.annotation)}`",
                " ".join(told.split()),
            )


def commands() -> Iterator[str]:
    """Yield a section for each command with its arguments and options."""
    context = click.Context(portal, info_name="portal.py")
    for name in portal.list_commands(context):
        command = portal.get_command(context, name)
        if command is None:
            raise LookupError(f"no command {name}")
        own = click.Context(command, info_name=name, parent=context)
        yield from (f"## {name}", "", command.help or "", "")
        usage = " ".join(["portal.py", name, *command.collect_usage_pieces(own)])
        yield from ("```", usage, "```", "")
        options = [
            (f"`{record[0]}`", " ".join(record[1].split()))
            for parameter in command.params
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(own))
        ]
        if options:
            yield from table(("选项 Option", "含义 Meaning"), options)


BLOCKS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "problems": ("problems.md", problems),
    "fields": ("front-matter.md", fields),
    "records": ("theme.md", records),
    "data": ("open-data.md", data_fields),
    "commands": ("commands.md", commands),
}
"""Document and maker of each generated part."""


def renewed(name: str) -> str:
    """Return the text of the document that holds a part, with that part made anew."""
    document, make = BLOCKS[name]
    text = (DOCS / document).read_text(encoding="utf-8")
    part = "\n".join(make()).strip()
    new, count = _BLOCK.subn(lambda match: f"{match[1]}\n{part}\n\n{match[3]}", text)
    if count != 1:
        raise ValueError(f"{document} needs one part <!-- generated: {name} --> … <!-- end -->")
    return new


def main() -> None:
    """Renew every part, or those named."""
    use_utf8()
    for name in sys.argv[1:] or BLOCKS:
        path = DOCS / BLOCKS[name][0]
        path.write_text(renewed(name), encoding="utf-8", newline="\n")
        click.echo(f"已更新 renewed: {path.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
