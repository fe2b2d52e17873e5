"""As much of JSON Schema as our schema of a manifest uses; a word that it lacks is an error."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "manifest_schema.json").read_text())
KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
}
WORDS = frozenset(
    {"$comment", "$defs", "$ref", "type", "required", "additionalProperties", "properties"}
    | {"items", "enum", "pattern", "minLength", "minItems", "minProperties"}
)


def faults(told: Any, schema: dict[str, Any] = SCHEMA, at: str = "manifest") -> Iterator[str]:
    """What is wrong with it, each with its place."""
    assert set(schema) <= WORDS, schema
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"]]
    if "enum" in schema and told not in schema["enum"]:
        yield f"{at}: {told!r} is none of {schema['enum']}"
    if "type" in schema and not _is_of(told, schema["type"]):
        yield f"{at}: {told!r} is no {schema['type']}"
    elif isinstance(told, dict):
        yield from _of_object(told, schema, at)
    elif isinstance(told, list):
        yield from _of_array(told, schema, at)
    elif isinstance(told, str):
        yield from _of_text(told, schema, at)


def _is_of(told: Any, names: str | list[str]) -> bool:
    listed = [names] if isinstance(names, str) else names
    kinds = tuple(kind for name in listed for kind in KINDS[name])
    return isinstance(told, kinds) and (not isinstance(told, bool) or bool in kinds)


def _of_object(told: dict[str, Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    known: dict[str, Any] = schema.get("properties", {})
    yield from (
        f"{at}: {name} is missing" for name in schema.get("required", ()) if name not in told
    )
    if len(told) < schema.get("minProperties", 0):
        yield f"{at}: nothing is in it"
    for name, value in told.items():
        if name in known:
            yield from faults(value, known[name], f"{at}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{at}: {name} is unknown"


def _of_array(told: list[Any], schema: dict[str, Any], at: str) -> Iterator[str]:
    if len(told) < schema.get("minItems", 0):
        yield f"{at}: too few"
    for number, value in enumerate(told):
        yield from faults(value, schema.get("items", {}), f"{at}[{number}]")


def _of_text(told: str, schema: dict[str, Any], at: str) -> Iterator[str]:
    if len(told) < schema.get("minLength", 0):
        yield f"{at}: empty"
    if "pattern" in schema and not re.search(schema["pattern"], told):
        yield f"{at}: {told!r} has not the form {schema['pattern']}"
