"""Branches that took one number: git tells, `check` tells, `number --after-merge` settles."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plugins.model.registers import State
from plugins.notice_numbering.checks import check
from scripts.number import command
from tests.numbering.branches import Repo
from tests.numbering.processes import desk
from tests.numbering.samples import (
    edition_of,
    issued,
    make_content,
    register_notice,
    told,
    write_entry,
    write_notice,
)

ONE = "registers/wjf/2020/1.toml"


@pytest.fixture
def repo(fast_path: Path) -> Repo:
    return Repo(fast_path)


def take(repo: Repo, name: str, *, body: str = "正文。", **fields: str) -> str:
    """Write a notice on the present branch, number it and commit."""
    number = desk(repo.content).number(write_notice(repo.content, name, body=body, **fields))
    repo.commit(name)
    return number


def apart(repo: Repo) -> None:
    """Let main publish notice a and branch work number notice b, each as number 1."""
    repo.branch("work")
    assert take(repo, "b") == "皖纪发〔2020〕1号"
    repo.go("main")
    assert take(repo, "a") == "皖纪发〔2020〕1号"


def settle(content: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(command, ["--after-merge", "--content", str(content), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def problems(content: Path) -> list[str]:
    edition = edition_of(content)
    check(edition)
    return told(edition)


def numbers(content: Path) -> dict[str, str]:
    """Return the number that each notice carries, by its name."""
    found = {}
    for path in sorted((content / "notices").glob("*.md")):
        match = re.search(r"^number: (.*)$", path.read_text("utf-8"), re.MULTILINE)
        found[path.stem] = match[1] if match else ""
    return found


def entries(content: Path) -> dict[str, str]:
    """Return the item or the state of each entry, by series, year and serial."""
    found = {}
    for path in sorted((content / "registers").rglob("*.toml")):
        text = path.read_text("utf-8")
        match = re.search(r'^item = "(.*)"$', text, re.MULTILINE)
        state = re.search(r'^state = "(.*)"$', text, re.MULTILINE)
        place = path.relative_to(content / "registers").as_posix().removesuffix(".toml")
        found[place] = match[1] if match else state[1] if state else ""
    return found


SETTLED = {"a": "皖纪发〔2020〕1号", "b": "皖纪发〔2020〕2号"}
REGISTERED = {"wjf/2020/1": "notices/a.md", "wjf/2020/2": "notices/b.md"}


def whole(repo: Repo) -> None:
    assert numbers(repo.content) == SETTLED
    assert entries(repo.content) == REGISTERED
    assert problems(repo.content) == []


def merge_main(repo: Repo) -> None:
    repo.go("work")
    repo.git("merge", "-q", "main", fails=True)


def merge_work(repo: Repo) -> None:
    repo.git("merge", "-q", "work", fails=True)


def rebase(repo: Repo) -> None:
    repo.go("work")
    repo.git("rebase", "-q", "main", fails=True)


def pick(repo: Repo) -> None:
    repo.git("cherry-pick", "work", fails=True)


WAYS: dict[str, tuple[Callable[[Repo], None], tuple[str, ...]]] = {
    "main merged into the branch": (merge_main, ("commit", "-q", "--no-edit")),
    "branch merged into main": (merge_work, ("commit", "-q", "--no-edit")),
    "branch rebased onto main": (rebase, ("rebase", "--continue")),
    "branch picked onto main": (pick, ("cherry-pick", "--continue")),
}


@pytest.mark.parametrize("attributes", ["collide", "none"])
@pytest.mark.parametrize("way", WAYS)
def test_one_number_on_two_branches_is_a_conflict_that_the_command_settles(
    fast_path: Path, way: str, attributes: str
):
    repo = Repo(fast_path, attributes)
    apart(repo)
    join, go_on = WAYS[way]
    join(repo)
    assert repo.unmerged() == [f"content/{ONE}"]
    assert [one for one in problems(repo.content) if one.split()[1][0] in "NR"]
    done = settle(repo.content)
    assert (
        done.exit_code,
        "改号 renumbered: 皖纪发〔2020〕1号 → 皖纪发〔2020〕2号" in done.output,
    ) == (
        0,
        True,
    ), done.output
    assert repo.unmerged() == []
    repo.git(*go_on)
    assert repo.git("status", "--porcelain") == ""
    whole(repo)


def test_union_merges_in_silence_but_not_past_the_check(fast_path: Path):
    repo = Repo(fast_path, "union")
    apart(repo)
    merge_main(repo)
    assert repo.unmerged() == []
    assert f"content/{ONE}:5 R031" in problems(repo.content)
    done = settle(repo.content)
    assert done.exit_code == 0
    whole(repo)


def union(repo: Repo) -> None:
    ours, theirs = (repo.git("show", f":{stage}:content/{ONE}") for stage in "23")
    kept = theirs.splitlines(keepends=True)
    extra = [line for line in ours.splitlines(keepends=True) if line not in kept]
    (repo.content / ONE).write_text("".join([*kept, *extra]), encoding="utf-8")


def markers(repo: Repo) -> None:
    ours, theirs = (repo.git("show", f":{stage}:content/{ONE}") for stage in "23")
    text = f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> main\n"
    (repo.content / ONE).write_text(text, encoding="utf-8")


RESOLUTIONS: dict[str, Callable[[Repo], object]] = {
    "ours": lambda repo: repo.git("checkout", "-q", "--ours", f"content/{ONE}"),
    "theirs": lambda repo: repo.git("checkout", "-q", "--theirs", f"content/{ONE}"),
    "union": union,
    "markers": markers,
    "neither": lambda repo: (repo.content / ONE).unlink(),
}


@pytest.mark.parametrize("join", [merge_main, merge_work, rebase], ids=["main", "work", "rebase"])
@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_a_wrong_resolution_is_told_and_settled(
    repo: Repo, resolution: str, join: Callable[[Repo], None]
):
    apart(repo)
    join(repo)
    RESOLUTIONS[resolution](repo)
    repo.git("add", "-A")
    repo.git("-c", "core.editor=true", *(
        ("rebase", "--continue") if join is rebase else ("commit", "-q", "--no-edit")
    ))  # fmt: skip
    assert [one for one in problems(repo.content) if "N031" in one]
    done = settle(repo.content)
    assert done.exit_code == 0, done.output
    whole(repo)
    assert "没有重复的文号" in settle(repo.content).output


def test_what_origin_holds_is_published(fast_path: Path):
    """The editor's own main took the number too; the server's keeps it."""
    server = Repo(fast_path / "server")
    (fast_path / "mine").mkdir()
    server.git("clone", "-q", str(server.top), str(fast_path / "mine/clone"))
    mine = Repo.__new__(Repo)
    mine.top, mine.content = fast_path / "mine/clone", fast_path / "mine/clone/content"
    take(server, "a")
    take(mine, "b")
    mine.git("pull", "-q", "--no-rebase", fails=True)
    done = settle(mine.content)
    assert "以分支 origin/HEAD 为已发布" in done.output
    whole(mine)


def test_the_editor_may_say_who_keeps(repo: Repo):
    apart(repo)
    merge_main(repo)
    done = settle(repo.content, "--keep", str(repo.content / "notices/b.md"))
    assert done.exit_code == 0
    assert numbers(repo.content) == {"a": "皖纪发〔2020〕2号", "b": "皖纪发〔2020〕1号"}
    assert problems(repo.content) == []


def test_the_editor_may_name_the_published_branch(repo: Repo):
    apart(repo)
    merge_main(repo)
    assert settle(repo.content, "--published", "work").exit_code == 0
    assert numbers(repo.content) == {"a": "皖纪发〔2020〕2号", "b": "皖纪发〔2020〕1号"}
    missing = settle(repo.content, "--published", "nowhere")
    assert (missing.exit_code, "没有分支" in missing.output) == (1, True)


def test_three_branches_and_their_order(repo: Repo):
    repo.branch("work")
    take(repo, "b")
    take(repo, "c")
    repo.branch("more", "main")
    take(repo, "d")
    repo.go("main")
    take(repo, "a")
    repo.git("merge", "-q", "work", fails=True)
    settle(repo.content)
    repo.git("commit", "-q", "--no-edit")
    repo.git("merge", "-q", "more", fails=True)
    settle(repo.content)
    assert numbers(repo.content) == {
        name: f"皖纪发〔2020〕{serial}号" for name, serial in zip("acbd", "1234", strict=True)
    }
    assert problems(repo.content) == []


def test_two_reservations_of_one_number_collide(repo: Repo):
    """Even with the same words: each is its own."""
    for name in ("work", "main"):
        repo.git("checkout", "-q", *(("-b", name) if name == "work" else (name,)))
        desk(repo.content).reserve("wjf", 2020, "留给会议纪要")
        repo.commit("reserve")
    merge_work(repo)
    assert repo.unmerged() == [f"content/{ONE}"]
    settle(repo.content)
    assert entries(repo.content) == {"wjf/2020/1": "reserved", "wjf/2020/2": "reserved"}
    assert problems(repo.content) == []


def test_a_reserved_number_given_on_two_branches(repo: Repo):
    desk(repo.content).reserve("wjf", 2020, "留给会议纪要")
    repo.commit("reserve")
    for name, branch in (("b", "work"), ("a", "main")):
        repo.git("checkout", "-q", *(("-b", branch) if branch == "work" else (branch,)))
        path = write_notice(repo.content, name)
        desk(repo.content).number(path, "皖纪发〔2020〕1号")
        repo.commit(name)
    merge_main(repo)
    settle(repo.content)
    whole(repo)


def test_a_withheld_document_keeps_its_number(repo: Repo):
    repo.branch("work")
    take(repo, "b")
    repo.go("main")
    repo.branch("other")
    desk(repo.content).reserve("wjf", 2020, "x")
    desk(repo.content).set_aside("皖纪发〔2020〕1号", State.WITHHELD, "涉及工作秘密")
    repo.commit("withhold")
    repo.git("merge", "-q", "work", fails=True)
    settle(repo.content)
    assert numbers(repo.content) == {"b": "皖纪发〔2020〕2号"}
    assert entries(repo.content) == {"wjf/2020/1": "withheld", "wjf/2020/2": "notices/b.md"}


def test_a_series_that_never_starts_again_across_the_year(repo: Repo):
    """The two entries lie in two years, so git sees no conflict; the check does."""
    issue = {"column": "gonggao", "series": "dudao"}
    repo.branch("work")
    take(repo, "b", **issue, signed="2021-01-02")
    repo.go("main")
    take(repo, "a", **issue, signed="2020-12-31")
    repo.git("merge", "-q", "work")
    assert "content/registers/dudao/2021/1.toml:1 R024" in problems(repo.content)
    settle(repo.content)
    assert entries(repo.content) == {"dudao/2020/1": "notices/a.md", "dudao/2021/2": "notices/b.md"}
    assert numbers(repo.content)["b"] == "疫情防控督导通报第2期"
    assert problems(repo.content) == []


def test_running_totals_rise_again(repo: Repo):
    issue = {"column": "gonggao", "series": "jianbao"}
    repo.branch("work")
    take(repo, "b", **issue, signed="2021-01-02")
    take(repo, "c", **issue, signed="2021-01-03", body="工作简报2021年第1期（总第1期）、第2期")
    repo.go("main")
    take(repo, "a", **issue, signed="2020-12-31")
    repo.git("merge", "-q", "work")
    assert "content/registers/jianbao/2021/1.toml:1 R023" in problems(repo.content)
    settle(repo.content)
    assert numbers(repo.content) == {
        "a": "工作简报2020年第1期（总第1期）",
        "b": "工作简报2021年第1期（总第2期）",
        "c": "工作简报2021年第2期（总第3期）",
    }
    assert "工作简报2021年第1期（总第2期）、第2期" in repo.read("notices/c.md")
    assert problems(repo.content) == []


def test_totals_that_cannot_rise_are_left_to_people(repo: Repo):
    issue = {"column": "gonggao", "series": "jianbao"}
    repo.branch("work")
    take(repo, "b", **issue, signed="2020-12-31")
    repo.go("main")
    take(repo, "a", **issue, signed="2021-01-02")
    repo.git("merge", "-q", "work")
    before = entries(repo.content)
    done = settle(repo.content)
    assert (done.exit_code, "成文日期" in done.output) == (1, True)
    assert entries(repo.content) == before


def test_a_published_number_comes_back(repo: Repo):
    """Both branches numbered the same notice; the merge kept the unpublished number."""
    path = write_notice(repo.content, "x")
    repo.commit("x")
    repo.branch("work")
    take(repo, "b")
    desk(repo.content).number(path)
    repo.commit("x as 2")
    repo.go("main")
    desk(repo.content).number(path)
    repo.commit("x as 1")
    repo.go("work")
    repo.git("merge", "-q", "main", fails=True)
    for stuck in repo.unmerged():
        repo.git("checkout", "-q", "--ours", stuck)
    repo.git("add", "-A")
    repo.git("commit", "-q", "--no-edit")
    assert numbers(repo.content) == {"b": "皖纪发〔2020〕1号", "x": "皖纪发〔2020〕2号"}
    done = settle(repo.content)
    assert numbers(repo.content) == {"b": "皖纪发〔2020〕3号", "x": "皖纪发〔2020〕1号"}
    assert entries(repo.content)["wjf/2020/2"] == "void"
    assert "不再使用" in done.output
    assert problems(repo.content) == []


CITING = """\
见皖纪发〔2020〕1号，
《关于a的通知》（皖纪发〔2020〕1号）和《关于b的通知》（皖纪发[2020]1号），
皖纪发〔2020〕10号、中皖纪发〔2020〕1号不变。
"""


def test_citations_follow_the_notice_that_they_mean(repo: Repo):
    (repo.content / "news").mkdir()
    old = repo.content / "news/old.md"
    news = "---\ntitle: 消息\ndate: 2020-02-05\ncolumn: yaowen\nsource: 某处\n---\n{}"
    repo.branch("work")
    take(repo, "b", body="本文即皖纪发〔2020〕1号。")
    new = repo.content / "news/new.md"
    new.write_text(news.format(CITING), encoding="utf-8")
    take(repo, "c", repeals="[皖纪发〔2020〕1号]", title="关于废止皖纪发〔2020〕1号的通知")
    repo.go("main")
    (repo.content / "news").mkdir(exist_ok=True)
    old.write_text(news.format("见皖纪发〔2020〕1号。"), encoding="utf-8")
    take(repo, "a", body="本文即皖纪发〔2020〕1号。")
    merge_main(repo)
    done = settle(repo.content)
    assert [numbers(repo.content)[name] for name in "abc"] == [
        f"皖纪发〔2020〕{serial}号" for serial in "132"
    ]
    assert "本文即皖纪发〔2020〕1号" in repo.read("notices/a.md")
    moved = "皖纪发〔2020〕3号"
    assert f"本文即{moved}" in repo.read("notices/b.md")
    assert old.read_text("utf-8").endswith("见皖纪发〔2020〕1号。")
    assert new.read_text("utf-8").endswith(
        f"见{moved}，\n《关于a的通知》（皖纪发〔2020〕1号）和《关于b的通知》（皖纪发[2020]3号），\n"
        "皖纪发〔2020〕10号、中皖纪发〔2020〕1号不变。\n"
    )
    assert f"repeals: [{moved}]" in repo.read("notices/c.md")
    assert f"title: 关于废止{moved}的通知" in repo.read("notices/c.md")
    assert "改了 5 处引用" in done.output
    assert problems(repo.content) == []


def test_without_git_what_may_mean_either_is_left_and_told(fast_path: Path):
    content = make_content(fast_path / "content")
    register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    write_notice(content, "b", number="皖纪发〔2020〕1号")
    body = "见皖纪发〔2020〕1号。\n\n《关于b的通知》（皖纪发〔2020〕1号）"
    register_notice(content, "c", "皖纪发〔2020〕2号", "wjf/2020/2", body=body)
    done = settle(content)
    assert numbers(content)["b"] == "皖纪发〔2020〕3号"
    text = (content / "notices/c.md").read_text("utf-8")
    assert text.endswith("见皖纪发〔2020〕1号。\n\n《关于b的通知》（皖纪发〔2020〕3号）\n")
    assert re.search(r"请核对引用 .*notices/c\.md:10: 皖纪发〔2020〕1号", done.output)
    assert problems(content) == []


def test_nobody_can_tell_who_keeps(fast_path: Path):
    content = make_content(fast_path / "content")
    for name in "ab":
        write_notice(content, name, number="皖纪发〔2020〕1号")
    done = settle(content)
    assert (done.exit_code, "--keep" in done.output) == (1, True)
    assert settle(content, "--keep", str(content / "notices/b.md")).exit_code == 0
    assert numbers(content) == {"a": "皖纪发〔2020〕2号", "b": "皖纪发〔2020〕1号"}
    assert problems(content) == []


def test_a_conflict_in_a_notice_comes_first(repo: Repo):
    apart(repo)
    merge_main(repo)
    text = repo.read("notices/b.md")
    conflict = text.replace("title:", "<<<<<<< HEAD\ntitle:")
    (repo.content / "notices/b.md").write_text(conflict, encoding="utf-8")
    before = entries(repo.content)
    done = settle(repo.content)
    assert (done.exit_code, "先改正" in done.output) == (1, True)
    assert (entries(repo.content), repo.unmerged()) == (before, [f"content/{ONE}"])


def test_an_ordinary_run_refuses_a_register_in_conflict(fast_path: Path):
    repo = Repo(fast_path, "none")
    apart(repo)
    merge_main(repo)
    path = write_notice(repo.content, "new")
    done = CliRunner().invoke(command, [str(repo.content / path), "--content", str(repo.content)])
    assert done.exit_code == 1
    assert "--after-merge" in done.output


def test_options_of_another_way_are_refused(fast_path: Path):
    content = make_content(fast_path / "content")
    path = write_notice(content, "a")
    for arguments in (
        ["--keep", str(content / path)],
        ["--published", "main", str(content / path)],
        ["--after-merge", "--void", "皖纪发〔2020〕1号"],
        ["--after-merge", "--use", "皖纪发〔2020〕1号"],
        ["--after-merge", "--published", "main"],
    ):
        done = CliRunner().invoke(command, [*arguments, "--content", str(content)])
        assert done.exit_code == 2, arguments


def test_entries_in_agreement_are_left_alone(fast_path: Path):
    content = make_content(fast_path / "content")
    register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    write_entry(content, "wjf/2020/2", issued("皖纪发〔2020〕2号", "notices/gone.md", "已删"))
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert "没有重复的文号" in settle(content).output
    after = {path: path.read_bytes() for path in content.rglob("*") if path.name != ".lock"
             and path.is_file()}  # fmt: skip
    assert after == before
