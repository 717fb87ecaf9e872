"""Bodies: what Markdown becomes, and what sanitising leaves of hostile HTML."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.model.body import BodyConverter, sanitise, shaped_levels, slug_of
from plugins.model.plain_body import plain_html

CASES = tomllib.loads(Path(__file__).with_name("bodies.toml").read_text(encoding="utf-8"))["body"]
CONVERTER = BodyConverter()
PLAIN = st.lists(
    st.sampled_from(
        ["\n", "\n\n", "\n\n", "# ", "## ", "### ", "#", "甲乙", "一、", "（一）", "1. ", "12", "-",
         "- ", "+ ", ":", ": ", "=", "---", " ", "  ", "　　", "。", "a", "*", "_", "&", "<", "[",
         "]", "{", "|", "~", "^", "\t", "\u00a0", "“", '"', "http://a.cn", "a@b.cn", "[^1]", "\x0b",
         "\n1. ", "\n2.", "\n\n3. ", "\n- ", "\n\n- ", "**", "**甲**", "**", "[乙](", "/c/d_e/)",
         "[丙](https://a.cn/b_c_d?e=1#f)", "<https://a.cn/_b_/>", "**一 二。**", "(", ")", "!",
         "\n\n| 甲 | 乙 |\n|---|:-:|\n", "|丙|\n", "| |", "|", "\n|-:|\n", "| 丁",
         "\n\n:   戊", "己\n: 庚", "\n:  辛", "[2020]6号"]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_body_becomes(case: dict[str, str]):
    assert CONVERTER.convert(case["markdown"]).strip() == case["html"].replace("\\n", "\n")


def test_one_converter_serves_many():
    """Footnotes and headings of one item leave nothing behind for the next."""
    text = "# 甲\n\n正文[^1]。\n\n[^1]: 注。"
    assert CONVERTER.convert(text) == CONVERTER.convert(text)
    assert "footnote" not in CONVERTER.convert("正文。")


@given(PLAIN)
@settings(max_examples=600, deadline=None)
@example("　　甲。\n\n## 乙\n\n## 乙\n\n#### 丙\n\n　　丁")
@example("\t甲")
@example("甲\n---")
def test_plain_texts_are_converted_as_the_library_does(text: str):
    found = plain_html(text, shaped_levels, slug_of)
    if found is not None:
        converter = BodyConverter()
        assert found == sanitise(converter._markdown.convert(text))


def test_most_texts_need_no_library():
    text = (
        "　　各市纪委监委：\n\n## 一、工作要求\n\n2020年2月5日前报送，比例不低于30%。\n\n"
        "1. **自查。**\n2. 按[规定](https://www.gov.cn/)整改。\n\n3. 报送。\n\n"
        "| 项目 | 数量 |\n|---|---:|\n| 检查 | 12 |\n\n（此件公开发布）"
    )
    assert plain_html(text, shaped_levels, slug_of) == (
        "<p>各市纪委监委：</p>\n"
        '<h2 id="一-工作要求">一、工作要求</h2>\n'
        "<p>2020年2月5日前报送，比例不低于30%。</p>\n"
        "<ol>\n<li><strong>自查。</strong></li>\n"
        '<li>\n<p>按<a href="https://www.gov.cn/" rel="noopener noreferrer">规定</a>整改。</p>\n'
        "</li>\n<li>\n<p>报送。</p>\n</li>\n</ol>\n"
        '<div aria-label="表格" class="table-scroll" role="region" tabindex="0"><table>\n'
        '<thead>\n<tr>\n<th scope="col">项目</th>\n<th class="align-right" scope="col">数量</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n<td>检查</td>\n"
        '<td class="align-right">12</td>\n</tr>\n</tbody>\n</table></div>\n'
        "<p>（此件公开发布）</p>"
    )


def test_definitions_and_brackets_need_no_library():
    text = "网络\n:   登录网站。\n\n电话\n\n:   拨打[示例]号码。"
    assert plain_html(text, shaped_levels, slug_of) == (
        "<dl>\n<dt>网络</dt>\n<dd>登录网站。</dd>\n"
        "<dt>电话</dt>\n<dd>\n<p>拨打[示例]号码。</p>\n</dd>\n</dl>"
    )
