"""Build agents: processes that work for a build, on this machine or on one of a cluster.

A worker of a cluster outlives many builds and changes of the program. So it imports nothing of the
program but this module: each build has agents of its own, one for each task at a time, begun anew.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import IO

_PROJECT = Path(__file__).resolve().parents[2]
_LENGTH = 8
"""Bytes in front of a message that tell how many follow."""
_ENDING = 20
"""Seconds that an agent has to clear up."""


def write_message(stream: IO[bytes], raw: bytes) -> None:
    """Write bytes behind their length."""
    stream.write(len(raw).to_bytes(_LENGTH, "big"))
    stream.write(raw)
    stream.flush()


def read_message(stream: IO[bytes]) -> bytes | None:
    """Return the next bytes; None where the other side has ended."""
    head = stream.read(_LENGTH)
    length = int.from_bytes(head, "big")
    raw = stream.read(length)
    return raw if len(head) == _LENGTH and len(raw) == length else None


class AgentError(Exception):
    """An agent broke down; says on which machine, and how."""


class _Agent:
    """A process that answers one message after another."""

    def __init__(self) -> None:
        paths = [str(_PROJECT), os.environ.get("PYTHONPATH", "")]
        path = os.pathsep.join(one for one in paths if one)
        self._folder = tempfile.mkdtemp(prefix="tongbao-agent-")
        self._written = tempfile.TemporaryFile()  # noqa: SIM115 - read when the process has ended
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "scripts.agent", self._folder],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._written,
            start_new_session=True,
        )
        self.given = 0
        """How many of the build's parcels it has."""

    def ask(self, message: bytes) -> bytes:
        """Return the answer to a message.

        Raises:
            AgentError: the process ended.

        """
        stdin, stdout = self.process.stdin, self.process.stdout
        try:
            if stdin and stdout:
                write_message(stdin, message)
                answer = read_message(stdout)
                if answer is not None:
                    return answer
        except OSError:
            pass  # The reason is what the process wrote before it ended.
        self.end()
        self._written.seek(0)
        lines = self._written.read().decode("utf-8", "replace").strip().splitlines()
        status = self.process.returncode
        last = lines[-1] if lines and status > 0 else ""
        raise AgentError(f"{platform.node()}, status {status} {last}".strip())

    def end(self) -> None:
        """End the process: it removes its folder when nobody asks any more, if it still can."""
        try:
            self.process.communicate(timeout=_ENDING)
        except (subprocess.TimeoutExpired, ValueError, OSError):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_IDLE: dict[str, list[_Agent]] = {}
"""Agents that wait for the next task, by build."""
_GUARD = Lock()


def ask(build: str, message: bytes, *parcels: bytes) -> bytes:
    """Return an agent's answer to a message; it is given the build's parcels first, each once.

    Where it refuses a parcel, that answer is returned.

    Raises:
        AgentError: it broke down.

    """
    with _GUARD:
        idle = _IDLE.setdefault(build, [])
        agent = idle.pop() if idle else None
    if agent is None:
        agent = _Agent()
    for parcel in parcels[agent.given :]:
        answer = agent.ask(parcel)
        if answer:
            agent.end()
            return answer
        agent.given += 1
    answer = agent.ask(message)
    with _GUARD:
        kept = build in _IDLE
        if kept:
            _IDLE[build].append(agent)
    if not kept:  # The build has ended meanwhile.
        agent.end()
    return answer


def end(build: str) -> None:
    """End the agents of a build."""
    with _GUARD:
        agents = _IDLE.pop(build, [])
    for agent in agents:
        agent.end()


class LocalAgents:
    """Agents of this machine, for systems that can't fork."""

    def __init__(self, count: int) -> None:
        """Let so many work at a time."""
        self.count = count
        self.executor = ThreadPoolExecutor(count)
        self.local = True

    def spread(self, parcel: bytes) -> bytes:
        """Return a parcel: what asks agents is in this process."""
        return parcel

    def check(self) -> None:
        """Look for nothing: this machine is there."""

    def end(self, build: str) -> None:
        """Let them finish what they are at, and end them."""
        self.executor.shutdown(cancel_futures=True)
        end(build)
