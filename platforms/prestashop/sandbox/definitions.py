"""Knows every resource of the stand-in: its fields in the shop's own order, and how each looks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

ROOT_NAMES: tuple[str, ...] = tuple(
    json.loads((HERE / "names.json").read_text(encoding="utf-8")),
)
"""Every resource a shop of version 9.1 lists, whether the stand-in has rows for it or not."""

IMPOSSIBLE_METHODS: Mapping[str, frozenset[str]] = {
    "search": frozenset({"PUT", "POST", "PATCH", "DELETE"}),
    "stock_availables": frozenset({"POST", "DELETE"}),
    "stock_movements": frozenset({"PUT", "POST", "PATCH", "DELETE"}),
    "stocks": frozenset({"PUT", "POST", "PATCH", "DELETE"}),
    "warehouses": frozenset({"DELETE"}),
}

ZEROS: Mapping[str, Any] = {
    "int": 0,
    "text": "",
    "flag": "0",
    "date": "0000-00-00 00:00:00",
    "day": "0000-00-00",
    "words": "",
    "null": None,
    "decimal2": "0.00",
    "decimal3": "0.000",
    "decimal6": "0.000000",
}
"""What the shop writes for nothing, by kind of field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: ``kind`` is a key of ZEROS, ``marks`` are the attributes its schema shows."""

    name: str
    kind: str
    default: Any
    link: str = ""
    """The resource its XML form points at, or empty."""
    is_dynamic: bool = False
    """Computed when read, so that it cannot be filtered."""
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        return self.kind == "int" or self.kind.startswith("decimal")


@dataclass(frozen=True, slots=True)
class Association:
    """A list of small records shown inside a row, under ``name``."""

    name: str
    entity: str
    fields: Mapping[str, Field]
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: its name in addresses, its singular and plural names in answers."""

    name: str
    entity: str
    plural: str
    fields: Mapping[str, Field]
    associations: Mapping[str, Association]


@cache
def resources() -> Mapping[str, Resource]:
    """Every resource with rows, by its name in addresses."""
    written = json.loads((HERE / "resources.json").read_text(encoding="utf-8"))
    return {name: _resource(name, entry) for name, entry in written.items()}


def _resource(name: str, entry: Mapping[str, Any]) -> Resource:
    return Resource(
        name=name,
        entity=entry["entity"],
        plural=entry["plural"],
        fields=_fields(entry["fields"]),
        associations={
            inner: _association(inner, written) for inner, written in entry["associations"].items()
        },
    )


def _fields(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Field]:
    return {name: _field(name, entry) for name, entry in entries.items()}


def _field(name: str, entry: Mapping[str, Any]) -> Field:
    own = {"kind", "default", "link", "dynamic"}
    return Field(
        name=name,
        kind=entry["kind"],
        default=entry.get("default", ZEROS[entry["kind"]]),
        link=entry.get("link", ""),
        is_dynamic=bool(entry.get("dynamic")),
        marks={key: mark for key, mark in entry.items() if key not in own},
    )


def _association(name: str, entry: Mapping[str, Any]) -> Association:
    return Association(
        name=name,
        entity=entry["entity"],
        fields=_fields(entry["fields"]),
        marks={key: mark for key, mark in entry.items() if key not in {"entity", "fields"}},
    )
