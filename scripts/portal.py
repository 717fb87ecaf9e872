"""Start a command of the portal, with everything that it needs installed.

Standard library alone. First use makes .venv and installs requirements.lock into it; later uses
find it ready and need no network.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an old Python must be told
    sys.stderr.write(
        "需要 Python 3.11 或更新的版本，请从 python.org 安装 | "
        "Python 3.11 or later is needed; install it from python.org\n"
    )
    sys.exit(1)

import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
STAMP = VENV / "tongbao.stamp"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


class SetupError(Exception):
    """The environment can't be made: the fault and the mend, in Chinese and in English."""


def wanted_stamp() -> str:
    """Return what the stamp of a ready environment says."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info.major}.{sys.version_info.minor} {VENV}"


def ready() -> bool:
    """Whether the environment is whole and of the present lock."""
    try:
        return STAMP.read_text(encoding="utf-8") == wanted_stamp() and PYTHON.exists()
    except OSError:
        return False


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the setup alone; the system lets go when the process ends, however it ends."""
    with (PROJECT / ".setup.lock").open("a+b") as handle:
        if WINDOWS:
            import msvcrt

            locking, mode = getattr(msvcrt, "locking"), getattr(msvcrt, "LK_LOCK")  # noqa: B009 - absent elsewhere
            while True:
                try:
                    locking(handle.fileno(), mode, 1)
                    break
                except OSError:
                    say("另一个窗口正在安装，请稍候", "another setup is running; waiting")
        else:
            import fcntl

            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("另一个窗口正在安装，请稍候", "another setup is running; waiting")
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(chinese: str, english: str) -> None:
    """Print a line of progress beside the command's own output."""
    print(f"{chinese} | {english}", file=sys.stderr, flush=True)


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it prints."""
    return subprocess.run(arguments, capture_output=True, text=True, errors="replace", check=False)


def make_environment() -> None:
    """Make .venv anew and install the lock into it.

    Raises:
        SetupError: a step failed.

    """
    say("首次使用，正在准备运行环境（约一分钟）", "first use: making .venv, about a minute")
    shutil.rmtree(VENV, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode:
        raise SetupError(_why_no_venv(made.stdout + made.stderr))
    say("正在安装依赖的软件包", "installing packages from requirements.lock")
    installed = run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--no-input", "--require-hashes", "--no-deps", "-r", str(LOCK)]
    )  # fmt: skip
    if installed.returncode:
        raise SetupError(_why_no_packages(installed.stdout + installed.stderr))
    STAMP.write_text(wanted_stamp(), encoding="utf-8")
    say("环境已准备好", "environment ready")


def _why_no_venv(output: str) -> str:
    if "ensurepip" in output or "No module named venv" in output:
        return (
            "这个 Python 没有 venv 模块；Debian、Ubuntu 请运行 apt install python3-venv | "
            "this Python has no venv module; on Debian or Ubuntu run apt install python3-venv"
        )
    return _why_files(output) or (
        f"不能建立 .venv：{_last_line(output)}；检查文件夹权限后重试 | "
        "can't make .venv; check the folder's permissions and try again"
    )


def _why_no_packages(output: str) -> str:
    if "HASHES" in output.upper() and "DO NOT MATCH" in output.upper():
        return (
            "下载的软件包与锁定文件不符，请换一个软件源重试 | "
            "a package doesn't match its hash in requirements.lock; try another index"
        )
    network = ("NewConnectionError", "Could not find a version", "timed out", "ConnectionError",
               "Failed to establish", "SSLError", "ProxyError", "No matching")  # fmt: skip
    if any(sign in output for sign in network):
        return (
            "下载软件包失败；检查网络，或用 PIP_INDEX_URL 指定可用的软件源后重试 | "
            "packages can't be downloaded; check the network or set PIP_INDEX_URL, then try again"
        )
    return _why_files(output) or (
        f"安装软件包失败：{_last_line(output)}；重试，仍不成功请联系维护人员 | "
        "packages can't be installed; try again"
    )


def _why_files(output: str) -> str:
    if "No space left" in output or "Errno 28" in output:
        return "磁盘空间不足，请腾出 1 GB 后重试 | the disk is full; free 1 GB and try again"
    if "Permission denied" in output or "Read-only" in output or "Errno 13" in output:
        return (
            f"不能写入 {PROJECT}；检查文件夹权限 | can't write to {PROJECT}; check its permissions"
        )
    return ""


def _last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "?"


def main() -> int:
    """Make the environment where it is missing and run the command in it."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        if not ready():
            with alone():
                if not ready():
                    make_environment()
    except SetupError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except OSError as fault:
        sys.stderr.write(f"{_why_files(str(fault)) or fault}\n")
        return 1
    environment = dict(os.environ)
    paths = [str(PROJECT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    environment["PYTHONUTF8"] = "1"
    arguments = [str(PYTHON), "-P", "-m", "scripts.cli", *sys.argv[1:]]
    if not WINDOWS:
        os.execve(arguments[0], arguments, environment)
    try:
        return subprocess.run(arguments, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
