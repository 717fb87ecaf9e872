"""The plan of a build: the files that it publishes, and how each is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TextIO


class Sink(Protocol):
    """Where finished files go; names are paths below the output folder, with forward slashes."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""

    def open(self, name: str) -> TextIO:
        """Open a UTF-8 file for writing piece by piece; line ends stay as written."""

    def note(self, text: str) -> None:
        """Keep a line to tell those who build."""


class Template(Protocol):
    """What makes a page of views."""

    def render(self, views: Mapping[str, object], /) -> str:
        """Return the page."""


ALWAYS: Mapping[str, str] = {}
"""The key of what is made in every build."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file to publish, or some that are made together."""

    name: str
    """The file, the first of several."""
    make: Callable[[Sink], None]
    """Makes them; called in any process and in any order."""
    key: Mapping[str, str]
    """What they depend on: while it is the same, so are they. Empty: they are made every time."""
    long: bool = False
    """Whether making them takes long."""
    local: bool = False
    """Whether they are made where the content folder and the cache lie: other machines can't."""


class Plan:
    """The outputs of a build, each name once; plugins add to it, then all are made.

    What is made in one go and takes long comes first, so that no worker waits for it at the end.
    """

    def __init__(self, common: Mapping[str, str], *, local: bool = True) -> None:
        """Begin; `common` is what every output with a key depends on besides."""
        self.common = common
        self.local = local
        """Whether it takes local outputs; the plan of another machine leaves them out."""
        self._long: dict[str, Output] = {}
        self._short: dict[str, Output] = {}

    @property
    def outputs(self) -> tuple[Output, ...]:
        """All outputs in the order to make them."""
        return (*self._long.values(), *self._short.values())

    def add(
        self,
        name: str,
        make: Callable[[Sink], None],
        key: Mapping[str, str] = ALWAYS,
        *,
        long: bool = False,
        local: bool = False,
    ) -> None:
        """Add an output.

        Raises:
            ValueError: the name is taken or leads out of the output folder.

        """
        if name in self._long or name in self._short or not is_inside(name):
            raise ValueError(name)
        if local and not self.local:
            return
        whole = {**self.common, **key} if key else {}
        (self._long if long else self._short)[name] = Output(name, make, whole, long, local)

    def file(
        self,
        name: str,
        make: Callable[[], bytes],
        key: Mapping[str, str] = ALWAYS,
        *,
        local: bool = False,
    ) -> None:
        """Add a file of bytes."""
        self.add(name, lambda sink: sink.write(name, make()), key, local=local)

    def page(
        self,
        name: str,
        template: Template,
        views: Callable[[], Mapping[str, object]],
        key: Mapping[str, str] = ALWAYS,
    ) -> None:
        """Add a page; its views are made where it is rendered."""
        self.add(name, lambda sink: sink.write(name, template.render(views()).encode()), key)


def is_inside(name: str) -> bool:
    """Whether a path below the output folder stays there."""
    return bool(name) and not name.startswith("/") and ".." not in name.split("/")
