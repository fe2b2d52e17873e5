"""Shopify's real Admin schema of 2026-10, as its own developer package ships it; read once."""

from __future__ import annotations

import gzip
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_client_schema

FILE = Path(sys.prefix) / "shopify-schema" / "admin_2026-10.json.gz"
"""``make test`` puts it there."""


@cache
def _file() -> Any:
    return json.loads(gzip.decompress(FILE.read_bytes()))


@cache
def real_schema() -> GraphQLSchema:
    """All of it. It breaks a few rules of the specification itself, and is taken as valid."""
    return build_client_schema({"__schema": _file()["data"]["__schema"]}, assume_valid=True)


@cache
def scopes_needed() -> dict[tuple[str, str], frozenset[str]]:
    """By type and field ("" for the type): any one opens it to an app without a person."""
    return {
        (it["typeName"], it.get("fieldName", "")): frozenset(it["offlineScopes"])
        for it in _file()["offline_scopes"]["items"]
    }
