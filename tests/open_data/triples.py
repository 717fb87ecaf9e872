"""JSON-LD read as triples."""

from __future__ import annotations

import json
import warnings
from typing import Any

from rdflib import Graph

SCHEMA = "https://schema.org/"
OWN_CONTEXT = {"@vocab": SCHEMA, **{name: {"@type": "@id"} for name in ("url", "item", "image")}}
"""What stands for schema.org's context, which nobody fetches here."""


def triples(document: dict[str, Any]) -> Graph:
    """Return the triples of a document."""
    context = document["@context"]
    parts = context if isinstance(context, list) else [context]
    local = [OWN_CONTEXT if one == "https://schema.org" else one for one in parts]
    with warnings.catch_warnings():
        # rdflib's own parser still uses a class that rdflib deprecates.
        warnings.simplefilter("ignore", DeprecationWarning)
        text = json.dumps({**document, "@context": local})
        return Graph().parse(data=text, format="json-ld")
