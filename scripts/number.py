"""`portal number`: take, reserve, void or withhold a number, and settle what a merge left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from plugins.model.registers import State
from plugins.notice_numbering.allocation import AllocationError, Desk
from plugins.notice_numbering.index_allocation import give_index_numbers
from scripts.after_merge import after_merge, index_numbers_taken
from scripts.console import content_option
from scripts.inspection import read_site, today
from scripts.places import label_of
from scripts.register_report import register_report
from scripts.repository import Repository


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    content: Path
    file: Path | None
    use: str
    void: str
    withhold: str
    reserve: str
    why: str
    index: bool
    after_merge: bool
    keep: tuple[Path, ...]
    published: str
    report: bool
    table: Path | None
    series: str
    form: str

    @property
    def reason(self) -> str:
        """The reason given.

        Raises:
            click.UsageError: there is none.

        """
        if not self.why.strip():
            raise click.UsageError("用 --why 写明原因 | give the reason in --why")
        return self.why.strip()


@click.command(
    "number",
    help="给公文取号，管理发文登记簿。Take numbers for notices, and keep the registers.\n\n"
    "例 Examples:\n\n"
    "portal.py number content/notices/2020/zhiban.md\n\n"
    "portal.py number --reserve wjf/2020 --why 留给会议纪要\n\n"
    "portal.py number --void 皖纪发〔2020〕6号 --why 文稿撤回\n\n"
    "portal.py number --after-merge\n\n"
    "portal.py number --index\n\n"
    "portal.py number --report --format csv\n\n"
    "portal.py number --import 发文登记簿.xlsx",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--use",
    default="",
    metavar="NUMBER",
    help="给文件用预留或不予公开的号 Give a reserved or withheld number.",
)
@click.option("--void", default="", metavar="NUMBER", help="作废一个文号 Void a number.")
@click.option("--withhold", default="", metavar="NUMBER", help="登记为不予公开 Withhold a number.")
@click.option(
    "--reserve", default="", metavar="SERIES[/YEAR]", help="预留下一个号 Reserve the next number."
)
@click.option("--why", default="", help="原因 Reason.")
@click.option(
    "--index",
    is_flag=True,
    help="取索引号：一个文件，或全部没有的公文 Index numbers, for FILE or wherever one is missing.",
)
@click.option(
    "--after-merge",
    is_flag=True,
    help="合并分支后，重复的文号改号 Renumber what two branches took.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="--after-merge：保留文号的文件 A file that keeps its number.",
)
@click.option(
    "--published",
    default="",
    metavar="BRANCH",
    help="--after-merge：已发布的分支 The published branch [origin/HEAD, main …].",
)
@click.option("--report", is_flag=True, help="各系列的缺号、预留和下一个号 State of the registers.")
@click.option(
    "--import",
    "table",
    metavar="TABLE",
    type=click.Path(path_type=Path),
    help="导入原有的登记簿（.xlsx、.csv）Take over a register kept as a table.",
)
@click.option(
    "--series", default="", metavar="CODE", help="--import：全部文号的系列 The series of every row."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="--report、--import：输出格式 Form of the output.",
)
@content_option
def command(**options: Any) -> None:
    """Read or change the registers; one way of use a call."""
    wishes = Wishes(**options)
    way = _way(wishes)
    try:
        way(open_desk(wishes.content), wishes)
    except AllocationError as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(
            f"写不进登记簿：{fault.strerror}；检查权限和磁盘空间 | "
            f"can't write the register: {fault.strerror}; check permissions and disk space"
        ) from None


Way = Callable[[Desk, Wishes], None]


def _way(wishes: Wishes) -> Way:
    """Return the way of use that was asked for.

    Raises:
        click.UsageError: it is none, or several, or an option belongs to another.

    """
    ways: dict[str, Way] = {
        "index": _index,
        "after_merge": _after_merge,
        "report": _report,
        "table": _import,
        "void": _void,
        "withhold": _withhold,
        "reserve": _reserve,
        "file": _number,
    }
    chosen = [name for name in ways if getattr(wishes, name)]
    if wishes.index and wishes.file:
        chosen.remove("file")
    if len(chosen) != 1:
        options = "、".join(_option(name) for name in ways if name != "file")
        raise click.UsageError(
            f"写一个文件，或 {options} 之一 | give a file or one of these options"
        )
    for name, owners, given in (
        ("--use", ("file",), wishes.use),
        ("--keep", ("after_merge",), wishes.keep),
        ("--published", ("after_merge",), wishes.published),
        ("--series", ("table",), wishes.series),
        ("--format", ("report", "table"), wishes.form != "text"),
    ):
        if given and chosen[0] not in owners:
            told = "、".join(_option(owner) for owner in owners)
            raise click.UsageError(f"{name} 要和 {told} 一起用 | {name} goes with {told}")
    return ways[chosen[0]]


def _option(way: str) -> str:
    """Return a way of use as it is asked for."""
    names = {"file": "FILE", "table": "--import"}
    return names.get(way, f"--{way.replace('_', '-')}")


def _number(desk: Desk, wishes: Wishes) -> None:
    path = below(wishes.content, wishes.file or Path())
    click.echo(f"已编号 numbered: {desk.number(path, wishes.use)}")
    if desk.site.index_numbers.template:
        _give_index(desk, wishes, (path,))


def _index(desk: Desk, wishes: Wishes) -> None:
    paths = (below(wishes.content, wishes.file),) if wishes.file else None
    if not _give_index(desk, wishes, paths):
        click.echo("没有要取索引号的公文 | no notice needs an index number")


def _give_index(desk: Desk, wishes: Wishes, paths: tuple[str, ...] | None) -> int:
    """Give index numbers, tell them, and return how many they were."""
    given = give_index_numbers(desk, paths, index_numbers_taken(Repository.of(wishes.content)))
    for path, number in given:
        click.echo(f"索引号 index number: {number} {path}")
    return len(given)


def _reserve(desk: Desk, wishes: Wishes) -> None:
    series, _, year = wishes.reserve.partition("/")
    if year and not year.isdecimal():
        raise click.UsageError("年份写成 2020 | write the year as 2020")
    number = desk.reserve(series, int(year) if year else desk.today.year, wishes.reason)
    click.echo(f"已预留 reserved: {number}")


def _void(desk: Desk, wishes: Wishes) -> None:
    number = desk.set_aside(wishes.void, State.VOID, wishes.reason)
    click.echo(f"已作废 voided: {number}")


def _withhold(desk: Desk, wishes: Wishes) -> None:
    number = desk.set_aside(wishes.withhold, State.WITHHELD, wishes.reason)
    click.echo(f"已登记为不予公开 withheld: {number}")


def _after_merge(desk: Desk, wishes: Wishes) -> None:
    keep = frozenset(below(wishes.content, file) for file in wishes.keep)
    after_merge(desk, wishes.content, keep, wishes.published)


def _report(desk: Desk, wishes: Wishes) -> None:
    register_report(desk, wishes.form)


def _import(desk: Desk, wishes: Wishes) -> None:
    from scripts.register_import import take_over

    take_over(desk, wishes.table or Path(), wishes.series, wishes.form)


def open_desk(content: Path) -> Desk:
    """Return the desk of a content folder; the process ends where site.toml is broken."""
    site = read_site(content)

    def tell(chinese: str, english: str) -> None:
        click.echo(f"{chinese} | {english}")

    return Desk(content, label_of(content), site, today(site), tell)


def below(content: Path, file: Path) -> str:
    """Return a file's path below the content folder.

    Raises:
        click.ClickException: it isn't there.

    """
    for candidate in (file, content / file):
        if candidate.exists() or candidate.is_symlink():
            whole = candidate.parent.resolve() / candidate.name
            try:
                return whole.relative_to(content.resolve()).as_posix()
            except ValueError:
                break
    raise click.ClickException(
        f"{file} 不在内容目录 {content} 里 | {file} is not in the content folder {content}"
    )
