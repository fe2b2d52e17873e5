"""Errors before and during execution, under the codes that Shopify gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError

from platforms.shopify.sandbox.store import Node

_CODES: Final[Mapping[str, str]] = {
    r"Cannot query field": "undefinedField",
    r"Unknown argument .* on field": "argumentNotAccepted",
    r"Unknown directive": "undefinedDirective",
    r"Directive .* may not be used": "directiveCannotBeApplied",
    r"Variable .* is never used": "variableNotUsed",
    r"must (not )?have a (sub)?selection": "selectionMismatch",
    r"Field '.*' of required type": "missingRequiredInputObjectAttribute",
    r"(Field|Argument|Directive) .* is required": "missingRequiredArguments",
    r"OneOf Input Object": "invalidOneOfInputObject",
    r"Exactly one key must be specified": "invalidOneOfInputObject",
}
_VARIABLE = re.compile(r"Variable '?\$(?P<name>\w+)'?")
_FIELD = re.compile(r"Cannot query field '(?P<field>\w+)' on type '(?P<type>\w+)'")


def invalid(error: GraphQLError) -> Node:
    """An error of the document itself."""
    code = next(
        (code for pattern, code in _CODES.items() if re.search(pattern, error.message)),
        "argumentLiteralsIncompatible",
    )
    return {**error.formatted, "message": _message(error), "extensions": {"code": code}}


def shown(error: GraphQLError) -> Node:
    """An error of execution, or of the variables, which come before it."""
    told: Node = dict(error.formatted)
    if error.path is None and _VARIABLE.match(error.message):
        told["extensions"] = {"code": "INVALID_VARIABLE", "problems": _problems(error)}
    return told


def _message(error: GraphQLError) -> str:
    met = _FIELD.match(error.message)
    if met is None:
        return error.message
    return f"Field '{met['field']}' doesn't exist on type '{met['type']}'"


def _problems(error: GraphQLError) -> list[dict[str, Any]]:
    return [{"path": [], "explanation": error.message}]
