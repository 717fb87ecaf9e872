"""A server that speaks what the portal needs of OpenSearch: indexes, aliases, bulk, phrase queries.

It analyses texts by the settings that it was sent (mapping filter, one character a token) and
answers 400 to whatever it doesn't know, so that a change of what is asked shows.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

MISSING = (404, {"error": {"type": "index_not_found_exception"}, "status": 404})


class RefusedError(Exception):
    """A request that this server doesn't understand."""


class Cluster:
    """Indexes by name, aliases, and what was asked."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, Any]] = {}
        self.aliases: dict[str, set[str]] = {}
        self.requests: list[tuple[str, str, str | None]] = []
        self.lose = 0
        """How many documents of the next bulk request are lost."""

    def create(self, name: str, body: dict[str, Any]) -> None:
        rules = body["settings"]["analysis"]["char_filter"]["fold"]["mappings"]
        assert body["settings"]["analysis"]["tokenizer"]["single"] == {
            "type": "ngram", "min_gram": 1, "max_gram": 1,
        }  # fmt: skip
        pairs = (rule.split("=>") for rule in rules)
        table = {_plain(one): _plain(to) for one, to in pairs}
        self.indexes[name] = {"body": body, "documents": {}, "folds": str.maketrans(table)}

    def bulk(self, lines: list[str]) -> dict[str, Any]:
        items = []
        for head, source in zip(lines[::2], lines[1::2], strict=True):
            action = json.loads(head)["index"]
            index, document = self.indexes[action["_index"]], json.loads(source)
            known = set(index["body"]["mappings"]["properties"])
            if not set(document) <= known:
                raise RefusedError("strict_dynamic_mapping_exception")
            if self.lose:
                self.lose -= 1
            else:
                index["documents"][action["_id"]] = document
            items.append({"index": {"_id": action["_id"], "status": 201}})
        return {"errors": False, "items": items}

    def move(self, actions: list[dict[str, Any]]) -> None:
        for action in actions:
            ((verb, about),) = action.items()
            held = self.aliases.setdefault(about["alias"], set())
            (held.add if verb == "add" else held.discard)(about["index"])

    def search(self, alias: str, body: dict[str, Any]) -> dict[str, Any]:
        (name,) = self.aliases[alias]
        index = self.indexes[name]
        query = Query(index["folds"])
        scored = [
            (query.score(document, body["query"]), document)
            for document in index["documents"].values()
            if query.matches(document, body["query"])
        ]
        kept = [
            (score, one)
            for score, one in scored
            if query.matches(one, body.get("post_filter", {"match_all": {}}))
        ]
        for rule in reversed(body["sort"]):
            ((field, order),) = rule.items()
            kept.sort(
                key=lambda pair, field=field: pair[0] if field == "_score" else pair[1][field],
                reverse=order == "desc",
            )
        start, size = body.get("from", 0), body["size"]
        hits = [query.hit(one, body) for _score, one in kept[start : start + size]]
        return {
            "hits": {"total": {"value": len(kept)}, "hits": hits},
            "aggregations": {
                name: query.aggregate([one for _, one in scored], wanted)
                for name, wanted in body.get("aggs", {}).items()
            },
        }


def _plain(escaped: str) -> str:
    raw = bytes.fromhex(escaped.replace("\\u", ""))
    return raw.decode("utf-16-be")


class Query:
    """The part of the query language that the portal uses, over one index."""

    def __init__(self, folds: dict[int, str]) -> None:
        self.folds = folds

    def fold(self, text: str) -> str:
        return text.translate(self.folds)

    def texts(self, document: dict[str, Any], field: str) -> Iterator[str]:
        value = document[field.rpartition(".")[2] if "." in field else field]
        yield from value if isinstance(value, list) else [value]

    def matches(self, document: dict[str, Any], query: dict[str, Any]) -> bool:
        ((kind, about),) = query.items()
        if kind == "match_all":
            return True
        if kind == "constant_score":
            return self.matches(document, about["filter"])
        if kind == "bool":
            need = all(self.matches(document, one) for one in about.get("filter", ()))
            if about.get("minimum_should_match"):
                need = need and any(self.matches(document, one) for one in about["should"])
            return need
        if kind == "terms":
            ((field, values),) = about.items()
            held = document[field]
            if field == "spellings":
                values = [self.fold(value) for value in values]
                held = [self.fold(value) for value in held]
            return bool(set(values) & set(held if isinstance(held, list) else [held]))
        if kind == "multi_match" and about["type"] == "phrase":
            wanted = self.fold(about["query"])
            return any(
                wanted in self.fold(text)
                for field in about["fields"]
                for text in self.texts(document, field)
            )
        if kind == "nested":
            return any(self.matches(one, about["query"]) for one in document[about["path"]])
        raise RefusedError(kind)

    def score(self, document: dict[str, Any], query: dict[str, Any]) -> float:
        return sum(self.matches(document, one) for one in query.get("bool", {}).get("should", ()))

    def aggregate(self, documents: list[Any], wanted: dict[str, Any]) -> dict[str, Any]:
        held = [one for one in documents if self.matches(one, wanted["filter"])]
        answer: dict[str, Any] = {"doc_count": len(held)}
        for name, inner in wanted.get("aggs", {}).items():
            counts: dict[str, int] = {}
            for one in held:
                counts[one[inner["terms"]["field"]]] = (
                    counts.get(one[inner["terms"]["field"]], 0) + 1
                )
            answer[name] = {"buckets": [{"key": k, "doc_count": n} for k, n in counts.items()]}
        return answer

    def hit(self, document: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        phrases = list(_phrases(body["query"]))
        answer: dict[str, Any] = {
            "_source": {name: document[name] for name in body["_source"]},
            "highlight": self.highlight(document, phrases, body.get("highlight")),
        }
        for nested in _nested(body["query"]):
            asked = nested["inner_hits"]
            inner = [one for one in document[nested["path"]] if self.matches(one, nested["query"])]
            answer.setdefault("inner_hits", {})[asked["name"]] = {
                "hits": {
                    "hits": [
                        {
                            "_source": {
                                name.split(".")[1]: one[name.split(".")[1]]
                                for name in asked["_source"]
                            },
                            "highlight": self.highlight(one, phrases, asked["highlight"]),
                        }
                        for one in inner[: asked["size"]]
                    ]
                }
            }
        return answer

    def highlight(
        self, document: dict[str, Any], phrases: list[str], wanted: dict[str, Any] | None
    ) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for field in (wanted or {}).get("fields", ()):
            for text in self.texts(document, field):
                marked = self.mark(text, phrases, wanted["pre_tags"][0], wanted["post_tags"][0])
                if marked != text:
                    found.setdefault(field, []).append(marked)
        return found

    def mark(self, text: str, phrases: list[str], before: str, after: str) -> str:
        """Mark each character of a hit by itself, as a highlighter of tokens does."""
        hit = [False] * len(text)
        folded = [self.fold(char) for char in text]
        whole = "".join(folded)
        places = [index for index, part in enumerate(folded) for _ in part]
        for phrase in phrases:
            for match in re.finditer(f"(?={re.escape(self.fold(phrase))})", whole):
                for at in range(match.start(), match.start() + len(self.fold(phrase))):
                    hit[places[at]] = True
        pairs = zip(text, hit, strict=True)
        return "".join(f"{before}{char}{after}" if held else char for char, held in pairs)


def _phrases(query: Any) -> Iterator[str]:
    if isinstance(query, dict):
        if "multi_match" in query:
            yield query["multi_match"]["query"]
        for value in query.values():
            yield from _phrases(value)
    elif isinstance(query, list):
        for value in query:
            yield from _phrases(value)


def _nested(query: Any) -> Iterator[dict[str, Any]]:
    if isinstance(query, dict):
        if "nested" in query:
            yield query["nested"]
        for value in query.values():
            yield from _nested(value)
    elif isinstance(query, list):
        for value in query:
            yield from _nested(value)


class Handler(http.server.BaseHTTPRequestHandler):
    """Speaks HTTP for a cluster."""

    protocol_version = "HTTP/1.1"
    cluster: Cluster

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def answer(self, status: int, body: object = None) -> None:
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "content-type")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length).decode()
        path = self.path.partition("?")[0].strip("/")
        self.cluster.requests.append((self.command, path, self.headers.get("Authorization")))
        try:
            self.answer(*self.route(path, text))
        except (RefusedError, KeyError, ValueError) as fault:
            self.answer(400, {"error": {"type": "parsing_exception", "reason": repr(fault)}})

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = serve  # noqa: N815

    def route(self, path: str, text: str) -> tuple[int, object]:
        cluster = self.cluster
        parts = path.split("/")
        if self.command == "OPTIONS":
            return 200, None
        if path == "_bulk":
            return 200, cluster.bulk([line for line in text.split("\n") if line])
        if path == "_aliases":
            cluster.move(json.loads(text)["actions"])
            return 200, {"acknowledged": True}
        if parts[0] == "_alias":
            held = cluster.aliases.get(parts[1])
            return (200, {name: {"aliases": {parts[1]: {}}} for name in held}) if held else MISSING
        if len(parts) == 2:
            return 200, self.about(parts[0], parts[1], text)
        return self.whole(path, text)

    def about(self, name: str, what: str, text: str) -> object:
        """Answer for a part of an index."""
        if what == "_search":
            return self.cluster.search(name, json.loads(text))
        if what == "_refresh":
            return {"_shards": {"failed": 0}}
        if what == "_count":
            return {"count": len(self.cluster.indexes[name]["documents"])}
        raise RefusedError(what)

    def whole(self, name: str, text: str) -> tuple[int, object]:
        """Answer for an index as a whole."""
        cluster = self.cluster
        if self.command == "HEAD":
            return (200 if name in cluster.indexes else 404), None
        if self.command == "PUT":
            cluster.create(name, json.loads(text))
            return 200, {"acknowledged": True, "index": name}
        if self.command == "DELETE":
            return (200, {"acknowledged": True}) if cluster.indexes.pop(name, None) else MISSING
        raise RefusedError(f"{self.command} {name}")


def serve(cluster: Cluster) -> tuple[http.server.ThreadingHTTPServer, Callable[[], None]]:
    """Serve a cluster; return the server and what stops it."""
    handler = type("Bound", (Handler,), {"cluster": cluster})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return server, stop
