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
        faces = {name: _match(program, pattern) for name, pattern in _PATTERNS.items()}
        serif, sans = faces["serif"] or faces["sans"], faces["sans"] or faces["serif"]
        if serif and sans:
            return Fonts(serif, sans)
    for name, index in _KNOWN:
        if Path(name).is_file():
            face = Face(Path(name), index)
            return Fonts(face, face)
    return None


def _match(program: str, pattern: str) -> Face | None:
    """Ask fontconfig for the best face; one without Chinese is none."""
    form = "%{file}\n%{index}\n%{lang}"
    done = subprocess.run(
        [program, "-f", form, pattern], capture_output=True, text=True, check=False
    )
    lines = done.stdout.split("\n")
    if done.returncode or len(lines) < 3 or "zh-cn" not in lines[2].lower().split("|"):
        return None
    return Face(Path(lines[0]), int(lines[1]) & 0xFFFF)
