"""The components of a theme and the examples that their YAML files hold, for the gallery."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment
from markupsafe import Markup

from plugins.model import data_views, item_views, register_views, site, views

_TYPES = {
    **vars(site),
    **vars(item_views),
    **vars(data_views),
    **vars(views),
    **vars(register_views),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a component's macro."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments to show a component with."""

    component: str
    name: str
    arguments: dict[str, Any]
    content: str
    """HTML for a macro that is called with content; empty for the others."""

    def __str__(self) -> str:
        return f"{self.component}-{self.name}"


@dataclass(frozen=True, slots=True)
class Component:
    """What a component's YAML file says."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]
    examples: tuple[Example, ...]


def component_names(theme: Path) -> tuple[str, ...]:
    """Return the components of a theme, by name."""
    return tuple(sorted(path.name for path in (theme / "components").iterdir()))


def load_component(theme: Path, name: str) -> Component:
    """Read a component's YAML; an unknown key is a TypeError."""
    path = theme / "components" / name / f"{name}.yaml"
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    content = document.pop("content", "")
    parameters = tuple(Parameter(**one) for one in document.pop("parameters"))
    examples = tuple(
        Example(component=name, content=content, **one) for one in document.pop("examples")
    )
    return Component(parameters=parameters, examples=examples, **document)


class _PlainLoader(yaml.SafeLoader):
    """Leaves dates as the texts that they are."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def record(annotation: Any, value: Any, text: Callable[[str], str] = str) -> Any:
    """Make a typed value of a plain one; fields that it leaves out are blank.

    `text` is applied to every plain text. An unknown field or a wrong type is a TypeError.
    """
    if isinstance(annotation, str):
        annotation = eval(annotation, dict(_TYPES))  # noqa: S307 - a type in our YAML
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        inner = next(one for one in typing.get_args(annotation) if one is not type(None))
        return None if value is None else record(inner, value, text)
    if origin is tuple:
        inner = typing.get_args(annotation)[0]
        return tuple(record(inner, one, text) for one in value)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        hints = typing.get_type_hints(annotation)
        unknown = set(value) - set(hints)
        if unknown:
            raise TypeError(f"{annotation.__name__} has no field {sorted(unknown)}")
        return annotation(
            **{
                name: record(hint, value[name], text) if name in value else blank(hint)
                for name, hint in hints.items()
            }
        )
    if annotation is Markup:
        return Markup(value)  # noqa: S704 - an example of our own
    if not isinstance(value, annotation):
        raise TypeError(f"{value!r} is no {annotation.__name__}")
    return text(value) if annotation is str else value


def blank(annotation: Any) -> Any:
    """Return the value that says nothing: empty text, empty tuple, zero, False or None."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return None
    if origin is tuple:
        return ()
    if dataclasses.is_dataclass(annotation):
        return record(annotation, {})
    return annotation()


def render(
    environment: Environment,
    theme: Path,
    example: Example,
    text: Callable[[str], str] = str,
    own: Mapping[str, str] | None = None,
) -> str:
    """Render an example as the portal would; `text` is applied to every plain text.

    `own` holds what a build alone knows, as the address of the icons: it replaces an argument of
    the same name.
    """
    component = load_component(theme, example.component)
    types_of = {one.name: one.type for one in component.parameters}
    arguments = {
        name: record(types_of[name], value, text) for name, value in example.arguments.items()
    }
    arguments |= {name: value for name, value in (own or {}).items() if name in arguments}
    name = example.component
    call = f"{name}(**arguments)"
    body = f"{{% call {call} %}}{{{{ content }}}}{{% endcall %}}" if example.content else None
    source = f'{{% from "components/{name}/{name}.html" import {name} %}}' + (
        body or f"{{{{ {call} }}}}"
    )
    template = environment.from_string(source)
    content = Markup(example.content)  # noqa: S704 - an example of our own
    return template.render(arguments=arguments, content=content)
