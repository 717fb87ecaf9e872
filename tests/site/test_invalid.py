"""One invalid site a problem code: the small site with a few files changed.

A case is a TOML file named after its code: `files` maps paths to their new text, `bytes` to hex,
`removed` and `links` change the tree, `append` adds to a file, `replace` changes texts of a file,
`garbled` names a file in hex, `published` maps notices to their text as published, and `problems`
lists the lines that the check must print, in full up to the code, and no others.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plugins.full_text.attachments import attached_texts
from plugins.lifecycle.checks import check_addresses
from plugins.model.cache import FileCache
from plugins.model.edition import Mode, load_edition
from plugins.model.gates.files import check_edition
from plugins.model.problems import Language, Problems, catalogue
from plugins.model.site_loader import load_site
from plugins.notice_numbering.checks import check as check_numbers
from plugins.notice_numbering.citations import link_citations
from plugins.notice_numbering.index_checks import check_published
from plugins.official_document.outline import check_outlines
from plugins.site_footer.checks import check as check_footer

TESTS = Path(__file__).resolve().parent.parent
SMALL = TESTS / "sites" / "small"
CASES = TESTS / "invalid"
ELSEWHERE = {"M", "L", "G", "X"}
"""Areas whose problems are of other commands; their tests stand beside those."""
OF_GIT = {"I051", "A012"}
"""Codes that only a repository can have; tests/lifecycle proves them."""
TODAY = date(2020, 12, 31)
EMPTY: Mapping[str, str] = {}


def problems_of(content: Path, mode: Mode, published: Mapping[str, str] = EMPTY) -> Problems:
    problems = Problems(production=mode is Mode.PRODUCTION)
    site = load_site(content, "content", problems)
    if site:
        edition = load_edition(content, "content", site, mode, TODAY, problems)
        check_numbers(edition)
        link_citations(edition)
        check_footer(edition)
        check_outlines(edition)
        check_addresses(edition)
        check_published(edition, {path: text.encode() for path, text in published.items()})
        with tempfile.TemporaryDirectory() as cache:
            check_edition(edition, FileCache(Path(cache)))
            attached_texts(edition, FileCache(Path(cache)))
    return problems


def apply(case: dict[str, Any], content: Path) -> None:
    for path, text in case.get("files", {}).items():
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(text.encode())
    for path, code in case.get("bytes", {}).items():
        (content / path).write_bytes(bytes.fromhex(code))
    for path, text in case.get("append", {}).items():
        (content / path).write_bytes((content / path).read_bytes() + text.encode())
    for path, pairs in case.get("replace", {}).items():
        text = (content / path).read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{path} has no {old!r}"
            text = text.replace(old, new, 1)
        (content / path).write_bytes(text.encode())
    apply_to_tree(case, content)


def apply_to_tree(case: dict[str, Any], content: Path) -> None:
    for path in case.get("removed", []):
        (content / path).unlink()
    for path, target in case.get("links", {}).items():
        (content / path).symlink_to(target)
    for path in case.get("pipes", []):
        os.mkfifo(content / path)
    for path, size in case.get("sized", {}).items():
        (content / path).write_bytes(b"x" * size)
    for folder, code in case.get("garbled", {}).items():
        name = os.fsdecode(bytes.fromhex(code) + b".md")
        (content / folder / name).write_bytes(b"x")


def test_the_small_site_has_no_problems(tmp_path: Path):
    assert [problem.render() for problem in problems_of(SMALL, Mode.BUILD)] == []


@pytest.mark.parametrize("path", sorted(CASES.glob("*.toml")), ids=lambda path: path.stem)
def test_an_invalid_site_is_told_of(path: Path, tmp_path: Path):
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    apply(case, content)
    mode = Mode(case.get("mode", "build"))
    found = list(problems_of(content, mode, case.get("published", EMPTY)))
    places = [f"{one.path}:{one.line}:{one.column}: {one.code}" for one in found]
    assert places == case["problems"]
    assert path.stem in {one.code for one in found}
    for one in found:
        told = one.render(Language.BOTH)
        assert "\n" not in told
        kind = catalogue()[one.code]
        templates = "".join([*kind.fault.values(), *kind.mend.values()])
        names = set(re.findall(r"(?<!\{)\{(\w+)\}", templates))
        assert not [name for name in names if f"{{{name}}}" in told], told


def test_every_code_has_its_invalid_site():
    codes = {code for code in catalogue() if code[0] not in ELSEWHERE} - OF_GIT
    assert {path.stem for path in CASES.glob("*.toml")} == codes
