"""Every page of the sample: valid by the Nu Html Checker, light, and asking nobody else."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.test_tools import checker
from tests.site.building import run_cli

LIMIT = 60 * 1024
SCRIPT_LIMIT = 10_000


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample portal as editors preview it: with drafts and the gallery."""
    folder = tmp_path_factory.mktemp("markup") / "output"
    done = run_cli("build", "--preview", "--output", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def jar() -> str:
    found, reason = "", "" if shutil.which("java") else "no Java on this machine"
    try:
        found = str(checker())
    except OSError as fault:
        reason = reason or str(fault)
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    return found


def faults(jar: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["java", "-jar", jar, "--format", "gnu", "--stdout", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if line.strip()]


PART = re.compile(r"/gallery/.*(?:none of them has a computed|Element “li” not allowed as child)")
"""What the checker says of examples that are parts of a page or of a list."""


LATER = "A “link” element with a “blocking” attribute must have a “rel” attribute whose value is"
"""What the checker says of rel=expect, which the HTML standard allows beside stylesheet."""


def test_every_page_is_valid(output: Path, jar: str):
    assert len(list(output.rglob("*.html"))) > 400
    found = faults(jar, "--skip-non-html", str(output))
    assert [one for one in found if not PART.search(one) and LATER not in one] == []


def test_every_drawing_is_valid(output: Path, jar: str):
    assert faults(jar, "--svg", *map(str, output.glob("theme/**/*.svg"))) == []


def test_every_style_is_valid(output: Path, jar: str):
    """The checker doesn't know the pseudo-element of the Custom Highlight API yet."""
    sheets = sorted(output.glob("theme/*.css"))
    texts = {path: path.read_text(encoding="utf-8") for path in sheets}
    for path, text in texts.items():
        path.write_text(re.sub(r"::highlight\(spoken\)", ".spoken", text), encoding="utf-8")
    found = faults(jar, "--css", *map(str, sheets))
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    assert found == []


def test_every_page_is_light(output: Path):
    sizes: dict[str, int] = {}

    def weight(address: str) -> int:
        if address not in sizes:
            sizes[address] = len(gzip.compress((output / address.lstrip("/")).read_bytes(), 9))
        return sizes[address]

    for path in output.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        scripts = re.findall(r'<script src="([^"]*)"', text)
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', text)
        own = len(gzip.compress(text.encode(), 9))
        assert own + sum(map(weight, {*scripts, *sheets})) <= LIMIT, path
        bare = [output / address.lstrip("/") for address in {*scripts}]
        assert sum(one.stat().st_size for one in bare) <= SCRIPT_LIMIT, path


def test_no_page_loads_anything_from_elsewhere(output: Path):
    loaded = re.compile(
        r' src(?:set)?="(?:https?:)?//|<link rel="(?:stylesheet|icon)[^>]*href="(?:https?:)?//'
    )
    for path in output.rglob("*.html"):
        assert not loaded.search(path.read_text(encoding="utf-8")), path
