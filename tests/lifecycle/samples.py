"""Small portals for the tests of lifecycles."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from plugins.model.edition import Edition, Mode, load_edition
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from tests.numbering.samples import make_content, register_notice

DAY = date(2020, 12, 31)


def edition_on(root: Path, day: date = DAY, mode: Mode = Mode.BUILD) -> Edition:
    """Load a content folder as on a day."""
    problems = Problems(production=mode is Mode.PRODUCTION)
    site = load_site(root, "content", problems)
    assert site is not None, [problem.render() for problem in problems]
    return load_edition(root, "content", site, mode, day, problems)


def three_notices(root: Path, fields: dict[str, dict[str, str]]) -> Path:
    """Make a content folder with the notices a, b and c, signed and numbered in this order.

    `fields` are front matter of theirs by name.
    """
    make_content(root)
    for serial, name in enumerate("abc", start=1):
        signed = f"2020-0{serial}-10"
        given = {"signed": signed, "date": f"2020-0{serial}-11", **fields.get(name, {})}
        register_notice(root, name, f"皖纪发〔2020〕{serial}号", f"wjf/2020/{serial}", **given)
    return root


def news(root: Path, name: str, **fields: str) -> str:
    """Write news/`name`.md and return its path."""
    values = {"title": f"消息{name}", "date": "2020-03-20", "column": "yaowen", "source": "某委"}
    head = "".join(f"{key}: {value}\n" for key, value in {**values, **fields}.items())
    path = root / "news" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n正文。\n", encoding="utf-8")
    return f"news/{name}.md"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder and yield its address, without a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
