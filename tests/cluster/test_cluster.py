"""Builds by agents, on clusters of real processes and on this machine, give a local one's bytes."""

from __future__ import annotations

import re
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cluster.clusters import Cluster, Portal, agents_below, until
from tests.conftest import missing
from tests.site.building import PROJECT, digests

pytestmark = [
    pytest.mark.xdist_group("cluster"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc"),
]


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal with notices, a search index, a picture, an attachment and a withdrawn item."""
    folder = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(PROJECT / "tests" / "sites" / "small", folder)
    picture = min(
        (PROJECT / "content" / "images").glob("*.jpg"), key=lambda one: one.stat().st_size
    )
    shutil.copy(picture, folder / "images" / "picture.jpg")
    one = folder / "news" / "one.md"
    text = one.read_text(encoding="utf-8").rstrip()
    one.write_text(f"{text}\n\n![会场](/images/picture.jpg)\n", encoding="utf-8")
    two = folder / "news" / "two.md"
    text = two.read_text(encoding="utf-8").rstrip()
    two.write_text(f"{text}\n\n本单位写错的词。\n", encoding="utf-8")
    (folder / "wording.yaml").write_text("- {wrong: 写错的词, right: 写对的词}\n", encoding="utf-8")
    return folder


@pytest.fixture
def portal(content: Path, tmp_path: Path) -> Portal:
    return Portal(content, tmp_path / "portal")


@pytest.fixture(scope="module")
def expected(content: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a local build makes."""
    local = Portal(content, tmp_path_factory.mktemp("local"))
    status, told = local.build("")
    assert status == 0, told
    assert "写错的词" in told
    return digests(local.output)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if find_spec("distributed") is None:
        missing("no package distributed: requirements-cluster.lock isn't installed")
    with Cluster(tmp_path_factory.mktemp("cluster") / "dask") as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[Cluster]:
    """A scheduler without workers."""
    del cluster
    with Cluster(tmp_path_factory.mktemp("empty") / "dask") as running:
        yield running


def test_a_cluster_makes_the_bytes_of_a_local_build_though_a_worker_is_killed(
    portal: Portal, cluster: Cluster, expected: dict[str, str]
):
    first, place = cluster.worker()
    _, other = cluster.worker()
    process = portal.start("few", "--scheduler", cluster.address)
    # What share pictures are kept in is there once pages are made.
    until(lambda: list(place.glob("cache/*/*")) or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    first.kill()
    told, _ = process.communicate()
    assert process.returncode == 0, told
    assert "写错的词" in told
    assert "Traceback" not in told
    assert digests(portal.output) == expected
    assert any(other.glob("cache/*/*")), "the other worker drew no share picture"
    until(lambda: not agents_below(place) and not agents_below(other))
    assert not agents_below(portal.temporary)
    for folder in (place / "tmp", other / "tmp", portal.temporary):
        assert not list(folder.glob("tongbao-*"))


def test_a_build_ends_with_a_message_where_all_workers_go(portal: Portal, empty: Cluster):
    portal.output.mkdir()
    worker, place = empty.worker()
    process = portal.start("few", "--scheduler", empty.address)
    until(lambda: list(place.glob("tmp/tongbao-agent-*")) or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    worker.kill()
    told, _ = process.communicate()
    _assert_told(process.returncode, told, "没有工作进程", "has no workers")
    _assert_nothing_left(portal)


def test_processes_begun_anew_make_the_bytes_of_forked_ones(
    portal: Portal, expected: dict[str, str]
):
    status, told = portal.build("few alone", "--workers", "2")
    assert status == 0, told
    assert "写错的词" in told
    assert digests(portal.output) == expected
    _assert_nothing_left(portal)


def test_a_cluster_without_workers_is_told(portal: Portal, empty: Cluster):
    portal.output.mkdir()
    _assert_told(
        *portal.build("few", "--scheduler", empty.address),
        f"集群 {empty.address} 没有工作进程", f"start some by dask worker {empty.address}",
    )  # fmt: skip
    _assert_nothing_left(portal)


def test_a_worker_with_another_program_is_told(portal: Portal, empty: Cluster, tmp_path: Path):
    older = tmp_path / "older"
    older.mkdir()
    for name in ("plugins", "scripts", "theme", "pelicanconf.py", "requirements.lock"):
        copy = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy(PROJECT / name, older / name)
    with (older / "plugins" / "portal" / "home.py").open("a", encoding="utf-8") as file:
        file.write("# another one\n")
    portal.output.mkdir()
    worker, place = empty.worker(older)
    try:
        status, told = until(lambda: _tried(portal, empty.address))
    finally:
        worker.kill()
        worker.wait()
    _assert_told(
        status, told, "的程序或主题与本机不同；更新到同一版本后重试", "bring both to the same"
    )
    until(lambda: not list((place / "tmp").glob("tongbao-*")))
    _assert_nothing_left(portal)


def _tried(portal: Portal, address: str) -> tuple[int, str] | None:
    """Return what came of a build; None where the worker isn't there yet."""
    status, told = portal.build("few", "--scheduler", address)
    return None if "没有工作进程" in told else (status, told)


def test_an_address_where_nothing_listens_is_told(portal: Portal):
    with socket.socket() as taken:  # Bound and not listening: nothing else gets the port.
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        portal.output.mkdir()
        _assert_told(
            *portal.build("few", "--scheduler", address),
            f"连接不上集群 {address}", f"no Dask scheduler answers at {address}",
        )  # fmt: skip
    _assert_nothing_left(portal)


def test_an_address_where_something_else_listens_is_told(portal: Portal, cluster: Cluster):
    del cluster  # It skips where the packages are missing.
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"tcp://127.0.0.1:{other.getsockname()[1]}"
        portal.output.mkdir()
        _assert_told(
            *portal.build("hasty", "--scheduler", address),
            f"连接不上集群 {address}", f"no Dask scheduler answers at {address}",
        )  # fmt: skip
    _assert_nothing_left(portal)


@pytest.mark.parametrize("address", ["10.0.0.1:8786", "tcp://10.0.0.1", "tcp://10.0.0.1:99999"])
def test_an_address_of_another_form_is_told(portal: Portal, address: str):
    status, told = portal.build("few", "--scheduler", address)
    assert status == 2
    assert "应写作 tcp://主机:端口" in told
    assert "write tcp://HOST:PORT" in told


def test_missing_packages_are_told_with_the_command_that_installs_them(portal: Portal):
    portal.output.mkdir()
    status, told = portal.build("bare", "--scheduler", "tcp://127.0.0.1:8786")
    _assert_told(status, told, "没有安装 distributed", "--require-hashes --no-deps -r ")
    _assert_nothing_left(portal)


def test_both_locks_pin_the_same_versions():
    pins = [
        dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", (PROJECT / name).read_text(encoding="utf-8")))
        for name in ("requirements.lock", "requirements-cluster.lock")
    ]
    assert "distributed" in pins[1]
    assert "distributed" not in pins[0]
    shared = pins[0].keys() & pins[1].keys()
    assert shared
    assert {name: pins[0][name] for name in shared} == {name: pins[1][name] for name in shared}


def _assert_told(status: int, told: str, chinese: str, english: str) -> None:
    assert status == 1, told
    assert chinese in told
    assert english in told
    assert "Traceback" not in told
    assert "内部错误" not in told


def _assert_nothing_left(portal: Portal) -> None:
    """Whether a build that failed left nothing but the lock, and the output as it was: empty."""
    assert not agents_below(portal.temporary)
    assert not list(portal.temporary.glob("tongbao-*"))
    beside = {one.name for one in portal.output.parent.iterdir()}
    assert beside <= {"output", "tmp", "cache", ".output.lock"}
