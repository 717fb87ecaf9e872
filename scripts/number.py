"""`portal number`: take, reserve, void or withhold a number."""

from __future__ import annotations

from pathlib import Path

import click

from plugins.model.registers import State
from plugins.notice_numbering.allocation import AllocationError, Desk
from scripts.console import content_option
from scripts.inspection import label_of, read_site, today


@click.command(
    "number",
    help="给公文取号。Take the next number for a notice.\n\n"
    "例 Examples:\n\n"
    "portal.py number content/notices/2020/zhiban.md\n\n"
    "portal.py number --reserve wjf/2020 --why 留给会议纪要\n\n"
    "portal.py number --void 皖纪发〔2020〕6号 --why 文稿撤回",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--void", metavar="NUMBER", help="作废一个文号 Void a number.")
@click.option("--withhold", metavar="NUMBER", help="登记为不予公开 Withhold a number.")
@click.option("--reserve", metavar="SERIES[/YEAR]", help="预留下一个号 Reserve the next number.")
@click.option(
    "--use", metavar="NUMBER", help="给文件用预留或不予公开的号 Give a reserved or withheld number."
)
@click.option("--why", help="原因 Reason.")
@content_option
def command(
    file: Path | None,
    content: Path,
    void: str | None,
    withhold: str | None,
    reserve: str | None,
    use: str | None,
    why: str | None,
) -> None:
    """Change the registers; one of the four ways of use a call."""
    if sum(bool(one) for one in (file, void, withhold, reserve)) != 1:
        raise click.UsageError(
            "写一个文件，或 --void、--withhold、--reserve 之一 | give a file or one of the options"
        )
    if use and not file:
        raise click.UsageError("--use 要写明文件 | --use needs a file")
    if not file and not (why and why.strip()):
        raise click.UsageError("用 --why 写明原因 | give the reason in --why")
    desk = open_desk(content)
    try:
        if file:
            done, word = desk.number(_below(content, file), use or ""), "已编号 numbered"
        elif reserve:
            series, _, year = reserve.partition("/")
            if year and not year.isdecimal():
                raise click.UsageError("年份写成 2020 | write the year as 2020")
            done = desk.reserve(series, int(year) if year else desk.today.year, why or "")
            word = "已预留 reserved"
        else:
            state = State.VOID if void else State.WITHHELD
            done = desk.set_aside(void or withhold or "", state, why or "")
            word = "已作废 voided" if void else "已登记为不予公开 withheld"
    except AllocationError as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as fault:
        raise click.ClickException(
            f"写不进登记簿：{fault.strerror}；检查权限和磁盘空间 | "
            f"can't write the register: {fault.strerror}; check permissions and disk space"
        ) from None
    click.echo(f"{word}: {done}")


def open_desk(content: Path) -> Desk:
    """Return the desk of a content folder; the process ends where site.toml is broken."""
    site = read_site(content)

    def tell(chinese: str, english: str) -> None:
        click.echo(f"{chinese} | {english}")

    return Desk(content, label_of(content), site, today(site), tell)


def _below(content: Path, file: Path) -> str:
    """Return a file's path below the content folder."""
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
