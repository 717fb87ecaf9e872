"""Pasted HTML becomes clean Markdown, and says in the portal what it said before."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.importing.pasting import paste_to_markdown
from plugins.model.body import BodyConverter

CASES = tomllib.loads(Path(__file__).with_name("pastes.toml").read_text(encoding="utf-8"))["cases"]
CONVERTER = BodyConverter()
MARKS = "一、（一）1.第一条*_#[]()<>&|\\`~!{}:;=+-^ \u3000\n\tab"
STRUCTURE = ("p", "div", "span", "b", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h3",
             "pre", "blockquote", "a", "dl", "dt", "dd", "center", "font", "section")  # fmt: skip
TAGS = ("p", "div", "span", "b", "table", "tr", "td", "ul", "ol", "li", "a", "h2", "br", "sup",
        "blockquote", "pre", "o:p", "font")  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_paste(case: dict[str, str]):
    assert paste_to_markdown(case["html"]) == case["markdown"].strip("\n")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_second_paste_of_what_the_portal_shows_says_the_same(case: dict[str, str]):
    shown = CONVERTER.convert(paste_to_markdown(case["html"]))
    again = CONVERTER.convert(paste_to_markdown(shown))
    assert said(again) == said(shown)


def said(shown: str) -> str:
    """Return the words of converted HTML, without those that the converter adds."""
    return "".join(html.unescape(re.sub(r"<[^>]*>|↩|注释", "", shown)).split()).replace("\xa0", "")


def test_merged_cells_survive_sanitising():
    (case,) = [one for one in CASES if "merged" in one["name"]]
    shown = CONVERTER.convert(paste_to_markdown(case["html"]))
    assert '<th rowspan="2" scope="col">单位</th><th colspan="2">值班</th>' in shown
    assert "<td>甲 &lt; 乙</td>" in shown


@given(st.lists(st.text(MARKS, min_size=1, max_size=30), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
@example(["1. a", "2. b"])
@example(["[]:1", "[a]: b"])
@example(["[a](b)", "a: b", "{#x}"])
def test_words_come_through_as_they_are(paragraphs: list[str]):
    pasted = "".join(f"<p>{html.escape(one)}</p>" for one in paragraphs)
    shown = CONVERTER.convert(paste_to_markdown(pasted))
    numbers = re.sub(r"<ol>.*?</ol>", "", shown, flags=re.DOTALL)
    if numbers == shown and "<ul>" not in shown:
        assert said(shown) == "".join("".join(paragraphs).split())


def structures() -> st.SearchStrategy[str]:
    return st.recursive(
        st.just("字"),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{'字'.join(parts)}</{tag}>",
            st.sampled_from(STRUCTURE), st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=12,
    )  # fmt: skip


@given(structures())
@settings(max_examples=200, deadline=None)
@example("<ul><li>字</li><ul><li>字</li></ul></ul>")
@example("<table>字<tr>字<td>字<table><tr><td>字</td></tr></table></td></tr></table>")
@example("<table><table>字</table></table>")
@example("<pre><div><table>字</table></div></pre>")
@example("<ol>字<li><p>字</p><p>字</p><table><tr><td>字</td><td>字</td></tr></table></li></ol>")
def test_no_structure_loses_words(pasted: str):
    """However wrongly tags stand around words, each is in the portal, and once."""
    shown = said(CONVERTER.convert(paste_to_markdown(pasted)))
    assert shown.count("字") == pasted.count("字"), paste_to_markdown(pasted)


def tree() -> st.SearchStrategy[str]:
    styles = st.sampled_from(["", " style='mso-list:l0 level2 lfo1'", " colspan=0", " colspan=9999",
                              " href='#_ftn1' name=_ftnref1", " id=ftn1", " start=-1"])  # fmt: skip
    return st.recursive(
        st.text(MARKS, max_size=12),
        lambda inner: st.builds(
            lambda tag, style, parts, end: f"<{tag}{style}>{''.join(parts)}{f'</{tag}>' * end}",
            st.sampled_from(TAGS), styles, st.lists(inner, max_size=4), st.booleans(),
        ),
        max_leaves=20,
    )  # fmt: skip


@given(tree())
@settings(max_examples=250, deadline=None)
@example("<div>" * 4000 + "深")
@example("<ul><li>" * 800 + "深")
@example("<table><tr><td>" * 300 + "深")
@example("<b>" * 2000 + "深")
def test_no_html_makes_a_traceback(pasted: str):
    CONVERTER.convert(paste_to_markdown(pasted))
