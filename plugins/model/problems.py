"""Problems: what is wrong, where, and how to mend it, in Chinese and English from one catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

CATALOGUE_DIR = Path(__file__).with_name("catalogue")


class Severity(StrEnum):
    """How much a problem weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return "错误" if self is Severity.ERROR else "提醒"


class Language(StrEnum):
    """The language that problems are told in."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One entry of the catalogue."""

    code: str
    """Stable: a letter for the area and three digits."""
    severity: Severity
    """What it weighs in an ordinary build."""
    production: Severity
    """What it weighs in a production build."""
    fault: Mapping[Language, str]
    """Message template by language (str.format fields)."""
    mend: Mapping[Language, str]
    """What to do about it, template by language (str.format fields)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault at one place."""

    path: str
    """Path as shown to people, with forward slashes."""
    line: int
    """From 1; 1 where the fault is of the whole file."""
    column: int
    """From 1, in characters."""
    code: str
    severity: Severity
    fields: tuple[tuple[str, str], ...]
    """The values of the message's fields, sorted by name."""

    def fault(self, language: Language) -> str:
        """Say what is wrong."""
        return _kind(self.code).fault[language].format(**dict(self.fields))

    def mend(self, language: Language) -> str:
        """Say what to do."""
        return _kind(self.code).mend[language].format(**dict(self.fields))

    def render(self, language: Language = Language.BOTH) -> str:
        """Return `path:line:column: CODE severity: fault; mend` on one line."""
        chinese = f"{self.severity.label}：{self.fault(Language.ZH)}；{self.mend(Language.ZH)}"
        english = f"{self.severity}: {self.fault(Language.EN)}; {self.mend(Language.EN)}"
        told = {Language.ZH: chinese, Language.EN: english}.get(language, f"{chinese} | {english}")
        return _one_line(f"{self.path}:{self.line}:{self.column}: {self.code} {told}")

    def as_json(self, language: Language = Language.BOTH) -> dict[str, str | int]:
        """Return the record that `check --format json` prints."""
        if language is Language.BOTH:
            message = f"{self.fault(Language.ZH)} | {self.fault(Language.EN)}"
            mend = f"{self.mend(Language.ZH)} | {self.mend(Language.EN)}"
        else:
            message, mend = self.fault(language), self.mend(language)
        return {
            "code": self.code,
            "severity": str(self.severity),
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "message": message,
            "mend": mend,
        }


class Problems:
    """A collection of problems; each distinct problem is kept once."""

    def __init__(self, *, production: bool = False) -> None:
        """Collect with the severities of a production build or of an ordinary one."""
        self.production = production
        self._found: dict[Problem, None] = {}

    def add(
        self, code: str, path: str, line: int = 1, column: int = 1, /, **fields: str | int
    ) -> None:
        """Record a problem; `fields` fill the message's template."""
        kind = _kind(code)
        severity = kind.production if self.production else kind.severity
        texts = tuple(sorted((name, _clip(str(value))) for name, value in fields.items()))
        self._found[Problem(path, line, column, code, severity, texts)] = None

    def extend(self, others: Iterable[Problem]) -> None:
        """Record problems found elsewhere, severities as they are."""
        self._found.update(dict.fromkeys(others))

    def __iter__(self) -> Iterator[Problem]:
        """Yield by path, line, column, code."""
        return iter(sorted(self._found, key=lambda p: (p.path, p.line, p.column, p.code, p.fields)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def errors(self) -> list[Problem]:
        """Those that stop a build, in order."""
        return [problem for problem in self if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """Those that do not, in order."""
        return [problem for problem in self if problem.severity is Severity.WARNING]


@cache
def catalogue() -> Mapping[str, ProblemKind]:
    """Return every kind of problem by code, in the order of the codes."""
    kinds: dict[str, ProblemKind] = {}
    for path in sorted(CATALOGUE_DIR.glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in kinds:
                raise ValueError(f"{path.name}: code {code} is taken")
            severity = Severity(entry["severity"])
            kinds[code] = ProblemKind(
                code=code,
                severity=severity,
                production=Severity(entry.get("production", severity)),
                fault={Language.ZH: entry["zh"][0], Language.EN: entry["en"][0]},
                mend={Language.ZH: entry["zh"][1], Language.EN: entry["en"][1]},
            )
    return dict(sorted(kinds.items()))


def _kind(code: str) -> ProblemKind:
    return catalogue()[code]


def _clip(text: str, limit: int = 160) -> str:
    """Keep a message readable when the input holds a huge or many-lined value."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def _one_line(text: str) -> str:
    """Escape what would break or disguise the line: control and bidirectional characters."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
