"""Segments renewed after edits against segments made from nothing: the same files."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from plugins.full_text import grams as grams_module
from plugins.full_text import making, parts, segments, windows
from plugins.full_text.facts import facets_of, fact_of
from plugins.full_text.kept import Wanted, kept_segment, kept_summary
from plugins.full_text.making import make_segment, renew_segment
from plugins.full_text.records import SearchDocument
from plugins.full_text.rows import AbsentError
from plugins.full_text.segments import Segment
from plugins.full_text.store import IndexStore
from tests.search.engine import document

Documents = dict[str, SearchDocument]


class Editor:
    """Changes documents at random; texts repeat each other, so that long runs are stored."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)
        self.characters = self.source.choice(["甲乙", "甲乙丙，", "abcdefgh甲乙丙丁"])
        self.phrases = [self.some(3, 30) for _ in range(6)]
        self.documents: Documents = {}
        for number in range(self.source.randint(1, 25)):
            self.put(number)

    def some(self, least: int, most: int) -> str:
        size = self.source.randint(least, most)
        return "".join(self.source.choice(self.characters) for _ in range(size))

    def text(self) -> str:
        pieces = self.source.choices(self.phrases, k=self.source.randint(0, 6))
        return "".join(one if self.source.random() < 0.7 else self.some(0, 9) for one in pieces)

    def put(self, number: int) -> None:
        day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=self.source.randint(0, 9))
        spellings = tuple(self.source.sample(["a", "b", "c"], self.source.randint(0, 2)))
        title = f"题{self.source.choice(self.phrases)[:5]}"
        self.documents[f"d{number}"] = document(
            f"d{number}",
            title,
            self.text(),
            date=day,
            spellings=spellings,
            about=(self.some(0, 5),),
        )

    def edit(self) -> None:
        one = self.documents[self.source.choice(list(self.documents))]
        at = self.source.randint(0, len(one.text))
        text = one.text[:at] + self.some(0, 9) + one.text[at + self.source.randint(0, 5) :]
        self.documents[one.path] = replace(one, text=text)

    def change(self) -> None:
        """Edit a document, write another one anew, add one, or remove one."""
        chance = self.source.random()
        if chance < 0.6:
            self.edit()
        elif chance < 0.8 or len(self.documents) == 1:
            self.put(self.source.randint(0, 40))
        else:
            del self.documents[self.source.choice(list(self.documents))]


def whole(segment: Segment, documents: Documents) -> Mapping[str, bytes]:
    return dict(segment.files(facets_of(map(fact_of, documents.values()))))


def no_record(kind: str, name: str) -> bytes:
    raise AbsentError(f"{kind} {name}")


@pytest.mark.parametrize("seed", range(24))
def test_any_sequence_of_changes_ends_in_the_files_of_a_clean_segment(
    seed: int, monkeypatch: pytest.MonkeyPatch
):
    source = random.Random(seed)
    monkeypatch.setattr(segments, "BOUND", source.choice([1, 2, 3, 8]))
    monkeypatch.setattr(parts, "PART_LENGTH", source.choice([7, 40, 200]))
    monkeypatch.setattr(grams_module, "REPEATED", source.choice([0, 4, 1 << 30]))
    editor = Editor(seed)
    segment: Segment | None = None
    for _ in range(10):
        documents = editor.documents
        facts = [fact_of(one) for one in documents.values()]
        clean = make_segment(facts, 1, documents.__getitem__)
        segment = (
            renew_segment(segment, no_record, facts, 1, documents.__getitem__) if segment else clean
        )
        assert whole(segment, documents) == whole(clean, documents)
        assert segment.characters == clean.characters
        for _ in range(source.randint(1, 3)):
            editor.change()


def test_runs_are_the_same_whichever_way_they_are_found(monkeypatch: pytest.MonkeyPatch):
    """Where texts repeat each other all long runs are found at once."""
    editor = Editor(5)
    folded = [(one.text,) for one in editor.documents.values()]
    pairs = grams_module.bigrams(folded)
    found = []
    for share in (0, 1 << 30):
        monkeypatch.setattr(grams_module, "REPEATED", share)
        found.append(grams_module.long_runs(folded, pairs, 2))
    assert found[0] == found[1]
    assert max(map(len, found[0])) > 4
    assert all(windows.bits_of(held).bit_count() == len(held) for held in found[0].values())


def wanted(documents: Documents, program: str = "p") -> Wanted:
    facts = [fact_of(one) for one in documents.values()]
    return Wanted(0, 1, facts, facets_of(facts), program)


@pytest.fixture
def documents() -> Documents:
    source = random.Random(6)

    def text() -> str:
        return "".join(chr(source.randrange(0x4E00, 0x5200)) for _ in range(1000))

    return {f"d{at}": document(f"d{at}", f"第{at}件", text()) for at in range(60)}


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "cache", tmp_path, "build")


def edited(documents: Documents, path: str = "d20") -> Documents:
    text = documents[path].text
    return {**documents, path: replace(documents[path], text=f"{text[:500]}改正一句{text[504:]}")}


def test_an_edit_reads_one_document_and_few_records(documents: Documents, store: IndexStore):
    kept_segment(store, wanted(documents), documents.__getitem__)
    after = edited(documents)
    fetched: list[str] = []

    def fetch(path: str) -> SearchDocument:
        fetched.append(path)
        return after[path]

    segment = kept_segment(store, wanted(after), fetch)
    clean = make_segment(wanted(after).facts, 1, after.__getitem__)
    assert whole(segment, after) == whole(clean, after)
    assert fetched == ["d20"]
    rows = [row for kind in segment.rows.values() for row in kind]
    assert 3 <= sum(row.record is not None for row in rows) <= 25
    assert len(rows) > 60
    again = kept_segment(store, wanted(after), lambda path: documents[f"no {path}"])
    assert whole(again, after) == whole(clean, after)


def test_a_segment_is_made_anew_where_the_store_is_damaged_or_of_another_program(
    documents: Documents, store: IndexStore, tmp_path: Path
):
    clean = whole(make_segment(wanted(documents).facts, 1, documents.__getitem__), documents)
    kept_segment(store, wanted(edited(documents)), edited(documents).__getitem__)
    for column in ("record", "files"):
        with store._file.connection() as connection:
            connection.execute(f"UPDATE rows SET {column} = 'damaged'")
        segment = kept_segment(store, wanted(documents), documents.__getitem__)
        assert whole(segment, documents) == clean
        kept_segment(store, wanted(edited(documents)), edited(documents).__getitem__)
    other = kept_segment(store, wanted(documents, "q"), documents.__getitem__)
    assert whole(other, documents) == clean
    (tmp_path / "cache" / "search-1.sqlite").write_bytes(b"no database at all" * 999)
    store.close()
    assert whole(kept_segment(store, wanted(documents), documents.__getitem__), documents) == clean


def test_nothing_fails_where_nothing_can_be_kept(documents: Documents, tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    store = IndexStore(tmp_path / "file", tmp_path, "build")
    segment = kept_segment(store, wanted(documents), documents.__getitem__)
    assert whole(segment, documents)
    summary = kept_summary(store, wanted(documents), documents.__getitem__)
    assert summary.table == next(iter(whole(segment, documents)))
    assert store.facts() == {}


def test_the_summary_tells_of_the_segment(documents: Documents, store: IndexStore):
    """Whoever asks for it first makes the segment."""
    summary = kept_summary(store, wanted(documents), documents.__getitem__)
    files = whole(kept_segment(store, wanted(documents), no_document), documents)
    assert summary.table == next(iter(files))
    assert summary.files == len(files)
    assert set(summary.characters) >= set("第件")


def no_document(path: str) -> SearchDocument:
    raise LookupError(path)


def test_a_segment_is_made_once_by_processes_side_by_side(
    documents: Documents, store: IndexStore, tmp_path: Path
):
    def work() -> None:
        def fetch(path: str) -> SearchDocument:
            with (tmp_path / "fetched").open("a") as file:
                file.write(f"{path}\n")
            return documents[path]

        kept_segment(store, wanted(documents), fetch)

    context = get_context("fork")
    running = [context.Process(target=work) for _ in range(2)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert [one.exitcode for one in running] == [0, 0]
    fetched = (tmp_path / "fetched").read_text().split()
    assert sorted(fetched) == sorted(documents)


def test_much_that_changed_is_made_anew(documents: Documents, monkeypatch: pytest.MonkeyPatch):
    segment = make_segment(wanted(documents).facts, 1, documents.__getitem__)
    monkeypatch.setattr(making, "_MUCH", 100)
    after = edited(documents)
    renewed = renew_segment(segment, no_record, wanted(after).facts, 1, after.__getitem__)
    clean = make_segment(wanted(after).facts, 1, after.__getitem__)
    assert whole(renewed, after) == whole(clean, after)
    assert all(row.record is not None for kind in renewed.rows.values() for row in kind)
