"""What the admin shows is asked of the store's own API, so that the screen can say nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graphql import DocumentNode

from platforms.shopify.sandbox.calling import Call
from platforms.shopify.sandbox.executing import execute, parsed
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.store import Store

QUERIES = Path(__file__).parent / "queries"


def ask(sandbox: Sandbox, store: Store, name: str, **variables: str) -> Mapping[str, Any]:
    """The answer's data to one of the admin's own queries."""
    call = Call(
        sandbox=sandbox,
        store=store,
        version=sandbox.supported[-1],
        token="",
        body=b"",
        query=name,
        variables=variables,
        operation="",
        at=sandbox.clock.now(),
    )
    answer = execute(call, _document(name), variables)
    told: Mapping[str, Any] = answer["data"]
    return told


@cache
def _document(name: str) -> DocumentNode:
    document = parsed((QUERIES / f"{name}.graphql").read_text(encoding="utf-8"))
    if not isinstance(document, DocumentNode):
        raise TypeError(f"{name}: {document}")
    return document
