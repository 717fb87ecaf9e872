"""Redirects as readers meet them: pages without script, and real web servers."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from plugins.lifecycle.server_files import server_files
from tests.lifecycle.samples import edition_on, news, served
from tests.numbering.samples import make_content
from tests.site.building import digests, run_cli, run_pelican

OLD = [
    "/p/51488.html", "/p/Show.HTML", "/旧闻/一 二.html", "/旧闻/", "/a/it's$1;.html",
    "/a/50%25/", "/a/+&=,@!()~/", "/attachments/old.pdf", f"/long/{'很' * 60}/",
]  # fmt: skip
"""Old addresses as they are written in redirects.toml."""


def decoded(address: str) -> str:
    return address.replace("%25", "%")


ODD = 'https://other.example/a"$b/{甲}/?c=$d'
"""What configurations of servers would read otherwise, were it written as it stands."""


def make_site(root: Path, base: str) -> None:
    make_content(root)
    site = root / "site.toml"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("[identity]\n", f'[identity]\nbase_path = "{base}"\n'), "utf-8")
    news(root, "x", redirect_from="[/p/front-matter/]")
    folder = root / "registers" / "addresses"
    folder.mkdir(parents=True)
    tables = [f'[[redirects]]\nfrom = "{one}"\nto = "/yaowen/x/"\n' for one in OLD]
    tables.append('[[redirects]]\nfrom = "/out/"\nto = "https://other.example/a/?b=1"\n')
    tables.append(f"[[redirects]]\nfrom = '/odd/'\nto = '{ODD}'\n")
    tables.append('[[redirects]]\nfrom = "/s/"\nto = "/search/"\n')
    (folder / "redirects.toml").write_text("".join(tables), encoding="utf-8")


@pytest.fixture(scope="module", params=["/", "/sub/"])
def portal(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """Folder that a server's root is, and the base path of the portal in it."""
    base = request.param
    top = tmp_path_factory.mktemp("redirects")
    make_site(top / "content", base)
    folder = top / "served"
    output = folder / base.strip("/") if base != "/" else folder
    done = run_cli("build", "--content", str(top / "content"), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return folder, base


def expected(base: str) -> dict[str, str]:
    """Return where each old address leads, by its path as browsers ask for it."""
    plain = {
        f"{base}{quote(decoded(one)[1:])}": f"{base}yaowen/x/" for one in [*OLD, "/p/front-matter/"]
    }
    folders = {one: two for one, two in plain.items() if one.endswith("/")}
    hant = {
        f"{base}zh-hant/{one.removeprefix(base)}": f"{base}zh-hant/yaowen/x/" for one in folders
    }
    out = dict.fromkeys((f"{base}out/", f"{base}zh-hant/out/"), "https://other.example/a/?b=1")
    search = {f"{base}s/": f"{base}search/", f"{base}zh-hant/s/": f"{base}zh-hant/search/"}
    odd = dict.fromkeys((f"{base}odd/", f"{base}zh-hant/odd/"), quote(ODD, safe=":/?="))
    return {**plain, **hant, **out, **odd, **search}


def program(name: str) -> str:
    """Return a web server's program; where it is missing the test skips, but never in CI."""
    found = shutil.which(name)
    if found:
        return found
    reason = f"no {name} on this machine"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(arguments: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            for _ in range(200):
                if process.poll() is not None:
                    raise AssertionError(process.stdout.read().decode() if process.stdout else "")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def ask(port: int, path: str) -> tuple[int, str]:
    """Return status and Location, the host left out where it is the server's own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    location = answer.headers.get("Location") or ""
    connection.close()
    parts = urlsplit(location)
    return answer.status, parts.path if parts.hostname == "127.0.0.1" else location


def check_answers(port: int, base: str) -> None:
    answers = {path: ask(port, path) for path in expected(base)}
    assert answers == {path: (301, target) for path, target in expected(base).items()}
    for path in (base, f"{base}yaowen/x/", f"{base}zh-hant/yaowen/x/", f"{base}search/"):
        assert ask(port, path) == (200, ""), path
    assert ask(port, f"{base}no-such-page/")[0] == 404


def test_nginx_answers_with_the_rules(portal: tuple[Path, str], tmp_path: Path):
    (folder, base), port = portal, free_port()
    rules = folder / base.strip("/") / "_server" / "redirects.nginx.conf"
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"daemon off;\nmaster_process off;\npid {tmp_path}/pid;\n"
        f"error_log {tmp_path}/error.log warn;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}include {rules};\n"
        f"server {{\nlisten 127.0.0.1:{port};\nroot {folder};\nindex index.html;\n"
        "if ($tongbao_redirect) { return 301 $tongbao_redirect; }\n}\n}\n",
        encoding="utf-8",
    )
    errors = tmp_path / "error.log"
    with running([program("nginx"), "-p", str(tmp_path), "-c", str(configuration)], port):
        check_answers(port, base)
    told = errors.read_text(encoding="utf-8") if errors.exists() else ""
    assert "[warn]" not in told


def test_caddy_answers_with_the_rules(portal: tuple[Path, str], tmp_path: Path):
    (folder, base), port = portal, free_port()
    rules = folder / base.strip("/") / "_server" / "redirects.caddy"
    configuration = tmp_path / "Caddyfile"
    configuration.write_text(
        f"{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n"
        f"import {rules}\nroot * {folder}\nfile_server\n}}\n",
        encoding="utf-8",
    )
    arguments = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(configuration)]
    with running(arguments, port):
        check_answers(port, base)


def test_rules_for_hosts_are_plain_and_whole(portal: tuple[Path, str]):
    folder, base = portal
    lines = (folder / base.strip("/") / "_redirects").read_text(encoding="ascii").splitlines()
    assert lines[0].startswith("#")
    told = dict(line.removesuffix(" 301").split(" ") for line in lines[1:])
    encoded = {quote(path, safe="/%-._~"): target for path, target in expected(base).items()}
    assert told == encoded


@pytest.mark.browser
def test_browsers_without_script_follow_the_pages(portal: tuple[Path, str], browser: Browser):
    folder, base = portal
    some = ("p/51488.html", quote("旧闻/一 二.html"), quote("zh-hant/旧闻/"), "zh-hant/s/")
    with served(folder) as host:
        page = browser.new_context(java_script_enabled=False).new_page()
        for path, target in ((f"{base}{one}", expected(base)[f"{base}{one}"]) for one in some):
            page.goto(f"{host}{path}")
            page.wait_for_url(f"{host}{target}")
            assert page.locator("h1").count() == 1
        page.context.close()


@pytest.mark.browser
def test_what_stands_at_an_old_address_is_accessible(portal: tuple[Path, str], browser: Browser):
    """Read without its refresh, as where a reader has forbidden that."""
    folder, base = portal
    text = (folder / base.strip("/") / "p" / "51488.html").read_text(encoding="utf-8")
    still = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", text)
    with served(folder) as host:
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.route(f"{host}{base}p/51488.html", lambda route: route.fulfill(
            body=still, content_type="text/html; charset=utf-8"))  # fmt: skip
        page.goto(f"{host}{base}p/51488.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.get_by_role("link", name="消息x").click()
        page.wait_for_url(f"{host}{base}yaowen/x/")
        page.close()


def test_pages_tell_where_they_lead(portal: tuple[Path, str], tmp_path: Path):
    folder, base = portal
    output = folder / base.strip("/")
    page = (output / "旧闻" / "一 二.html").read_text(encoding="utf-8")
    assert f'<meta http-equiv="refresh" content="0; url={base}yaowen/x/">' in page
    assert f'<link rel="canonical" href="https://www.example.org{base}yaowen/x/">' in page
    assert f'<a class="tree__link" href="{base}yaowen/x/">消息x</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    hant = (output / "zh-hant" / "s" / "index.html").read_text(encoding="utf-8")
    assert 'lang="zh-Hant-TW"' in hant
    assert f'<link rel="canonical" href="https://www.example.org{base}zh-hant/search/">' in hant
    out = (output / "zh-hant" / "out" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://other.example/a/?b=1">' in out
    assert not (output / "attachments").exists()
    sitemap = (output / "sitemap.xml").read_text(encoding="utf-8")
    assert "/p/" not in sitemap
    if base == "/":
        return
    plain = tmp_path / "plain"
    done = run_pelican(
        plain, TONGBAO_CONTENT=str(folder.parent / "content"), TONGBAO_LABEL="content"
    )
    assert done.returncode == 0, done.stderr
    assert digests(plain) == digests(output)


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_servers_take_rules_without_redirects(name: str, tmp_path: Path):
    site = edition_on(make_content(tmp_path / "content")).site
    path = next(path for path in server_files(site, {}) if name in path)
    rules = tmp_path / "rules"
    rules.write_text(server_files(site, {})[path], encoding="utf-8")
    configuration = tmp_path / "configuration"
    if name == "nginx":
        configuration.write_text(
            f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{ include {rules}; }}\n",
            "utf-8",
        )
        arguments = [program("nginx"), "-t", "-p", str(tmp_path), "-c", str(configuration)]
    else:
        configuration.write_text(f"http://127.0.0.1:1 {{\nimport {rules}\n}}\n", "utf-8")
        arguments = [
            program("caddy"),
            "adapt",
            "--adapter",
            "caddyfile",
            "--config",
            str(configuration),
        ]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
