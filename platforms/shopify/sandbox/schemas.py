"""Our own cut of Shopify's schema, read once; a test holds it against the real one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graphql import GraphQLSchema, build_schema

HERE = Path(__file__).parent


@cache
def schema() -> GraphQLSchema:
    """The types that the app's operations touch, with what lies beside them.

    Shopify's own schema breaks a few rules of the specification: it is taken as valid.
    """
    written = (HERE / "schema.graphql").read_text(encoding="utf-8")
    return build_schema(written, assume_valid=True, assume_valid_sdl=True)
