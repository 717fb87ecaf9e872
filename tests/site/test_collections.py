"""Topics and the archive of a real build."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.site.building import PROJECT, digests, run_cli, searched_texts

SMALL = PROJECT / "tests" / "sites" / "small"
TOPICS = """
[[topics]]
code = "jia"
name = "甲专题"
description = "甲事。"

[[topics]]
code = "yi"
name = "乙专题"
description = "乙事。"
archived = true
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    shutil.copytree(SMALL, folder)
    with (folder / "site.toml").open("a", encoding="utf-8") as file:
        file.write(TOPICS)
    for path, topics in (("news/one.md", "[jia, 乙专题]"), ("news/four.md", "[jia]"),
                         ("notices/fa-1.md", "[jia]")):  # fmt: skip
        text = (folder / path).read_text(encoding="utf-8")
        (folder / path).write_text(text.replace("---\n", f"---\ntopics: {topics}\n", 1), "utf-8")
    return folder


def built(content: Path, name: str = "output") -> Path:
    output = content.parent / name
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output


def entries(path: Path) -> list[str]:
    return re.findall(r'entry__link" href="([^"]*)"', path.read_text(encoding="utf-8"))


def test_topics_gather_items_of_all_columns(content: Path):
    output = built(content)
    pages = sorted((output / "topics" / "jia").rglob("index.html"))
    found = {url for path in pages for url in entries(path)}
    assert found == {"/dongtai/four/", "/dongtai/one/", "/fa/2020/1/"}
    yi = (output / "topics" / "yi" / "index.html").read_text(encoding="utf-8")
    assert "本专题已结束，内容存档备查。" in yi
    index = (output / "topics" / "index.html").read_text(encoding="utf-8")
    assert index.index("甲专题") < index.index("乙专题")
    assert "归档" in index
    item = (output / "dongtai" / "one" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'item-topics__link" href="([^"]*)"', item) == ["/topics/jia/", "/topics/yi/"]


def test_the_archive_holds_every_listed_item_once(content: Path):
    output = built(content)
    found = [
        url for path in (output / "archive").glob("*/*/**/index.html") for url in entries(path)
    ]
    searched = set(re.findall(r'"u":"([^"]*)"', searched_texts(output)))
    assert searched - set(found) == {"/about/"}
    assert len(set(found)) == len(found) > 5


def test_a_new_item_touches_its_own_month_year_and_topic(content: Path):
    before = digests(built(content, "before"))
    (content / "news" / "new.md").write_text(
        "---\ntitle: 新的一条\ndate: 2020-12-20\ncolumn: dongtai\nsource: 某部门\n---\n\n正文。\n",
        encoding="utf-8",
    )
    after = digests(built(content, "after"))
    changed = {path for path in before if before[path] != after.get(path)}
    kept = {path for path in changed if path.startswith(("topics/", "archive/"))}
    assert kept <= {
        "archive/index.html", "archive/2020/index.html", "archive/2020/12/index.html",
    }  # fmt: skip
