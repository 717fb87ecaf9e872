"""Attachments: their texts, read in a process of its own, kept from build to build."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from plugins.full_text.extraction import Extraction, can_extract, extract
from plugins.model.cache import FileCache, cache_key
from plugins.model.edition import Edition
from plugins.model.items import Attachment, Item, Status

SECONDS = 60
"""Time that one file may take, with the start of the process that reads it."""
_FORMAT = "1"
"""Changes when the same file would give another text."""
_LIBRARIES = ("pypdf", "python-docx", "openpyxl")


def searched(edition: Edition) -> tuple[Item, ...]:
    """Return the items that search finds: what lists show, and standing pages."""
    return tuple(
        item for item in edition.visible if item.status in (Status.PUBLISHED, Status.DRAFT)
    )


def attached_texts(
    edition: Edition, cache: FileCache, items: Iterable[Item] | None = None
) -> dict[str, str]:
    """Return the text of each attachment of items by path, by default of all searched ones.

    What can't be read is told.
    """
    texts: dict[str, str] = {}
    found: dict[str, Extraction] = {}
    with _Reader(cache) as reader:
        for item in searched(edition) if items is None else items:
            for attached in item.attachments:
                if can_extract(Path(attached.path)) and attached.path not in found:
                    found[attached.path] = reader.read(edition.root / attached.path)
                if attached.path in found:
                    _tell(edition, item, attached, found[attached.path])
                    texts[attached.path] = found[attached.path].text
    return texts


def _tell(edition: Edition, item: Item, attached: Attachment, found: Extraction) -> None:
    place = (edition.display(item.path), item.line_of("attachments"))
    if found.fault:
        edition.problems.add("S072", *place, file=attached.path, reason=found.fault)
    elif found.cut:
        edition.problems.add("S073", *place, file=attached.path, reason=found.cut)
    elif not found.text:
        edition.problems.add("S074", *place, file=attached.path)


class _Reader:
    """Reads files in a process that is ended when one takes too long."""

    def __init__(self, cache: FileCache) -> None:
        self.cache = cache
        self.libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
        self.process: SpawnProcess | None = None
        self.pipe: Connection | None = None

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_fault: object) -> None:
        self._stop()

    def read(self, path: Path) -> Extraction:
        """Return the text of a file, as kept or anew."""
        try:
            content = path.read_bytes()
        except OSError as fault:
            return Extraction("", "", fault.strerror or str(fault))
        key = cache_key("attachment", _FORMAT, path.suffix.lower(), *self.libraries, content)
        kept = self.cache.get(key)
        if kept is not None:
            return Extraction(**json.loads(kept))
        made = self._ask(path)
        if isinstance(made, str):
            return Extraction("", "", made)
        record = {"text": made.text, "cut": made.cut, "fault": made.fault}
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
