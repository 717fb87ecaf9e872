"""Folding and spellings: the same in Python, which writes the index, and in readers' browsers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import opencc
import pytest
from playwright.sync_api import Browser, Page

from plugins.full_text.folding import PRIVATE, fold, fold_pairs, simplified_characters
from plugins.full_text.spellings import foreign_spellings, hashed, series_spellings
from plugins.model.numbers import Number, full_name
from plugins.model.series import SeriesKind
from tests.numbering.samples import SERIES
from tests.search.engine import loaded

pytestmark = pytest.mark.xdist_group("browser")
FOLDED = {
    "纪检监察": "纪检监察",
    "紀檢監察": "纪检监察",
    "裡面、裏面": "里面、里面",
    "说明說明説明": "说明说明说明",
    "ＡＢＣ abc １２": "abcabc12",
    "皖紀發〔２０２０〕５號": "皖纪发〔2020〕5号",
    "第 一 条\n内容\u3000": "第一条内容",
    "零\u200b宽\ufeff": "零宽",
    "，：；！？（）": ",:;!?()",
    "“引”…": "“引”...",
    "é": "é",
    "e\u0301": "é",
    "㈠①": "(一)1",
    "答覆": "答复",
    chr(PRIVATE) + "甲": "甲",
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield loaded(context.new_page())
    context.close()


@pytest.mark.parametrize("text", FOLDED)
def test_what_is_folded(text: str):
    assert fold(text) == FOLDED[text]


CODES = [
    code for code in range(0x20, 0x30000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")
]
"""What this Python's Unicode has: a browser may know more."""


def test_folding_twice_changes_nothing():
    assert [hex(code) for code in CODES if fold(fold(chr(code))) != fold(chr(code))] == []


def test_text_of_the_traditional_edition_finds_the_simplified_one():
    texts = ["关于做好疫情防控期间执纪监督工作的通知", "里面的干部了解面条、发展、后来、著作"]
    for configuration in ("s2tw", "s2hk", "s2t"):
        for text in texts:
            assert fold(opencc.OpenCC(configuration).convert(text)) == fold(text)


def test_browsers_fold_every_character_alike(page: Page):
    codes = [*CODES, *range(PRIVATE, PRIVATE + 0x100)]
    pairs = fold_pairs(set(simplified_characters().values()))
    there = page.evaluate(
        """([pairs, codes]) => {
          const { fold, spread } = words.makeFold(pairs);
          return codes.map((code) => {
            const char = String.fromCodePoint(code);
            const { folded, places } = spread(char.normalize("NFC"));
            return [fold(char), folded, places.length];
          });
        }""",
        [pairs, codes],
    )
    here = [fold(chr(code)) for code in codes]
    assigned = [
        (hex(code), ours, theirs)
        for code, ours, (theirs, spread, places) in zip(codes, here, there, strict=True)
        if ours != theirs or spread != theirs or places != len(theirs.encode("utf-16-le")) // 2 + 1
    ]
    assert assigned == []


def test_the_table_holds_what_leads_to_the_texts_alone():
    pairs = fold_pairs({"监"})
    assert set(pairs[len(pairs) // 2 :]) == {"监"}
    assert "監" in pairs


def spellings_of(page: Page, query: str) -> list[str]:
    keys: list[str] = page.evaluate(
        """([query, pairs]) => words.numberKeys(query, words.makeFold(pairs).fold).keys""",
        [query, fold_pairs(set(simplified_characters().values()))],
    )
    return keys


def test_browsers_read_every_form_of_every_series(page: Page):
    for series in SERIES.values():
        number = Number(series.code, 2020, 105, 219 if series.total else None)
        keys = set(series_spellings(series, number))
        name = full_name(series, number)
        serial, unit = "105", "期" if series.kind is SeriesKind.ISSUE else "号"
        title = series.issuer_code or series.title
        forms = [
            name, name.replace("号", ""), name.replace("〔", "[").replace("〕", "]"),
            f"{title}2020年第{serial}{unit}", f"{title}第{serial}{unit}", f"{title} {serial}{unit}",
            f"{title}〔2020〕{serial}", f"{title}2020 {serial}", f"〔2020〕{serial}{unit}",
            f"{title}〔二〇二〇〕一百零五{unit}",
            *(f"{one}{serial}{unit}" for one in series.aliases),
        ]  # fmt: skip
        for form in forms:
            assert set(spellings_of(page, form)) & keys, (series.code, form)
        if series.total:
            assert set(spellings_of(page, "总第219期")) & keys


@pytest.mark.parametrize(
    "query",
    ["疫情防控", "2020", "5", "第5号", "三个一百", "2020年2月5日", "2020 5", '"皖纪发〔2020〕5号"',
     "第三十条", "", "皖纪发" * 60 + "5号"],
)  # fmt: skip
def test_what_is_no_number_has_no_keys(page: Page, query: str):
    assert spellings_of(page, query) == []


def test_other_bodies_numbers_have_keys():
    assert foreign_spellings("法释〔2020〕17号") == ("法释/2020/17", "法释//17", "/2020/17")
    assert foreign_spellings("2020年第3号") == ()


def test_browsers_hash_keys_alike(page: Page):
    keys = ["皖纪发/2020/5", "//19期", "", "𠮷/1949/99999"]
    there = page.evaluate("keys => keys.map(words.hashed).map(pair => pair.join(''))", keys)
    assert there == [hashed(key) for key in keys]
