"""Kill processes that number notices, or settle a merge, at random moments: what the tests run.

`python -m tests.numbering.killing FOLDER KIND KILLS` forks each of them from itself, which has
everything loaded, so that a thousand take seconds. It ends with an assertion where anything is
lost, given twice or torn, and prints what it met.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import tomllib
import traceback
from pathlib import Path

from plugins.notice_numbering.checks import check
from plugins.notice_numbering.claims import Branches
from plugins.notice_numbering.merging import settle
from tests.numbering.processes import desk
from tests.numbering.samples import edition_of, make_content, register_notice, write_notice

NOTICES = 8
"""Notices of one content folder; then a fresh one is begun."""


class Numbered:
    """A content folder whose notices are numbered by processes that are killed."""

    share = 1.5 / NOTICES
    """Part of an undisturbed run within which a process is killed."""

    def __init__(self, root: Path) -> None:
        self.root = make_content(root)
        self.desk = desk(root)
        self.paths = [write_notice(root, f"n{index}") for index in range(NOTICES)]
        self.texts = {path: (root / path).read_bytes() for path in self.paths}

    def work(self) -> None:
        """Do what is killed."""
        for path in self.paths:
            if b"number:" not in (self.root / path).read_bytes():
                self.desk.number(path)

    def prove(self) -> None:
        """Hold what a killed process left: entries are whole and in a row, notices untorn."""
        owners = entries(self.root)
        assert sorted(owners) == list(range(1, len(owners) + 1)), "a number is lost"
        assert len(set(owners.values())) == len(owners), "a notice has two numbers"
        serials = {path: serial for serial, path in owners.items()}
        for path, text in self.texts.items():
            now = (self.root / path).read_bytes()
            line = f"number: 皖纪发〔2020〕{serials.get(path)}号\n".encode()
            assert now == text or now.replace(line, b"", 1) == text, f"{path} is torn"

    def prove_end(self) -> None:
        """Hold the whole: every notice has its number and nothing is left over."""
        self.prove()
        assert len(entries(self.root)) == NOTICES
        assert faults(self.root) == []


class Settled(Numbered):
    """A content folder after a merge: notices that carry each other's numbers."""

    share = 1.0

    def __init__(self, root: Path) -> None:
        self.root = make_content(root)
        self.desk = desk(root)
        for serial in (1, 2, 3):
            register_notice(root, f"a{serial}", f"皖纪发〔2020〕{serial}号", f"wjf/2020/{serial}")
            body = f"《关于b{serial}的通知》（皖纪发〔2020〕{serial}号）"
            write_notice(root, f"b{serial}", number=f"皖纪发〔2020〕{serial}号", body=body)

    def work(self) -> None:
        """Do what is killed."""
        settle(self.desk, Branches("", lambda _path: None, {}), frozenset())

    def prove(self) -> None:
        """Hold what a killed process left: nothing is torn or gone."""
        assert {1, 2, 3} <= set(entries(self.root))
        for name in ("a1", "a2", "a3", "b1", "b2", "b3"):
            text = (self.root / f"notices/{name}.md").read_text(encoding="utf-8")
            assert text.count("number: 皖纪发〔2020〕") == 1

    def prove_end(self) -> None:
        """Hold the whole: the new numbers stand in registers, headers and citations."""
        assert sorted(entries(self.root)) == [1, 2, 3, 4, 5, 6]
        assert faults(self.root) == []
        for serial in (1, 2, 3):
            text = (self.root / f"notices/b{serial}.md").read_text(encoding="utf-8")
            assert text.count(f"皖纪发〔2020〕{serial + 3}号") == 2


def entries(root: Path) -> dict[int, str]:
    """Return the item of each entry by serial; every file must be whole."""
    folder = root / "registers/wjf/2020"
    return {
        int(path.stem): tomllib.loads(path.read_text(encoding="utf-8"))["item"]
        for path in folder.glob("[0-9]*.toml")
    }


def faults(root: Path) -> list[str]:
    edition = edition_of(root)
    check(edition)
    return [problem.render() for problem in edition.problems]


def run(content: Numbered, kill_after: float | None) -> bool:
    """Work in a process of its own; return whether it was killed before its end."""
    child = os.fork()
    if not child:
        try:
            content.work()
        except BaseException:  # noqa: BLE001 - a child must never run on in its parent's place
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in ((0, -signal.SIGKILL) if kill_after is not None else (0,)), code
    return code != 0


def finish(content: Numbered) -> float:
    """Let it come to its end, hold that nothing is missing, and return how long it took."""
    start = time.monotonic()
    run(content, None)
    took = time.monotonic() - start
    content.prove_end()
    left = [path.name for path in content.root.rglob(".*") if path.name != ".lock"]
    assert left == []
    return took


def main() -> None:
    """Kill so many times."""
    folder, kind, kills = Path(sys.argv[1]), KINDS[sys.argv[2]], int(sys.argv[3])
    chance = random.Random(20200205)
    whole = min(finish(kind(folder / f"first{index}")) for index in range(3)) * kind.share
    met = {"killed": 0, "finished": 0}
    content = kind(folder / "0")
    while met["killed"] < kills:
        killed = run(content, chance.uniform(0, whole))
        met["killed"] += killed
        content.prove()
        if not killed or chance.random() < 0.05:
            finish(content)
            met["finished"] += 1
            content = kind(folder / str(met["finished"]))
    print(json.dumps(met))  # noqa: T201 - it is the answer


KINDS = {"number": Numbered, "settle": Settled}

if __name__ == "__main__":
    main()
