"""`portal serve`: show the portal on this machine and follow every change."""

from __future__ import annotations

import functools
import html
import http.server
import queue
import re
import tempfile
import threading
import webbrowser
from http import HTTPStatus
from pathlib import Path

import click
from watchfiles import watch

from scripts.console import PROJECT, content_option, language_option
from scripts.rebuilding import Builder

HOST = "127.0.0.1"
EVENTS = "/.portal/changes"
SCRIPT = "/.portal/reload.js"
RELOAD = PROJECT / "scripts" / "reload.js"
TAG = f'<script src="{SCRIPT}" defer></script>'
STEP = 10
"""Milliseconds without another change after which those before are one."""
WATCHED = ("theme", "plugins", "pelicanconf.py")


_HASHED = re.compile(r"\.[0-9a-f]{10}\.(?:css|js|svg)\Z")
"""Names that hold a hash of the content: browsers needn't ask for these again."""


class Preview:
    """The newest build, what is wrong with it, and the browsers that wait for the next."""

    def __init__(self, content: Path, output: Path, language: str) -> None:
        """Build `content` into `output`, problems told in `language`."""
        self.content, self.output, self.language = content, output, language
        self.fault = ""
        self.builder = Builder()
        self._waiting: set[queue.SimpleQueue[str]] = set()

    def build(self) -> None:
        """Build in a process of its own; on problems the last good portal stays."""
        status, told = self.builder.build(self.content, self.output, self.language)
        self.fault = told.strip() if status else ""
        if self.fault:
            click.echo(self.fault, err=True)
        else:
            click.echo("已更新 | rebuilt")
        for browser in tuple(self._waiting):
            browser.put("reload")

    def subscribe(self) -> queue.SimpleQueue[str]:
        """Return a queue that a word is put into after each build."""
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._waiting.add(waiting)
        return waiting

    def unsubscribe(self, waiting: queue.SimpleQueue[str]) -> None:
        """Forget a browser that has gone."""
        self._waiting.discard(waiting)

    def overlay(self) -> str:
        """Return the page that tells what is wrong."""
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in self.fault.splitlines())
        return (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>有问题待改正</title>'
            f"<h1>有问题待改正</h1><p>改正并保存后，本页自动更新。</p><ol>{lines}</ol>{TAG}"
        )


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the preview to this machine alone."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, preview: Preview, base: str, **kwargs: object) -> None:
        """Serve `preview` below the address `base`."""
        self.preview, self.base = preview, base
        super().__init__(*args, directory=str(preview.output), **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer a page, a file, the reload script or the stream of changes."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host not in (HOST, "localhost"):
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"only this machine\n")
        elif self.path == EVENTS:
            self._stream()
        elif self.path == SCRIPT:
            self._answer(HTTPStatus.OK, "text/javascript", RELOAD.read_bytes())
        elif self.preview.fault:
            self._answer(HTTPStatus.OK, "text/html", self.preview.overlay().encode())
        else:
            self._page()

    def do_HEAD(self) -> None:
        """Answer as GET does, without the body."""
        self.do_GET()

    def _page(self) -> None:
        path = self.path.partition("?")[0]
        if not path.startswith(self.base):
            if path == "/":
                self.send_response(HTTPStatus.FOUND)
                self.send_header("Location", self.base)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._missing()
            return
        self.path = "/" + path.removeprefix(self.base)
        file = Path(self.translate_path(self.path))
        if file.is_dir() and not path.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        file = file / "index.html" if file.is_dir() else file
        root = self.preview.output.resolve()
        if not file.is_file() or root not in file.resolve().parents:
            self._missing()
        elif file.suffix == ".html":
            self._answer(HTTPStatus.OK, "text/html", _with_reload(file))
        else:
            self._answer(HTTPStatus.OK, self.guess_type(str(file)), file.read_bytes())

    def _missing(self) -> None:
        page = self.preview.output / "404.html"
        text = _with_reload(page) if page.is_file() else b"404\n"
        self._answer(HTTPStatus.NOT_FOUND, "text/html", text)

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        self.send_header("Content-Type", f"{kind}{charset}")
        self.send_header("Content-Length", str(len(body)))
        kept = _HASHED.search(self.path) and status == HTTPStatus.OK
        self.send_header("Cache-Control", "max-age=3600" if kept else "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        waiting = self.preview.subscribe()
        try:
            while True:
                try:
                    word = waiting.get(timeout=15)
                except queue.Empty:
                    word = "still here"
                self.wfile.write(f"data: {word}\n\n".encode())
                self.wfile.flush()
        except OSError:
            return
        finally:
            self.preview.unsubscribe(waiting)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing of each request."""


def _with_reload(file: Path) -> bytes:
    return file.read_bytes().replace(b"</body>", f"{TAG}</body>".encode(), 1)


class Server(http.server.ThreadingHTTPServer):
    """Lets go of its threads when it stops."""

    daemon_threads = True


def make_server(preview: Preview, base: str, port: int) -> Server:
    """Return a server on the first free port from `port` on.

    Raises:
        OSError: none of 50 ports is free.

    """
    handler = functools.partial(Handler, preview=preview, base=base)
    for candidate in range(port, port + 50):
        try:
            return Server((HOST, candidate), handler)
        except OSError:
            continue
    raise OSError(f"no free port from {port} to {port + 49}")


@click.command(
    "serve",
    help="在本机预览，内容改动后自动更新。Serve the portal on this machine and follow changes.\n\n"
    "例 Example: portal.py serve --port 8080",
)
@content_option
@language_option
@click.option("--port", type=click.IntRange(1, 65485), default=8000, show_default=True, help="端口")
@click.option("--no-browser", is_flag=True, help="不打开浏览器 Don't open a browser.")
def command(content: Path, lang: str, port: int, *, no_browser: bool) -> None:
    """Build, serve, watch; Ctrl-C ends."""
    from plugins.model.problems import Problems
    from plugins.model.site_loader import load_site

    with tempfile.TemporaryDirectory(prefix="tongbao-") as folder:
        preview = Preview(content, Path(folder) / "output", lang)
        preview.build()
        site = load_site(content, content.name, Problems())
        base = site.identity.base_path if site else "/"
        try:
            server = make_server(preview, base, port)
        except OSError as fault:
            raise click.ClickException(f"没有可用的端口 | {fault}") from None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://{HOST}:{server.server_port}{base}"
        click.echo(f"网站在 {address}，按 Ctrl-C 结束 | serving {address}; Ctrl-C ends")
        if not no_browser:
            webbrowser.open(address)
        try:
            program = tuple(str(PROJECT / name) for name in WATCHED)
            for changes in watch(content, *program, debounce=200, step=STEP):
                if any(path.startswith(program) for _, path in changes):
                    preview.builder.stop()
                preview.build()
        except KeyboardInterrupt:
            pass
        finally:
            preview.builder.stop()
            server.shutdown()
            server.server_close()
