"""How soon the search page answers: `python -m tests.bench.search_page`.

Builds a portal of the corpus beside the project, serves it from this machine, and asks 40 phrases
of the texts in Chromium, each in a fresh browser profile. A first query counts from sending the
form to the first results, and the bytes of scripts and index that it moved; opening the address of
a query counts the page itself too.
"""

from __future__ import annotations

import functools
import http.server
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from plugins.model.edition import Mode
from scripts.build import build
from scripts.run_tests import browser_path
from tests.search.corpus import CORPUS, corpus_documents, folded_texts, samples

ASKED = 40
SETTLED = 500
"""Milliseconds after which the page's scripts are there."""
FIGURES = ("first query, ms", "first query, bytes", "second query, ms", "opened with a query, ms")
ANSWERED = """async (phrase) => {
  const status = document.querySelector("[data-search-status]");
  let begun = 0;
  if (phrase) {
    const input = document.querySelector("[data-search-form] [name=q]");
    input.value = phrase;
    begun = performance.now();
    input.form.requestSubmit();
  }
  const answered = () => /^(找到|没有|查找没有)/.test(status.textContent)
    && (!/^找到/.test(status.textContent) || document.querySelector(".search-result__link"));
  while (!answered()) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""

MOVED = """() => performance.getEntriesByType("resource")
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""


class _Host(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def ask(browser: Browser, address: str, first: str, second: str) -> tuple[float, ...]:
    """Return the figures of a first and a second query, in the order of `FIGURES`."""
    context = browser.new_context(service_workers="block")
    page: Page = context.new_page()
    page.goto(address, wait_until="networkidle")
    before = int(page.evaluate(MOVED))
    page.focus("[data-search-form] [name=q]")
    page.wait_for_timeout(SETTLED)
    sent = float(page.evaluate(ANSWERED, first))
    moved = int(page.evaluate(MOVED)) - before
    again = float(page.evaluate(ANSWERED, second))
    context.close()
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{address}?{urlencode({'q': first})}", wait_until="commit")
    page.wait_for_selector("[data-search-status]", state="attached")
    opened = float(page.evaluate(ANSWERED, ""))
    context.close()
    return sent, moved, again, opened


def main() -> None:
    """Build, ask and print."""
    with tempfile.TemporaryDirectory() as folder:
        content, output = Path(folder) / "content", Path(folder) / "output"
        documents = corpus_documents(content)
        begun = time.perf_counter()
        build(content, output, Mode.BUILD, "both", pdf=False)
        print(f"{len(documents)} items, built in {time.perf_counter() - begun:.1f} s")
        drawn, _ = samples([folded_texts(one) for one in documents], present=ASKED + 1)
        # In quotes: what reads as a number would lead away to its notice.
        phrases = [f'"{phrase}"' for phrase in drawn]
        handler = functools.partial(_Host, directory=str(output))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            address = f"http://127.0.0.1:{server.server_port}/search/"
            rows = [ask(browser, address, one, other) for one, other in pairwise(phrases)]
            browser.close()
        server.shutdown()
        print("figure", "median", "most", sep="\t")
        for name, figures in zip(FIGURES, zip(*rows, strict=True), strict=True):
            print(name, round(median(figures)), round(max(figures)), sep="\t")


if __name__ == "__main__":
    if not CORPUS.is_dir():
        raise SystemExit("the corpus isn't beside the project")
    main()
