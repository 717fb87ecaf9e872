"""The statistics page: charts of what was counted, with tables beneath."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugins.model.addresses import archive_address, column_address
from plugins.model.data_views import Chart, Statistics, StatisticsPart, Table
from plugins.model.edition import Edition
from plugins.model.item_views import Link
from plugins.model.validity import chinese_date
from plugins.open_data.charts import bar_chart, row_chart
from plugins.open_data.counts import (
    Grouping,
    Month,
    Run,
    columns_of,
    last_months,
    monthly,
    notices,
    series_of,
    updates,
    yearly,
)

_TOTAL = "合计"


def statistics(edition: Edition) -> Statistics:
    """Return everything that the statistics page shows; without items it has no parts."""
    listed = edition.listed
    if not listed:
        return Statistics("", ())
    found = notices(edition)
    parts: list[StatisticsPart] = []
    if found:
        months = last_months(found[0].date.date())
        parts.append(_by_month(edition, months, "columns", "各栏目公文", columns_of(edition)))
        parts.append(_by_month(edition, months, "series", "各文号系列公文", series_of(edition)))
        parts.append(_by_year(edition))
    parts.append(_updates(edition, listed[0].date.year))
    return Statistics(chinese_date(listed[0].date.date()), tuple(parts))


def _by_month(
    edition: Edition, months: Sequence[Month], name: str, title: str, by: Grouping
) -> StatisticsPart:
    runs = monthly(edition, months, by)
    span = f"{_month(months[0])}至{_month(months[-1])}"
    # Twelve months in a row: the number of each tells it from the others.
    labels = [str(month) for _, month in months]
    top = max((max(run.counts) for run in runs), default=1)
    charts = tuple(
        Chart(
            f"{run.name}，共 {run.total} 件",
            bar_chart(
                f"{name}-{index}", f"{run.name}{span}每月件数", "{}月{}件", labels, run.counts, top
            ),
        )
        for index, run in enumerate(runs, start=1)
    )
    shown = {(item.date.year, item.date.month) for item in edition.listed}
    heads = [
        Link(_month(one), archive_address(edition.site, *one) if one in shown else "")
        for one in months
    ]
    return StatisticsPart(
        title=f"{title}每月发布数量",
        note=f"{span}按发布日期统计，单位为件。图的横轴是月份，各图比例相同。",
        charts=charts,
        table=_table(f"{title}每月发布数量（{span}，件）", "月份", heads, runs),
    )


def _by_year(edition: Edition) -> StatisticsPart:
    years = sorted({item.date.year for item in notices(edition)}, reverse=True)
    runs = yearly(edition, years, series_of(edition))
    heads = [Link(f"{year}年", archive_address(edition.site, year)) for year in years]
    totals = [sum(run.counts[at] for run in runs) for at in range(len(years))]
    labels = [f"{year}年" for year in years]
    return StatisticsPart(
        title="历年公文发布数量",
        note="按发布日期统计，单位为件。",
        charts=(Chart("全部公文", row_chart("years", "历年公文件数", "{}{}件", labels, totals)),),
        table=_table("历年公文发布数量（件）", "年份", heads, runs),
    )


def _table(caption: str, corner: str, heads: Sequence[Link], runs: Sequence[Run]) -> Table:
    """Return runs side by side with their totals, and a last row of totals."""
    rows = [(head, *_numbers(run.counts[at] for run in runs)) for at, head in enumerate(heads)]
    rows.append((Link(_TOTAL, ""), *_numbers(run.total for run in runs)))
    return Table(caption, (corner, *(run.name for run in runs), _TOTAL), tuple(rows), numeric=True)


def _numbers(counts: Iterable[int]) -> tuple[Link, ...]:
    """Return cells of numbers and of their sum."""
    found = tuple(counts)
    return tuple(Link(str(count), "") for count in (*found, sum(found)))


def _updates(edition: Edition, year: int) -> StatisticsPart:
    found = updates(edition)
    busy = [one for one in found if one.in_year]
    labels = [one.column.name for one in busy]
    title = f"各栏目{year}年更新数量"
    rows = tuple(
        (
            Link(one.column.name, column_address(edition.site, one.column)),
            Link(one.newest.isoformat() if one.newest else "尚无内容", ""),
            Link(str(one.in_year), ""),
            Link(str(one.total), ""),
        )
        for one in found
    )
    return StatisticsPart(
        title="栏目更新情况",
        note="上级栏目的数量包含下级栏目，单位为篇。",
        charts=(
            Chart(
                title, row_chart("updates", title, "{}{}篇", labels, [one.in_year for one in busy])
            ),
        ),
        table=Table(
            "栏目更新情况（篇）",
            ("栏目", "最近更新", f"{year}年更新", "全部"),
            rows,
            numeric=True,
        ),
    )


def _month(month: Month) -> str:
    return f"{month[0]}年{month[1]}月"
