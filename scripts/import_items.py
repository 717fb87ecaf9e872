"""`portal import`: repair published text and turn it into items."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from plugins.importing.cited_numbers import learn_numbers
from plugins.importing.items import ImportedItem, Wishes, import_text
from plugins.importing.legal_text import is_legal_text, read_legal_text
from plugins.importing.report import KINDS, report_json, report_markdown
from plugins.model.files import create_exclusive
from plugins.model.problems import Language, Problems
from plugins.model.site import Site
from plugins.model.source import SIZE_LIMIT, guess_encoding
from plugins.notice_numbering.history import record_issued
from scripts.console import content_option, language_option, progress
from scripts.inspection import chosen_column, read_site, today

ENDINGS = (".txt", ".md")
_CODECS = {"GBK/GB18030": "gb18030", "Big5": "big5", "UTF-16": "utf-16", "UTF-32": "utf-32"}


@click.command(
    "import",
    help="导入网页文字和法规文本。Import page text and legal texts.\n\n"
    "例 Example: portal.py import old-page.txt --column yaowen --date 2020-02-21 --report r.md",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--column", required=True, help="栏目代码或名称 Column.")
@click.option("--title", default="", help="标题（单个文件）Title, for a single file.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="发布日期 Date.")
@click.option("--source", default="", help="来源 Source.")
@click.option("--report", type=click.Path(path_type=Path), help="报告文件 .md/.json Report file.")
@content_option
@language_option
def command(
    files: tuple[Path, ...],
    column: str,
    title: str,
    day: datetime | None,
    source: str,
    report: Path | None,
    content: Path,
    lang: str,
) -> None:
    """Write one item a file; nothing is overwritten, and every file is accounted for."""
    problems = Problems()
    site = read_site(content)
    place = chosen_column(site, column)
    sources = sorted(set(_files(files)))
    if title and len(sources) > 1:
        raise click.UsageError("--title 只用于单个文件 | --title is for a single file")
    wishes = Wishes(place, title, day.date() if day else None, source, today(site))
    run = _Run(content, site, wishes, problems)
    with progress("导入 files", len(sources)) as advance:
        for path in sources:
            run.read(path)
            advance(1)
    run.write()
    run.tell(Language(lang), report)
    sys.exit(1 if problems.errors else 0)


def _files(given: tuple[Path, ...]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from (
                one for one in path.rglob("*") if one.suffix.lower() in ENDINGS and one.is_file()
            )
        else:
            yield path


class _Run:
    """One import, with what became of each file."""

    def __init__(self, content: Path, site: Site, wishes: Wishes, problems: Problems) -> None:
        self.content, self.site, self.wishes, self.problems = content, site, wishes, problems
        self.counts = dict.fromkeys(("written", "unchanged", "left out", "refused"), 0)
        self.texts: dict[Path, str] = {}
        self.items: dict[str, ImportedItem] = {}

    def read(self, path: Path) -> None:
        """Read one file."""
        text = self._read(path)
        if text is None:
            self.counts["refused"] += 1
            return
        if not text.strip() or _only_header(text):
            self.problems.add("M002", path.as_posix())
            self.counts["left out"] += 1
            return
        self.texts[path] = text.replace("\r\n", "\n").replace("\r", "\n")

    def write(self) -> None:
        """Write an item for each file that was read; together they tell more numbers."""
        legal = {
            path.as_posix(): read_legal_text(text, path.name)
            for path, text in self.texts.items()
            if is_legal_text(text)
        }
        learned = learn_numbers(legal)
        for path, text in self.texts.items():
            number = learned.get(path.as_posix(), "")
            item = import_text(text, path.name, self.site, self.wishes, number)
            self._write(path, item)

    def _write(self, path: Path, item: ImportedItem) -> None:
        target = self.content / item.path
        raw = item.text.encode("utf-8")
        if not self._register(item):
            number = item.numbered.number if item.numbered else ""
            self.problems.add("M006", path.as_posix(), number=number)
            self.counts["refused"] += 1
            return
        try:
            if target.is_file() and target.read_bytes() == raw:
                self.counts["unchanged"] += 1
            elif create_exclusive(target, raw):
                self.counts["written"] += 1
            else:
                self.problems.add("M003", path.as_posix(), target=target.as_posix())
                self.counts["refused"] += 1
                return
        except OSError as fault:
            self.problems.add("M001", path.as_posix(), reason=fault.strerror or str(fault))
            self.counts["refused"] += 1
            return
        self.items[path.as_posix()] = item

    def _register(self, item: ImportedItem) -> bool:
        """Register the item's number where it belongs to a series of the portal."""
        if item.numbered is None:
            return True
        series = self.site.series_of(item.numbered.series)
        return series is None or record_issued(
            self.content,
            series,
            item.numbered.number,
            item=item.path,
            title=item.numbered.title,
            day=item.numbered.day,
        )

    def _read(self, path: Path) -> str | None:
        shown = path.as_posix()
        try:
            if not path.is_file():
                self.problems.add("M001", shown, reason="不是文件 (no file)")
                return None
            if path.stat().st_size > SIZE_LIMIT:
                self.problems.add("M005", shown, size=path.stat().st_size, limit=SIZE_LIMIT)
                return None
            raw = path.read_bytes()
        except OSError as fault:
            self.problems.add("M001", shown, reason=fault.strerror or str(fault))
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = guess_encoding(raw)
            codec = _CODECS.get(encoding)
            if codec is None:
                self.problems.add("M001", shown, reason=encoding)
                return None
            text = raw.decode(codec, errors="replace")
            self.problems.add("M004", shown, encoding=encoding)
        if "\0" in text:
            self.problems.add("M001", shown, reason="含有空字符 (NUL)")
            return None
        return text

    def tell(self, language: Language, report: Path | None) -> None:
        """Print what was done, in short, and write the whole report where one is asked for."""
        for problem in self.problems:
            click.echo(problem.render(language), err=True)
        totals: dict[str, int] = {}
        for item in self.items.values():
            for repair in item.repairs:
                totals[repair.kind] = totals.get(repair.kind, 0) + 1
        for kind, count in sorted(totals.items()):
            click.echo(f"{KINDS[kind]}：{count}")
        if len(self.items) <= 20:
            for path, item in self.items.items():
                click.echo(f"{path} -> {(self.content / item.path).as_posix()}")
                for doubt in item.doubts:
                    click.echo(f"  存疑 doubt: {doubt.field} = {doubt.value}（{doubt.reason}）")
        if report:
            records = {path: (item.repairs, item.doubts) for path, item in self.items.items()}
            form = report_json if report.suffix == ".json" else report_markdown
            report.write_text(form(records), encoding="utf-8", newline="\n")
            click.echo(f"报告 report: {report}")
        counts = self.counts
        click.echo(
            f"共 {sum(counts.values())} 个文件：写入 {counts['written']}，"
            f"未变 {counts['unchanged']}，略过 {counts['left out']}，拒绝 {counts['refused']} | "
            + ", ".join(f"{number} {word}" for word, number in counts.items())
        )


def _only_header(text: str) -> bool:
    """Whether a file holds front matter and nothing else."""
    parts = text.strip().split("---")
    return text.startswith("---") and len(parts) >= 3 and not "---".join(parts[2:]).strip()
