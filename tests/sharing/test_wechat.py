"""Texts for the WeChat editor: inline styles alone, the same after copying and pasting."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from plugins.sharing.tokens import read_tokens
from plugins.sharing.wechat import WechatItem, wechat_text
from tests.site.building import PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
pytestmark = pytest.mark.xdist_group("browser")
BODY = """---
title: 关于公布服务时间的公告
date: 2020-02-05 09:30
column: dongtai
source: 某机关
editor: 本站编辑部
summary: 公布服务时间。
attachments:
  - file: attachments/list.csv
    title: 服务时间表
---

各服务窗口按下列时间开放[^1]，见[上一条](/dongtai/one/)。

## 一、时间

| 窗口 | 时间 |
|---|:-:|
| 综合窗口 | **9时**至17时 |

- 节假日除外

![方块](/images/square.svg)

[^1]: 遇特殊情况另行公告。
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "content")
    (tmp_path / "content" / "news" / "hours.md").write_text(BODY, encoding="utf-8")
    return tmp_path / "content"


def export(content: Path, *arguments: str) -> tuple[int, str]:
    done = run_cli("export", *arguments, "--content", str(content))
    return done.returncode, done.stdout + done.stderr


def test_pasting_keeps_the_look(content: Path, tmp_path: Path, browser: Browser):
    output = tmp_path / "hours.html"
    status, told = export(content, "news/hours.md", "--wechat", "--output", str(output))
    assert status == 0, told
    assert "SVG" in told
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(output.as_uri())
    page.click("#copy")
    assert page.inner_text("#told") == "已复制"
    page.evaluate("""() => {
        const editor = document.createElement('div');
        editor.id = 'editor';
        editor.contentEditable = 'true';
        document.body.append(editor);
        editor.focus();
    }""")
    page.keyboard.press("Control+V")
    look = """(root) => [...document.querySelectorAll(root + ' *')].filter(
        (one) => one.matches('p, h2, th, td, li, strong')).map((one) => {
            const style = getComputedStyle(one);
            return [one.tagName, one.textContent.trim(), style.color, style.fontSize,
                    style.textAlign, style.fontWeight, style.borderTopWidth];
        })"""
    before, after = page.evaluate(look, "#text"), page.evaluate(look, "#editor")
    assert len(before) > 10
    assert after == before
    assert asked == [output.as_uri()]
    context.close()


def test_nothing_but_inline_styles_is_left(content: Path, tmp_path: Path):
    output = tmp_path / "hours.html"
    assert export(content, "关于公布服务时间的公告", "--wechat", "--output", str(output))[0] == 0
    soup = BeautifulSoup(output.read_text(encoding="utf-8"), "lxml")
    text = soup.select_one("#text > section")
    assert text
    names = {name for tag in text.find_all(True) for name in tag.attrs}
    assert names == {"style"}
    assert not text.find_all(["a", "img", "script", "style"])
    assert "附件：服务时间表（见原文）" in text.get_text()
    assert "〔方块〕" in text.get_text()
    assert "遇特殊情况另行公告" in text.get_text()
    red = read_tokens(PROJECT / "theme").red
    assert red in str(text.find("p"))


def test_hostile_words_stay_words():
    evil = '<img src=x onerror="alert(1)">"[[url]]'
    item = WechatItem(evil, evil, evil, "2020-02-05", "<p>甲</p>", "https://a.example/", (evil,))
    soup = BeautifulSoup(wechat_text(item, read_tokens(PROJECT / "theme")).html, "lxml")
    assert not soup.find("img")
    assert soup.get_text().count(evil) == 4


@pytest.mark.parametrize("line", ["status: draft", "date: 2099-01-01"])
def test_what_is_not_public_stays_here(content: Path, tmp_path: Path, line: str):
    path = content / "news" / "hours.md"
    name = line.partition(":")[0]
    lines = [one for one in BODY.splitlines() if not one.startswith(f"{name}:")]
    path.write_text("\n".join([lines[0], line, *lines[1:]]) + "\n", encoding="utf-8")
    output = tmp_path / "hours.html"
    status, told = export(content, "news/hours.md", "--wechat", "--output", str(output))
    assert status == 1
    assert "还没有公开" in told
    assert not output.exists()


def test_gates_are_asked_first(content: Path, tmp_path: Path):
    path = content / "news" / "hours.md"
    path.write_text(
        BODY.replace("节假日除外", "联系人身份证号11010519491231002X"), encoding="utf-8"
    )
    output = tmp_path / "hours.html"
    status, told = export(content, "news/hours.md", "--wechat", "--output", str(output))
    assert status == 1
    assert "hours.md:" in told
    assert not output.exists()


def test_weibo_and_wrong_use(content: Path, tmp_path: Path):
    status, told = export(content, "news/hours.md", "--weibo")
    assert status == 0
    assert told.startswith("【关于公布服务时间的公告】公布服务时间。 https://")
    assert export(content, "某发〔2020〕1号", "--weibo")[0] == 0
    assert export(content, "没有这一篇", "--weibo")[0] == 1
    assert export(content, "news/hours.md")[0] == 2
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    status, told = export(content, "news/hours.md", "--wechat", "--output", str(nowhere / "x.html"))
    assert status == 1
    assert "--output" in told
