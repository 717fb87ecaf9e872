from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.model import files
from plugins.model.registers import State
from plugins.notice_numbering.allocation import AllocationError
from plugins.notice_numbering.checks import check
from tests.numbering.processes import desk, number_and_die, number_at_once
from tests.numbering.samples import (
    edition_of,
    make_content,
    register_notice,
    write_entry,
    write_notice,
)

PROJECT = Path(__file__).parents[2]
STARTS = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
CONTEXT = multiprocessing.get_context(STARTS)
if STARTS == "forkserver":
    CONTEXT.set_forkserver_preload(["tests.numbering.processes"])


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return make_content(tmp_path / "content")


def state(content: Path) -> dict[str, bytes]:
    """Return every file with its bytes, the lock left out."""
    return {
        path.relative_to(content).as_posix(): path.read_bytes()
        for path in sorted(content.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def problems_of(content: Path) -> list[str]:
    edition = edition_of(content)
    check(edition)
    return [problem.render() for problem in edition.problems]


def test_a_notice_takes_the_next_number(content: Path):
    register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    path = write_notice(content, "b", signed="2020-03-01")
    assert desk(content).number(path) == "皖纪发〔2020〕2号"
    assert (content / "registers/wjf/2020/2.toml").read_text(encoding="utf-8") == (
        'number = "皖纪发〔2020〕2号"\nstate = "issued"\nitem = "notices/b.md"\n'
        'title = "关于b的通知"\ndate = 2020-03-01\n'
    )
    assert "\nnumber: 皖纪发〔2020〕2号\n" in (content / path).read_text(encoding="utf-8")
    assert problems_of(content) == []


@pytest.mark.parametrize(
    ("code", "signed", "first", "second"),
    [
        ("gg", "2020-03-01", "安徽省纪委监委公告2020年第1号", "安徽省纪委监委公告2020年第2号"),
        ("ling", "2020-03-01", "安徽省人民政府令第1号", "安徽省人民政府令第2号"),
        ("dudao", "2020-03-01", "疫情防控督导通报第1期", "疫情防控督导通报第2期"),
        (
            "jianbao",
            "2020-03-01",
            "工作简报2020年第1期（总第1期）",
            "工作简报2020年第2期（总第2期）",
        ),
    ],
)
def test_every_kind_of_series(content: Path, code: str, signed: str, first: str, second: str):
    given = [
        desk(content).number(
            write_notice(content, name, column="gonggao", series=code, signed=signed)
        )
        for name in ("a", "b")
    ]
    assert given == [first, second]
    assert problems_of(content) == []


def test_years_begin_anew_where_the_series_does(content: Path):
    notice = {"column": "gonggao"}
    for name, code, signed, number in (
        ("a", "dudao", "2019-12-31", "疫情防控督导通报第1期"),
        ("b", "dudao", "2020-01-01", "疫情防控督导通报第2期"),
        ("c", "jianbao", "2019-12-31", "工作简报2019年第1期（总第1期）"),
        ("d", "jianbao", "2020-01-01", "工作简报2020年第1期（总第2期）"),
    ):
        path = write_notice(content, name, **notice, series=code, signed=signed)
        assert desk(content).number(path) == number
    assert problems_of(content) == []


FIELDS = """\
title: 通知
date: 2020-02-06
column: tongzhi
kind: 通知
issuer: 省纪委
signed: 2020-02-05
"""
LINE = "number: 皖纪发〔2020〕1号"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"---\n{FIELDS}---\n正文  \n", f"---\n{FIELDS}{LINE}\n---\n正文  \n"),
        (
            f"---\nseries: wjf\n# 说明\n{FIELDS}---\n\n正文",
            f"---\nseries: wjf\n{LINE}\n# 说明\n{FIELDS}---\n\n正文",
        ),
        (f"---\nnumber:\n{FIELDS}---\n正文\n", f"---\n{LINE}\n{FIELDS}---\n正文\n"),
        (f"---\nnumber: ''\n{FIELDS}---\n正文\n", f"---\n{LINE}\n{FIELDS}---\n正文\n"),
        (
            f"---\nnumber: ~  # 待取号\n{FIELDS}---\n正文\n",
            f"---\n{LINE}  # 待取号\n{FIELDS}---\n正文\n",
        ),
        (
            f"---\nnumber: # 待取号\n{FIELDS}---\n正文\n",
            f"---\n{LINE} # 待取号\n{FIELDS}---\n正文\n",
        ),
        (
            f"---\nseries: >-\n  wjf\n{FIELDS}---\n正文\n",
            f"---\nseries: >-\n  wjf\n{FIELDS}{LINE}\n---\n正文\n",
        ),
        (
            f"---\n{FIELDS}summary: |\n  number: x\n---\nnumber:\n\n皖纪发〔2020〕1号\n",
            f"---\n{FIELDS}summary: |\n  number: x\n{LINE}\n---\nnumber:\n\n皖纪发〔2020〕1号\n",
        ),
        (f"{FIELDS}\n正文\n", f"{FIELDS}{LINE}\n\n正文\n"),
        (f"Number:\n{FIELDS}\n正文\n", f"{LINE}\n{FIELDS}\n正文\n"),
        (
            f"{FIELDS}summary: 一\n  二\n\n正文\n",
            f"{FIELDS}summary: 一\n  二\n{LINE}\n\n正文\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_other_byte_stays(content: Path, before: str, after: str, newline: str, mark: str):
    path = content / "notices/x.md"
    path.parent.mkdir()
    path.write_bytes((mark + before).replace("\n", newline).encode())
    path.chmod(0o640)
    desk(content).number("notices/x.md")
    assert path.read_bytes() == (mark + after).replace("\n", newline).encode()
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o640
    assert problems_of(content) == []


def test_a_header_that_cannot_take_a_line_takes_no_number(content: Path):
    path = content / "notices/x.md"
    path.parent.mkdir()
    pairs = FIELDS.strip().replace("\n", ", ")
    path.write_text(f"---\n{{{pairs}}}\n---\n正文\n", encoding="utf-8")
    before = state(content)
    with pytest.raises(AllocationError, match="一行一个字段"):
        desk(content).number("notices/x.md")
    assert state(content) == before


def test_a_numbered_notice_keeps_its_number(content: Path):
    path = register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    before = state(content)
    said: list[str] = []
    assert desk(content, said).number(path) == "皖纪发〔2020〕1号"
    assert said == ["notices/a.md 已有文号 皖纪发〔2020〕1号"]
    assert state(content) == before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"status": "draft"}, "草稿"),
        ({"column": "fagui"}, "不编文号"),
        ({"series": "gg"}, "不登载系列"),
        ({"number": "皖纪发〔2020〕9号"}, "没有登记"),
        ({"number": "皖纪发[2020]9号"}, "N002"),
        ({"title": ""}, "F015"),
    ],
)
def test_what_takes_no_number(content: Path, fields: dict[str, str], told: str):
    path = write_notice(content, "a", **fields)
    before = state(content)
    with pytest.raises(AllocationError, match=told):
        desk(content).number(path)
    assert state(content) == before


def test_files_that_are_no_notices(content: Path, tmp_path: Path):
    write_notice(content, "a")
    outside = tmp_path / "outside.md"
    outside.write_bytes((content / "notices/a.md").read_bytes())
    (content / "notices/link.md").symlink_to(outside)
    (content / "news").mkdir()
    (content / "news/a.md").write_bytes(outside.read_bytes())
    before = state(content)
    for path in ("notices/link.md", "notices/none.md", "news/a.md", "../outside.md", "notices"):
        with pytest.raises(AllocationError):
            desk(content).number(path)
    assert state(content) == before


def test_a_read_only_notice_takes_no_number(content: Path):
    path = write_notice(content, "a")
    (content / path).chmod(0o444)
    before = state(content)
    with pytest.raises(AllocationError, match="只读"):
        desk(content).number(path)
    assert state(content) == before


def test_numbers_are_never_reused(content: Path):
    path = register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    with pytest.raises(AllocationError, match="还在使用"):
        desk(content).set_aside("皖纪发〔2020〕1号", State.VOID, "撤回")
    (content / path).unlink()
    assert desk(content).set_aside("皖纪发〔2020〕1号", State.VOID, "撤回") == "皖纪发〔2020〕1号"
    assert desk(content).reserve("wjf", 2020, "会议纪要") == "皖纪发〔2020〕2号"
    assert desk(content).number(write_notice(content, "b")) == "皖纪发〔2020〕3号"
    with pytest.raises(AllocationError, match="已经是"):
        desk(content).set_aside("皖纪发〔2020〕1号", State.VOID, "再撤")
    with pytest.raises(AllocationError, match="没有"):
        desk(content).set_aside("皖纪发〔2020〕8号", State.VOID, "撤回")
    desk(content).set_aside("皖纪发〔2020〕2号", State.WITHHELD, "涉密")
    assert problems_of(content) == []
    assert 'state = "withheld"' in (content / "registers/wjf/2020/2.toml").read_text("utf-8")


def test_an_entry_that_appears_meanwhile_is_not_overwritten(content: Path):
    path = content / "registers/wjf/2020/1.toml"
    assert files.create_exclusive(path, b"one")
    assert not files.create_exclusive(path, b"two")
    assert path.read_bytes() == b"one"
    assert [one.name for one in path.parent.iterdir()] == ["1.toml"]


def test_folders_without_hard_links(content: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = content / "registers/wjf/2020/1.toml"
    assert files.create_exclusive(path, b"one")
    assert not files.create_exclusive(path, b"two")
    assert path.read_bytes() == b"one"
    assert [one.name for one in path.parent.iterdir()] == ["1.toml"]


def test_an_entry_without_its_number_is_completed_though_the_text_names_it(content: Path):
    path = write_notice(content, "a", body="皖纪发〔2020〕1号\n\n正文。")
    text = (content / path).read_text("utf-8")
    desk(content).number(path)
    (content / path).write_text(text, encoding="utf-8")
    said: list[str] = []
    assert desk(content, said).number(path) == "皖纪发〔2020〕1号"
    assert said[0].startswith("已补写上次没有写完的文号")
    assert [one.name for one in (content / "registers/wjf/2020").iterdir()] == ["1.toml"]
    assert problems_of(content) == []


def test_broken_registers_give_no_number(content: Path):
    path = write_notice(content, "a")
    write_entry(content, "wjf/2020/1", "number = ")
    before = state(content)
    with pytest.raises(AllocationError, match="F005"):
        desk(content).number(path)
    assert state(content) == before


def test_32_processes_take_32_consecutive_numbers(content: Path):
    paths = [write_notice(content, f"n{index}") for index in range(32)]
    barrier = CONTEXT.Barrier(len(paths))
    processes = [
        CONTEXT.Process(target=number_at_once, args=(content, path, barrier)) for path in paths
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(90)
    assert [process.exitcode for process in processes] == [0] * len(paths)
    entries = sorted((content / "registers/wjf/2020").iterdir(), key=lambda one: int(one.stem))
    assert [one.name for one in entries] == [f"{serial}.toml" for serial in range(1, 33)]
    assert [line for line in problems_of(content) if "R021" not in line] == []


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by a signal of POSIX")
def test_killed_at_any_point_the_next_run_completes(content: Path):
    register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    path = write_notice(content, "b")
    start = state(content)
    outcomes = set()
    for count in range(1, 500):
        process = CONTEXT.Process(target=number_and_die, args=(content, path, count))
        process.start()
        process.join(60)
        left = state(content)
        said: list[str] = []
        assert desk(content, said).number(path) == "皖纪发〔2020〕2号"
        end = state(content)
        assert sorted(end) == [
            "notices/a.md",
            "notices/b.md",
            "registers/wjf/2020/1.toml",
            "registers/wjf/2020/2.toml",
            "site.toml",
        ]
        assert (
            end["notices/b.md"].replace("number: 皖纪发〔2020〕2号\n".encode(), b"")
            == (start["notices/b.md"])
        )
        assert problems_of(content) == []
        if any("/.tongbao-" in name for name in left):
            assert any("已清除" in line for line in said)
            outcomes.add("removed")
        if "registers/wjf/2020/2.toml" in left and left["notices/b.md"] == start["notices/b.md"]:
            assert any("已补写" in line for line in said)
            outcomes.add("completed")
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        (content / "registers/wjf/2020/2.toml").unlink()
        (content / path).write_bytes(start[path])
    else:
        pytest.fail("the process never got to its end")
    assert outcomes == {"removed", "completed"}


def run(content: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from scripts.number import command; command()"
    return subprocess.run(
        [sys.executable, "-c", program, "--content", str(content), *arguments],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_the_command(content: Path):
    write_notice(content, "a")
    done = run(content, str(content / "notices/a.md"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "皖纪发〔2020〕1号" in done.stdout
    reserved = run(content, "--reserve", "wjf/2020", "--why", "会议纪要")
    assert (reserved.returncode, "皖纪发〔2020〕2号" in reserved.stdout) == (0, True)
    void = run(content, "--void", "皖纪发〔2020〕2号", "--why", "会议取消")
    assert (void.returncode, void.stderr) == (0, "")
    refused = run(content, "--void", "皖纪发〔2020〕1号", "--why", "撤回")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert run(content, "--void", "皖纪发〔2020〕1号").returncode == 2
    assert run(content).returncode == 2


def test_a_reserved_number_goes_to_the_item_that_it_was_kept_for(content: Path):
    path = write_notice(content, "b", signed="2020-03-01")
    kept = desk(content).reserve("wjf", 2020, "留给会议通知")
    assert desk(content).number(path, kept) == kept
    entry = (content / "registers/wjf/2020/1.toml").read_text(encoding="utf-8")
    assert 'state = "issued"' in entry
    assert "reason" not in entry
    assert problems_of(content) == []


def test_a_withheld_number_can_be_given_once_its_document_is_public(content: Path):
    path = write_notice(content, "b", signed="2020-03-01")
    kept = desk(content).reserve("wjf", 2020, "某事")
    desk(content).set_aside(kept, State.WITHHELD, "限于内部执行")
    assert desk(content).number(path, kept) == kept
    assert problems_of(content) == []
    gone = desk(content).reserve("wjf", 2020, "某事")
    desk(content).set_aside(gone, State.VOID, "会议取消")
    with pytest.raises(AllocationError):
        desk(content).number(write_notice(content, "c", signed="2020-03-01"), gone)


@pytest.mark.parametrize("wanted", ["皖纪发〔2020〕9号", "皖纪发〔2019〕1号", "皖纪发〔2020〕1号"])
def test_only_a_reserved_number_of_its_year_can_be_used(content: Path, wanted: str):
    register_notice(content, "a", "皖纪发〔2020〕1号", "wjf/2020/1")
    desk(content).reserve("wjf", 2019, "留给会议通知")
    path = write_notice(content, "b", signed="2020-03-01")
    before = state(content)
    with pytest.raises(AllocationError):
        desk(content).number(path, wanted)
    assert state(content) == before
