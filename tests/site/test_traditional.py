"""The Traditional edition: what is converted, what is not, and that no page is without it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from plugins.model.traditional import STATEMENT, TraditionalEdition
from tests.site.building import PROJECT, digests, run_cli, run_pelican

SMALL = PROJECT / "tests" / "sites" / "small"
CASES = {
    "<p>纪检监察</p>": "<p>紀檢監察</p>",
    "<p>面条</p><p>里面</p>": "<p>麵條</p><p>裡面</p>",
    '<img alt="值班室" src="/images/值.svg">': '<img alt="值班室" src="/images/值.svg">',
    '<img alt="会议" src="/a/会.svg">': '<img alt="會議" src="/a/会.svg">',
    '<a href="/sub/yaowen/">要闻</a>': '<a href="/sub/zh-hant/yaowen/">要聞</a>',
    '<a href="/sub/x/#s-发文">发文</a>': '<a href="/sub/zh-hant/x/#s-发文">發文</a>',
    '<a href="#s-发文">发</a>': '<a href="#s-发文">發</a>',
    '<a href="/sub/a/document/">纸</a>': '<a href="/sub/a/document/">紙</a>',
    '<a href="/sub/attachments/a.pdf">附件</a>': '<a href="/sub/attachments/a.pdf">附件</a>',
    '<a href="//other/x/">发</a>': '<a href="//other/x/">發</a>',
    '<a href="https://other/x/">发</a>': '<a href="https://other/x/">發</a>',
    '<h2 id="s-发文">发</h2>': '<h2 id="s-发文">發</h2>',
    "<script>'发'</script>": "<script>'发'</script>",
    "<style>.发{}</style>": "<style>.发{}</style>",
    '<pre translate="no"><code>发</code></pre>发': '<pre translate="no"><code>发</code></pre>發',
    '<code translate="no">发</code>发': '<code translate="no">发</code>發',
    '<script type="application/ld+json">{"@id":"https://a.example/sub/x/","name":"发",'
    '"url":"https://a.example/sub/x/","item":"https://a.example/sub/","image":'
    '"https://a.example/sub/x/share.png","inLanguage":"zh-CN","b":"\\u003c发"}</script>':
        '<script type="application/ld+json">{"@id":"https://a.example/sub/x/","name":"發",'
        '"url":"https://a.example/sub/zh-hant/x/","item":"https://a.example/sub/zh-hant/","image":'
        '"https://a.example/sub/x/share.png","inLanguage":"zh-Hant-TW","b":"\\u003c發"}</script>',
    "<!-- 发 <b> -->发": "<!-- 发 <b> -->發",
    "<p>a &lt;b&gt; 发 &amp; c</p>": "<p>a &lt;b&gt; 發 &amp; c</p>",
    '<meta name="description" content="发展">': '<meta name="description" content="發展">',
    '<meta name="x" content="https://a/发/">': '<meta name="x" content="https://a/发/">',
    '<link rel="canonical" href="https://a.example/sub/x/">':
        '<link rel="canonical" href="https://a.example/sub/zh-hant/x/">',
    '<meta name="Url" content="https://a.example/sub/x/">':
        '<meta name="Url" content="https://a.example/sub/zh-hant/x/">',
    '<link rel="alternate" hreflang="zh-Hans" href="/sub/x/">':
        '<link rel="alternate" hreflang="zh-Hans" href="/sub/x/">',
    '<html lang="zh-CN">': '<html lang="zh-Hant-TW">',
    '<a class="language" lang="zh-Hant" hreflang="zh-Hant" href="/sub/zh-hant/x/">繁體</a>':
        '<a class="language" lang="zh-Hans" hreflang="zh-Hans" href="/sub/x/">简体</a>',
    '<main id="content">发': f'<main id="content">\n<p class="converted">{STATEMENT}</p>發',
}  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_what_is_converted(source: str):
    edition = TraditionalEdition("tw", "/sub/", "https://a.example/sub/")
    assert edition.page(source, "/sub/x/") == CASES[source]


def test_places_differ():
    assert TraditionalEdition("hk", "/", "https://a/").text("里面") == "裏面"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = tmp_path_factory.mktemp("hant") / "content"
    shutil.copytree(SMALL, content)
    path = content / "site.toml"
    path.write_text(path.read_text("utf-8").replace('traditional = "off"\n', ""), "utf-8")
    output = content.parent / "output"
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output


def test_every_page_has_its_counterpart(built: Path):
    pages = {path.relative_to(built).as_posix() for path in built.rglob("index.html")}
    simplified = {
        page for page in pages if not page.startswith("zh-hant/") and "/document/" not in page
    }
    copies = {page for page in pages if page.startswith("zh-hant/")}
    assert {f"zh-hant/{page}" for page in simplified} == copies
    for page in simplified:
        text = (built / "zh-hant" / page).read_text(encoding="utf-8")
        assert '<html lang="zh-Hant-TW">' in text
        assert STATEMENT in text
        address = page.removesuffix("index.html")
        assert f'href="/{address}">简体</a>' in text
        other = (built / page).read_text(encoding="utf-8")
        assert f'href="/zh-hant/{address}">繁體</a>' in other
        alternates = r'<link rel="alternate" hreflang="[^"]*" href="[^"]*">'
        assert re.findall(alternates, text) == re.findall(alternates, other)
        assert len(re.findall(alternates, text)) == 3


def test_links_of_the_edition_lead_somewhere(built: Path):
    for path in (built / "zh-hant").rglob("*.html"):
        for link in re.findall(r' (?:href|src)="(/[^"#]*)', path.read_text(encoding="utf-8")):
            target = built / unquote(link).lstrip("/")
            assert (target / "index.html" if link.endswith("/") else target).is_file(), link


def test_plain_pelican_gives_the_same_edition(built: Path, tmp_path: Path):
    done = run_pelican(
        tmp_path / "plain",
        TONGBAO_CONTENT=str(built.parent / "content"),
        TONGBAO_LABEL="content",
        PYTHONHASHSEED="5",
    )
    assert done.returncode == 0, done.stderr
    assert digests(tmp_path / "plain") == digests(built)


def test_one_line_switches_it_off(tmp_path: Path):
    done = run_cli("build", "--content", str(SMALL), "--output", str(tmp_path / "output"))
    assert done.returncode == 0
    assert not (tmp_path / "output" / "zh-hant").exists()
    assert "hreflang" not in (tmp_path / "output" / "index.html").read_text(encoding="utf-8")
