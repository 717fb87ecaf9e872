"""Builds through a real Pelican: golden site, same bytes, and what a failed build leaves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from tests.site.building import DAY, PROJECT, digests, run_cli, run_pelican, searched_texts

SMALL = PROJECT / "tests" / "sites" / "small"
GOLDEN = PROJECT / "tests" / "golden" / "small"


@pytest.fixture(scope="module")
def small_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("small") / "output"
    done = run_cli("build", "--content", str(SMALL), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output


def test_the_small_site_is_the_golden_one(small_output: Path):
    """The whole tree; UPDATE_GOLDEN=1 accepts what the build makes now."""
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(
            small_output, GOLDEN, ignore=shutil.ignore_patterns("theme", "share.png", "*.bin")
        )
    made = {
        path: digest
        for path, digest in digests(small_output).items()
        if not path.startswith("theme/") and not path.endswith(("/share.png", ".bin"))
    }
    drawn = [path for path in small_output.rglob("share.png") if "theme" not in path.parts]
    assert len(drawn) == 10
    golden = digests(GOLDEN)
    assert made.keys() == golden.keys()
    for path in golden:
        if made[path] != golden[path]:
            got = (small_output / path).read_text(encoding="utf-8")
            assert got == (GOLDEN / path).read_text(encoding="utf-8"), path


def test_plain_pelican_gives_the_same_bytes(small_output: Path, tmp_path: Path):
    output = tmp_path / "plain"
    done = run_pelican(
        output,
        TONGBAO_CONTENT=str(SMALL),
        TONGBAO_LABEL="small",
        TZ="America/New_York",
        LC_ALL="C",
        PYTHONHASHSEED="7",
    )
    assert done.returncode == 0, done.stderr
    assert digests(output) == digests(small_output)


def test_the_sample_portal_builds_alike_from_any_place(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second" / "output"
    content = tmp_path / "elsewhere" / "content"
    shutil.copytree(PROJECT / "content", content)
    done = run_cli("build", "--output", str(first), PYTHONHASHSEED="1", TZ="UTC")
    assert done.returncode == 0, done.stderr
    assert "提醒" not in done.stderr
    done = run_cli(
        "build", "--content", str(content), "--output", str(second),
        cwd=tmp_path, PYTHONHASHSEED="2", TZ="Asia/Tokyo",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    here, there = digests(first), digests(second)
    # The copy is in no repository: texts before a correction are what it can't know.
    assert {path for path in here.keys() - there.keys() if "/changes/" not in path} == set()
    told = [  # the lists of what devices keep follow those pages
        path for path in there if there[path] != here[path] and not path.endswith("offline.json")
    ]
    assert [path for path in told if "更正记录" not in (second / path).read_text("utf-8")
            and "更正記錄" not in (second / path).read_text("utf-8")] == []  # fmt: skip


def test_problems_leave_the_earlier_portal_as_it_was(tmp_path: Path):
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    assert run_cli("build", "--content", str(content), "--output", str(output)).returncode == 0
    before = digests(output)
    (content / "news" / "bad.md").write_text("---\ntitle: 甲\n", encoding="utf-8")
    (content / "news" / "worse.md").write_bytes(b"\xd6\xd0\xb9\xfa")
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 1
    assert "bad.md:1:1: F011" in done.stderr
    assert "worse.md:1:1: F003" in done.stderr
    assert "Traceback" not in done.stderr
    assert digests(output) == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [
        "content",
        "output",
    ]


def test_header_and_body_are_told_of_in_one_run(tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    (content / "news" / "bad.md").write_text(
        "---\ntitle: 甲\ndate: 2020-01-01\ncolumn: dongtai\n---\n\n[乙]({filename}no.md)\n",
        encoding="utf-8",
    )
    done = run_cli("check", "--content", str(content))
    assert re.findall(r"bad\.md:(\d+):\d+: (\w+)", done.stdout) == [("1", "F015"), ("7", "B001")]


def test_plain_pelican_fails_too(tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    (content / "news" / "bad.md").write_text("---\ntitle: 甲\n", encoding="utf-8")
    done = run_pelican(tmp_path / "output", TONGBAO_CONTENT=str(content))
    assert done.returncode == 1
    assert "F011" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_refuses_the_sample(tmp_path: Path):
    done = run_cli("build", "--production", "--output", str(tmp_path / "output"))
    assert done.returncode == 1
    assert not (tmp_path / "output").exists()


def test_an_output_folder_with_other_files_is_refused(tmp_path: Path):
    (tmp_path / "precious.txt").write_text("x", encoding="utf-8")
    done = run_cli("build", "--content", str(SMALL), "--output", str(tmp_path))
    assert done.returncode == 2
    assert (tmp_path / "precious.txt").exists()
    for folder in (SMALL, PROJECT, PROJECT.parent):
        assert run_cli("build", "--content", str(SMALL), "--output", str(folder)).returncode == 2


def test_drafts_are_in_the_preview_alone(tmp_path: Path):
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    page = content / "news" / "four.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("column: 动态", "column: 动态\nstatus: draft"),
        encoding="utf-8",
    )
    run_cli("build", "--content", str(content), "--output", str(output))
    assert not (output / "dongtai" / "four").exists()
    run_cli("build", "--preview", "--content", str(content), "--output", str(output))
    assert "预览" in (output / "dongtai" / "four" / "index.html").read_text(encoding="utf-8")


def test_the_register_keeps_the_title_of_a_draft(tmp_path: Path):
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    item = content / "notices" / "qi-1.md"
    text = item.read_text(encoding="utf-8")
    item.write_text(text.replace("kind: 通报", "kind: 通报\nstatus: draft"), encoding="utf-8")
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    for page in output.rglob("*.html"):
        assert "关于检查情况的通报" not in page.read_text(encoding="utf-8"), page


def test_check_tells_problems_as_json(tmp_path: Path):
    import json

    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    (content / "news" / "bad.md").write_text("---\ntitle: 甲\n", encoding="utf-8")
    done = run_cli("check", "--content", str(content), "--format", "json", "--lang", "en")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)
    assert problem == {
        "code": "F011",
        "severity": "error",
        "path": f"{content.as_posix()}/news/bad.md",
        "line": 1,
        "column": 1,
        "message": "the front matter has no end",
        "mend": "put a line --- below its last field",
    }


def test_check_and_build_tell_the_same(tmp_path: Path):
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    path = content / "notices" / "fa-1.md"
    text = path.read_text(encoding="utf-8")
    body = "\n一、甲\n\n三、乙\n\n[丙](/nowhere/)\n"
    path.write_text(text + body, encoding="utf-8")
    checked = run_cli("check", "--content", str(content))
    built = run_cli("build", "--content", str(content), "--output", str(tmp_path / "output"))
    told = [line for line in built.stderr.splitlines() if str(content) in line]
    assert {code for line in told for code in re.findall(r" ([A-Z]\d{3}) ", line)} >= {
        "B001",
        "D010",
    }
    assert [line for line in checked.stdout.splitlines() if str(content) in line] == told


def test_a_real_site_builds_for_production(tmp_path: Path):
    """Once the sample flag, the placeholders and the open number are gone."""
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    (content / "notices" / "next.md").unlink()
    text = (content / "site.toml").read_text(encoding="utf-8")
    text = text.replace("sample = true", "sample = false").replace(".example", ".test-body.cn")
    (content / "site.toml").write_text(text.replace("某", "本"), encoding="utf-8")
    for path in [*content.rglob("*.md"), *content.rglob("registers/**/*.toml")]:
        path.write_text(path.read_text(encoding="utf-8").replace("某", "本"), encoding="utf-8")
    done = run_cli("build", "--production", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    home = (output / "index.html").read_text(encoding="utf-8")
    assert "示例站点" not in home
    assert "noindex" not in home
    assert "Sitemap: https://" in (output / "robots.txt").read_text(encoding="utf-8")
    plain = tmp_path / "plain"
    done = run_pelican(
        plain, "-s", "publishconf.py", TONGBAO_CONTENT=str(content), TONGBAO_LABEL="content"
    )
    assert done.returncode == 0, done.stderr
    assert digests(plain) == digests(output)


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.9, 1.2])
def test_a_killed_build_leaves_the_earlier_portal(tmp_path: Path, seconds: float):
    output = tmp_path / "output"
    program = ["build", "--content", str(SMALL), "--output", str(output)]
    assert run_cli(*program).returncode == 0
    before = digests(output)
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", *program],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": DAY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert digests(output) == before
    assert run_cli(*program).returncode == 0
    assert digests(output) == before
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["output"]


def test_a_withdrawn_notice_keeps_its_address_and_nothing_else(tmp_path: Path):
    content, output = tmp_path / "content", tmp_path / "output"
    shutil.copytree(SMALL, content)
    path = content / "notices" / "fa-1.md"
    text = path.read_text(encoding="utf-8").replace(
        "---\ntitle", "---\nstatus: withdrawn\nwithdrawn: 2020-03-01\n"
        "withdrawn_reason: 数据有误。\nsummary: 密不可见\nkeywords: [密不可见]\n"
        "changes: [{date: 2020-02-01, what: 密不可见, why: 有误}]\ntitle", 1
    )  # fmt: skip
    path.write_text(text.replace("专人值守", "密不可见"), encoding="utf-8")
    done = run_cli("build", "--pdf", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    page = (output / "fa" / "2020" / "1" / "index.html").read_text(encoding="utf-8")
    assert "本文已于2020年3月1日撤回。原因：数据有误。" in page
    assert "某发〔2020〕1号" in page
    assert 'href="/registers/fa/2020/"' in page
    names = {one.name for one in (output / "fa" / "2020" / "1").iterdir()}
    assert names == {"index.html", "notice.json", "share.png"}
    register = (output / "registers" / "fa" / "2020" / "index.html").read_text(encoding="utf-8")
    assert "已撤回" in register
    assert 'href="/fa/2020/1/"' in register
    for other in output.rglob("*"):
        if other.suffix in (".html", ".xml", ".json", ".csv"):
            assert "密不可见" not in other.read_text(encoding="utf-8"), other
    assert '"/fa/2020/2/"' in searched_texts(output)
    assert not re.search(r'密不可见|"/fa/2020/1/"', searched_texts(output))
    for name in ("index.html", "gongwen/index.html", "sitemap.xml"):
        text = (output / name).read_text(encoding="utf-8")
        assert not re.search(
            r'/fa/2020/1/</loc>|entry__link" href="/fa/2020/1/"|,"/fa/2020/1/"', text
        )
    for name in ("feed.xml", "gongwen/feed.xml"):
        feed = feedparser.parse((output / name).read_text(encoding="utf-8"))
        told = {entry.id: entry for entry in feed.entries}["https://small.example/fa/2020/1/"]
        assert told.title == "（已撤回）某机关关于值班的通知"
        assert told.content[0].value == "<p>本文已于2020年3月1日撤回。原因：数据有误。</p>"
        assert (told.published[:10], told.updated[:10]) == ("2020-01-06", "2020-03-01")
    other = (output / "dongtai" / "feed.xml").read_text(encoding="utf-8")
    assert "<id>https://small.example/fa/2020/1/</id>" not in other


def test_issues_lead_to_those_before_and_after(tmp_path: Path):
    output = tmp_path / "output"
    assert run_cli("build", "--output", str(output)).returncode == 0

    def around(serial: int) -> list[str]:
        page = (output / "dudao" / "2020" / str(serial) / "index.html").read_text(encoding="utf-8")
        return re.findall(r'class="issues__link" href="([^"]*)"', page)

    register = "/registers/dudao/2020/"
    assert around(1) == ["/dudao/2020/2/", register]
    assert around(3) == ["/dudao/2020/2/", "/dudao/2020/4/", register]
    assert around(6) == ["/dudao/2020/5/", register]
