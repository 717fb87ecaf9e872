from __future__ import annotations

import re

import pytest
from jinja2 import nodes

from tests.theme.examples import (
    COMPONENTS,
    THEME,
    Component,
    Example,
    environment,
    load_component,
    outside_names,
    render,
)
from tests.theme.markup import Outline

LOADED = [load_component(name) for name in COMPONENTS]
EXAMPLES = [example for component in LOADED for example in component.examples]
SILENT = {
    "site_footer-silent",
    "attachments-none",
    "data_table-empty",
    "changes-none",
    "document_number-unnumbered",
    "keywords-neither",
    "pager-one-page",
    "register_ways-none",
    "register_files-none",
    "relations-none",
    "section_nav-no-sub-columns",
    "status-published",
    "validity-valid",
    "years-one",
}
HOUSE_NAMES = {
    "search_form": ("search-form", "button"),
    "topic_cards": ("topic-cards", "topic-card"),
    "document": ("document", "prose"),
    "entry_list": ("entries",),
    "pictures": ("picture",),
    "register_table": ("register",),
    "site_footer": ("footer",),
}
"""Components whose block is named otherwise than the folder."""
PROBE = '<i onclick="x">&\''


def source(name: str) -> str:
    return (THEME / "components" / name / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("component", LOADED, ids=lambda one: one.name)
def test_a_component_is_a_template_its_styles_and_its_examples(component: Component):
    folder = THEME / "components" / component.name
    assert {path.name for path in folder.iterdir()} == {
        f"{component.name}.{ending}" for ending in ("html", "css", "yaml")
    }
    assert component.description
    names = [example.name for example in component.examples]
    assert names
    assert len(names) == len(set(names))


@pytest.mark.parametrize("component", LOADED, ids=lambda one: one.name)
def test_declared_parameters_are_those_of_the_macro(component: Component):
    tree = environment().parse(source(component.name))
    macros = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    public = [name for name in macros if not name.startswith("_")]
    assert public == [component.name]
    macro = macros[component.name]
    required = len(macro.args) - len(macro.defaults)
    signature = [(arg.name, index < required) for index, arg in enumerate(macro.args)]
    assert [(one.name, one.required) for one in component.parameters] == signature
    assert all(one.description for one in component.parameters)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_sees_its_parameters_alone(name: str):
    assert outside_names(source(name)) == set()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_gives_whole_html(example: Example):
    html = render(example)
    assert Outline(html).faults == []
    assert (html.strip() == "") == (str(example) in SILENT)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_text_is_escaped(example: Example):
    html = render(example, text=lambda text: text + PROBE if text else text)
    assert "<i " not in html
    assert all("onclick" not in attributes for _, attributes in Outline(html).tags)


def test_probing_reaches_the_output():
    reached = [
        example
        for example in EXAMPLES
        if "&lt;i" in render(example, text=lambda text: text + PROBE if text else text)
    ]
    unreached = {str(example) for example in EXAMPLES} - {str(example) for example in reached}
    assert unreached <= SILENT | {
        "status-draft",
        "status-scheduled",
        "tools-code-only",
        "filter_bar-nothing-to-narrow",
    }


def test_what_the_footer_is_not_told_leaves_no_trace():
    silent = next(one for one in EXAMPLES if str(one) == "site_footer-silent")
    words = re.sub(r"<[^>]*>", "", render(silent)).split()
    assert words == []


def test_the_footer_says_everything_it_is_told():
    whole = next(one for one in EXAMPLES if str(one) == "site_footer-whole")
    html = re.sub(r"</?span[^>]*>", "", render(whole))
    for text in (
        "版权所有　中共清江省纪律检查委员会　清江省监察委员会",
        "未经许可禁止复制或镜像",
        "主办：中共清江省纪律检查委员会　清江省监察委员会",
        "承办：清江省纪委监委宣传部",
        "地址：清江市临江区中山路1号",
        "邮政编码：100000",
        '<a class="footer__link" href="tel:000-62600000">000-6260 0000</a>',
        'ICP备案：<a class="footer__link" href="https://icp.example/" rel="noopener">清',
        "网站标识码：0000000000",
        "技术支持：清江新媒体集团",
        "公众号：清江纪检监察",
    ):
        assert text in html


def test_the_banner_names_the_deciding_documents_alone():
    html = render(next(one for one in EXAMPLES if str(one) == "validity-repealed"))
    assert 'href="/wjf/2020/18/"' in html
    assert "国纪发〔2020〕2号" in html
    assert "引用本文的稿件" not in html


def test_a_lonely_row_of_the_facts_takes_the_whole_line():
    html = render(next(one for one in EXAMPLES if str(one) == "facts-notice"))
    whole = re.findall(r'facts__row--whole">\s*<dt class="facts__label">([^<]+)', html)
    assert whole == ["成文日期", "名称", "有效性"]


def test_every_class_of_a_component_is_its_own_or_shared():
    shared = {"wrap", "visually-hidden", "needs-script"}
    for component in LOADED:
        own = component.name.replace("_", "-")
        text = source(component.name)
        for block in re.findall(r'class="([^"{]*)', text):
            for name in block.split():
                element = name.split("__")[0].split("--")[0]
                known = {own, *shared, *HOUSE_NAMES.get(component.name, ())}
                assert element in known, f"{component.name}: {name}"
