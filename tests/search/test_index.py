"""The index against a literal search of the folded text, read by the script that readers use."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from plugins.full_text import parts, segments
from plugins.full_text.folding import fold
from plugins.full_text.index import search_files
from plugins.full_text.records import AttachedText, SearchDocument
from tests.search.engine import ask, document, loaded

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield loaded(context.new_page())
    context.close()


def literal(documents: Sequence[SearchDocument], *terms: str) -> set[str]:
    """Return the addresses of the documents that hold every term in one of their texts."""
    found = set()
    for one in documents:
        attached = [text for each in one.attachments for text in (each.title, each.text)]
        texts = [fold(text) for text in (one.title, one.number, *one.about, one.text, *attached)]
        if all(any(fold(term) in text for text in texts) for term in terms):
            found.add(one.url)
    return found


TEXTS = st.text(st.sampled_from("甲乙丙，"), max_size=60)
LETTERS = st.text(st.sampled_from("纪紀检12Ａa。 \n𠮷é㈠"), max_size=40)
DOCUMENTS = st.lists(st.tuples(TEXTS | LETTERS, TEXTS | LETTERS), min_size=1, max_size=24)
QUERIES = st.lists(
    st.text(st.sampled_from("甲乙丙，"), min_size=1, max_size=12)
    | st.text(st.sampled_from("纪紀检12Ａa。𠮷é㈠"), min_size=1, max_size=6),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=DOCUMENTS,
    queries=QUERIES,
    bound=st.sampled_from([1, 3, 8]),
    length=st.sampled_from([7, 40]),
    many=st.booleans(),
)
def test_phrases_are_found_where_they_stand_and_nowhere_else(
    page: Page,
    texts: list[tuple[str, str]],
    queries: list[str],
    bound: int,
    length: int,
    many: bool,
):
    documents = [
        document(f"d{index}", f"题{title}", text) for index, (title, text) in enumerate(texts)
    ]
    phrases = {query for query in queries if any(char.isalnum() for char in fold(query))}
    for _, text in texts:
        folded = fold(text)
        phrases |= {folded[at : at + size] for at in (0, 3) for size in (2, 3, 5, 9)}
    phrases = {one for one in phrases if any(char.isalnum() for char in one)}
    asked = sorted(phrases)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "BOUND", bound)
        patch.setattr(segments, "LEAST_BOUND", bound)
        patch.setattr(parts, "PART_LENGTH", length)
        patch.setattr(segments, "_FIRST", 20 if many else 1 << 20)
        files = search_files(documents)
    answers = ask(page, files, [f'"{query}"' for query in asked])
    for query, answer in zip(asked, answers, strict=True):
        assert set(answer["urls"]) == literal(documents, query), query
        assert len(answer["urls"]) == answer["total"]


def test_an_item_is_found_by_all_that_it_holds(page: Page):
    documents = [
        document(
            "a", "关于值班工作的通知", "各单位：\n做好值班工作。\n第二段", number="某发〔2020〕1号",
            about=("某机关", "值班；节日"),
            attachments=(AttachedText("值班表", "/f.pdf", "姓名 电话\n张某 一二三"),),
        ),
        document("b", "另一件事", "Annual Report 2020，ＡＢＣ"),
    ]  # fmt: skip
    files = search_files(documents)
    cases = {
        "值班工作": {"/a/"},
        "某发〔2020〕1号": {"/a/"},
        "节日": {"/a/"},
        "值班表": {"/a/"},
        "电话张某": {"/a/"},
        "工作。第二段": {"/a/"},
        "工作第二段": set(),
        "通知各单位": set(),
        "號": {"/a/"},
        "annual report": {"/b/"},
        '"annual report"': {"/b/"},
        "REPORT2020,abc": {"/b/"},
        "值班 电话": {"/a/"},
        "值班 report": set(),
        "“做好值班”": {"/a/"},
        "做": {"/a/"},
        "段": {"/a/"},
        "零": set(),
        "。": set(),
        "做好" + "值" * 200: set(),
    }
    answers = ask(page, files, list(cases))
    found = {query: set(one["urls"]) for query, one in zip(cases, answers, strict=True)}
    assert found == cases


def test_a_phrase_is_found_across_the_borders_of_parts(page: Page):
    source = random.Random(3)
    text = "".join(chr(source.randrange(0x4E00, 0x4F00)) for _ in range(9000))
    documents = [document("a", "甲", text), document("b", "乙", text[:4000])]
    files = search_files(documents)
    starts = [2400, 2450, 2499, 2500, 2501, 3950, 4999, 8900]
    asked = [text[at : at + 100] for at in starts]
    answers = ask(page, files, asked)
    wanted = [{"/a/", "/b/"} if at + 100 <= 4000 else {"/a/"} for at in starts]
    assert [set(one["urls"]) for one in answers] == wanted


def test_text_that_all_items_share_is_told_from_text_that_looks_alike(page: Page):
    """More items than a query may read hold every pair of the phrase, few hold the phrase."""
    shared = "请各单位认真贯彻执行并及时报告情况"
    near = "请各单位认真贯彻，并及时报告情况；贯彻执行并及时"
    documents = [
        document(f"d{index}", f"第{index}件", shared if index % 2 else near) for index in range(90)
    ]
    files = search_files(documents)
    odd = {f"/d{index}/" for index in range(1, 90, 2)}
    every = {f"/d{index}/" for index in range(90)}
    cases = {
        shared: odd, "认真贯彻执行": odd, "贯彻执行并及时": every, "认真贯彻执行并及时": odd,
        "认真贯彻": every, "认真贯彻，并及时": every - odd, "认真并及时": set(),
        "贯彻执行并及时报告": odd, "彻执行并及时报": odd,
    }  # fmt: skip
    answers = ask(page, files, list(cases))
    assert [set(one["urls"]) for one in answers] == list(cases.values())


def test_a_phrase_whose_halves_are_everywhere_is_told_apart(page: Page):
    halves = "甲乙丙丁。丙丁戊己"
    texts = {f"d{at}": halves + ("，甲乙丙丁戊己" if at < 5 else "") for at in range(90)}
    files = search_files([document(path, "件", text) for path, text in texts.items()])
    asked = ["甲乙丙丁戊己", "乙丙丁戊", "甲乙丙丁戊", "甲乙丙丁", "丁。丙丁戊己", "丙丁戊己，甲"]
    answers = ask(page, files, asked)
    assert [one["total"] for one in answers] == [5, 5, 5, 90, 90, 5]
    bare = [document(path, "件", halves) for path in texts]
    answers = ask(page, search_files(bare), asked)
    assert [one["total"] for one in answers] == [0, 0, 0, 90, 90, 0]


def test_any_number_of_items_may_hold_a_phrase(page: Page):
    """Up to the bound the text decides, beyond it the lists."""
    for count in range(segments.BOUND - 2, segments.BOUND + 4):
        texts = ["甲乙丙丁戊。丙丁"] * count + ["甲乙，乙丙，丙丁，丁戊"] * 3
        files = search_files([document(f"d{at}", "件", text) for at, text in enumerate(texts)])
        answers = ask(page, files, ["甲乙丙", "甲乙丙丁", "乙丙丁戊"])
        assert [one["total"] for one in answers] == [count] * 3


def test_the_same_items_give_the_same_files_in_any_order():
    documents = [document(f"d{index}", f"第{index}件", "贯彻执行" * index) for index in range(30)]
    files = search_files(documents)
    assert search_files(documents[::-1]) == files
    assert all(len(content) > 0 for content in files.values())


def test_a_small_edit_rewrites_few_files():
    source = random.Random(4)

    def sentence() -> str:
        return "".join(chr(source.randrange(0x4E00, 0x5200)) for _ in range(1000))

    texts = [sentence() for _ in range(60)]
    before = search_files([document(f"d{at}", f"第{at}件", text) for at, text in enumerate(texts)])
    texts[20] = texts[20][:500] + "改正一句话" + texts[20][505:]
    after = search_files([document(f"d{at}", f"第{at}件", text) for at, text in enumerate(texts)])
    changed = {name for name in after if before.get(name) != after[name]}
    assert 3 <= len(changed) <= 25
    assert len(after) > 60


@pytest.mark.parametrize("damage", ["missing", "short", "version"])
def test_a_broken_index_is_no_answer(page: Page, damage: str):
    files = search_files([document("a", "题", "做好值班工作")])
    shard = next(name for name in files if "/p0" in name)
    if damage == "missing":
        del files[shard]
    elif damage == "short":
        import zlib

        files[shard] = zlib.compress(zlib.decompress(files[shard])[:3])
    else:
        files["index.json"] = files["index.json"].replace(b'"version":2', b'"version":9')
    with pytest.raises(Exception, match=r"no file|too short|version 9"):
        ask(page, files, ["值班"])
