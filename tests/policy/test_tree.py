"""Rules of the house that the tree itself must keep."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.model.problems import CATALOGUE_DIR, Language, catalogue
from tests.site.building import PROJECT

PELICAN_SHELLS = re.compile(
    r"(?:plugins/\w+/plugin\.py|pelicanconf\.py|publishconf\.py|scripts/building\.py)\Z"
)
SOURCES = sorted([*PROJECT.glob("plugins/**/*.py"), *PROJECT.glob("scripts/*.py")])
LINE_LIMIT = 400


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_imports_go_one_way(path: Path):
    place = path.relative_to(PROJECT).as_posix()
    for name in imports(path):
        top = name.split(".")[0]
        if top == "pelican":
            assert PELICAN_SHELLS.match(place), f"{place} imports {name}"
        if place.startswith("plugins/"):
            assert top != "scripts", f"{place} imports {name}"
            own = place.split("/")[1]
            if name.startswith("plugins.") and own != "__init__.py":
                assert name.split(".")[1] in {own, "model"}, f"{place} imports {name}"
        if place.startswith("plugins/model/"):
            assert top not in {"jinja2", "pelican", "click", "rich", "time", "random", "socket"}
    if place == "scripts/portal.py":
        assert {name.split(".")[0] for name in imports(path)} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_no_module_is_too_long(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINE_LIMIT


@pytest.mark.parametrize(("name", "least"), [("", 40), ("-cluster", 15), ("-word", 0)])
def test_the_lock_has_hashes_and_no_hosts(name: str, least: int):
    lock = (PROJECT / f"requirements{name}.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    entries = [one for one in re.split(r"\n(?=[a-z0-9])", lock) if "==" in one]
    assert len(entries) > least
    for entry in entries:
        assert "--hash=sha256:" in entry, entry.partition(" ")[0]


def test_the_locks_hold_what_pyproject_names():
    import tomllib

    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {"": [*project["dependencies"], *extras["test"]]}
    wanted |= {f"-{name}": extras[name] for name in ("cluster", "word")}
    for lock, requirements in wanted.items():
        text = (PROJECT / f"requirements{lock}.lock").read_text(encoding="utf-8")
        for requirement in requirements:
            name = re.match(r"[\w.-]+", requirement)[0].lower()
            assert re.search(rf"^{re.escape(name)}==", text, re.MULTILINE), name


def test_every_problem_tells_fault_and_mend_in_both_languages():
    for code, kind in catalogue().items():
        assert re.fullmatch(r"[A-Z]\d{3}", code)
        named = {}
        for language in (Language.ZH, Language.EN):
            for text in (kind.fault[language], kind.mend[language]):
                assert text.strip(), code
            both = kind.fault[language] + kind.mend[language]
            named[language] = set(re.findall(r"(?<!\{)\{(\w+)\}", both))
        chinese = kind.fault[Language.ZH] + kind.mend[Language.ZH]
        assert re.search("[\u4e00-\u9fff]", chinese), code
        assert named[Language.EN] <= named[Language.ZH] | {"limit"}, code


def test_every_code_is_used():
    texts = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    for code in catalogue():
        assert f'"{code}"' in texts, f"{code} of {CATALOGUE_DIR.name} is never told"


@pytest.mark.parametrize(
    "tool", [("ruff", "check", "."), ("ruff", "format", "--check", "--quiet", "."), ("mypy",)],
    ids=lambda tool: "-".join(tool[:2]),
)  # fmt: skip
def test_the_tree_is_clean(tool: tuple[str, ...]):
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_generated_is_committed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    for path in listed.stdout.splitlines():
        assert not re.search(r"(?:^|/)(?:output|\.?cache|__pycache__|\.venv)/|\.pyc$", path), path


def test_the_theme_owns_every_template():
    """Pelican falls back on its own theme in silence; each template used must be ours."""
    used = set()
    for path in [*PROJECT.glob("plugins/*/plugin.py"), PROJECT / "plugins/portal/pages.py"]:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'(?:get_template\(|_page\(writer, )"(\w+)"', text))
        used |= set(re.findall(r'(?:\bpage\(|PlainPage\()"(\w+)"', text))
        used |= set(re.findall(r'ItemKind\.\w+: "(\w+)"', text))
    assert len(used) >= 15
    for name in used:
        assert (PROJECT / "theme" / "templates" / f"{name}.html").is_file(), name
