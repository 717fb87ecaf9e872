"""Portals for tests of the app, and a host to serve them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.app_portals import build_portal
from tests.browser.hosting import Host, hosted

expect.set_options(timeout=30_000)  # a busy machine may take long; what fails waits that long


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Output of a portal by its name, built once."""
    folder = tmp_path_factory.mktemp("app")
    built: dict[str, Path] = {}

    def of(name: str) -> Path:
        if name not in built:
            built[name] = build_portal(name, folder)
        return built[name]

    return of


@pytest.fixture
def host(portal: Callable[[str], Path]) -> Iterator[Host]:
    """A host that serves the first portal."""
    with hosted(portal("first")) as running:
        yield running
