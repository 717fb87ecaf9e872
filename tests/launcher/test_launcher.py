"""The launcher in a project of its own, with real environments and a real pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.building import PROJECT

CLI = 'import sys\nprint("ran", sys.argv[1:], sys.prefix)\nsys.exit(int(sys.argv[2]))\n'
LOCKED = "absent-package==1.0 --hash=sha256:" + "0" * 64 + "\n"
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_FIND_LINKS": ""}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "项目 one"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(PROJECT / "scripts" / "portal.py", folder / "scripts")
    (folder / "scripts" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "scripts" / "cli.py").write_text(CLI, encoding="utf-8")
    (folder / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    return folder


def launch(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(project / "scripts" / "portal.py"), *arguments],
        cwd=project.parent,
        env={**os.environ, **NOWHERE, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def told_in_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the fault's line: the last of stderr; nothing like a traceback stands above it."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip().splitlines()[-1]


def test_from_first_use_on(project: Path):
    first = launch(project, "word", "0")
    assert first.returncode == 0, first.stderr
    assert f"ran ['word', '0'] {project / '.venv'}" in first.stdout
    assert "首次使用" in first.stderr
    second = launch(project, "word", "7")
    assert second.returncode == 7
    assert second.stderr == ""
    stamp = project / ".venv" / "tongbao.stamp"
    stamp.unlink()
    assert "首次使用" in launch(project, "word", "0").stderr
    (project / "requirements.lock").write_text("# changed\n", encoding="utf-8")
    assert "首次使用" in launch(project, "word", "0").stderr
    assert launch(project, "word", "0").stderr == ""
    (project / ".venv" / "bin" / "python").unlink()
    assert "首次使用" in launch(project, "word", "0").stderr


def test_two_at_once_make_one_environment(project: Path):
    program = [sys.executable, str(project / "scripts" / "portal.py"), "word", "0"]
    both = [
        subprocess.Popen(
            program,
            env={**os.environ, **NOWHERE},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    told = [one.communicate(timeout=100) for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert sum("首次使用" in stderr for _, stderr in told) == 1
    assert sum("另一个窗口" in stderr for _, stderr in told) == 1


def test_no_network(project: Path):
    (project / "requirements.lock").write_text(LOCKED, encoding="utf-8")
    assert "检查网络" in told_in_one_line(launch(project, "word", "0"))
    assert not (project / ".venv" / "tongbao.stamp").exists()


def test_no_venv_module(project: Path, tmp_path: Path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    (fakes / "venv.py").write_text(
        'import sys\nsys.exit("Error: ensurepip is not available")\n', encoding="utf-8"
    )
    told = told_in_one_line(launch(project, "word", "0", PYTHONPATH=str(fakes)))
    assert "python3-venv" in told


def test_a_full_disk(project: Path, tmp_path: Path):
    fakes = tmp_path / "fakes"
    fakes.mkdir()
    (fakes / "venv.py").write_text(
        'import sys\nsys.exit("OSError: [Errno 28] No space left on device")\n', encoding="utf-8"
    )
    assert "磁盘空间不足" in told_in_one_line(launch(project, "word", "0", PYTHONPATH=str(fakes)))


def test_the_setup_lock_can_not_be_opened(project: Path):
    (project / ".setup.lock").mkdir()
    told = told_in_one_line(launch(project, "word", "0"))
    assert ".setup.lock" in told
