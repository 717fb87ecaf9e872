"""Components of the theme and the examples that their YAML files hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta, nodes

from plugins.model.phrases import with_breaks
from plugins.portal import gallery
from plugins.portal.gallery import Component, Example, blank, component_names, record
from plugins.portal.templates import Once

THEME = Path(__file__).parents[2] / "theme"
COMPONENTS = component_names(THEME)


def environment() -> Environment:
    """Jinja as the portal sets it up."""
    made = Environment(
        loader=FileSystemLoader([THEME / "templates", THEME]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["with_breaks"] = with_breaks
    made.globals.update(once=Once(), menu_pages=frozenset())
    return made


def outside_names(source: str) -> set[str]:
    """Return the names that a template takes from its context.

    Jinja's own search does not see what a block or macro gets from its file's imports, nor that a
    namespace was made where it is written to.
    """
    tree = environment().parse(source)
    own = {
        name if isinstance(name, str) else name[1]
        for statement in tree.find_all(nodes.FromImport)
        for name in statement.names
    }
    own |= {
        statement.target.name
        for statement in tree.find_all(nodes.Assign)
        if isinstance(statement.target, nodes.Name)
    }
    return meta.find_undeclared_variables(tree) - own


def load_component(name: str) -> Component:
    """Read a component of our theme."""
    return gallery.load_component(THEME, name)


def render(example: Example, text: Callable[[str], str] = str) -> str:
    """Render an example with our theme."""
    return gallery.render(environment(), THEME, example, text)


__all__ = [
    "COMPONENTS",
    "THEME",
    "Example",
    "blank",
    "environment",
    "load_component",
    "outside_names",
    "record",
    "render",
]
