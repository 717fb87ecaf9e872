"""Charts: drawn by pygal, then cut down to shapes and texts that the theme's styles colour.

What comes out has no script, no style and no comment, so it stands in a page under a strict
policy, follows dark, high contrast and care mode, and is converted with the page's own text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import pygal
from markupsafe import Markup
from pygal.etree import etree
from pygal.style import Style

WIDTH = 360
"""Units of every chart; a phone shows about one a pixel."""
_BARS_HEIGHT = 190
_ROW_HEIGHT = 30
_SIZE = 14
"""Units that texts are high."""
_MARGIN = 6
_NUMBER = re.compile(r"-?\d+\.\d+")
# pygal takes lxml where it is installed; what it draws must not depend on that.
etree.to_etree()
# It also puts a finder of plugins before every later import, of a form that Python gave up.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, pygal.PluginImportFixer)]


def bar_chart(
    name: str, title: str, told: str, labels: Sequence[str], values: Sequence[int], top: int
) -> Markup:
    """Return upright bars with their values above, as SVG.

    `name` makes the chart's identifiers different from those of other charts of the page; `told`
    says a label and a value to those who can't see, as in {}月{}件; `top` is the value that fills
    the height, one for charts that stand side by side.
    """
    chart = pygal.Bar(
        height=_BARS_HEIGHT, margin_top=_SIZE + _MARGIN, range=(0, top), **_settings()
    )
    return _draw(chart, "bars", name, title, told, tuple(zip(labels, values, strict=True)))


def row_chart(
    name: str, title: str, told: str, labels: Sequence[str], values: Sequence[int]
) -> Markup:
    """Return lying bars with their values behind, as SVG; the first label is on top."""
    # pygal reckons with Latin letters; Chinese ones are wider.
    room = round(max(map(len, labels)) * _SIZE * 0.4) + _MARGIN
    chart = pygal.HorizontalBar(
        height=_ROW_HEIGHT * len(labels) + 2 * _MARGIN,
        margin_left=room,
        margin_right=2 * _SIZE,
        **_settings(),
    )
    return _draw(chart, "rows", name, title, told, tuple(zip(labels, values, strict=True)))


def _settings() -> dict[str, Any]:
    return {
        "width": WIDTH,
        "margin": _MARGIN,
        "spacing": _MARGIN,
        "js": [],
        "no_prefix": True,
        "show_legend": False,
        "print_values": True,
        "print_values_position": "top",
        "print_zeroes": True,
        "include_x_axis": True,
        "y_labels": [0],
        "style": Style(label_font_size=_SIZE, major_label_font_size=_SIZE, value_font_size=_SIZE),
    }


def _draw(
    chart: pygal.Graph,
    kind: str,
    name: str,
    title: str,
    told: str,
    pairs: Sequence[tuple[str, int]],
) -> Markup:
    """Return a chart with its title and its values as text; pygal draws rows from below."""
    drawn_pairs = pairs[::-1] if kind == "rows" else pairs
    chart.x_labels = [label for label, _ in drawn_pairs]
    chart.add(title, [value for _, value in drawn_pairs])
    drawn: Element = chart.render_tree()
    svg = Element(
        "svg",
        {
            "class": f"chart__svg chart__svg--{kind}",
            "viewBox": drawn.get("viewBox", ""),
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-text",
        },
    )
    SubElement(svg, "title", {"id": f"{name}-title"}).text = title
    text = "，".join(told.format(label, value) for label, value in pairs)
    SubElement(svg, "desc", {"id": f"{name}-text"}).text = text
    _copy(drawn, svg, frozenset(label for label, _ in pairs))
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704 - made of escaped texts


def _copy(source: Element, target: Element, labels: frozenset[str]) -> None:
    """Copy bars, their values and labels, the base line, and the groups that place them."""
    for one in source:
        classes = one.get("class", "").split()
        if one.tag == "g" and "tooltip-overlay" not in classes:
            place = {"transform": one.get("transform", "")} if one.get("transform") else {}
            group = Element("g", place)
            _copy(one, group, labels)
            if len(group) and place:
                target.append(group)
            else:
                target.extend(group)
        elif one.tag == "rect" and "rect" in classes and min(_sizes(one)) > 0:
            _shape(target, one, "chart__bar", ("x", "y", "width", "height"))
        elif one.tag == "path" and {"axis", "line"} <= set(classes):
            _shape(target, one, "chart__line", ("d",))
        elif one.tag == "text" and "value" in classes and one.text:
            _shape(target, one, "chart__value", ("x", "y")).text = one.text
        elif one.tag == "text" and one.text in labels:
            _shape(target, one, "chart__label", ("x", "y")).text = one.text


def _sizes(rect: Element) -> tuple[float, float]:
    return float(rect.get("width", 0)), float(rect.get("height", 0))


def _shape(target: Element, source: Element, name: str, kept: Sequence[str]) -> Element:
    """Add a copy of a shape with the attributes that place it, to a tenth of a unit."""
    attributes = {"class": name}
    for key in kept:
        attributes[key] = _NUMBER.sub(_tenths, source.get(key, ""))
    return SubElement(target, source.tag, attributes)


def _tenths(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")
