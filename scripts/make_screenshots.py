"""Remake the screenshots of the READMEs: `python -m scripts.make_screenshots`."""

from __future__ import annotations

import functools
import http.server
import io
import tempfile
import threading
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from plugins.model.edition import Mode
from scripts.build import build
from scripts.console import PROJECT
from scripts.run_tests import browser_path

SHOTS = {
    "home": ("/", 1280, 900, {}),
    "notice": ("/wjf/2019/2/", 1280, 1100, {}),
    "dark": ("/", 1280, 900, {"scheme": "dark"}),
    "document": ("/wjf/2020/5/document/", 1000, 1500, {}),
    "search": ("/search/?q=督导", 1280, 1000, {}),
    "phone": ("/", 390, 844, {}),
    "care": ("/wjf/2020/5/", 390, 844, {"care": "on"}),
}
"""Address, width, height, and choices of the reader for each picture."""
COLOURS = 128
"""Of each picture: enough for flat pages, and a third of the bytes."""


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
            for name, (address, width, height, choices) in SHOTS.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if choices.get("scheme") == "dark" else "light",
                )
                if "care" in choices:
                    page.add_init_script("localStorage.setItem('tongbao:care', 'on')")
                page.goto(f"http://127.0.0.1:{server.server_port}{address}")
                page.wait_for_load_state("networkidle")
                shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                shot.quantize(COLOURS).save(
                    PROJECT / "docs" / "images" / f"{name}.png", optimize=True
                )
                page.close()
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
