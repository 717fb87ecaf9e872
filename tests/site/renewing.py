"""Builds for tests of renewal, many and fast: a process with all loaded forks one for each.

`python -m tests.site.renewing` reads orders from standard input, a JSON record a line, and answers
each with one: the status of the build, what it said, and whether it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.site.building import DAY, PROJECT


class Builders:
    """The process that forks builds."""

    def __enter__(self) -> Builders:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.site.renewing"],
            cwd=PROJECT,
            env={**os.environ, "SOURCE_DATE_EPOCH": DAY, "CI": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.stdout.close()
        self._process.wait()

    def build(self, content: Path, output: Path, cache: Path, **order: Any) -> dict[str, Any]:
        """Build once: `workers`, `paranoid` and `shuffled` as they say, `kill` after seconds."""
        asked = {"content": str(content), "output": str(output), "cache": str(cache), **order}
        if not self._process.stdin or not self._process.stdout:
            raise RuntimeError("no pipes")
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def _child(order: dict[str, Any], told: int) -> None:
    """Build in this process, everything that is said written to the file `told`."""
    from plugins.model.edition import Mode
    from scripts.build import build

    os.dup2(told, 1)
    os.dup2(told, 2)
    os.environ["TONGBAO_CACHE"] = order["cache"]
    if order.get("shuffled"):
        plain = os.scandir
        os.scandir = lambda path: _Reversed(plain(path))  # type: ignore[assignment,misc]
    status = 0
    try:
        build(
            Path(order["content"]), Path(order["output"]), Mode.BUILD, "en", pdf=False,
            workers=order.get("workers", 1), paranoid=order.get("paranoid", False),
        )  # fmt: skip
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        status = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


class _Reversed:
    """A folder's entries in another order."""

    def __init__(self, entries: Any) -> None:
        with entries:
            self._entries = iter(sorted(entries, key=lambda one: str(one.name), reverse=True))

    def __enter__(self) -> _Reversed:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> _Reversed:
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def close(self) -> None:
        """Have nothing left to close."""


def main() -> None:
    """Obey orders."""
    from pelican.settings import read_settings

    import scripts.building  # noqa: F401 - once for all builds

    os.environ["TONGBAO_CONTENT"] = str(PROJECT / "tests" / "sites" / "small")
    read_settings(str(PROJECT / "pelicanconf.py"))
    for line in sys.stdin:
        order = json.loads(line)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
            process = os.fork()
            if not process:
                _child(order, told.fileno())
            if "kill" in order:
                time.sleep(order["kill"])
                os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
            told.seek(0)
            answer = {
                "status": os.waitstatus_to_exitcode(status),
                "told": told.read(),
                "killed": os.WIFSIGNALED(status),
            }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
