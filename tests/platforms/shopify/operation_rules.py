"""What every operation that we ship must keep, and what finds one that does not.

graphql-core's own rule for deprecated things fails on a schema built from an introspection, and the
specification knows nothing of keys, scopes and search filters: these are compared here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectValueNode,
    OperationDefinitionNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    type_from_ast,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values

ONCE = frozenset({"refundCreate"})
"""Mutations that Shopify refuses without a key of their own."""
_SAID_OF_AN_ERROR = frozenset({"field", "message", "code"})
_FILTER = re.compile(r"^\| ([a-z_]+(?:\.\{[a-z]+\}\.\{[a-z]+\})?) \|", re.MULTILINE)
_USED = re.compile(r"(?:^|[\s(-])([a-z_.]+):")


def faults(
    schema: GraphQLSchema, written: str, variables: Mapping[str, Any] | None = None
) -> list[str]:
    """What is wrong with an operation, and with variables that it is sent with."""
    document = parse(written)
    invalid = [fault.message for fault in validate(schema, document)]
    if any(not fault.startswith("Variable ") for fault in invalid):
        # What does not even fit the schema cannot be walked along it.
        return invalid
    found = [*invalid, *_walked(schema, document)]
    if variables is not None:
        found += _variables(schema, document, variables)
    return found


def scopes_lacking(
    schema: GraphQLSchema,
    written: str,
    needed: Mapping[tuple[str, str], frozenset[str]],
    given: frozenset[str],
) -> list[str]:
    """The fields that none of the given scopes opens."""
    return [
        f"{owner}.{name} needs one of {', '.join(sorted(scopes))}"
        for owner, name, result in _fields(schema, parse(written))
        for scopes in (
            needed.get((owner, name), frozenset()),
            needed.get((result, ""), frozenset()),
        )
        if scopes and not scopes & given
    ]


def filters_of(schema: GraphQLSchema, owner: str, field: str) -> frozenset[str]:
    """The search filters that Shopify documents for this connection."""
    kind = schema.type_map[owner]
    assert isinstance(kind, GraphQLObjectType)
    return frozenset(_FILTER.findall(kind.fields[field].args["query"].description or ""))


def filters_unknown(query: str, known: frozenset[str]) -> list[str]:
    """The filters in a search that are none: Shopify would drop each, and answer with everything.

    What stands in quotes is a value.
    """
    bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', query)
    return [name for name in _USED.findall(bare) if name not in known] or (
        [] if _USED.search(bare) else ["no filter at all"]
    )


class _Rules(Visitor):
    """Gathers faults on the way through one document."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: list[str] = []
        self.fields: list[tuple[str, str, str]] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        owner, field = self.types.get_parent_type(), self.types.get_field_def()
        if owner is None or field is None:
            return
        named, name = get_named_type(field.type), node.name.value
        self.fields.append((owner.name, name, named.name))
        where = f"{owner.name}.{name}"
        if field.deprecation_reason is not None:
            self.found.append(f"{where} is deprecated")
        if owner.name == "Mutation":
            self.found += _mutation(node, named)
        if any(arg in field.args for arg in ("first", "last")) and "Connection" in named.name:
            self.found += _bounds(node, where)

    def enter_argument(self, node: Any, *_: Any) -> None:
        argument = self.types.get_argument()
        if argument is not None and argument.deprecation_reason is not None:
            self.found.append(f"argument {node.name.value} is deprecated")

    def enter_object_value(self, node: ObjectValueNode, *_: Any) -> None:
        kind = get_named_type(self.types.get_input_type())
        if isinstance(kind, GraphQLInputObjectType):
            for one in node.fields:
                if kind.fields[one.name.value].deprecation_reason is not None:
                    self.found.append(f"{kind.name}.{one.name.value} is deprecated")

    def enter_enum_value(self, node: Any, *_: Any) -> None:
        kind = get_named_type(self.types.get_input_type())
        if isinstance(kind, GraphQLEnumType):
            value = kind.values[node.value]
            if value.deprecation_reason is not None:
                self.found.append(f"{kind.name}.{node.value} is deprecated")


def _walk(schema: GraphQLSchema, document: DocumentNode) -> _Rules:
    types = TypeInfo(schema)
    rules = _Rules(types)
    visit(document, TypeInfoVisitor(types, rules))
    return rules


def _walked(schema: GraphQLSchema, document: DocumentNode) -> Iterator[str]:
    yield from _walk(schema, document).found


def _fields(schema: GraphQLSchema, document: DocumentNode) -> list[tuple[str, str, str]]:
    return _walk(schema, document).fields


def _mutation(node: FieldNode, payload: Any) -> Iterator[str]:
    """A mutation asks for its errors, all that its payload has and none that is deprecated."""
    assert isinstance(payload, GraphQLObjectType | GraphQLInterfaceType)
    selected = {
        one.name.value: one
        for one in (node.selection_set.selections if node.selection_set else ())
        if isinstance(one, FieldNode)
    }
    errors = [
        name
        for name, field in payload.fields.items()
        if name.lower().endswith("usererrors") and field.deprecation_reason is None
    ]
    for name in errors:
        inner = selected.get(name)
        wanted = set(get_named_type(payload.fields[name].type).fields) & {
            "field",
            "message",
            "code",
        }
        asked = {
            one.name.value
            for one in (inner.selection_set.selections if inner and inner.selection_set else ())
            if isinstance(one, FieldNode)
        }
        if wanted - asked:
            yield f"{node.name.value} does not ask for {name}: {', '.join(sorted(wanted - asked))}"
    yield from _key(node)


def _key(node: FieldNode) -> Iterator[str]:
    keys = [one for one in node.directives or () if one.name.value == "idempotent"]
    if node.name.value in ONCE and not keys:
        yield f"{node.name.value} without @idempotent"
    if any(isinstance(arg.value, StringValueNode) for one in keys for arg in one.arguments or ()):
        yield f"{node.name.value} with the same key for every call"


def _bounds(node: FieldNode, where: str) -> Iterator[str]:
    bounds = [one for one in node.arguments or () if one.name.value in {"first", "last"}]
    if len(bounds) != 1:
        yield f"{where} needs one of first and last"


def _variables(
    schema: GraphQLSchema, document: DocumentNode, given: Mapping[str, Any]
) -> Iterator[str]:
    operation = next(
        one for one in document.definitions if isinstance(one, OperationDefinitionNode)
    )
    definitions = operation.variable_definitions or ()
    declared = {one.variable.name.value: one.type for one in definitions}
    yield from (f"${name} is not declared" for name in given if name not in declared)
    coerced = get_variable_values(schema, tuple(definitions), dict(given))
    if isinstance(coerced, list):
        yield from (fault.message for fault in coerced)
        return
    for name, value in given.items():
        if name in declared:
            yield from _old_inputs(type_from_ast(schema, declared[name]), value, name)


def _old_inputs(kind: Any, value: Any, where: str) -> Iterator[str]:
    named = get_named_type(kind)
    if isinstance(value, list):
        for one in value:
            yield from _old_inputs(named, one, where)
    elif isinstance(value, dict) and isinstance(named, GraphQLInputObjectType):
        for name, inner in value.items():
            if named.fields[name].deprecation_reason is not None:
                yield f"{named.name}.{name} is deprecated"
            yield from _old_inputs(named.fields[name].type, inner, f"{where}.{name}")


def sent(written: str) -> tuple[str, dict[str, Any]]:
    """(operation, variables) of a body as it goes over the wire."""
    body = json.loads(written)
    return body["query"], body["variables"]
