"""JSON Schemas (draft 2020-12) of the data files."""

from __future__ import annotations

import json
from typing import Any

from plugins.model.addresses import data_address
from plugins.model.edition import Edition
from plugins.open_data.fields import FIELDS, Schema
from plugins.open_data.notices import SCHEMAS, schema_address

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_HEAD: Schema = {
    "$schema": {"type": "string", "format": "uri"},
    "title": {"type": "string", "minLength": 1},
    "homepage": {"type": "string", "format": "uri"},
    "publisher": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
    "licence": {
        "type": ["object", "null"],
        "required": ["name", "url"],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "url": {"type": ["string", "null"], "format": "uri"},
        },
    },
    "updated": _MOMENT,
    "count": {"type": "integer", "minimum": 0},
}
"""What stands before the notices in files of many."""
_YEAR: Schema = {
    "type": "object",
    "required": ["year", "count", "updated", "json", "csv"],
    "properties": {
        "year": {"type": "integer"},
        "count": {"type": "integer", "minimum": 1},
        "updated": {"type": "string", "format": "date-time"},
        "json": {"type": "string", "format": "uri"},
        "csv": {"type": "string", "format": "uri"},
    },
}


def schema_files(edition: Edition) -> dict[str, str]:
    """Return the schemas by root-relative address."""
    notices = {"type": "array", "items": {"$ref": SCHEMAS["notice"]}}
    years = {"type": "array", "items": _YEAR}
    made = {
        "notice": _schema(edition, "notice", "一件公文", _notice()),
        "notices": _schema(edition, "notices", "多件公文", {**_HEAD, "notices": notices}),
        "index": _schema(edition, "index", "各年文件的目录", {**_HEAD, "years": years}),
    }
    return {
        data_address(edition.site, SCHEMAS[kind]): json.dumps(one, ensure_ascii=False, indent=1)
        + "\n"
        for kind, one in made.items()
    }


def _notice() -> Schema:
    return {field.key: _told(field.label, field.help_zh, field.schema) for field in FIELDS}


def _told(title: str, description: str, schema: Schema) -> Schema:
    return {"title": title, "description": description, **schema}


def _schema(edition: Edition, kind: str, title: str, properties: dict[str, Any]) -> Schema:
    """Return the schema of an object that has every one of its properties.

    Others are allowed: files may get more of them later.
    """
    return {
        "$schema": DRAFT,
        "$id": schema_address(edition, kind),
        "title": title,
        "type": "object",
        "required": [name for name in properties if name != "$schema"],
        "properties": properties,
    }
