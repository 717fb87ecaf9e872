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


@dataclass(frozen=True, slots=True)
class Output:
    """A file to publish, or some that are made together."""

    name: str
    """The file, the first of several."""
    make: Callable[[Sink], None]
    """Makes them; called in any process and in any order."""


class Plan:
    """The outputs of a build, each name once; plugins add to it, then all are made.

    What is made in one go and takes long comes first, so that no worker waits for it at the end.
    """

    def __init__(self) -> None:
        self._long: dict[str, Output] = {}
        self._short: dict[str, Output] = {}

    @property
    def outputs(self) -> tuple[Output, ...]:
        """All outputs in the order to make them."""
        return (*self._long.values(), *self._short.values())

    @property
    def long(self) -> int:
        """How many of the outputs take long."""
        return len(self._long)

    def add(self, name: str, make: Callable[[Sink], None], *, long: bool = False) -> None:
        """Add an output.

        Raises:
            ValueError: the name is taken or leads out of the output folder.

        """
        if name in self._long or name in self._short or not is_inside(name):
            raise ValueError(name)
        (self._long if long else self._short)[name] = Output(name, make)

    def file(self, name: str, make: Callable[[], bytes]) -> None:
        """Add a file of bytes."""
        self.add(name, lambda sink: sink.write(name, make()))

    def page(
        self, name: str, template: Template, views: Callable[[], Mapping[str, object]]
    ) -> None:
        """Add a page; its views are made where it is rendered."""
        self.add(name, lambda sink: sink.write(name, template.render(views()).encode()))


def is_inside(name: str) -> bool:
    """Whether a path below the output folder stays there."""
    return bool(name) and not name.startswith("/") and ".." not in name.split("/")
