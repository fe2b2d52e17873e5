"""The stand-in with its two lively stores, and a client that reads from them without a socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from platforms.shopify.sandbox import Sandbox, create_sandbox, sandbox_of

BOUTIQUE = "boutique-lumiere.myshopify.com"
ATELIER = "atelier-nord.myshopify.com"


class Reader:
    """Asks as the app does, with a token of its own for each store."""

    def __init__(self) -> None:
        app = create_sandbox(None)
        self.sandbox: Sandbox = sandbox_of(app)
        self.client: FlaskClient = app.test_client()

    def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        host: str = BOUTIQUE,
    ) -> dict[str, Any]:
        """What GraphQL answers, whatever it costs."""
        self.sandbox.buckets.reset()
        answer = self.client.post(
            f"/shops/{host}/admin/api/2026-10/graphql.json",
            json={"query": query, "variables": variables or {}},
            headers={"X-Shopify-Access-Token": self.sandbox.key(host)},
        )
        assert answer.status_code == 200
        told: dict[str, Any] = answer.get_json()
        return told

    def read(
        self, query: str, variables: Mapping[str, Any] | None = None, *, host: str = BOUTIQUE
    ) -> dict[str, Any]:
        """The data of an answer without an error."""
        told = self.ask(query, variables, host=host)
        assert "errors" not in told, told["errors"]
        found: dict[str, Any] = told["data"]
        return found

    def refusal(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The first error of an answer."""
        error: dict[str, Any] = self.ask(query, variables)["errors"][0]
        return error

    def names(self, search: str, *, host: str = BOUTIQUE) -> list[str]:
        """The names of the orders that a search finds, in the order of their numbers."""
        found = self.read(
            "query ($q: String) { orders(first: 250, query: $q, sortKey: ORDER_NUMBER)"
            " { nodes { name } } }",
            {"q": search},
            host=host,
        )
        return [it["name"] for it in found["orders"]["nodes"]]

    def people(self, search: str, *, host: str = BOUTIQUE) -> list[str]:
        """The ends of the ids of the customers that a search finds."""
        found = self.read(
            "query ($q: String) { customers(first: 250, query: $q) { nodes { id } } }",
            {"q": search},
            host=host,
        )
        return [it["id"].rpartition("/")[2] for it in found["customers"]["nodes"]]


def order_gid(name: str) -> str:
    """The id of "#1001", which is the Boutique's."""
    return f"gid://shopify/Order/555{name.removeprefix('#')}"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A stand-in of one's own, which had no trouble with itself."""
    made = Reader()
    yield made
    assert made.sandbox.troubles == []
