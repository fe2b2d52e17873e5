"""A small store of which every amount is plain, and its address on the wire without a socket."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from platforms.shopify.sandbox import CounterApp, Sandbox, create_sandbox, sandbox_of
from platforms.shopify.sandbox.clocks import Clock
from platforms.shopify.sandbox.seeding import sown_as
from platforms.shopify.sandbox.store import Node, Store
from platforms.shopify.scopes import NEEDED

HOST = "boutique-lumiere.myshopify.com"
OTHER = "atelier-nord.myshopify.com"
APP = CounterApp("comptoir-client", "shpss_" + "a" * 34, older_secret="shpss_" + "b" * 34)
LOCATION = "gid://shopify/Location/31"

PLAIN, SENT, ABROAD, TWICE, BY_HAND, CHEAPER, HELD, UNPAID = range(1, 9)
"""Orders: nothing sent yet; part sent; in pounds; two payments; by transfer; with a discount of
the cart; authorised alone; not paid at all."""

_CUP = ["CUP", 3]
_LAMP = ["LAMP", 1]
_SHIPPING = {"title": "Colissimo", "price": "4.50"}
_ORDERS: dict[int, dict[str, Any]] = {
    PLAIN: {},
    SENT: {"parcels": [{"days": 1, "lines": [[1, 2]]}]},
    ABROAD: {"currency": "GBP", "rate": "1.25"},
    TWICE: {
        "payments": [
            {"gateway": "gift_card", "amount": "20.00"},
            {"gateway": "shopify_payments"},
        ]
    },
    BY_HAND: {"payments": [{"gateway": "Virement bancaire"}]},
    CHEAPER: {
        "lines": [_CUP],
        "discounts": [{"kind": "code", "name": "DIX", "amount": "10.00"}],
    },
    HELD: {"payments": [{"kind": "AUTHORIZATION"}]},
    UNPAID: {"payments": []},
}

_STAFF: tuple[dict[str, Any], ...] = (
    {"id": 101, "handle": "camille", "first": "Camille", "last": "Fournier", "locale": "fr"},
    {"id": 103, "handle": "maud", "first": "Maud", "last": "Lumière", "owner": True},
    {"id": 104, "handle": "lou", "first": "Lou", "refused": ["refund_orders", "cancel_orders"]},
)
_SHOP: dict[str, Any] = {
    "id": 11,
    "ids_from": 9000,
    "name": "Boutique Lumière",
    "domain": "boutique.example",
    "email": "bonjour@boutique.example",
    "owner": "Maud Lumière",
    "currency": "EUR",
    "presentment": ["EUR", "GBP"],
    "timezone": "Europe/Paris",
    "locale": "fr",
    "tax": "0.20",
    "staff": [
        {"last": "", "email": "x@boutique.example", "locale": "en"} | person for person in _STAFF
    ],
    "locations": [
        {"id": 31, "name": "Atelier", "city": "Lyon", "country": "FR", "street": "1 rue"}
    ],
    "products": [
        {
            "number": number,
            "title": sku,
            "vendor": "V",
            "picture": "p",
            "variants": [{"sku": sku, "price": price, "stock": 20}],
        }
        for number, (sku, price) in enumerate((("CUP", "10.00"), ("LAMP", "24.99")), start=1)
    ],
    "customers": [{"id": 7001, "days": 90, "first": "Alix", "email": "alix@example.com"}],
}


def order_gid(number: int) -> str:
    """An order of the store."""
    return f"gid://shopify/Order/5551{number:03}"


def line_gid(number: int, place: int) -> str:
    """A line of an order, from 1."""
    return f"gid://shopify/LineItem/5551{number:03}{place:02}"


def payment_gid(number: int, place: int = 1) -> str:
    """A transaction of an order, from 1."""
    return f"gid://shopify/OrderTransaction/5551{number:03}{place:02}"


def small_store(clock: Clock, host: str = HOST) -> Store:
    """Cups at 10.00 and a lamp at 24.99, at 20 % of tax, which prices include."""
    store = sown_as(_SHOP | {"host": host, "orders": [*map(_written, _ORDERS)]}, clock)
    store.installed, store.scopes = True, set(NEEDED)
    return store


def _written(number: int) -> dict[str, Any]:
    return {
        "id": 5551000 + number,
        "number": 1000 + number,
        "days": 2,
        "customer": 7001,
        "lines": [_CUP, _LAMP],
        "shipping": _SHIPPING,
    } | _ORDERS[number]


class Stage:
    """The stand-in with two small stores, and a client that speaks to them."""

    def __init__(self) -> None:
        app = create_sandbox(APP, stores=())
        self.sandbox: Sandbox = sandbox_of(app)
        for host in (HOST, OTHER):
            self.sandbox.stores[host] = small_store(self.sandbox.clock, host)
        self.client: FlaskClient = app.test_client()
        self.key = self.sandbox.key(HOST)

    @property
    def store(self) -> Store:
        return self.sandbox.stores[HOST]

    def order(self, number: int) -> Node:
        return self.store.nodes[order_gid(number)]

    def post(self, body: bytes, *, key: str | None = None, host: str = HOST) -> Any:
        """The whole answer, as Flask's client gives it."""
        return self.client.post(
            f"/shops/{host}/admin/api/2026-10/graphql.json",
            data=body,
            content_type="application/json",
            headers={"X-Shopify-Access-Token": self.key if key is None else key},
        )

    def ask(
        self, query: str, variables: Mapping[str, Any] | None = None, *, key: str | None = None
    ) -> dict[str, Any]:
        """What GraphQL answers."""
        body = json.dumps({"query": query, "variables": dict(variables or {})}).encode()
        told: dict[str, Any] = self.post(body, key=key).get_json()
        return told

    def due(self, ms: int = 0) -> None:
        """Let so much time go by, and what is due happen."""
        self.sandbox.clock.advance(ms)
        self.sandbox.due.run(self.sandbox.clock.now())


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stand-in of one's own, which had no trouble with itself."""
    made = Stage()
    yield made
    assert made.sandbox.troubles == []
