"""A host that tests may stop, slow down, break and give another portal to serve."""

from __future__ import annotations

import functools
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Host:
    """What a running host serves, and what it was asked for."""

    root: Path
    """Folder of the portal; may be changed at any time."""
    base: str = "/"
    """Where the portal lies on the host."""
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every answer."""
    delays: dict[str, float] = field(default_factory=dict)
    """Seconds that the answer to a path waits."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """Status, headers and body that are sent in place of what lies at a path."""
    injected: bytes = b""
    """Put at the end of every page, as some hosts do."""
    silent: set[str] = field(default_factory=set)
    """Paths that get no answer: the connection ends."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    port: int = 0
    open: set[socket.socket] = field(default_factory=set)
    """Connections; browsers hold some ready that they haven't asked anything on."""

    @property
    def url(self) -> str:
        """Address of the portal."""
        return f"http://127.0.0.1:{self.port}{self.base}"

    def start(self) -> None:
        """Begin to answer, at the port of the time before if there was one."""
        handler = functools.partial(_Handler, host=self)
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        """Be gone: connections are refused, and those that are open answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in tuple(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args: object, host: Host) -> None:
        self.host = host
        super().__init__(*args, directory=str(host.root))

    def setup(self) -> None:
        super().setup()
        self.host.open.add(self.connection)

    def finish(self) -> None:
        self.host.open.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.host.asked.append((self.command, path))
        time.sleep(self.host.delays.get(path, 0))
        if path in self.host.silent:
            return
        if path in self.host.answers:
            status, headers, body = self.host.answers[path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        elif not path.startswith(self.host.base):
            self.send_error(404)
        else:
            self.path = "/" + path.removeprefix(self.host.base)
            file = Path(self.translate_path(self.path)) / "index.html"
            if self.host.injected and file.is_file():
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                page = file.read_bytes().replace(b"</body>", self.host.injected + b"</body>")
                self.wfile.write(page)
            else:
                super().do_GET()

    do_POST = do_GET  # noqa: N815 - the library's own name

    def end_headers(self) -> None:
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def hosted(root: Path, base: str = "/") -> Iterator[Host]:
    """Serve a portal for as long as the block runs."""
    host = Host(root, base)
    host.start()
    try:
        yield host
    finally:
        host.stop()
