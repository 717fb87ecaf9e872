"""`portal import`: Word files, web pages and texts become items."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from plugins.importing.items import ImportedItem, Wishes
from plugins.importing.report import KINDS, Record, report_json, report_markdown
from plugins.model.problems import Language, Problems
from plugins.model.site import Column, Site
from scripts.console import content_option, language_option, progress
from scripts.import_reading import Reader, Source
from scripts.import_writing import Writer
from scripts.inspection import chosen_column, read_site, today
from scripts.word_package import provide_pandoc


@click.command(
    "import",
    help="导入 Word 文件（.docx）、网页、文本和整个旧网站。"
    "Import Word files, web pages, texts and whole saved portals.\n\n"
    "例 Example: portal.py import 通知.docx --column tongzhi-gonggao --report r.md",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--column", required=True, help="栏目代码或名称 Column.")
@click.option("--title", default="", help="标题（单个文件）Title, for a single file.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="发布日期 Date.")
@click.option("--source", default="", help="来源 Source.")
@click.option(
    "--site",
    "old_site",
    type=click.Path(exists=True, path_type=Path),
    help="保存下来的旧网站（文件夹或 .zip）：旧网址转到新稿件 "
    "A saved portal, folder or .zip: its addresses lead to the items.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FOLDER=COLUMN",
    help="--site：旧网站的文件夹对应的栏目，可以写几次 Column of a folder of the saved portal.",
)
@click.option("--report", type=click.Path(path_type=Path), help="报告文件 .md/.json Report file.")
@content_option
@language_option
def command(
    files: tuple[Path, ...],
    column: str,
    title: str,
    day: datetime | None,
    source: str,
    old_site: Path | None,
    mapped: tuple[str, ...],
    report: Path | None,
    content: Path,
    lang: str,
) -> None:
    """Write one item a file; nothing is overwritten, and every file is accounted for."""
    problems = Problems()
    site = read_site(content)
    if bool(files) == bool(old_site):
        raise click.UsageError(
            "写明要导入的文件，或者写 --site 文件夹 | name files to import, or --site FOLDER"
        )
    if report and not report.parent.is_dir():
        raise click.UsageError(f"没有文件夹 {report.parent} | no such folder for the report")
    wishes = Wishes(
        chosen_column(site, column), title, day.date() if day else None, source, today(site)
    )
    columns = dict(_column(site, one) for one in mapped)
    reader = Reader(
        site, problems, _Once(), partial(_wishes, wishes, columns), moved=old_site is not None
    )
    sources = reader.sources((old_site,) if old_site else files)
    if title and len(sources) > 1:
        raise click.UsageError("--title 只用于单个文件 | --title is for a single file")
    counts = dict.fromkeys(("written", "unchanged", "left out", "refused"), 0)
    writer = Writer(content, site, problems, counts)
    with progress("导入 files", len(sources)) as advance:
        for one in sources:
            item = reader.read(one)
            if item is not None:
                writer.take(one, item)
            advance(1)
    for one, item in reader.laws():
        writer.take(one, item)
    writer.write()
    reader.close()
    counts["left out"] += reader.left_out
    counts["refused"] += reader.refused
    _tell(writer, reader, Language(lang), report)
    sys.exit(1 if problems.errors else 0)


class _Once:
    """Looks for pandoc when the first Word file comes, and no second time."""

    def __init__(self) -> None:
        self._found: list[Path | None] = []

    def __call__(self) -> Path | None:
        if not self._found:
            self._found.append(provide_pandoc())
        return self._found[0]


def _column(site: Site, text: str) -> tuple[str, Column]:
    folder, _, name = text.rpartition("=")
    if not folder:
        raise click.UsageError(f"--map 写成 文件夹=栏目 | write --map FOLDER=COLUMN: {text}")
    return folder.strip("/"), chosen_column(site, name)


def _wishes(wishes: Wishes, columns: dict[str, Column], source: Source) -> Wishes:
    """Return the wishes for a source: the column of the innermost folder that is mapped."""
    inside = [one for one in columns if source.name.startswith(f"{one}/")]
    return replace(wishes, column=columns[max(inside, key=len)]) if inside else wishes


def _tell(writer: Writer, reader: Reader, language: Language, report: Path | None) -> None:
    """Print what was done, in short, and write the whole report where one is asked for."""
    for problem in writer.problems:
        click.echo(problem.render(language), err=True)
    totals: dict[str, int] = {}
    for item in writer.items.values():
        for repair in item.repairs:
            totals[repair.kind] = totals.get(repair.kind, 0) + 1
    for kind, count in sorted(totals.items()):
        click.echo(f"{KINDS[kind]}：{count}")
    if len(writer.items) <= 20:
        for path, item in writer.items.items():
            click.echo(f"{path} -> {(writer.content / item.path).as_posix()}")
            for doubt in item.doubts:
                click.echo(f"  存疑 doubt: {doubt.field} = {doubt.value}（{doubt.reason}）")
    if report:
        _report(writer, language, report)
    if reader.passed_over:
        click.echo(f"其他文件（图片、样式等）{reader.passed_over} 个 other files")
    counts = writer.counts
    click.echo(
        f"共 {sum(counts.values())} 个文件：写入 {counts['written']}，"
        f"未变 {counts['unchanged']}，略过 {counts['left out']}，拒绝 {counts['refused']} | "
        + ", ".join(f"{number} {word}" for word, number in counts.items())
    )


def _report(writer: Writer, language: Language, report: Path) -> None:
    form = report_json if report.suffix == ".json" else report_markdown
    records = {path: _record(item) for path, item in writer.items.items()}
    others = [problem.render(language) for problem in writer.problems]
    try:
        report.write_text(form(records, others), encoding="utf-8", newline="\n")
    except OSError as fault:
        raise click.ClickException(
            f"不能写入报告 {report}：{fault.strerror} | can't write the report"
        ) from None
    click.echo(f"报告 report: {report}")


def _record(item: ImportedItem) -> Record:
    return Record(
        item.path, item.title, item.number, item.findings, item.left_out, item.repairs,
        item.doubts, item.moved,
    )  # fmt: skip
