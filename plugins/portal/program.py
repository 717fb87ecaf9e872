"""The program: a digest of everything that makes pages of content."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path


@cache
def program_digest(theme: Path) -> str:
    """Return a digest of everything that makes pages of content: program, theme, libraries."""
    digest = hashlib.sha256(sys.version.encode())
    root = Path(__file__).resolve().parents[2]
    files = sorted(
        os.path.join(top, name)  # noqa: PTH118 - a quarter of the time of pathlib
        for folder in (root / "plugins", theme)
        for top, _, names in os.walk(folder)
        for name in names
        if not name.endswith((".pyc", ".md"))
    )
    own = [str(root / name) for name in ("pelicanconf.py", "requirements.lock")]
    for path in (*files, *filter(os.path.isfile, own)):
        digest.update(path.removeprefix(f"{root}{os.sep}").encode("utf-8", "surrogateescape"))
        with open(path, "rb") as file:  # noqa: PTH123
            digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()[:24]
