"""更正记录, and earlier texts out of real git repositories."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from plugins.lifecycle.comparison import _lines, compare, text_lines
from plugins.lifecycle.earlier_texts import comparison_pages, read_earlier
from plugins.lifecycle.states import State
from plugins.model.body import BodyConverter
from tests.lifecycle.samples import edition_on, served
from tests.numbering.samples import make_content
from tests.site.building import digests, run_cli

HEAD = "title: {title}\ndate: 2020-03-01 10:00\ncolumn: yaowen\nsource: 某委\n"
PATH = "news/x.md"


@dataclass
class Repository:
    """A git repository whose content folder holds one news item."""

    top: Path
    seconds: int = 1_600_000_000
    """Time of the next commit: 13 September 2020."""
    folder: str = "content"
    """Where the content lies in it."""

    @property
    def root(self) -> Path:
        return self.top / self.folder

    def git(self, *arguments: str) -> str:
        when = f"{self.seconds} +0000"
        done = subprocess.run(
            ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *arguments],
            cwd=self.top,
            env={**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self) -> None:
        self.seconds += 86_400
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def write(
        self,
        body: str,
        changes: str = "",
        *,
        path: str = PATH,
        title: str = "一条消息",
        more: str = "",
    ) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        head = HEAD.format(title=title) + more + (f"changes:\n{changes}" if changes else "")
        file.write_text(f"---\n{head}---\n\n{body}\n", encoding="utf-8")

    def shown(self) -> dict[str, list[str]]:
        """Return what each comparison shows, as `-removed` and `+added`, by its address."""
        edition = edition_on(self.root)
        assert [problem.render() for problem in edition.problems] == []
        return {
            page.comparison.change.url: [
                f"{'+' if part.kind == 'added' else '-'}{part.text}"
                for line in page.comparison.lines
                for part in line.parts
                if part.kind != "same"
            ]
            for page in comparison_pages(edition, read_earlier(edition))
        }


def entry(day: str, what: str = "改正", more: str = "") -> str:
    return f"  - date: {day}\n    what: {what}\n    why: 有误\n{more}"


ONE, TWO = entry("2020-09-15"), entry("2020-09-17")
FIRST, SECOND = "/yaowen/x/changes/1/", "/yaowen/x/changes/2/"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    make_content(made.root)
    made.git("init", "-q", "-b", "main")
    return made


@pytest.mark.parametrize("order", ["together", "text first", "record first", "uncommitted"])
def test_a_change_is_found_in_whatever_commit_it_was_recorded(order: str, repository: Repository):
    repository.write("三月八日前报送。")
    repository.commit()
    if order == "text first":
        repository.write("三月十日前报送。")
        repository.commit()
    if order == "record first":
        repository.write("三月八日前报送。", ONE)
        repository.commit()
    repository.write("三月十日前报送。", ONE)
    if order != "uncommitted":
        repository.commit()
    assert repository.shown() == {FIRST: ["-八", "+十"]}


@pytest.mark.parametrize("order", ["together", "text first", "record first"])
def test_two_changes_have_their_own_pages(order: str, repository: Repository):
    def step(body: str, before: str, changes: str) -> None:
        if order == "text first":
            repository.write(body, before)
            repository.commit()
        if order == "record first":
            text = (repository.root / PATH).read_text(encoding="utf-8").split("---\n")[2].strip()
            repository.write(text, changes)
            repository.commit()
        repository.write(body, changes)
        repository.commit()

    repository.write("三月八日前报送。")
    repository.commit()
    step("三月十日前报送。", "", ONE)
    step("三月十日前以邮件报送。", ONE, TWO + ONE)
    assert repository.shown() == {FIRST: ["-八", "+十"], SECOND: ["+以邮件"]}


def test_edits_before_the_day_of_the_change_are_not_dug_up(repository: Repository):
    repository.write("完全不同的初稿。")
    repository.commit()
    repository.write("三月八日前报送。")
    repository.commit()
    repository.write("三月八日前报送。", TWO)
    repository.commit()
    assert repository.shown() == {}


def test_title_and_attachments_are_compared_too(repository: Repository):
    attachments = repository.root / "attachments"
    attachments.mkdir()
    (attachments / "a.csv").write_text("1", encoding="utf-8")
    repository.write("正文。", title="关于值班的消息")
    repository.commit()
    repository.write(
        "正文。", ONE, title="关于值守的消息", more="attachments: [attachments/a.csv]\n"
    )
    assert repository.shown() == {FIRST: ["-班", "+守", "+附件：a"]}


def test_a_renamed_file_keeps_its_history(repository: Repository):
    repository.write("三月八日前报送。" + "甲乙丙丁。" * 20, path="news/名 字.md")
    repository.commit()
    (repository.root / "news/名 字.md").rename(repository.root / PATH)
    repository.write("三月十日前报送。" + "甲乙丙丁。" * 20, ONE)
    repository.commit()
    assert repository.shown() == {FIRST: ["-八", "+十"]}


@pytest.mark.parametrize("folder", ["content", "."])
def test_many_items_are_read_at_once(folder: str, tmp_path: Path):
    """Some were renamed, one twice; the content folder may be the repository itself."""
    made = Repository(tmp_path / "repository", folder=folder)
    make_content(made.root)
    made.git("init", "-q", "-b", "main")
    names = [f"news/n{n}.md" for n in range(12)]
    earlier = {"news/n1.md": "news/a.md", "news/n2.md": "news/2020/n2.md"}
    for name in names:
        made.write(f"三月八日前报送。{f'第{name}篇。' * 20}", path=earlier.get(name, name))
    made.commit()
    (made.root / "news/a.md").rename(made.root / "news/b.md")
    made.commit()
    (made.root / "news/b.md").rename(made.root / "news/n1.md")
    (made.root / "news/2020/n2.md").rename(made.root / "news/n2.md")
    made.commit()
    for name in names:
        made.write(f"三月十日前报送。{f'第{name}篇。' * 20}", ONE, path=name)
    made.commit()
    assert made.shown() == {f"/yaowen/n{n}/changes/1/": ["-八", "+十"] for n in range(12)}


@pytest.mark.parametrize("how", ["copied", "put in its place"])
def test_another_item_is_no_earlier_text(how: str, repository: Repository):
    """A copy of last year's item as a template, and a file name that is used again."""
    other = PATH if how == "put in its place" else "news/old.md"
    repository.write("去年的事。" + "甲乙丙丁。" * 20, path=other)
    repository.commit()
    if how == "put in its place":
        (repository.root / PATH).unlink()
        repository.commit()
    repository.write("今年的事。" + "甲乙丙丁。" * 20)
    repository.commit()
    repository.write("今年的事。" + "甲乙丙丁。" * 20, ONE)
    repository.commit()
    assert repository.shown() == {}


def test_drafts_and_withdrawn_versions_are_not_shown(repository: Repository):
    repository.write("未定稿。", more="status: draft\n")
    repository.commit()
    repository.write("定稿。")
    repository.commit()
    withdrawn = "status: withdrawn\nwithdrawn: 2020-09-15\nwithdrawn_reason: 有误\n"
    repository.write("撤回时的文字。", more=withdrawn)
    repository.commit()
    repository.write("新定稿。", ONE)
    repository.commit()
    assert repository.shown() == {FIRST: ["+新"]}


def test_what_a_branch_tried_is_not_shown(repository: Repository):
    repository.write("三月八日前报送。")
    repository.commit()
    repository.git("switch", "-q", "-c", "side")
    repository.write("三月九日前报送。", ONE)
    repository.commit()
    repository.write("三月十日前报送。", ONE)
    repository.commit()
    repository.git("switch", "-q", "main")
    (repository.top / "other").write_text("x", encoding="utf-8")
    repository.commit()
    repository.git("merge", "-q", "--no-ff", "side", "-m", "m")
    assert repository.shown() == {FIRST: ["-八", "+十"]}


HIDE = entry("2020-09-16", "删去手机号码", "    hide_earlier: true\n")


def test_hidden_texts_stay_away(repository: Repository):
    repository.write("联系人电话13800000000。")
    repository.commit()
    repository.write("联系人电话13800000000，请来电。", entry("2020-09-15"))
    repository.commit()
    repository.write("请来电。", entry("2020-09-15") + HIDE)
    repository.commit()
    assert repository.shown() == {}
    repository.write("请来信。", entry("2020-09-15") + HIDE + TWO)
    repository.commit()
    assert repository.shown() == {"/yaowen/x/changes/3/": ["-电", "+信"]}


def test_a_text_that_goes_after_the_record_stays_away_too(repository: Repository):
    repository.write("联系人电话13800000000。")
    repository.commit()
    repository.write("联系人电话13800000000。", HIDE)
    repository.commit()
    repository.write("请来电。", HIDE)
    repository.commit()
    repository.write("请来信。", HIDE + TWO)
    repository.commit()
    assert repository.shown() == {SECOND: ["-电", "+信"]}


def test_a_record_that_hides_later_or_with_an_earlier_day_hides_all_before_it(
    repository: Repository,
):
    repository.write("联系人电话13800000000。")
    repository.commit()
    repository.write("联系人王某电话13800000000。", TWO)
    repository.commit()
    assert SECOND not in repository.shown()
    assert FIRST in repository.shown()
    repository.write("联系人王某。", HIDE + TWO)
    repository.commit()
    assert repository.shown() == {}
    retold = TWO.replace("    why", "    hide_earlier: true\n    why")
    repository.write("联系人王某。", retold)
    repository.commit()
    assert repository.shown() == {}


def test_broken_and_undecodable_versions_are_passed(repository: Repository):
    repository.write("三月八日前报送。")
    repository.commit()
    (repository.root / PATH).write_bytes("---\ntitle: 甲\n".encode())
    repository.commit()
    (repository.root / PATH).write_bytes(b"\xd6\xd0\xb9\xfa")
    repository.commit()
    repository.write("三月十日前报送。", ONE)
    repository.commit()
    assert repository.shown() == {FIRST: ["-八", "+十"]}


def test_a_repository_without_a_commit_or_the_file_has_no_earlier_text(repository: Repository):
    repository.write("正文。", ONE)
    assert repository.shown() == {}
    (repository.top / "other").write_text("x", encoding="utf-8")
    repository.git("add", "other")
    repository.git("commit", "-q", "-m", "x")
    assert repository.shown() == {}


def test_what_a_hook_sets_for_git_does_not_count(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    repository.write("三月八日前报送。")
    repository.commit()
    repository.write("三月十日前报送。", ONE)
    repository.commit()
    other = Repository(tmp_path / "other")
    other.top.mkdir()
    other.git("init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.top))
    assert list(repository.shown()) == [FIRST]


def test_a_shallow_clone_is_told_of(repository: Repository, tmp_path: Path):
    repository.write("三月八日前报送。")
    repository.commit()
    repository.write("三月十日前报送。", ONE)
    repository.commit()
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.top}", str(tmp_path / "s"))
    edition = edition_on(tmp_path / "s" / "content")
    assert read_earlier(edition) == {}
    assert [one.render()[:36] for one in edition.problems] == [
        "content/news/x.md:7:1: I051 提醒：读不到这篇"
    ]


def test_the_pages_of_a_build(repository: Repository, tmp_path: Path):
    """Linked both ways, with words for those who see no line, and alike in any clone."""
    repository.write("三月八日前报送。")
    repository.commit()
    repository.write("三月十日前报送。", ONE)
    repository.commit()
    output = tmp_path / "output"
    done = run_cli("build", "--content", str(repository.root), "--output", str(output))
    assert done.returncode == 0, done.stderr
    item = (output / "yaowen" / "x" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'class="changes__link" href="([^"]*)"', item) == [FIRST]
    page = (output / "yaowen" / "x" / "changes" / "1" / "index.html").read_text(encoding="utf-8")
    assert 'href="/yaowen/x/">返回现行文本' in page
    assert "［删去：</span>八<span" in page
    assert "［增加：</span>十<span" in page
    assert "noindex" in page
    assert "changes" not in (output / "sitemap.xml").read_text(encoding="utf-8")
    assert (output / "zh-hant" / "yaowen" / "x" / "changes" / "1" / "index.html").is_file()
    feed = (output / "feed.xml").read_text(encoding="utf-8")
    assert "<updated>2020-09-15T00:00:00+08:00</updated>" in feed
    clone = tmp_path / "far" / "away"
    repository.git("clone", "-q", str(repository.top), str(clone))
    again = tmp_path / "again"
    done = run_cli("build", "--content", str(clone / "content"), "--output", str(again))
    assert done.returncode == 0, done.stderr
    assert digests(again) == digests(output)
    bare = tmp_path / "bare"
    shutil.copytree(repository.root, bare)
    done = run_cli("build", "--content", str(bare), "--output", str(again))
    assert done.returncode == 0, done.stderr
    without, whole = digests(again), digests(output)
    lost = {path for path in whole if "/changes/" in path}
    assert whole.keys() - without.keys() == lost
    different = {path for path in without if without[path] != whole[path]}
    lists = {"offline.json", "zh-hant/offline.json"}  # they follow the pages
    assert different - lists == {"yaowen/x/index.html", "zh-hant/yaowen/x/index.html"}


@pytest.mark.browser
def test_a_comparison_is_accessible_and_fits(
    repository: Repository, tmp_path: Path, browser: Browser
):
    repository.write("三月八日前报送。\n\n" + "甲乙丙丁。" * 40)
    repository.commit()
    repository.write("三月十日前报送。\n\n新的一段。\n\n" + "甲乙丙丁。" * 40, ONE)
    repository.commit()
    output = tmp_path / "output"
    done = run_cli("build", "--content", str(repository.root), "--output", str(output))
    assert done.returncode == 0, done.stderr
    with served(output) as host:
        page = browser.new_page()
        for path in (FIRST, "/yaowen/x/"):
            page.goto(f"{host}{path}")
            for width in (320, 768, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        page.close()


def test_git_is_asked_for_items_with_changes_alone(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    repository.write("三月八日前报送。")
    repository.commit()
    log, stub = tmp_path / "log", tmp_path / "bin" / "git"
    stub.parent.mkdir()
    stub.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {shutil.which("git")} "$@"\n', "utf-8")
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{stub.parent}:{os.environ['PATH']}")
    assert repository.shown() == {}
    assert not log.exists()
    repository.write("三月十日前报送。", ONE)
    assert list(repository.shown()) == [FIRST]
    assert log.read_text(encoding="utf-8").count(" log ") == 1
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert repository.shown() == {}


def test_lines_of_a_body():
    body = (
        "一段 文字，\n接着**写**。\n\n## 二、标题\n\n1. 甲\n2. 乙\n\n段\n\n- 丙\n\n"
        "| 项 | 数 |\n|---|---|\n| 甲 | 1 |\n\n![图的说明](/images/a.svg)\n\n名词\n:   解释\n"
    )
    assert text_lines(State("题", body, ("表",)), BodyConverter()) == (
        "标题：题", "一段文字，接着写。", "二、标题", "1.甲", "2.乙", "段", "丙", "项｜数",
        "甲｜1", "［图片：图的说明］", "名词", "解释", "附件：表",
    )  # fmt: skip


def test_unchanged_paragraphs_are_counted_where_they_are_left_out():
    before = [f"第{n}段" for n in range(10)]
    after = [*before[:4], "第四段改了", *before[5:]]
    shown = compare(before, after)
    assert [(line.kind, line.count) for line in shown] == [
        ("gap", 3), ("same", 0), ("changed", 0), ("same", 0), ("gap", 4),
    ]  # fmt: skip
    assert compare(before, before) == ()


TEXTS = st.lists(st.text(alphabet="甲乙丙丁1a。 ", min_size=1, max_size=12), max_size=8)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_a_comparison_holds_both_texts_whole(before: list[str], after: list[str]):
    lines = list(_lines(before, after))
    for kind, whole in (("added", before), ("removed", after)):
        left = [
            "".join(part.text for part in line.parts if part.kind != kind)
            for line in lines
            if line.kind != kind
        ]
        assert left == whole
