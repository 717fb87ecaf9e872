"""Lighthouse scores of the sample portal: `python -m tests.bench.lighthouse`.

Builds the sample content without its sample flag (a sample asks robots to stay away, which counts
against SEO), serves it with gzip as a host would, and prints a table for the mobile profile: the
median of several runs, since a busy machine slows single ones. Needs Chromium and npm; the tools
come from tests/tools.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import Any

from plugins.model.edition import Mode
from scripts.build import build
from scripts.console import PROJECT
from scripts.run_tests import browser_path
from scripts.test_tools import tools_folder

PAGES = {
    "home": "/",
    "list": "/tongzhi-gonggao/",
    "column": "/yaowen/",
    "news": "/yaowen/2020-02-21-jieshou-yiqing-jiandu/",
    "picture": "/lianjie-wenhua/2020-11-13-shufa-zhan/",
    "notice": "/wjf/2020/5/",
    "bulletin": "/dudao/2020/6/",
    "register": "/registers/wjf/2020/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = {"LCP": "largest-contentful-paint", "CLS": "cumulative-layout-shift"}
"""Largest contentful paint in milliseconds, layout shift, by Lighthouse's names."""
RUNS = 3
_FOREVER = re.compile(r"\.[0-9a-f]{10}\.\w+$")
"""Ends the name of a file that never changes."""


class _Host(http.server.SimpleHTTPRequestHandler):
    """Serves text compressed."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with the file, compressed where it is text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content, kind = path.read_bytes(), self.guess_type(str(path))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if "text" in kind else kind)
        if kind.startswith("text") or kind.endswith(("xml", "javascript", "json")):
            content = gzip.compress(content, 9)
            self.send_header("Content-Encoding", "gzip")
        if _FOREVER.search(path.name):
            self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def run(address: str) -> dict[str, Any]:
    """Return Lighthouse's report of a page."""
    program = tools_folder() / "node_modules" / ".bin" / "lighthouse"
    done = subprocess.run(
        [str(program), address, "--quiet", "--output=json",
         "--chrome-flags=--headless --no-sandbox --disable-gpu"],
        env={**os.environ, "CHROME_PATH": browser_path()},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def measure(name: str, address: str) -> None:
    """Print the row of a page, and the audits that any run found wanting."""
    reports = [run(address) for _ in range(RUNS)]
    scores = [
        round(median(100 * one["categories"][category]["score"] for one in reports))
        for category in CATEGORIES
    ]
    figures = [
        median(one["audits"][audit]["numericValue"] for one in reports)
        for audit in FIGURES.values()
    ]
    print(name, *scores, round(figures[0]), round(figures[1], 4), sep="\t", flush=True)
    wanting = {
        audit["id"]: audit.get("displayValue", "")
        for one in reports
        for audit in one["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    }
    for audit, told in wanting.items():
        print(f"  {audit}: {told}")


def main() -> None:
    """Measure each page and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        content, output = Path(folder) / "content", Path(folder) / "output"
        shutil.copytree(PROJECT / "content", content)
        site = content / "site.toml"
        site.write_text(site.read_text("utf-8").replace("sample = true", "sample = false"), "utf-8")
        build(content, output, Mode.BUILD, "both")
        handler = functools.partial(_Host, directory=str(output))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print("page", *CATEGORIES, *FIGURES, sep="\t")
        for name, address in PAGES.items():
            measure(name, f"http://127.0.0.1:{server.server_port}{address}")
        server.shutdown()


if __name__ == "__main__":
    main()
