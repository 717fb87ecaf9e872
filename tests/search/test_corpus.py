"""Search in real documents: exact, small, and with few bytes for a first query."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from plugins.full_text.index import search_files
from tests.search.corpus import CORPUS, corpus_documents, folded_texts, samples
from tests.search.engine import SCRIPTS, ask, loaded

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus isn't beside the project"),
]


def test_phrases_of_real_documents_are_found_exactly(browser: Browser, tmp_path: Path):
    documents = corpus_documents(tmp_path / "content")
    assert len(documents) > 400
    files = search_files(documents)
    texts = [folded_texts(one) for one in documents]
    size = sum(len(text.encode()) for document in texts for text in document)
    kept = sum(len(content) for name, content in files.items() if "/t" in name)
    total = sum(map(len, files.values()))
    assert (total - kept) / size <= 0.3
    assert total / size <= 0.6
    present, absent = samples(texts)
    phrases = [*present, *absent]
    context = browser.new_context()
    page = loaded(context.new_page())
    answers = ask(page, files, [f'"{phrase}"' for phrase in phrases], afresh=True)
    context.close()
    for phrase, answer in zip(phrases, answers, strict=True):
        wanted = {
            one.url
            for one, held in zip(documents, texts, strict=True)
            if any(phrase in text for text in held)
        }
        assert set(answer["urls"]) == wanted, phrase
        assert len(answer["urls"]) == answer["total"] == len(wanted)
    assert [answer["total"] for answer in answers[len(present) :]] == [0] * len(absent)
    scripts = sum(
        (SCRIPTS / f"search-{name}.js").stat().st_size
        for name in ("view", "static", "engine", "shards", "fold")
    )
    assert max(one["bytes"] for one in answers) + scripts <= 150_000
