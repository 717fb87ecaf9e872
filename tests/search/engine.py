"""The scripts of readers' browsers, asked by tests: an index in memory, a page of Chromium."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from plugins.full_text.records import SearchDocument

SCRIPTS = Path(__file__).resolve().parents[2] / "theme" / "scripts"
LOAD = """async (sources) => {
  const load = (source) =>
    import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  [window.engine, window.words, window.shards] = await Promise.all(sources.map(load));
}"""
ASK = """async ([files, queries]) => {
  const plain = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const SHOWN = 10;
  let read = new Map();
  const index = () =>
    engine.openIndex(async (name) => {
      if (!(name in files)) throw new Error(`no file ${name}`);
      read.set(name, files[name][1]);
      return plain(files[name][0]);
    }, words, shards);
  let opened = await index();
  const answers = [];
  for (const [query, afresh] of queries) {
    if (afresh) {
      read = new Map();
      opened = await index();
    }
    const { terms } = words.readTerms(query, opened.fold, opened.longest);
    const found = terms.length ? await opened.find(terms) : [];
    found.sort((one, other) =>
      opened.inHead(other) - opened.inHead(one)
        || opened.facts(other).minutes - opened.facts(one).minutes);
    for (const one of found.slice(0, SHOWN)) {
      const [start, end] = one.segment.starts.slice(one.index, one.index + 2);
      const body = one.terms[0].find((part) => part !== start);
      await opened.head(one);
      await opened.part(one, body ?? Math.min(start + 1, end - 1));
    }
    const bytes = [...read.values()].reduce((sum, size) => sum + size, 0);
    const answer = { total: found.length, bytes, files: read.size };
    answer.urls = (await Promise.all(found.map(opened.head))).map((head) => head.u);
    answers.push(answer);
  }
  return answers;
}"""


def loaded(page: Page) -> Page:
    """Load the scripts into a page."""
    names = ("search-engine", "search-fold", "search-shards")
    page.evaluate(LOAD, [(SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in names])
    return page


def ask(
    page: Page, files: Mapping[str, bytes], queries: Sequence[str], *, afresh: bool = False
) -> list[dict[str, Any]]:
    """Return what the scripts find for each query; `afresh`: each with the index opened anew.

    An answer has the addresses found, their number, and how many bytes and files it took to find
    them and to show the first ten.
    """
    held = {
        name: (
            base64.b64encode(
                zlib.decompress(content) if name.endswith(".bin") else content
            ).decode(),
            len(content),
        )
        for name, content in files.items()
    }
    answers: list[dict[str, Any]] = page.evaluate(
        ASK, [held, [(query, afresh) for query in queries]]
    )
    return answers


def document(path: str, title: str, text: str, **fields: Any) -> SearchDocument:
    """Return a document with little more than a title and a text."""
    blank: dict[str, Any] = {
        "number": "", "spellings": (), "date": datetime(2020, 1, 1, tzinfo=UTC), "column": "",
        "series": "", "kind": "", "validity": "", "issuer": "", "subject": "", "about": (),
        "attachments": (),
    }  # fmt: skip
    given = {**blank, **fields}
    return SearchDocument(path=path, url=f"/{path}/", title=title, text=text, **given)
