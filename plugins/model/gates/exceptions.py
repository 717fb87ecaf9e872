"""Exceptions: what gates must let pass, each with its reason, in one file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from plugins.model.problems import Problem, Problems, catalogue
from plugins.model.toml_source import load_toml
from plugins.model.toml_table import TomlTable

EXCEPTIONS = "exceptions.toml"
"""Below the content folder."""
_GATES = re.compile(r"[CW]0(?!9)\d\d\Z")
"""Codes of gates; from 90 on they tell of the gates' own files."""
SHORTEST = 4
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One [[exceptions]]: a finding that may stay."""

    path: str
    """Of the file below the content folder."""
    code: str
    text: str
    """What the problem shows in quotes; personal data as masked there."""
    reason: str
    line: int


def is_of_gates(problem: Problem) -> bool:
    """Whether a problem follows from an item's own text and the lists that it is compared with."""
    return bool(_GATES.match(problem.code))


def load_exceptions(root: Path, label: str, problems: Problems) -> tuple[Exemption, ...]:
    """Return the exceptions of a content folder; what is wrong in them becomes problems."""
    path, shown = root / EXCEPTIONS, f"{label}/{EXCEPTIONS}"
    document = load_toml(path, shown, problems) if path.exists() else None
    if document is None:
        return ()
    top = TomlTable(document, problems)
    found: dict[tuple[str, str, str], Exemption] = {}
    for table in top.tables("exceptions"):
        one = Exemption(
            path=table.text("path", need=True),
            code=table.text("code", need=True),
            text=table.text("text", need=True),
            reason=table.text("reason"),
            line=table.line,
        )
        table.finish()
        key = (one.path, one.code, one.text)
        if not all(key):
            continue
        if one.code not in catalogue() or not _GATES.match(one.code):
            table.add("C090", "code", value=one.code)
        elif len(one.reason) < SHORTEST:
            table.add("C091", "reason", value=one.text)
        elif key in found:
            table.add("C093", "path", value=one.text, line=found[key].line)
        else:
            found[key] = one
    top.finish()
    return tuple(found.values())


def settle(
    found: Iterable[Problem],
    exceptions: tuple[Exemption, ...],
    label: str,
    problems: Problems,
) -> None:
    """Tell of findings that no exception lets pass, and of exceptions that nothing needs."""
    open_to = {(f"{label}/{one.path}", one.code, one.text): one for one in exceptions}
    used = set()
    for problem in found:
        key = (problem.path, problem.code, dict(problem.fields)["value"])
        if key in open_to:
            used.add(key)
        else:
            problems.extend((problem,))
    for key, one in open_to.items():
        if key not in used:
            shown = f"{label}/{EXCEPTIONS}"
            problems.add("C092", shown, one.line, path=one.path, code=one.code, value=one.text)
