"""The GraphQL address of every store: who asks, what they may, what it costs, what goes wrong."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, request
from graphql import DocumentNode, FieldNode, OperationDefinitionNode

from platforms.shopify.sandbox.breaking import (
    ENDLESS,
    UNRECOGNISED,
    fail_first,
    plain,
    spoil,
    top_level,
)
from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.costs import MOST, cost
from platforms.shopify.sandbox.executing import execute, parsed
from platforms.shopify.sandbox.faults import ON_THE_WIRE
from platforms.shopify.sandbox.idempotency import keys_in
from platforms.shopify.sandbox.rights import refusing
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.store import Store

_VERSION = re.compile(r"\d{4}-\d{2}|unstable", re.ASCII)
Document = DocumentNode | tuple[dict[str, Any], ...]


def gate(sandbox: Sandbox) -> Blueprint:
    """``POST /shops/<host>/admin/api/<version>/graphql.json``."""
    routes = Blueprint("gate", __name__)

    @routes.post("/shops/<host>/admin/api/<version>/graphql.json")
    def graphql(host: str, version: str) -> Response:
        store = sandbox.stores.get(host)
        if store is None or _VERSION.fullmatch(version) is None:
            return plain(404, {"errors": "Not Found"})
        asked = request.get_json(silent=True)
        if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
            return plain(400, {"errors": {"query": "Required parameter missing or invalid"}})
        return _answered(_call(sandbox, store, version, asked))

    return routes


def _call(sandbox: Sandbox, store: Store, version: str, asked: dict[str, Any]) -> Call:
    call = Call(
        sandbox=sandbox,
        store=store,
        version=version,
        token=request.headers.get("X-Shopify-Access-Token", ""),
        body=request.get_data(),
        query=asked["query"],
        variables=asked.get("variables") or {},
        operation=asked.get("operationName") or "",
        at=sandbox.clock.now(),
        origin=request.host_url.rstrip("/"),
    )
    call.operation = call.operation or _named(parsed(call.query))
    sandbox.calls.keep(call)
    return call


def _answered(call: Call) -> Response:
    """The answer; while it is made and until it has left, its idempotency keys are in use."""
    document, sandbox = parsed(call.query), call.sandbox
    keys = keys_in(document, call.variables) if isinstance(document, DocumentNode) else ()
    names = (call.operation, *_names(document))
    with sandbox.idempotency.running(call.store.host, frozenset(keys)) as clashing:
        call.clashing = clashing
        met = sandbox.faults.strike(call.store.host, *names, kinds=ON_THE_WIRE)
        reply = fail_first(met) or _admitted(call, document)
        reply.headers["X-Request-Id"] = str(uuid.uuid4())
        reply.headers.setdefault("X-Shopify-API-Version", sandbox.served(call.version))
        reply = spoil(reply, met)
        call.status = reply.status_code
        return reply


def _admitted(call: Call, document: Document) -> Response:
    sandbox, store = call.sandbox, call.store
    access = sandbox.tokens.access(store.host, call.token, now=sandbox.clock.now())
    if access is None or not store.installed:
        return plain(401, {"errors": UNRECOGNISED})
    if access.expires_at is None:
        return plain(403, {"errors": ENDLESS})
    call.access, call.refuses = access, refusing(access, store)
    if not isinstance(document, DocumentNode):
        return plain(200, {"errors": list(document)})
    return plain(200, _paid(call, document))


def _paid(call: Call, document: DocumentNode) -> dict[str, Any]:
    """Executed where the store has the points for it."""
    buckets, host = call.sandbox.buckets, call.store.host
    sizes = tuple((it, size) for it, size in call.variables.items() if type(size) is int)
    points = _points(call.query, call.operation, sizes)
    now = call.sandbox.clock.now()
    if points > MOST:
        told = f"Query cost is {points}, which exceeds the single query max cost limit {MOST}."
        error = top_level(told, "MAX_COST_EXCEEDED", cost=points, maxCost=MOST)
        return {"errors": [error]}
    if not buckets.take(host, points, now=now):
        told_cost = buckets.told(host, points, now=now) | {"actualQueryCost": None}
        error = top_level("Throttled", "THROTTLED")
        return {"errors": [error], "extensions": {"cost": told_cost}}
    answer = execute(call, document, call.variables, call.operation)
    more = {**answer.get("extensions", {}), "cost": buckets.told(host, points, now=now)}
    return {**answer, "extensions": more}


def _named(document: Document) -> str:
    """The name of the document's first operation, empty where it has none."""
    definitions = document.definitions if isinstance(document, DocumentNode) else ()
    operations = (it for it in definitions if isinstance(it, OperationDefinitionNode))
    return next((it.name.value for it in operations if it.name is not None), "")


@lru_cache(maxsize=256)
def _points(query: str, operation: str, sizes: tuple[tuple[str, int], ...]) -> int:
    """Of all variables only the sizes of pages count."""
    document = parsed(query)
    return cost(document, dict(sizes), operation) if isinstance(document, DocumentNode) else 0


def _names(document: Document) -> Sequence[str]:
    """The operation's name and those of its first fields."""
    if not isinstance(document, DocumentNode):
        return ()
    names = []
    for it in document.definitions:
        if isinstance(it, OperationDefinitionNode):
            names += [it.name.value] if it.name is not None else []
            chosen = it.selection_set.selections
            names += [field.name.value for field in chosen if isinstance(field, FieldNode)]
    return names
