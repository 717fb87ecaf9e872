"""Builds one after another in a process that stays: it has the program loaded already.

`python -m scripts.rebuilding` reads orders from standard input, a JSON record a line, and answers
each on standard output: the status of the build and what it said of problems.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from scripts.console import PROJECT, internal_error, use_utf8

_ENDED = "生成过程意外结束，再次保存时重试 | the build ended by itself; save again to try again"


class Builder:
    """The process, started when it is needed."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[str] | None = None

    def build(self, content: Path, output: Path, language: str) -> tuple[int, str]:
        """Build a preview; return its status and what it said of problems."""
        order = {"content": str(content), "output": str(output), "language": language}
        process = self._running()
        with contextlib.suppress(OSError, ValueError):
            if process.stdin and process.stdout:
                process.stdin.write(json.dumps(order) + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                return answer["status"], answer["told"]
        self.stop()
        return 1, _ENDED

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "scripts.rebuilding"],
                cwd=Path.cwd(),
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        return self._process

    def stop(self) -> None:
        """End the process; the next build starts another, with the program as it is then."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _build(order: dict[str, Any], shown: Callable[[], None]) -> int:
    """Build; return the status. `shown` is called when the preview can be looked at."""
    from plugins.model.edition import Mode
    from scripts.build import build

    try:
        build(
            Path(order["content"]),
            Path(order["output"]),
            Mode.PREVIEW,
            order["language"],
            pdf=False,
            watched=False,
            shown=shown,
        )
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
        return end.code if isinstance(end.code, int) else 1
    except Exception:  # noqa: BLE001 - the last resort: nobody is shown a traceback
        sys.stderr.write(f"{internal_error()}\n")
        return 1
    return 0


def main() -> None:
    """Obey orders until there are no more."""
    use_utf8()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
            os.dup2(told.fileno(), 2)
            answer = _Answer(answers, told)
            status = _build(json.loads(line), partial(answer.give, 0))
            if answer.given and status:
                sys.exit(status)  # The next build, in another process, looks at everything.
            answer.give(status)


class _Answer:
    """Says once how a build went."""

    def __init__(self, answers: TextIO, told: TextIO) -> None:
        self._answers, self._told = answers, told
        self.given = False

    def give(self, status: int) -> None:
        """Write the status and what was told, if that wasn't done."""
        if self.given:
            return
        self.given = True
        sys.stderr.flush()
        self._told.seek(0)
        self._answers.write(json.dumps({"status": status, "told": self._told.read()}) + "\n")
        self._answers.flush()


if __name__ == "__main__":
    main()
