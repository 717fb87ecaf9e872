"""A system's own server under measure: from a saved file to the changed page in a browser."""

from __future__ import annotations

import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.console import PROJECT
from scripts.run_tests import browser_path
from scripts.test_tools import hugo
from tests.bench.measuring import BenchError, Peak, Run
from tests.bench.peers import Hugo
from tests.bench.portal import Portal
from tests.bench.systems import EDITED, System, page_of

PATIENCE = 900
"""Seconds to wait for a server or a changed page."""
SETTLED = 3.0
"""Seconds to leave a server alone after a change."""
_LOOK = """
const look = () => {
  if (document.body?.textContent.includes(WORDS)) {
    window.benchSeen = performance.timeOrigin + performance.now();
  } else {
    requestAnimationFrame(look);
  }
};
look();
"""
"""Script of each document: when the words stood there, in milliseconds of the machine's clock."""
_REPORTED = re.compile(r"Total in (\d+) ms")


@dataclass(frozen=True, slots=True)
class Served:
    """What was seen of edits in a running server, one run each."""

    shown: tuple[Run, ...]
    """From the saved file to its text in the browser's page; memory of the server."""
    rendered: tuple[Run, ...]
    """The time that the server itself tells of its work; empty of ours."""


def serve_command(system: System) -> tuple[Sequence[str], str]:
    """Return the program that serves a system, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}/"
    if isinstance(system, Hugo):
        return [
            str(hugo()), "server", "--bind", "127.0.0.1", "--port", port,
            "--baseURL", "http://127.0.0.1/",
        ], address  # fmt: skip
    if isinstance(system, Portal):
        return [
            sys.executable, str(PROJECT / "scripts" / "portal.py"), "serve", "--no-browser",
            "--content", str(system.content), "--port", port,
        ], address  # fmt: skip
    raise BenchError(f"{system.name} has no server that follows edits in the browser")


class _Server:
    """A running server and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def forget(self) -> None:
        """Let go of the lines printed so far."""
        while not self._lines.empty():
            self._lines.get()

    def told(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Wait for a line.

        Raises:
            BenchError: the server ends or doesn't print it.

        """
        seen = []
        try:
            while (line := self._lines.get(timeout=PATIENCE)) is not None:
                seen.append(line)
                if found := pattern.search(line):
                    return found
        except queue.Empty:
            pass
        raise BenchError(f"the server doesn't tell {pattern.pattern}:\n{''.join(seen[-20:])}")


@contextmanager
def _running(system: System, command: Sequence[str]) -> Iterator[_Server]:
    process = subprocess.Popen(
        command, cwd=system.folder, env={**os.environ, **system.environment},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    try:
        yield _Server(process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(system: System, runs: int) -> Served:
    """Edit an item `runs` times while its page is open in Chromium.

    Raises:
        BenchError: the server or the page doesn't follow.

    """
    command, address = serve_command(system)
    with sync_playwright() as playwright, _running(system, command) as server:
        server.told(re.compile(re.escape(address)))
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        shown, rendered = [], []
        for run in range(1, runs + 1):
            seconds, memory, reported = _edit(system, server, browser, address, run)
            shown.append(Run(seconds, memory))
            if reported is not None:
                rendered.append(Run(reported, memory))
        browser.close()
    return Served(tuple(shown), tuple(rendered))


def _edit(
    system: System, server: _Server, browser: Browser, address: str, run: int
) -> tuple[float, int, float | None]:
    """Return seconds to the changed page, memory, and the seconds that Hugo tells."""
    url = page_of(system.edited).removesuffix("index.html")
    page: Page = browser.new_page(bypass_csp=True)
    words = system.words(1000 + run)
    page.add_init_script(_LOOK.replace("WORDS", json.dumps(words)))
    # Hugo renders what was visited: all three pages must follow.
    for visited in ("", f"{EDITED}/", url):
        page.goto(f"{address}{visited}")
    time.sleep(SETTLED)
    server.forget()
    peak = Peak(server.process.pid)
    peak.start()
    begun = time.time()
    expected = system.change(1000 + run)
    # Looking is the page's own work: it doesn't count how long this program takes to be told.
    seen = page.wait_for_function("window.benchSeen", timeout=PATIENCE * 1000).json_value()
    seconds = float(seen) / 1000 - begun
    reported = None
    if isinstance(system, Hugo):
        reported = int(server.told(_REPORTED)[1]) / 1000
    time.sleep(SETTLED)
    memory = peak.stop()
    page.close()
    for name, held in expected.items():
        if held not in _fetched(f"{address}{name.removesuffix('index.html')}"):
            raise BenchError(f"{system.name}: the server's {name} doesn't hold {held}")
    return seconds, memory, reported


def _fetched(address: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=PATIENCE) as answer:
        return str(answer.read().decode("utf-8"))
