"""Series, portals and content folders that the tests of numbering share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.problems import Problems
from plugins.model.series import Reset, Series, SeriesKind
from plugins.model.site_loader import load_site

TODAY = date(2021, 6, 30)

SITE = """\
sample = true
[identity]
name = "某市纪委监委网站"
domain = "www.example.org"
organisers = ["某市纪委监委"]
[copyright]
holders = ["某市纪委监委"]
[[series]]
code = "wjf"
name = "皖纪发"
kind = "document"
issuer = "安徽省纪委"
issuer_code = "皖纪发"
aliases = ["皖纪"]
[[series]]
code = "zwjf"
name = "中皖纪发"
kind = "document"
issuer = "某委"
issuer_code = "中皖纪发"
[[series]]
code = "gg"
name = "公告"
kind = "announcement"
issuer = "安徽省纪委监委"
title = "安徽省纪委监委公告"
aliases = ["省纪委监委公告"]
[[series]]
code = "ling"
name = "省政府令"
kind = "order"
issuer = "安徽省人民政府"
title = "安徽省人民政府令"
[[series]]
code = "dudao"
name = "疫情防控督导通报"
kind = "issue"
issuer = "安徽省纪委"
title = "疫情防控督导通报"
aliases = ["督导通报"]
reset = "never"
[[series]]
code = "jianbao"
name = "工作简报"
kind = "issue"
issuer = "安徽省纪委"
title = "工作简报"
total = true
[[columns]]
code = "tongzhi"
name = "通知"
kind = "通知公告"
description = "通知"
series = ["wjf"]
[[columns]]
code = "gonggao"
name = "公告"
kind = "通知公告"
description = "公告"
series = ["zwjf", "gg", "ling", "dudao", "jianbao"]
[[columns]]
code = "fagui"
name = "法规"
kind = "政策文件"
description = "法规"
[[columns]]
code = "yaowen"
name = "要闻"
kind = "工作动态"
description = "要闻"
"""


def series(code: str) -> Series:
    """Return one of the series that the fixture tables name."""
    return SERIES[code]


def make_series(
    code: str,
    kind: SeriesKind,
    name: str,
    *aliases: str,
    reset: Reset = Reset.YEARLY,
    first: int = 1,
    total: bool = False,
) -> Series:
    """Return a series; `name` is its issuer code or its title."""
    document = kind is SeriesKind.DOCUMENT
    return Series(
        code=code,
        name=name,
        kind=kind,
        issuer="某委",
        issuer_code=name if document else "",
        title="" if document else name,
        aliases=aliases,
        heading="",
        reset=reset,
        first=first,
        total=total,
        line=1,
    )


SERIES = {
    one.code: one
    for one in (
        make_series("wjf", SeriesKind.DOCUMENT, "皖纪发", "皖纪"),
        make_series("gg", SeriesKind.ANNOUNCEMENT, "安徽省纪委监委公告", "省纪委监委公告"),
        make_series("ling", SeriesKind.ORDER, "安徽省人民政府令", reset=Reset.NEVER),
        make_series("dudao", SeriesKind.ISSUE, "疫情防控督导通报", "督导通报", reset=Reset.NEVER),
        make_series("tongbao", SeriesKind.ISSUE, "情况通报"),
        make_series("jianbao", SeriesKind.ISSUE, "工作简报", total=True),
    )
}


def make_content(root: Path) -> Path:
    """Make a content folder with site.toml alone."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text(SITE, encoding="utf-8")
    return root


def write_notice(root: Path, name: str, *, body: str = "正文。", **fields: str) -> str:
    """Write notices/`name`.md and return its path; a field given as "" is left out."""
    values = {
        "title": f"关于{name}的通知",
        "date": "2020-02-06 09:00",
        "column": "tongzhi",
        "kind": "通知",
        "issuer": "安徽省纪委",
        "signed": "2020-02-05",
        **fields,
    }
    head = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    path = root / "notices" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n{body}\n", encoding="utf-8")
    return f"notices/{name}.md"


def write_entry(root: Path, place: str, text: str) -> Path:
    """Write registers/`place`.toml."""
    path = root / "registers" / f"{place}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def issued(number: str, item: str, title: str, day: str = "2020-02-05") -> str:
    """Return the text of an issued entry."""
    return (
        f'number = "{number}"\nstate = "issued"\nitem = "{item}"\ntitle = "{title}"\ndate = {day}\n'
    )


def register_notice(
    root: Path, name: str, number: str, place: str, *, body: str = "正文。", **fields: str
) -> str:
    """Write a numbered notice and its entry, in agreement."""
    path = write_notice(root, name, body=body, number=number, **fields)
    title = fields.get("title", f"关于{name}的通知")
    write_entry(root, place, issued(number, path, title, fields.get("signed", "2020-02-05")))
    return path


def edition_of(root: Path, mode: Mode = Mode.BUILD) -> Edition:
    """Load a content folder whose site.toml is sound."""
    problems = Problems(production=mode is Mode.PRODUCTION)
    site = load_site(root, "content", problems)
    assert site is not None, [problem.render() for problem in problems]
    return load_edition(root, "content", site, mode, TODAY, problems)


def told(edition: Edition) -> list[str]:
    """Return the problems of an edition as `path:line CODE`."""
    return [f"{one.path}:{one.line} {one.code}" for one in edition.problems]
