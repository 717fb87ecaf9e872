"""A build agent: reads items and makes outputs for a build of another process.

plugins/portal/agents.py starts it and asks it through pipes. It ends when nobody asks any more, and
leaves nothing behind.
"""

from __future__ import annotations

import gc
import os
import platform
import re
import select
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from plugins.model.edition import Mode
from plugins.model.fonts import find_fonts
from plugins.model.gates.gate import gate_of
from plugins.model.gates.wording import load_wording
from plugins.model.item_loader import ItemContext
from plugins.model.item_reading import Anew, FileReader
from plugins.model.item_stamps import digest_of
from plugins.model.outputs import Output, Plan
from plugins.model.picture_encoding import ENCODERS
from plugins.model.problems import Problems
from plugins.model.site_loader import load_site
from plugins.portal.agent_messages import (
    Begin,
    Brought,
    Facts,
    Make,
    Prepare,
    Read,
    Refused,
    pack,
    unpack,
)
from plugins.portal.agents import read_message, write_message
from plugins.portal.editions import Copies
from plugins.portal.making import Made, MemorySink
from plugins.portal.plugin import plan_elsewhere
from plugins.portal.program import program_digest
from plugins.portal.remote import plan_digest
from scripts.building import portal_settings
from scripts.console import PROJECT

_IDLE = 900
"""Seconds without a message after which the build must have broken off."""


def facts() -> Facts:
    """Return what the bytes of outputs depend on besides the content, on this machine."""
    fonts = find_fonts()
    faces = [fonts.serif, fonts.sans] if fonts else []
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    return {
        "program": f"{program_digest(PROJECT / 'theme')} {digest_of(Path(__file__).read_bytes())}",
        "python": f"{sys.version} {platform.machine()}",
        "packages": digest_of([_version(name) for name in re.findall(r"(?m)^([\w.-]+)==", lock)]),
        "fonts": digest_of([(one.path.name, one.path.stat().st_size, one.index) for one in faces]),
        "pictures": ENCODERS,
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _compared(theirs: Facts) -> bytes:
    """Return the answer to the facts of the machine that builds."""
    other = tuple(name for name, fact in facts().items() if fact != theirs.get(name))
    return pack(Refused(platform.node(), other)) if other else b""


@dataclass
class Agent:
    """Answers the messages of one build."""

    folder: Path
    """A new one for temporary files."""
    questions: BinaryIO
    answers: BinaryIO
    order: Begin = field(init=False)
    """Set by the first message."""
    reader: FileReader = field(init=False)
    state: dict[str, Any] = field(default_factory=dict)
    """What the build has found out."""
    outputs: dict[str, Output] = field(default_factory=dict)
    """By name, once a plan was made."""
    copies: Copies = field(init=False)

    @property
    def content(self) -> Path:
        """A content folder that has site.toml, and each item while it is read."""
        return self.folder / "content"

    def serve(self) -> None:
        """Answer until nobody asks any more."""
        messages = self._messages()
        write_message(self.answers, _compared(next(messages, {})))
        for message in messages:
            if isinstance(message, Begin):
                answer = self._begin(message)
            elif isinstance(message, dict):
                answer, self.state = b"", message
            elif isinstance(message, Prepare):
                answer = self._prepare(message)
            elif isinstance(message, Read):
                answer = pack(self._read(message))
            else:
                answer = pack(self._make(message))
            write_message(self.answers, answer)

    def _messages(self) -> Iterator[Any]:
        while _asked(self.questions):
            raw = read_message(self.questions)
            if raw is None:
                return
            yield unpack(raw)

    def _begin(self, order: Begin) -> bytes:
        self.order = order
        self.content.mkdir()
        for name, content in order.files.items():
            (self.content / name).write_bytes(content)
        site = load_site(self.content, order.label, Problems())
        if site is None:
            raise LookupError("site.toml")
        gate = gate_of(site, load_wording(self.content, order.label, Problems()))
        context = ItemContext(self.content, order.label, site, order.today, gate)
        self.reader = FileReader(context, {}, order.mode == Mode.PRODUCTION)
        self.copies = Copies(site)
        return b""

    def _read(self, message: Read) -> list[Anew]:
        found = []
        for file, raw in message.files:
            path = self.content / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
            found.append(self.reader.read(file))
            path.unlink()
        return [one for one in found if not one.problems]

    def _prepare(self, message: Prepare) -> bytes:
        """Make the plan as the build did."""
        order = self.order
        settings = portal_settings(
            self.content, Mode(order.mode), order.label, pdf=order.pdf, override={
                **self.state, "TODAY": order.today, "OUTPUT_PATH": str(self.folder / "output"),
            },
        )  # fmt: skip
        plan = plan_elsewhere(settings, Plan(message.common, local=message.local))
        if plan_digest(plan.outputs) != message.plan:
            return pack(Refused(platform.node(), ()))
        self.outputs = {one.name: one for one in plan.outputs}
        return b""

    def _make(self, message: Make) -> list[Brought]:
        found = []
        for name in message.names:
            sink = MemorySink(self.copies)
            self.outputs[name].make(sink)
            made = Made(name, tuple(sink.files), tuple(sink.notes))
            found.append(Brought(made, tuple(sink.files.values())))
        return found


def _asked(questions: BinaryIO) -> bool:
    """Wait for a message; where pipes can't be waited for, reading waits."""
    if os.name != "posix":
        return True
    return bool(select.select([questions], [], [], _IDLE)[0])


def main() -> None:
    """Take the pipes, so that nothing else is written to them, and serve.

    The one argument is the folder for temporary files, which is removed at the end.
    """
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    gc.disable()  # As in builds: there are few cycles.
    folder = Path(sys.argv[1])
    try:
        Agent(folder, questions, answers).serve()
    except BrokenPipeError:
        pass  # Nobody waits for the answer any more.
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
