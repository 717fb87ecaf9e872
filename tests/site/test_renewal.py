"""Builds that make anew what changed give the bytes of a clean one, whatever happened between."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.site.building import digests, run_cli
from tests.site.portals import CHANGES, TEXTS, Portal
from tests.site.renewing import Builders

SEQUENCES = int(os.environ.get("TONGBAO_SEQUENCES", "4"))
KILLS = int(os.environ.get("TONGBAO_KILLS", "24"))
"""More of both take minutes."""


@pytest.fixture(scope="module")
def builders() -> Iterator[Builders]:
    with Builders() as running:
        yield running


@pytest.fixture
def portal(tmp_path: Path, builders: Builders) -> Portal:
    return Portal(tmp_path, builders)


_TEXT = st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 4)), min_size=1, max_size=2)
_ANY = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 4)), min_size=1, max_size=3)


@pytest.mark.timeout(300)
@given(steps=st.lists(_TEXT | _ANY, min_size=2, max_size=5))
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # one case takes seconds: it isn't made smaller
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_sequence_of_changes_ends_in_the_bytes_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory,
    builders: Builders,
    steps: list[list[tuple[Callable[[Portal, int], None], int]]],
):
    portal = Portal(tmp_path_factory.mktemp("renewal"), builders)
    portal.build()
    for step in steps:
        for change, number in step:
            change(portal, number)
        portal.build()
        assert digests(portal.output) == portal.expected(), step
    shutil.rmtree(portal.folder)


def test_texts_are_followed_without_looking_at_other_items(portal: Portal):
    """Each of these builds reads one item; what it can't follow it looks at in full."""
    portal.publish(1)
    time.sleep(0.3)  # A file that was written just now might be written again unseen.
    portal.build()
    followed = [
        (portal.edit, 1), (portal.publish, 2), (portal.publish, 1), (portal.retitle, 1),
        (portal.append, 2), (portal.rewrite, 0), (portal.rewrite, 1), (portal.rewrite, 2),
        (portal.hide, 1), (portal.touch, 1), (portal.add, 5), (portal.delete, 2),
        (portal.move, 1), (portal.rename_page, 1), (portal.settings, 1), (portal.picture, 1),
    ]  # fmt: skip
    told = []
    for change, number in followed:
        change(number)
        said = portal.build()
        counts = re.findall(r"(\d+)\s+(?:hidden\s+|draft\s+)?(?:article|page|draft)", said)
        told.append(sum(map(int, counts)) == 1)
        if told[-1] or change is portal.picture:
            assert digests(portal.output) == portal.expected(), change
    assert told == [True] * 4 + [False] + [True] * 3 + [False] * 8, told


def test_several_new_items_are_followed_at_once(portal: Portal):
    time.sleep(0.3)  # A file that was written just now might be written again unseen.
    portal.build()
    for number in (1, 2, 3):
        portal.publish(number)
    portal.build()
    assert digests(portal.output) == portal.expected()


def test_a_change_that_breaks_something_is_told_as_in_a_whole_build(portal: Portal):
    portal.publish(1)
    portal.build()
    portal.write(1, "动态", "[没有](gone.md)")
    answer = portal.builders.build(portal.content, portal.output, portal.folder / "cache")
    assert answer["status"] == 1
    assert "news/x1.md:7:6: B001" in answer["told"]


def stamps(folder: Path) -> dict[str, int]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_nothing_moves_where_nothing_changed(portal: Portal):
    portal.build()
    before = stamps(portal.output)
    portal.build()
    portal.build(paranoid=True)
    assert stamps(portal.output) == before


def test_an_edit_makes_what_shows_it(portal: Portal):
    for number in range(8):
        portal.write(number, f"动态{number}", f"第{number}条动态的正文，写得足够长。")
    portal.build()
    before = stamps(portal.output)
    portal.write(3, "动态3", "改了的正文，也写得足够长，列表里的摘要随之改变。")
    portal.build()
    moved = changed(before, stamps(portal.output))
    assert {"dongtai/x3/index.html", "feed.xml", "dongtai/feed.xml"} <= moved
    untouched = {f"dongtai/x{number}/index.html" for number in (0, 6, 7)}
    assert untouched <= set(before)
    assert not untouched & moved
    assert not any(name.endswith(".css") or name.startswith("registers/") for name in moved)


def test_workers_and_order_of_folders_change_nothing(portal: Portal):
    for number in range(60):
        portal.write(number, f"动态{number}", f"第{number}条动态，引用某发〔2020〕1号。")
    clean = portal.expected()
    assert portal.expected(workers=2) == clean
    assert portal.expected(workers=8) == clean
    assert portal.expected(shuffled=True) == clean


def test_what_was_changed_or_removed_in_the_output_is_made_again(portal: Portal):
    portal.build()
    clean = digests(portal.output)
    (portal.output / "dongtai" / "index.html").write_text("changed", encoding="utf-8")
    (portal.output / "about" / "index.html").unlink()
    portal.build()
    assert digests(portal.output) == clean


def test_it_tells_why_a_page_was_made_or_kept(portal: Portal):
    def explained(path: str) -> str:
        done = run_cli(
            "build", "--content", str(portal.content), "--output", str(portal.output),
            "--explain", path, TONGBAO_CACHE=str(portal.folder / "cache"), CI="",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "it wasn't there before" in explained("dongtai/one/")
    assert "as before: kept" in explained("dongtai/one/index.html")
    portal.append(0)
    assert "the item, its number or a related one changed" in explained("dongtai/one/")
    portal.settings(1)
    assert "site.toml changed" in explained(str(portal.output / "about" / "index.html"))
    (portal.output / "about" / "index.html").unlink()
    assert "file about/index.html" in explained("about/")
    assert "the portal has no nowhere/" in explained("nowhere/")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, builders: Builders) -> Portal:
    """Return a portal that is built once and changed since; what was built lies beside it too."""
    portal = Portal(tmp_path_factory.mktemp("built"), builders)
    portal.build()
    assert not list((portal.folder / "cache").glob("*-wal")), (
        "everything is in the files themselves"
    )
    shutil.copytree(portal.folder, portal.folder / "kept", ignore=lambda *_: ["kept"])
    portal.append(1)
    return portal


@pytest.fixture(scope="module")
def appended(built: Portal) -> dict[str, str]:
    """Return the digests of a clean build of it, as it was changed since."""
    return built.expected()


@pytest.mark.parametrize("damage", ["cut", "other", "rows", "deleted", "read-only"])
@pytest.mark.parametrize("name", ["items-2.sqlite", "plans-1.sqlite", "search-1.sqlite"])
def test_a_damaged_cache_is_made_anew(
    built: Portal, appended: dict[str, str], name: str, damage: str
):
    portal = built
    for folder in ("cache", "output"):
        shutil.rmtree(portal.folder / folder)
        shutil.copytree(portal.folder / "kept" / folder, portal.folder / folder)
    path = portal.folder / "cache" / name
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif damage == "other":
        path.write_bytes(b"no database at all" * 999)
    elif damage == "rows":
        with sqlite3.connect(path) as connection:
            tables = {"items": ("bodies", "html"), "plans": ("outputs", "key")}
            table, column = tables.get(name.split("-", maxsplit=1)[0], ("rows", "record"))
            connection.execute(f"UPDATE {table} SET {column} = 'damaged'")
    elif damage == "deleted":
        path.unlink()
    else:
        path.chmod(0o400)
    portal.build()
    assert digests(portal.output) == appended
    portal.build()
    assert digests(portal.output) == appended


def test_a_stamp_that_lies_is_found_out_by_contents(portal: Portal):
    """Where times and size are as before, only comparing contents tells a change."""
    portal.add(1)
    portal.build()
    path = portal.news(1)
    path.write_text(path.read_text("utf-8").replace("新增", "换掉"), encoding="utf-8")
    about = path.stat()
    stamp = f"{about.st_mtime_ns} {about.st_ctime_ns} {about.st_size} {about.st_ino}"
    with sqlite3.connect(portal.folder / "cache" / "items-2.sqlite") as connection:
        connection.execute("UPDATE items SET stamp = ? WHERE path = 'news/x1.md'", (stamp,))
    connection.close()
    portal.build()
    assert "换掉的动态1" not in (portal.output / "dongtai/x1/index.html").read_text("utf-8")
    portal.build(paranoid=True)
    assert "换掉的动态1" in (portal.output / "dongtai/x1/index.html").read_text("utf-8")
    assert digests(portal.output) == portal.expected()


@pytest.mark.timeout(400)
def test_kills_at_any_moment_leave_a_whole_portal_and_cost_nothing(portal: Portal):
    for number in range(40):
        portal.write(number, f"动态{number}", f"第{number}条动态的正文。")
    portal.build(workers=2)
    source = random.Random(5)
    killed = 0
    for turn in range(KILLS):
        portal.edit(turn % 40)
        if turn % 9 == 0:
            portal.settings(turn // 9)
        answer = portal.builders.build(
            portal.content, portal.output, portal.folder / "cache",
            kill=source.random() * 0.4, workers=2,
        )  # fmt: skip
        killed += answer["killed"]
        assert (portal.output / "index.html").is_file()
        if turn % 24 == 23 or turn == KILLS - 1:
            portal.build(workers=2)
            assert digests(portal.output) == portal.expected()
    assert killed > KILLS // 3
