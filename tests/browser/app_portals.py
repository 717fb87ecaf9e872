"""Small portals for tests of the app."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.site.building import PROJECT, run_cli

SMALL = PROJECT / "tests" / "sites" / "small"
WITHDRAWN = "---\nstatus: withdrawn\nwithdrawn: 2020-12-01\nwithdrawn_reason: 数据有误。\n"


def change(content: Path, path: str, old: str, new: str) -> None:
    """Change a text of a content file, once."""
    text = (content / path).read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    (content / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def build_portal(name: str, folder: Path) -> Path:
    """Build a portal below a folder and return its output.

    `first` keeps three notices, in both editions; `second` is the same some time later: a notice
    withdrawn, another one and a news item changed. `sub` lies at /sub/, `off` is no app.
    """
    content, output = folder / name / "content", folder / name / "output"
    shutil.copytree(SMALL, content)
    table = "[app]\nenabled = false\n" if name == "off" else "[app]\noffline_notices = 3\n"
    change(content, "site.toml", 'traditional = "off"', 'traditional = "tw"')
    change(content, "site.toml", "[[columns]]", f"{table}\n[[columns]]")
    if name == "sub":
        change(content, "site.toml", "[identity]", '[identity]\nbase_path = "/sub/"')
    shutil.copyfile(content / "images" / "square.svg", content / "images" / "方块.svg")
    change(content, "notices/fa-2.md", "本通知", "![方块](/images/方块.svg)\n\n本通知")
    if name == "second":
        change(content, "notices/fa-1.md", "---\n", WITHDRAWN)
        change(content, "notices/fa-2.md", "本通知", "改过的通知：本通知")
        change(content, "news/four.md", "---\n", "---\nmodified: 2020-12-02\n")
        change(content, "news/four.md", "第四条的正文。", "改过的动态。")
    done = run_cli("build", "--content", str(content), "--output", str(output))
    assert done.returncode == 0, done.stderr
    return output
