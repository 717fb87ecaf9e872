"""Items sent to a cluster by the command, and found by the search page in a real browser."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.conftest import _Quiet
from tests.search.cluster import Cluster, serve
from tests.site.building import PROJECT, run_cli

pytestmark = pytest.mark.xdist_group("browser")
SMALL = PROJECT / "tests" / "sites" / "small"


@pytest.fixture
def running() -> Iterator[tuple[Cluster, str]]:
    cluster = Cluster()
    server, stop = serve(cluster)
    yield cluster, f"http://127.0.0.1:{server.server_port}"
    stop()


def portal(tmp_path: Path, address: str) -> Path:
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    site = content / "site.toml"
    table = (
        f'[search]\nengine = "opensearch"\ncluster = "{address}"\nindex = "tongbao"\n'
        f'query = "{address}/tongbao/_search"\n\n[identity]\n'
    )
    text = site.read_text("utf-8").replace("[identity]\n", table)
    site.write_text(text.replace("page_size = 2\n", ""), "utf-8")
    return content


def index(content: Path, **environment: str) -> tuple[int, str]:
    done = run_cli("index", "--content", str(content), **environment)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_the_alias_moves_when_the_new_index_is_whole(running: tuple[Cluster, str], tmp_path: Path):
    cluster, address = running
    content = portal(tmp_path, address)
    secret = {"TONGBAO_SEARCH_USER": "writer", "TONGBAO_SEARCH_PASSWORD": "geheim"}
    status, told = index(content, **secret)
    assert status == 0, told
    (first,) = cluster.aliases["tongbao"]
    assert first.startswith("tongbao-")
    titles = {one["title"] for one in cluster.indexes[first]["documents"].values()}
    assert "某机关关于值班的通知" in titles
    assert all(one[2] == "Basic d3JpdGVyOmdlaGVpbQ==" for one in cluster.requests)
    assert "已是最新" in index(content)[1]
    page = content / "news" / "one.md"
    page.write_text(page.read_text("utf-8") + "\n\n补充一段。\n", "utf-8")
    cluster.lose = 1
    status, told = index(content, **secret)
    assert status == 1
    assert "geheim" not in told
    assert cluster.aliases["tongbao"] == {first}
    assert list(cluster.indexes) == [first]
    assert index(content)[0] == 0
    (second,) = cluster.aliases["tongbao"]
    assert list(cluster.indexes) == [second]
    assert second != first


def test_what_is_in_the_way_is_told(running: tuple[Cluster, str], tmp_path: Path):
    cluster, address = running
    content = portal(tmp_path, address)
    cluster.indexes["tongbao"] = {"documents": {}}
    status, told = index(content)
    assert status == 1
    assert "tongbao 是一个索引，不是别名" in told
    assert list(cluster.indexes) == ["tongbao"]
    status, told = index(portal(tmp_path / "gone", "http://127.0.0.1:9"))
    assert status == 1
    assert "没有更新" in told
    status, told = index(SMALL)
    assert status == 2
    assert "engine" in told


def test_the_page_asks_the_cluster(running: tuple[Cluster, str], browser: Browser, tmp_path: Path):
    _cluster, address = running
    content, output = portal(tmp_path, address), tmp_path / "output"
    assert index(content)[0] == 0
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (output / "search").iterdir()] == ["index.html"]
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(output))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context()
    page = context.new_page()

    def found(**asked: str) -> list[str]:
        page.goto(f"{home}/search/?{urlencode(asked)}")
        page.wait_for_function(
            "/^(找到|没有)/.test(document.querySelector('[data-search-status]').textContent)"
        )
        return page.eval_on_selector_all(
            ".search-result__link", "all => all.map(one => one.pathname)"
        )

    assert found(q="专人值守") == ["/fa/2020/1/"]
    assert page.inner_text(".search-result mark") == "专人值守"
    assert "某发〔2020〕1号" in page.inner_text(".search-result__about")
    assert found(q="專人值守") == ["/fa/2020/1/"]
    assert found(q="专人守值") == []
    assert found(q="值班 制度")[0] == "/fa/2020/2/"
    assert set(found(q="值班")) > set(found(q="值班", kind="通知"))
    assert found(q="值班", sort="date")[0] == "/fa/2020/2/"
    assert "/fa/2020/2/" in found(q="值班表")
    page.goto(f"{home}/search/?{urlencode({'q': '某發[2020]第1號'})}")
    page.wait_for_url("**/fa/2020/1/")
    page.route("**/_search", lambda route: route.abort())
    page.goto(f"{home}/search/?q=值班")
    page.get_by_text("查找没有成功").wait_for()
    context.close()
    server.shutdown()
    server.server_close()
