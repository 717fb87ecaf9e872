"""TOML with places: values by tomllib, the line and column of each key by tree-sitter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from plugins.model.problems import Problems
from plugins.model.source import read_source

Key = str | int
_PARSER = Parser(Language(tree_sitter_toml.language()))
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class TomlDocument:
    """A TOML file: its values and where they stand."""

    path: str
    """As shown in problems."""
    values: dict[str, Any]
    places: dict[tuple[Key, ...], tuple[int, int]] = field(repr=False)

    def place(self, *keys: Key) -> tuple[int, int]:
        """Return line and column (from 1) of a key or array element, else of the nearest above."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, (1, 1))


def load_toml(path: Path, shown: str, problems: Problems) -> TomlDocument | None:
    """Read a TOML file; a fault becomes a problem of `shown` and None."""
    source = read_source(path, shown, problems)
    if source is None:
        return None
    return parse_toml(source.text, shown, problems)


def parse_toml(text: str, shown: str, problems: Problems) -> TomlDocument | None:
    """Parse TOML text; a fault becomes a problem of `shown` and None."""
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        at = _AT.search(str(fault))
        line, column = (int(at[1]), int(at[2])) if at else (text.count("\n") + 1, 1)
        problems.add("F005", shown, line, column, reason=_AT.sub("", str(fault)).strip())
        return None
    return TomlDocument(shown, values, _places(text))


def _places(text: str) -> dict[tuple[Key, ...], tuple[int, int]]:
    return _PlaceFinder(text.encode("utf-8")).run()


class _PlaceFinder:
    """Walks the syntax tree and notes where each key stands."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.places: dict[tuple[Key, ...], tuple[int, int]] = {}
        self.counts: dict[tuple[Key, ...], int] = {}

    def run(self) -> dict[tuple[Key, ...], tuple[int, int]]:
        for node in _PARSER.parse(self.raw).root_node.named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                keys = self._table(node)
                self.places[keys] = self._at(node)
                for child in node.named_children[1:]:
                    if child.type == "pair":
                        self._pair(child, keys)
        return self.places

    def _at(self, node: Node) -> tuple[int, int]:
        start = self.raw.rfind(b"\n", 0, node.start_byte) + 1
        column = len(self.raw[start : node.start_byte].decode("utf-8", "replace")) + 1
        return node.start_point[0] + 1, column

    def _table(self, node: Node) -> tuple[Key, ...]:
        """Return the keys of a table; a name that heads an array means its newest element."""
        names = list(_names(node.named_children[0], self.raw))
        if node.type == "table":
            return self._resolve(names)
        whole = (*self._resolve(names[:-1]), names[-1])
        self.counts[whole] = self.counts.get(whole, 0) + 1
        self.places.setdefault(whole, self._at(node))
        return (*whole, self.counts[whole] - 1)

    def _resolve(self, names: list[str]) -> tuple[Key, ...]:
        keys: tuple[Key, ...] = ()
        for name in names:
            keys = (*keys, name)
            if keys in self.counts:
                keys = (*keys, self.counts[keys] - 1)
        return keys

    def _pair(self, node: Node, above: tuple[Key, ...]) -> None:
        names = list(_names(node.named_children[0], self.raw))
        for depth in range(1, len(names) + 1):
            self.places.setdefault((*above, *names[:depth]), self._at(node))
        if len(node.named_children) > 1:
            self._value(node.named_children[-1], (*above, *names))

    def _value(self, node: Node, keys: tuple[Key, ...]) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, keys)
        elif node.type == "array":
            elements = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(elements):
                self.places[(*keys, index)] = self._at(child)
                self._value(child, (*keys, index))


def _names(node: Node, raw: bytes) -> Iterator[str]:
    """Yield the parts of a bare, quoted or dotted key."""
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _names(child, raw)
    else:
        text = raw[node.start_byte : node.end_byte].decode("utf-8")
        yield next(iter(tomllib.loads(f"{text} = 0"))) if node.type == "quoted_key" else text
