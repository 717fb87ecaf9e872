"""Remake the screenshots of the READMEs: `python -m scripts.make_screenshots`."""

from __future__ import annotations

import functools
import http.server
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from plugins.model.edition import Mode
from scripts.build import build
from scripts.console import PROJECT
from scripts.run_tests import browser_path

SHOTS = {
    "home": ("/", 1280, 900),
    "notice": ("/wjf/2019/2/", 1280, 1100),
    "phone": ("/", 390, 844),
}
"""Address, width and height of each picture."""


def main() -> None:
    """Build the sample portal and take each picture of it."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        build(PROJECT / "content", output, Mode.BUILD, "both")
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(output))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            for name, (address, width, height) in SHOTS.items():
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"http://127.0.0.1:{server.server_port}{address}")
                page.screenshot(path=PROJECT / "docs" / "images" / f"{name}.png")
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
