"""Portals built for tests of open data: the sample, and a small one with every odd case."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scripts.test_tools import tools_folder
from tests.site.building import PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
SECRET = "密不可见"
"""Stands in what must not be published."""
ODD = {
    "news/odd.md": """---
title: <b>标题</b> & "引号" </script><!--
date: 2020-03-06 08:00
modified: 2020-03-07 09:10
column: 动态
source: 某部门
author: 某人
summary: 一 < 二 & 三
attachments:
  - {file: attachments/list.csv, title: 表一}
  - {file: attachments/list.csv, title: 表二}
---

见[附件](/attachments/list.csv)、[外站](//other.example/x)和脚注[^1]。

[^1]: 注\u000b文。
""",
    "notices/formula.md": """---
title: "=HYPERLINK(1)"
date: 2019-05-06
modified: 2020-04-03 08:00
column: zhuanzai
kind: 通报
issuer: 甲单位　乙单位
signed: 2019-05-05
number: 外批〔2019〕9号
source: 外单位
index_number: "@x"
keywords: ["+1", 二]
effective: 2019-06-01
repealed: 2019-12-31
---

正文。
""",
    "notices/hidden.md": f"""---
title: 不进列表的公文
date: 2020-03-01
status: hidden
column: zhuanzai
kind: 函
issuer: 外单位
signed: 2020-03-01
number: 外函〔2020〕1号
summary: {SECRET}
---

正文。
""",
    "notices/draft.md": f"""---
title: {SECRET}
date: 2020-03-01
status: draft
column: zhuanzai
kind: 函
issuer: 外单位
signed: 2020-03-01
number: 外函〔2020〕2号
---

{SECRET}
""",
    "notices/gone.md": f"""---
title: 撤回的公文
date: 2020-02-01
status: withdrawn
withdrawn: 2020-02-03
withdrawn_reason: 数据有误
column: zhuanzai
kind: 通知
issuer: 外单位
signed: 2020-01-31
number: 外发〔2020〕3号
summary: {SECRET}
keywords: [{SECRET}]
---

{SECRET}
""",
    "registers/fa/2020/3.toml": f"""number = "某发〔2020〕3号"
state = "withheld"
title = "{SECRET}"
reason = "不予公开"
""",
}
"""Files that the small site gets besides."""


def odd_content(folder: Path) -> Path:
    """Return a copy of the small site with every odd case."""
    content = folder / "content"
    shutil.copytree(SMALL, content)
    for path, text in ODD.items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_text(text, encoding="utf-8")
    site = content / "site.toml"
    site.write_text(
        site.read_text(encoding="utf-8").replace('traditional = "off"', 'traditional = "tw"'),
        encoding="utf-8",
    )
    return content


def build(content: Path, output: Path, *options: str, **environment: str) -> Path:
    """Build a portal; its output folder."""
    program = ["build", *options, "--content", str(content), "--output", str(output)]
    done = run_cli(*program, **environment)
    assert done.returncode == 0, done.stderr
    return output


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output of the small site with every odd case."""
    folder = tmp_path_factory.mktemp("odd")
    return build(odd_content(folder), folder / "output")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Output of the sample portal."""
    return build(PROJECT / "content", tmp_path_factory.mktemp("sample") / "output")


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Folder of the schemas that npm brings; where there is no npm, tests skip, but not in CI."""
    try:
        return tools_folder(benchmarks=False) / "node_modules"
    except OSError as fault:
        if os.environ.get("CI"):
            pytest.fail(str(fault))
        pytest.skip(str(fault))
