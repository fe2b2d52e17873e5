"""Compares a cut of a schema with the whole: what the cut has, the whole must have, the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLDirective,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    introspection_types,
    print_ast,
    specified_directives,
)

Inputs = Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField]


def differences(ours: GraphQLSchema, real: GraphQLSchema) -> list[str]:
    """One line for each; none where the cut is true."""
    return [*_roots(ours, real), *_types(ours, real), *_directives(ours, real)]


def _roots(ours: GraphQLSchema, real: GraphQLSchema) -> Iterator[str]:
    for name in ("query_type", "mutation_type", "subscription_type"):
        if str(getattr(ours, name)) != str(getattr(real, name)):
            yield f"{name} differs"


def _types(ours: GraphQLSchema, real: GraphQLSchema) -> Iterator[str]:
    for name, mine in ours.type_map.items():
        theirs = real.type_map.get(name)
        if name in introspection_types:
            continue
        if theirs is None or type(theirs) is not type(mine):
            yield f"{name} is no such type"
        else:
            yield from _type(mine, theirs)


def _type(mine: GraphQLNamedType, theirs: Any) -> Iterator[str]:
    if isinstance(mine, GraphQLObjectType | GraphQLInterfaceType):
        yield from _members(mine.name, "implements", mine.interfaces, theirs.interfaces)
        yield from _fields(mine, theirs)
    elif isinstance(mine, GraphQLUnionType):
        yield from _members(mine.name, "holds", mine.types, theirs.types)
    elif isinstance(mine, GraphQLEnumType):
        yield from _values(mine, theirs)
    elif isinstance(mine, GraphQLInputObjectType):
        if mine.is_one_of != theirs.is_one_of:
            yield f"{mine.name} @oneOf differs"
        yield from _inputs(mine.name, mine.fields, theirs.fields)


def _members(name: str, verb: str, mine: Any, theirs: Any) -> Iterator[str]:
    for extra in {str(it) for it in mine} - {str(it) for it in theirs}:
        yield f"{name} {verb} no {extra}"


def _fields(
    mine: GraphQLObjectType | GraphQLInterfaceType,
    theirs: GraphQLObjectType | GraphQLInterfaceType,
) -> Iterator[str]:
    for name, field in mine.fields.items():
        path, real = f"{mine.name}.{name}", theirs.fields.get(name)
        if real is None:
            yield f"{path} is no such field"
            continue
        if str(field.type) != str(real.type):
            yield f"{path} is {real.type}, not {field.type}"
        yield from _deprecation(path, field, real)
        yield from _inputs(path, field.args, real.args)


def _values(mine: GraphQLEnumType, theirs: GraphQLEnumType) -> Iterator[str]:
    for name, value in mine.values.items():
        path, real = f"{mine.name}.{name}", theirs.values.get(name)
        if real is None:
            yield f"{path} is no such value"
        else:
            yield from _deprecation(path, value, real)


def _inputs(path: str, mine: Inputs, theirs: Inputs) -> Iterator[str]:
    """Arguments and fields of inputs are complete: one left out would refuse what is allowed."""
    for name in mine.keys() ^ theirs.keys():
        yield f"{path}({name}) is only on one side"
    for name in mine.keys() & theirs.keys():
        own, real = mine[name], theirs[name]
        if str(own.type) != str(real.type):
            yield f"{path}({name}) is {real.type}, not {own.type}"
        if _default(own) != _default(real):
            yield f"{path}({name}) has another default"
        yield from _deprecation(f"{path}({name})", own, real)


def _default(given: GraphQLArgument | GraphQLInputField) -> str:
    """As it is written; no default and a default of null are two things."""
    if given.default is None:
        return ""
    written = given.default.literal
    return repr(given.default.value) if written is None else print_ast(written)


def _deprecation(path: str, mine: Any, theirs: Any) -> Iterator[str]:
    if (mine.deprecation_reason is None) != (theirs.deprecation_reason is None):
        yield f"{path} is deprecated on one side"


def _directives(ours: GraphQLSchema, real: GraphQLSchema) -> Iterator[str]:
    known: dict[str, GraphQLDirective] = {it.name: it for it in real.directives}
    common = {it.name for it in specified_directives}
    for mine in ours.directives:
        if mine.name in common:
            continue
        theirs = known.get(mine.name)
        if theirs is None:
            yield f"@{mine.name} is no such directive"
            continue
        if set(mine.locations) != set(theirs.locations):
            yield f"@{mine.name} stands elsewhere"
        yield from _inputs(f"@{mine.name}", mine.args, theirs.args)
