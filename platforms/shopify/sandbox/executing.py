"""Parses, validates and executes a document against one store's rows; a document is read once."""

from __future__ import annotations

import traceback
import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    validate,
)

from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.resolving import resolve
from platforms.shopify.sandbox.schemas import schema
from platforms.shopify.sandbox.store import Node
from platforms.shopify.sandbox.telling import invalid, shown

DOCUMENTS = 256


@lru_cache(maxsize=DOCUMENTS)
def parsed(query: str) -> DocumentNode | tuple[Node, ...]:
    """The document, or the errors that keep it from being executed."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as failure:
        return ({**failure.formatted, "extensions": {"code": "PARSE_ERROR"}},)
    errors = validate(schema(), document)
    return tuple(invalid(error) for error in errors) or document


def execute(
    call: Call,
    document: DocumentNode,
    variables: Mapping[str, Any],
    operation: str | None = None,
) -> Node:
    """What GraphQL answers, ``extensions.search`` included; nobody changes the store meanwhile."""
    with call.store.lock:
        result = execute_sync(
            schema(),
            document,
            context_value=call,
            variable_values=dict(variables),
            operation_name=operation or None,
            field_resolver=resolve,
            type_resolver=_kind,
        )
    answer: Node = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(call, it) for it in result.errors]
        if all(it.path is None for it in result.errors):
            del answer["data"]
    if call.warnings:
        answer["extensions"] = {"search": list(call.warnings)}
    return answer


def _kind(value: Node, _info: Info, _abstract: GraphQLAbstractType) -> str:
    return str(value["__typename"])


def _error(call: Call, error: GraphQLError) -> Node:
    if error.original_error is None or isinstance(error.original_error, GraphQLError):
        return shown(error)
    # A fault of the stand-in itself: its story is kept for whoever looks for it.
    call.sandbox.troubles.append("".join(traceback.format_exception(error.original_error)))
    return {
        **error.formatted,
        "message": f"Internal error: {error.original_error!r}",
        "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": str(uuid.uuid4())},
    }
