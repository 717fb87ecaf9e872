"""Attachments read in a process of its own, what came of them kept from build to build."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from plugins.model.cache import FileCache, cache_key
from plugins.model.extraction import Extraction, extract, of_record

SECONDS = 60
"""Time that one file may take, with the start of the process that reads it."""
_FORMAT = "2"
"""Changes when the same file would give another text."""
_LIBRARIES = ("pypdf", "python-docx", "openpyxl")


class AttachmentReader:
    """Reads files in a process that is ended when one takes too long."""

    def __init__(self, cache: FileCache) -> None:
        """Keep what is read in a cache."""
        self.cache = cache
        self.libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
        self.process: SpawnProcess | None = None
        self.pipe: Connection | None = None

    def __enter__(self) -> AttachmentReader:
        """Begin; the process starts when it is needed."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """End the process."""
        self._stop()

    def read(self, path: Path) -> Extraction:
        """Return the text of a file, as kept or anew."""
        try:
            content = path.read_bytes()
        except OSError as fault:
            return Extraction(fault=fault.strerror or str(fault))
        key = cache_key("attachment", _FORMAT, path.suffix.lower(), *self.libraries, content)
        kept = self.cache.get(key)
        if kept is not None:
            return of_record(json.loads(kept))
        made = self._ask(path)
        if isinstance(made, str):
            return Extraction(fault=made)
        record = dataclasses.asdict(made)
        self.cache.put(key, json.dumps(record, ensure_ascii=True).encode())
        return made

    def _ask(self, path: Path) -> Extraction | str:
        """Return what the process makes of a file, or why it made nothing: that isn't kept."""
        if self.pipe is None:
            self._start()
        pipe = self.pipe
        try:
            if pipe is not None:
                pipe.send(path)
                if pipe.poll(SECONDS):
                    answer: Extraction = pipe.recv()
                    return answer
        except (EOFError, OSError):
            self._stop()
            return "读取时出错 the reader broke down"
        self._stop()
        return f"{SECONDS} 秒内没有读完 not read within {SECONDS} s"

    def _start(self) -> None:
        context = get_context("spawn")
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=_serve, args=(far,), daemon=True)
        self.process.start()
        far.close()

    def _stop(self) -> None:
        if self.process is not None and self.pipe is not None:
            self.pipe.close()
            self.process.kill()
            self.process.join()
        self.process = self.pipe = None


def _serve(pipe: Connection) -> None:
    """Answer paths with texts until the other side is gone."""
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            pipe.send(extract(pipe.recv()))
