"""What tests share: a browser, and a portal served to it."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from scripts.run_tests import browser_path
from tests.site.building import run_cli

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def missing(what: str) -> NoReturn:
    """Skip a test for what this machine lacks; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium; where there is none, tests skip, but never in CI."""
    program = browser_path() or missing("no Chromium on this machine")
    running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    yield running
    running.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(output: Path, *options: str) -> Iterator[str]:
    """Build the sample portal into a folder and serve it; gives its address."""
    done = run_cli("build", *options, "--output", str(output))
    assert done.returncode == 0, done.stderr
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(output))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    shutil.rmtree(output)


@pytest.fixture(scope="session")
def sample_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the sample portal, built and served."""
    with served(tmp_path_factory.mktemp("sample") / "output") as address:
        yield address
