"""The benchmark's chart for the documents: seconds of each system, cold and after an edit."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, tostring

import pygal
from pygal.style import Style

import plugins.open_data.charts  # noqa: F401 - takes back what pygal does to later imports
from tests.bench.rows import Outcome
from tests.bench.table import HUGO, OURS, PELICAN

BARS = {"edit": "改一篇 one edit", "cold": "全新生成 cold build"}
"""Rows that are drawn, from below."""
COLOURS = {OURS: "#a61b1b", HUGO: "#5b6b7b", PELICAN: "#b5a27c"}
_SIZE = 14
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    colors=tuple(COLOURS.values()),
    opacity="1",
    font_family="sans-serif",
    foreground="#1a1a1a",
    foreground_strong="#1a1a1a",
    foreground_subtle="#595959",
    label_font_size=_SIZE,
    major_label_font_size=_SIZE,
    legend_font_size=_SIZE,
    value_font_size=_SIZE,
    title_font_size=18,
)
_VALUES = "inline:.text-overlay .value { text-anchor: start; transform: translate(6px, 0) }"
"""Values stand behind their bars; pygal puts them across the end."""


def chart(outcome: Outcome) -> str:
    """Return the chart as an SVG file that needs no script, font or style of others."""
    drawn = pygal.HorizontalBar(
        width=760,
        height=360,
        margin_right=70,
        js=[],
        no_prefix=True,
        css=["file://style.css", "file://graph.css", _VALUES],
        print_values=True,
        print_values_position="top",
        legend_at_bottom=True,
        legend_at_bottom_columns=len(COLOURS),
        y_labels=[0],
        title=_title(outcome),
        value_formatter=lambda value: f"{value:.2f}",
        style=_STYLE,
    )
    drawn.x_labels = list(BARS.values())
    for system in COLOURS:
        figures = (outcome.find(row, system) for row in BARS)
        drawn.add(system, [figure.seconds if figure else None for figure in figures])
    tree: Element = drawn.render_tree()
    tree.attrib.pop("id")  # it is empty
    for parent in list(tree.iter()):
        for one in list(parent):
            tag: Any = one.tag  # of a comment a function
            if callable(tag) or tag.endswith("script"):
                parent.remove(one)
    return f"{tostring(tree, encoding='unicode')}\n"


def _title(outcome: Outcome) -> str:
    items = next((figure.items for figure in outcome.figures if figure.row in BARS), 0)
    return f"{items:,} 篇，秒 | {items:,} items, seconds"
