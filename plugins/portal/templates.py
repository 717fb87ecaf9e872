"""How templates are rendered fast: what is the same on many pages is rendered once."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Macro
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]


def _escaped(value: Any) -> str:
    """Return text escaped for HTML, as a plain string: what is printed is joined at once.

    A page prints more than a hundred texts, and half their time went into marking each as escaped.
    """
    kind = type(value)
    if kind is str:
        return str(_escape_inner(value))
    return value if kind is Markup else escape(value)


class PortalTemplate(Template):
    """A template whose macros are made once: it is never given other globals than the portal's."""

    @classmethod
    def _from_namespace(cls, environment: Environment, namespace: Any, known: Any) -> Template:
        namespace["escape"] = _escaped
        return super()._from_namespace(environment, namespace, known)

    def _get_default_module(self, _ctx: Any = None) -> Any:
        return super()._get_default_module()


def keep_templates(environment: Environment) -> None:
    """Have an environment look for each template once, not again on every page."""
    environment.template_class = PortalTemplate
    environment.get_template = cache(environment.get_template)  # type: ignore[method-assign]


class Once:
    """Renders a component once for the same arguments, by their identity."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[Markup, dict[str, object]]] = {}

    def __call__(self, macro: Macro, **given: Any) -> Markup:
        """Return what a component's macro makes of the arguments."""
        key = (
            macro.name,
            *(value if isinstance(value, str) else id(value) for value in given.values()),
        )
        found = self._made.get(key)
        if found is None:
            # The arguments are kept: nothing else may get their identity.
            found = self._made[key] = (Markup(macro(**given)), given)  # noqa: S704 - autoescaped
        return found[0]
