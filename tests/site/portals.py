"""Portals that change between builds, for tests of renewal."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from tests.numbering.samples import issued, write_entry
from tests.site.building import PROJECT, digests
from tests.site.renewing import Builders

SMALL = PROJECT / "tests" / "sites" / "small"


class Portal:
    """A content folder, the output of one build after another, and what may change in between."""

    def __init__(self, folder: Path, builders: Builders) -> None:
        self.folder, self.builders = folder, builders
        self.content, self.output = folder / "content", folder / "output"
        self.clean = 0
        shutil.copytree(SMALL, self.content)

    def build(self, **order: Any) -> str:
        """Build upon what is there; return what was said."""
        answer = self.builders.build(self.content, self.output, self.folder / "cache", **order)
        assert answer["status"] == 0, answer["told"]
        return str(answer["told"])

    def expected(self, **order: Any) -> dict[str, str]:
        """Return the digests of a build without anything earlier."""
        self.clean += 1
        fresh = self.folder / f"clean{self.clean}"
        answer = self.builders.build(self.content, fresh / "output", fresh / "cache", **order)
        assert answer["status"] == 0, answer["told"]
        found = digests(fresh / "output")
        shutil.rmtree(fresh)
        return found

    def news(self, number: int) -> Path:
        return self.content / "news" / f"x{number}.md"

    def write(self, number: int, title: str, body: str, column: str = "dongtai") -> None:
        """Write a news item of its own."""
        day = f"2020-0{number % 9 + 1}-1{number % 7} 08:00"
        text = f"---\ntitle: {title}\ndate: {day}\ncolumn: {column}\nsource: 某部门\n---\n{body}\n"
        self.news(number).write_text(text, encoding="utf-8")

    def add(self, number: int) -> None:
        self.write(
            number, f"新增的动态{number}", f"引用某发〔2020〕{number % 4}号，见[动态](one.md)。"
        )

    def publish(self, number: int) -> None:
        """Add or change an item that cites nothing."""
        self.write(number, f"发布的动态{number}", f"第{number}条动态的正文，不提别的文件。")

    def retitle(self, number: int) -> None:
        path = self.content / "news" / ("two.md", "three.md", "four.md")[number % 3]
        text = path.read_text("utf-8")
        path.write_text(re.sub("(?m)^title: .*", f"title: 改为第{number}个标题", text), "utf-8")

    def rename_page(self, number: int) -> None:
        """Change the title of a page that every footer leads to."""
        path = self.content / "pages" / "about.md"
        text = path.read_text("utf-8")
        path.write_text(re.sub("(?m)^title: .*", f"title: 关于我们{number}", text), "utf-8")

    def rewrite(self, number: int) -> None:
        """Change the text of a notice or of a page."""
        name = ("notices/fa-1.md", "notices/qi-1.md", "pages/about.md")[number % 3]
        path = self.content / name
        path.write_text(f"{path.read_text('utf-8')}\n改动{number}。\n", "utf-8")

    def hide(self, number: int) -> None:
        if self.news(number).exists():
            text = self.news(number).read_text("utf-8")
            self.news(number).write_text(
                text.replace("source:", "status: hidden\nsource:"), "utf-8"
            )

    def edit(self, number: int) -> None:
        self.write(number, f"改过的动态{number}", f"改成第{number}种写法的正文，足够长的一段话。")

    def move(self, number: int) -> None:
        self.write(number, f"换栏目的动态{number}", "换了栏目的正文。", "zhuanzai")

    def delete(self, number: int) -> None:
        self.news(number).unlink(missing_ok=True)

    def rename(self, number: int) -> None:
        if self.news(number).exists():
            self.news(number).rename(self.news(number + 5))

    def touch(self, number: int) -> None:
        if self.news(number).exists():
            self.news(number).touch()

    def append(self, number: int) -> None:
        """Add a sentence to an item of the site."""
        path = self.content / "news" / ("one.md", "two.md", "three.md")[number % 3]
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n补充的第{number}句话，提到某某通报2020年第1期。\n")

    def number(self, number: int) -> None:
        """Give out a number to a notice that repeals an earlier one."""
        serial, name = 10 + number, f"notices/y{number}.md"
        title, full = f"某机关关于第{number}项工作的通知", f"某发〔2020〕{serial}号"
        fields = {
            "title": title, "date": "2020-06-01 09:00", "column": "gongwen", "kind": "通知",
            "series": "fa", "number": full, "issuer": "某机关", "signed": "2020-05-30",
            "amends": "[某发〔2020〕2号]",
        }  # fmt: skip
        head = "".join(f"{key}: {value}\n" for key, value in fields.items())
        (self.content / name).write_text(f"---\n{head}---\n正文。\n", encoding="utf-8")
        write_entry(self.content, f"fa/2020/{serial}", issued(full, name, title, "2020-05-30"))

    def renumber(self, number: int) -> None:
        """Take a number back with its notice."""
        (self.content / "notices" / f"y{number}.md").unlink(missing_ok=True)
        (self.content / "registers/fa/2020" / f"{10 + number}.toml").unlink(missing_ok=True)

    def settings(self, number: int) -> None:
        site = self.content / "site.toml"
        text = site.read_text("utf-8").splitlines()
        text[1] = f"page_size = {2 + number % 3}"
        site.write_text("\n".join(text) + "\n", encoding="utf-8")

    def picture(self, number: int) -> None:
        path = self.content / "images" / "square.svg"
        shown = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="20">'
            '<rect width="9" height="9"/></svg>\n'
        )
        path.write_text(shown % (20 + number), encoding="utf-8")


CHANGES = (
    Portal.add, Portal.edit, Portal.move, Portal.delete, Portal.rename, Portal.touch,
    Portal.append, Portal.number, Portal.renumber, Portal.settings, Portal.picture,
    Portal.publish, Portal.retitle, Portal.rewrite, Portal.hide,
    Portal.rename_page,
)  # fmt: skip
TEXTS = (Portal.publish, Portal.edit, Portal.append, Portal.retitle, Portal.rewrite)
"""Changes that a build can follow without looking at other items."""
