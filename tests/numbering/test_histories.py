"""Random branch histories in real git: whatever a merge does, no number that two carry passes.

Each history lets up to four branches take, reserve, give and void numbers, then joins them by
merges, rebases and cherry-picks, whose conflicts are resolved at random, wrongly too. After each
join the check must tell of every duplicate, and `--after-merge` must leave none, lose nothing and
move nothing that is published.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from plugins.model.registers import State
from plugins.notice_numbering.allocation import AllocationError, Desk
from plugins.notice_numbering.checks import check
from plugins.notice_numbering.claims import Branches
from plugins.notice_numbering.merging import settle
from scripts.repository import Repository
from tests.numbering.branches import ATTRIBUTES, Repo
from tests.numbering.processes import desk
from tests.numbering.samples import edition_of, write_notice
from tests.site.building import run_cli

BLOCKS, HISTORIES = int(os.environ.get("TONGBAO_HISTORIES", "5")), 40
"""Runs that may go to different workers, and the histories of each."""
WAYS = ("merge", "merge main", "rebase", "pick")
STRATEGIES = ("ours", "theirs", "union", "both", "settle")
SERIES = (
    ("wjf", "tongzhi", "2020-03-01"),
    ("wjf", "tongzhi", "2020-03-01"),
    ("wjf", "tongzhi", "2021-02-01"),
    ("dudao", "gonggao", "2020-12-31"),
    ("dudao", "gonggao", "2021-01-01"),
    ("jianbao", "gonggao", "2021-01-05"),
)
REGISTERS = "content/registers/"
SERIAL = re.compile(r"([^〔\d]+?)(?:〔(\d{4})〕|(\d{4})年)?第?(\d+)[号期]")


class History:
    """One history in a repository that is used again and again."""

    def __init__(self, repo: Repo, given: Desk, seed: str) -> None:
        self.repo, self.desk = repo, given
        self.random = random.Random(seed)
        self.told: list[str] = [seed]
        self.published: dict[str, str] = {}
        """Numbers on main, by notice."""
        self.here = "main"
        repo.git("checkout", "-q", "-f", "-B", "main", "base")
        repo.git("clean", "-qfd")
        attributes = self.random.choice(sorted(ATTRIBUTES))
        (repo.top / ".git/info/attributes").write_text(ATTRIBUTES[attributes], encoding="utf-8")
        self.told.append(attributes)

    def branch(self, name: str) -> None:
        """Let a branch do a few things with numbers."""
        if name != "main":
            self.repo.git("checkout", "-q", "-f", "-B", name, "base")
            self.here = name
        for index in range(self.random.randint(1, 3)):
            act = self.random.choice(("new", "new", "new", "old", "reserve", "use", "void"))
            self.told.append(f"{name}: {act}")
            try:
                self._act(act, f"{name}{index}")
            except AllocationError as fault:
                self.told.append(str(fault))
        self.repo.commit(name)
        if name == "main":
            self.published = numbers(self.repo.content)

    def _go(self, name: str) -> None:
        if self.here != name:
            self.repo.git("checkout", "-q", "-f", name)

    def _act(self, act: str, name: str) -> None:
        root = self.repo.content
        if act == "reserve":
            self.desk.reserve("wjf", 2020, "留用")
        elif act == "void":
            self.desk.set_aside("皖纪发〔2020〕2号", State.VOID, "会议取消")
        elif act == "old":
            path = self.random.choice(("notices/x0.md", "notices/x1.md"))
            self.desk.number(path)
        else:
            series, column, day = self.random.choice(SERIES)
            use = "皖纪发〔2020〕2号" if act == "use" else ""
            if use:
                series, column, day = SERIES[0]
            path = write_notice(root, name, series=series, column=column, signed=day)
            self.desk.number(path, use)

    def join(self, name: str) -> str:
        """Bring a branch together with main; return main's commit before that."""
        published = self.repo.git("rev-parse", "main").strip()
        way = self.random.choice(WAYS)
        self.told.append(f"{way} {name}")
        if way == "merge":
            self._go("main")
            self._resolve("merge", published, "merge", "-q", "--no-ff", "--no-edit", name)
        elif way == "merge main":
            self._go(name)
            self._resolve("merge", published, "merge", "-q", "--no-edit", "main")
        elif way == "rebase":
            self._go(name)
            self._resolve("rebase", published, "rebase", "-q", "main")
        else:
            self._go("main")
            self._resolve("cherry-pick", published, "cherry-pick", "--allow-empty", f"base..{name}")
        if way not in ("merge", "pick"):
            self.repo.git("checkout", "-q", "-B", "main")
        self.here = "main"
        return published

    def _resolve(self, command: str, published: str, *arguments: str) -> None:
        done = self.repo.run(*arguments, fails=True)
        for _step in range(9):
            if done.returncode == 0:
                return
            settled = False
            for path in self.repo.unmerged():
                if not (settled and path.startswith(REGISTERS)):
                    settled = self._mend(path, published)
            self.repo.git("add", "-A")
            go_on = ("commit", "--no-edit") if command == "merge" else (command, "--continue")
            done = self.repo.run(*go_on, fails=True)
            if command == "cherry-pick" and "allow-empty" in done.stderr:
                done = self.repo.run("commit", "--allow-empty", "--no-edit")
        pytest.fail(f"never joined: {self.told}")

    def _mend(self, path: str, published: str) -> bool:
        """Resolve a conflict at random; return whether every register is settled."""
        strategy = self.random.choice(STRATEGIES)
        if not path.startswith(REGISTERS):
            strategy = self.random.choice(("ours", "theirs"))
        self.told.append(f"{strategy} for {path}")
        if strategy == "settle":
            try:
                self.settle(published)
            except AllocationError as fault:
                self.told.append(str(fault))
                strategy = "ours"
        if strategy in ("ours", "theirs"):
            self.repo.git("checkout", "-q", f"--{strategy}", path)
        elif strategy in ("union", "both"):
            sides = [self.repo.git("show", f":{stage}:{path}") for stage in "23"]
            (self.repo.top / path).write_text(joined(strategy, *sides), encoding="utf-8")
        return strategy == "settle"

    def settle(self, published: str) -> None:
        """Run `--after-merge` with main's earlier state as what is published."""
        repository = Repository(self.repo.content, "content/")
        branches: Branches = repository.branches(published)
        done = settle(self.desk, branches, frozenset())
        if branches.sides:
            repository.add(done.paths)

    def prove(self, published: str) -> None:
        """Hold the check and the command against what the files say."""
        carried = numbers(self.repo.content)
        doubled = [
            key for key, count in Counter(map(key_of, carried.values())).items() if count > 1
        ]
        errors = faults(self.repo.content)
        assert errors or not doubled, ("a duplicate passes", doubled, self.told)
        before = sorted(carried)
        refusal = ""
        try:
            self.settle(published)
        except AllocationError as fault:
            refusal = str(fault)
        if refusal:
            assert errors, (refusal, self.told)
            assert "总期号" in refusal, (refusal, self.told)
            assert numbers(self.repo.content) == carried
            self.told.append("left to people")
            self.repo.git("reset", "-q", "--hard", published)
            return
        after = numbers(self.repo.content)
        assert sorted(after) == before, ("a number was lost", self.told)
        keys = [key_of(number) for number in after.values()]
        assert len(set(keys)) == len(keys), (after, self.told)
        assert faults(self.repo.content) == [], self.told
        for path, number in self.published.items():
            assert after.get(path) == number, ("published", path, self.told)
        self.published = after
        if errors:
            self.repo.commit("settled")


def joined(strategy: str, ours: str, theirs: str) -> str:
    """Return both sides as union merges, or as careless people, leave them."""
    if strategy == "both":
        return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n"
    kept = ours.splitlines(keepends=True)
    return "".join(
        [*kept, *(line for line in theirs.splitlines(keepends=True) if line not in kept)]
    )


def numbers(content: Path) -> dict[str, str]:
    """Return the number that each notice carries, by its path."""
    found = {}
    for path in sorted((content / "notices").glob("*.md")):
        match = re.search(r"^number: (.+)$", path.read_text("utf-8"), re.MULTILINE)
        if match:
            found[f"notices/{path.name}"] = match[1]
    return found


def key_of(number: str) -> tuple[str, str, str]:
    """Return series, year (none where it never starts again) and serial."""
    match = SERIAL.match(number)
    assert match, number
    return match[1], match[2] or match[3] or "", match[4]


def faults(content: Path) -> list[str]:
    """Return the errors of a check, without those of dates that are out of order."""
    edition = edition_of(content)
    check(edition)
    return [problem.render() for problem in edition.problems.errors]


@pytest.fixture
def repo(fast_path: Path) -> Repo:
    made = Repo(fast_path, "none")
    given = desk(made.content)
    for name in ("x0", "x1"):
        write_notice(made.content, name)
    given.number(write_notice(made.content, "p"))
    given.reserve("wjf", 2020, "留给会议纪要")
    made.commit("base")
    made.git("branch", "-q", "base")
    return made


@pytest.mark.parametrize("block", range(BLOCKS))
def test_no_duplicate_passes_whatever_the_history(repo: Repo, block: int):
    given = desk(repo.content)
    seen: dict[str, int] = defaultdict(int)
    for index in range(HISTORIES):
        history = History(repo, given, f"{block}-{index}")
        names = ["main", *(f"b{one}" for one in range(history.random.choice((1, 1, 1, 2, 3))))]
        for name in names:
            history.branch(name)
        for name in names[1:]:
            published = history.join(name)
            history.prove(published)
        for word in (*STRATEGIES, *WAYS):
            seen[word] += any(one.startswith(f"{word} ") for one in history.told)
        seen["left to people"] += "left to people" in history.told
    assert all(seen[word] for word in WAYS)
    assert seen["left to people"] <= HISTORIES // 4


def test_a_few_through_the_command_line(repo: Repo):
    """The same by processes of their own, as editors do it."""
    given = desk(repo.content)
    for index in range(2):
        history = History(repo, given, f"command-{index}")
        for name in ("main", "b0"):
            if name != "main":
                repo.git("checkout", "-q", "-f", "-B", name, "base")
            given.number(write_notice(repo.content, name))
            repo.commit(name)
        repo.git("merge", "-q", "main", fails=True)
        strategy = ("union", "both")[index]
        path = "content/registers/wjf/2020/3.toml"
        if path in repo.unmerged():
            sides = [repo.git("show", f":{stage}:{path}") for stage in "23"]
            (repo.top / path).write_text(joined(strategy, *sides), encoding="utf-8")
            repo.commit("wrong")
        checked = run_cli("check", "--content", str(repo.content))
        assert (checked.returncode, "N031" in checked.stdout) == (1, True), history.told
        done = run_cli("number", "--after-merge", "--content", str(repo.content))
        assert done.returncode == 0, done.stderr
        assert run_cli("check", "--content", str(repo.content)).returncode == 0
        assert numbers(repo.content)["notices/main.md"] == "皖纪发〔2020〕3号"
        assert numbers(repo.content)["notices/b0.md"] == "皖纪发〔2020〕4号"


def test_the_oracle_reads_numbers():
    assert key_of("皖纪发〔2020〕12号") == ("皖纪发", "2020", "12")
    assert key_of("工作简报2021年第3期（总第19期）") == ("工作简报", "2021", "3")
    assert key_of("疫情防控督导通报第7期") == ("疫情防控督导通报", "", "7")
