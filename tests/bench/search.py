"""Ways to search Chinese text from static files, compared: `python -m tests.bench.search`.

On the real documents of the corpus beside the project: 200 phrases that stand in them and 50 that
don't, against a literal search of the folded text. Bytes of a first query count every file or
database page that it reads, for SQLite by the kernel's count (Linux). With `--generated 10000` the
chosen index alone, on so many documents of 3 KB that a chain of characters makes from the sample.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from plugins.full_text.bits import interpolative
from plugins.full_text.index import search_files
from plugins.full_text.records import SearchDocument
from scripts.console import PROJECT
from scripts.run_tests import browser_path
from tests.search.corpus import CORPUS, corpus_documents, folded_texts, samples
from tests.search.engine import ask, document, loaded

SHARDS = 512
EDITED = 12
SENTENCE = "\n各单位收到本通知后，应当在十个工作日内书面反馈办理情况。"
Found = list[set[int]]
Measured = tuple[Found, int | dict[str, bytes], list[int], float]
"""Documents of each phrase, bytes of the index or its files, bytes of each first query, seconds."""


def positions(texts: Sequence[tuple[str, ...]], phrases: Sequence[str]) -> Measured:
    """Pairs of characters with their places in all the text, in shards by a hash of the pair."""
    begun = time.perf_counter()
    whole = "\n".join("\n".join(parts) for parts in texts)
    lists: defaultdict[str, list[int]] = defaultdict(list)
    for at, pair in enumerate(map("".join, pairwise(whole))):
        lists[pair].append(at)
    sizes = [0] * SHARDS
    for pair, held in lists.items():
        sizes[_shard(pair)] += 48 + len(interpolative(held, len(whole)))
    seconds = time.perf_counter() - begun
    starts = [0]
    for parts in texts:
        starts.append(starts[-1] + len("\n".join(parts)) + 1)
    found, read = [], []
    for phrase in phrases:
        offsets = [*range(0, len(phrase) - 1, 2), len(phrase) - 2]
        pairs = {at: phrase[at : at + 2] for at in offsets}
        read.append(sum(sizes[one] // 8 for one in {_shard(pair) for pair in pairs.values()}))
        places = [{at - offset for at in lists.get(pair, ())} for offset, pair in pairs.items()]
        found.append({_document(starts, at) for at in set.intersection(*places)})
    return found, sum(sizes) // 8 + 2 * len(texts), read, seconds


def _shard(pair: str) -> int:
    return (ord(pair[0]) * 31 + ord(pair[1])) % SHARDS


def _document(starts: Sequence[int], at: int) -> int:
    low, high = 0, len(starts) - 1
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if starts[middle] <= at else (low, middle)
    return low


def trigrams(texts: Sequence[tuple[str, ...]], phrases: Sequence[str]) -> Measured:
    """SQLite FTS5 with the trigram tokenizer, as read by range requests, page by page."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        database = sqlite3.connect(path)
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x, content='', tokenize='trigram')")
        rows = (("\n".join(parts),) for parts in texts)
        database.executemany("INSERT INTO t(rowid, x) VALUES (NULL, ?)", rows)
        database.execute("INSERT INTO t(t) VALUES ('optimize')")
        database.commit()
        database.execute("VACUUM")
        database.close()
        seconds = time.perf_counter() - begun
        found, read = [], []
        for phrase in phrases:
            before = _read_bytes()
            database = sqlite3.connect(path)
            quoted = phrase.replace('"', '""')
            rows = database.execute("SELECT rowid FROM t WHERE t MATCH ?", (f'"{quoted}"',))
            found.append({rowid - 1 for (rowid,) in rows})
            database.close()
            read.append(_read_bytes() - before)
        return found, path.stat().st_size, read, seconds


def _read_bytes() -> int:
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(lines[0].split()[1])


def chosen(documents: Sequence[SearchDocument], phrases: Sequence[str]) -> Measured:
    """The portal's own index; `main` lets its scripts read it in Chromium."""
    del phrases
    begun = time.perf_counter()
    files = search_files(documents)
    return [], files, [], time.perf_counter() - begun


def _alone(work: Callable[..., Measured], *arguments: object) -> tuple[Measured, float]:
    measured = work(*arguments)
    return measured, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _asked(
    files: dict[str, bytes], documents: Sequence[SearchDocument], phrases: Sequence[str]
) -> tuple[Found, list[int], int]:
    """Let the portal's scripts search in Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = loaded(browser.new_page())
        answers = ask(page, files, [f'"{phrase}"' for phrase in phrases], afresh=True)
        browser.close()
    place = {one.url: index for index, one in enumerate(documents)}
    kept = sum(len(content) for name, content in files.items() if "/t" in name)
    total = sum(map(len, files.values()))
    print(f"{len(files)} files; texts for passages are {kept} of {total} bytes")
    found = [{place[url] for url in answer["urls"]} for answer in answers]
    return found, [answer["bytes"] for answer in answers], total


def row(name: str, work: Callable[..., Measured], wanted: Found, size: int, *given: object) -> None:
    """Print a line of the table; each way runs in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        (found, index, read, seconds), memory = pool.submit(_alone, work, *given).result()
    if isinstance(index, dict):
        found, read, index = _asked(index, *given)
    right = sum(len(one & other) for one, other in zip(found, wanted, strict=True))
    recall = right / max(1, sum(map(len, wanted)))
    precision = right / max(1, sum(map(len, found)))
    print(
        name, f"{recall:.4f}", f"{precision:.4f}", f"{index / size:.3f}",
        sum(read) // len(read), max(read), f"{seconds:.1f}", f"{memory:.0f}", sep="\t",
    )  # fmt: skip


def generated(count: int) -> Iterator[SearchDocument]:
    """Yield documents of 1000 characters by a chain of characters, always the same."""
    source = random.Random(7)
    chain: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((PROJECT / "content").rglob("*.md")):
        text = path.read_text(encoding="utf-8").split("---")[-1]
        plain = "".join(text.split())
        for at in range(len(plain) - 2):
            chain[plain[at : at + 2]].append(plain[at + 2])
    starts = sorted(chain)
    for index in range(count):
        text = source.choice(starts)
        while len(text) < 1020:
            following = chain.get(text[-2:])
            text += source.choice(following) if following else source.choice(starts)
        day = datetime(2010, 1, 1, 9, tzinfo=UTC) + timedelta(hours=14 * index)
        yield document(f"notices/{index}", text[:20], text[20:], date=day, kind="通知")


def edits(documents: Sequence[SearchDocument]) -> None:
    """Print what a sentence added to a document rewrites, for some documents."""
    before = search_files(documents)
    rewritten = []
    for place in range(0, len(documents), max(1, len(documents) // EDITED)):
        edited = list(documents)
        edited[place] = replace(edited[place], text=edited[place].text + SENTENCE)
        after = search_files(edited)
        changed = [content for name, content in after.items() if before.get(name) != content]
        rewritten.append((len(changed), sum(map(len, changed))))
    for what, figures in zip(("files", "bytes"), zip(*rewritten, strict=True), strict=True):
        print(f"an edit rewrites {what}: median {median(figures):.0f}, most {max(figures)}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--generated", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        documents = (
            tuple(generated(asked.generated))
            if asked.generated
            else corpus_documents(Path(folder) / "content")
        )
    texts = [folded_texts(one) for one in documents]
    size = sum(len(text.encode()) for parts in texts for text in parts)
    present, absent = samples(texts)
    phrases = [*present, *absent]
    wanted = [
        {index for index, parts in enumerate(texts) if any(phrase in text for text in parts)}
        for phrase in phrases
    ]
    print(f"{len(documents)} documents, {size} bytes of text, {os.cpu_count()} cores")
    print("way", "recall", "precision", "size/text", "mean B", "max B", "build s", "MB", sep="\t")
    if not asked.generated:
        row("pairs with places", positions, wanted, size, texts, phrases)
        row("SQLite trigrams", trigrams, wanted, size, texts, phrases)
    row("chosen, with texts", chosen, wanted, size, documents, phrases)
    if not asked.generated:
        edits(documents)


if __name__ == "__main__":
    if not CORPUS.is_dir():
        raise SystemExit("the corpus isn't beside the project")
    main()
