"""Chinese fonts of this machine: found through fontconfig, else in the folders of the system."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_KNOWN = (
    ("C:/Windows/Fonts/simsun.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
    ("C:/Windows/Fonts/simhei.ttf", 0),
    ("/System/Library/Fonts/Supplemental/Songti.ttc", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/STHeiti Medium.ttc", 0),
)
"""File and face of fonts that Windows and macOS come with, the serif ones first."""
_PATTERNS = {
    "serif": "Noto Serif CJK SC,Source Han Serif SC,serif:bold:lang=zh-cn",
    "sans": "Noto Sans CJK SC,Source Han Sans SC,sans:lang=zh-cn",
}


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file."""

    path: Path
    index: int


@dataclass(frozen=True, slots=True)
class Fonts:
    """Faces that hold Chinese characters."""

    serif: Face
    """For titles, bold where there is a bold one."""
    sans: Face


@cache
def find_fonts() -> Fonts | None:
    """Return Chinese fonts of this machine, None where there are none."""
    program = shutil.which("fc-match")
    if program:
        asked = {name: _ask(program, pattern) for name, pattern in _PATTERNS.items()}
        faces = {name: _face(process) for name, process in asked.items()}
        serif, sans = faces["serif"] or faces["sans"], faces["sans"] or faces["serif"]
        if serif and sans:
            return Fonts(serif, sans)
    for name, index in _KNOWN:
        if Path(name).is_file():
            face = Face(Path(name), index)
            return Fonts(face, face)
    return None


def _ask(program: str, pattern: str) -> subprocess.Popen[str]:
    """Start asking fontconfig for the best face."""
    form = "%{file}\n%{index}\n%{lang}"
    return subprocess.Popen(
        [program, "-f", form, pattern],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _face(asked: subprocess.Popen[str]) -> Face | None:
    """Return the answer; a face without Chinese is none."""
    lines = asked.communicate()[0].split("\n")
    if asked.returncode or len(lines) < 3 or "zh-cn" not in lines[2].lower().split("|"):
        return None
    return Face(Path(lines[0]), int(lines[1]) & 0xFFFF)
