"""Resolves every field from the rows: references, pages and orders are followed in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from platforms.shopify.sandbox.calling import Call, Info
from platforms.shopify.sandbox.connections import page
from platforms.shopify.sandbox.fields import FIELDS
from platforms.shopify.sandbox.roots import QUERIES
from platforms.shopify.sandbox.sorting import in_order
from platforms.shopify.sandbox.store import Node, Store
from platforms.shopify.sandbox.writes import FIELDS as WRITTEN
from platforms.shopify.sandbox.writes import MUTATIONS

Resolver = Callable[[Call, Node, Mapping[str, Any]], Any]


def resolve(source: Node | None, info: Info, **args: Any) -> Any:
    """Any field of any type; ``source`` is its row, nothing at the root."""
    call: Call = info.context
    parent = info.parent_type.name
    lacking = call.refuses(parent, info.field_name)
    if lacking is not None:
        raise _denied(info, lacking)
    if parent == "Mutation":
        value: Any = MUTATIONS[info.field_name](call, args, info)
    elif parent == "QueryRoot":
        value = QUERIES[info.field_name](call, args)
    else:
        value = read(call, source or {}, info.field_name, args, parent)
    return _completed(call.store, value, info, args)


def read(
    call: Call,
    node: Node,
    name: str,
    args: Mapping[str, Any] | None = None,
    type_name: str | None = None,
) -> Any:
    """A field of a row as a query would see it, references not yet followed."""
    key = (type_name or node["__typename"], name)
    resolver = WRITTEN.get(key) or FIELDS.get(key)
    if resolver is not None:
        return resolver(call, node, args or {})
    if name not in node:
        raise LookupError(f"the sandbox keeps no {key[0]}.{name}")
    return node[name]


def _completed(store: Store, value: Any, info: Info, args: Mapping[str, Any]) -> Any:
    if value is None or is_leaf_type(get_named_type(info.return_type)):
        return value
    kind = get_nullable_type(info.return_type)
    if get_named_type(kind).name.endswith("Connection"):
        return page(in_order(_rows(store, value), args), args)
    if isinstance(kind, GraphQLList):
        return _rows(store, value)[: args.get("first")]
    return store.nodes.get(value) if isinstance(value, str) else value


def _rows(store: Store, values: Sequence[Any]) -> list[Any]:
    return [store.nodes.get(it) if isinstance(it, str) else it for it in values]


def _denied(info: Info, lacking: str) -> GraphQLError:
    return GraphQLError(
        f"Access denied for {info.field_name} field. Required access: {lacking}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": lacking,
        },
    )
