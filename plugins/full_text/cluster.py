"""The OpenSearch cluster: the same documents, folded and matched there as the static index does.

Each character is a token with its place, so a phrase query finds a run of characters wherever it
stands and nowhere else. A mapping filter folds them by the table of folding.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError
from opensearchpy.helpers import streaming_bulk

from plugins.full_text.folding import fold
from plugins.full_text.records import SearchDocument

GAP = 200
"""Places between the texts of a field: no phrase runs from one into the next."""
_CODES = (range(0xD800), range(0xE000, 0x30000), range(0xE0000, 0xE0080))
"""Code points that may fold to something else."""
_CHUNK = 200
"""Documents of one request."""


class ClusterError(Exception):
    """The cluster holds something that must not be replaced, or took fewer items than were sent."""


def index_body() -> dict[str, Any]:
    """Return settings and mappings of an index."""
    text = {"type": "text", "analyzer": "characters", "position_increment_gap": GAP}
    word = {"type": "keyword"}
    words = ("column", "series", "kind", "validity", "issuer", "subject", "year", "url")
    return {
        "settings": {
            "number_of_shards": 1,
            "analysis": {
                "char_filter": {"fold": {"type": "mapping", "mappings": list(_mappings())}},
                "tokenizer": {"single": {"type": "ngram", "min_gram": 1, "max_gram": 1}},
                "analyzer": {
                    "characters": {
                        "type": "custom",
                        "char_filter": ["fold"],
                        "tokenizer": "single",
                    }
                },
                "normalizer": {"spelling": {"type": "custom", "char_filter": ["fold"]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "title": text,
                "number": text,
                "about": text,
                "text": text,
                "attachments": {
                    "type": "nested",
                    "properties": {"title": text, "text": text, "url": word},
                },
                "spellings": {"type": "keyword", "normalizer": "spelling"},
                "date": {"type": "date", "format": "strict_date_hour_minute"},
                **dict.fromkeys(words, word),
            },
        },
    }


def _mappings() -> Iterator[str]:
    """Yield a rule for each character that folding changes, as escapes."""
    for code in chain(*_CODES):
        if (to := fold(chr(code))) != chr(code):
            yield f"{_escaped(chr(code))}=>{_escaped(to)}"


def _escaped(text: str) -> str:
    raw = text.encode("utf-16-be")
    return "".join(f"\\u{raw[at]:02x}{raw[at + 1]:02x}" for at in range(0, len(raw), 2))


def cluster_document(document: SearchDocument) -> dict[str, Any]:
    """Return a document as the cluster keeps it."""
    return {
        "title": document.title,
        "number": document.number,
        "about": [one for one in document.about if one],
        "text": document.text,
        "attachments": [
            {"title": one.title, "text": one.text, "url": one.url} for one in document.attachments
        ],
        "spellings": list(document.spellings),
        "date": f"{document.date:%Y-%m-%dT%H:%M}",
        "year": str(document.date.year),
        "url": document.url,
        "column": document.column,
        "series": document.series,
        "kind": document.kind,
        "validity": document.validity,
        "issuer": document.issuer,
        "subject": document.subject,
    }


def send(client: OpenSearch, alias: str, documents: Sequence[SearchDocument]) -> str | None:
    """Bring an alias to an index of these documents; return its name, None where it was there.

    The alias moves once the new index is whole, and then indexes that it had before are removed. An
    index is named after its content.

    Raises:
        ClusterError: an index of the alias's name exists, or documents are missing at the end.
        opensearchpy.exceptions.OpenSearchException: the cluster can't be reached or refuses.

    """
    body = index_body()
    told = {one.path: cluster_document(one) for one in sorted(documents, key=lambda one: one.path)}
    digest = hashlib.sha256(json.dumps([body, told], sort_keys=True).encode()).hexdigest()
    name = f"{alias}-{digest[:16]}"
    before = _holders(client, alias)
    if before == [name]:
        return None
    if client.indices.exists(index=name):
        client.indices.delete(index=name)
    client.indices.create(index=name, body=body)
    try:
        _fill(client, name, told)
    except BaseException:
        client.indices.delete(index=name)
        raise
    moves = [{"remove": {"index": one, "alias": alias}} for one in before]
    client.indices.update_aliases(
        body={"actions": [*moves, {"add": {"index": name, "alias": alias}}]}
    )
    for one in before:
        client.indices.delete(index=one)
    return name


def _holders(client: OpenSearch, alias: str) -> list[str]:
    """Return the indexes that an alias names."""
    try:
        return sorted(client.indices.get_alias(name=alias))
    except NotFoundError:
        if client.indices.exists(index=alias):
            raise ClusterError(
                f"{alias} 是一个索引，不是别名，请换一个名称 | {alias} is an index, no alias"
            ) from None
        return []


def _fill(client: OpenSearch, name: str, told: dict[str, dict[str, Any]]) -> None:
    actions = (
        {"_index": name, "_id": hashlib.sha256(path.encode()).hexdigest(), "_source": source}
        for path, source in told.items()
    )
    for _answer in streaming_bulk(client, actions, chunk_size=_CHUNK):
        pass
    client.indices.refresh(index=name)
    held = client.count(index=name)["count"]
    if held != len(told):
        raise ClusterError(f"发送 {len(told)} 篇，只收到 {held} 篇 | {held} of {len(told)} arrived")
