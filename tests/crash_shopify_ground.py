"""A Shopify store that no socket carries, its people with keys of their own, and its orders."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from platforms.embedding import Grant
from platforms.shopify.sandbox import create_sandbox, sandbox_of
from platforms.shopify.sandbox.clocks import Clock
from platforms.shopify.sandbox.seeding import sown_as
from platforms.shopify.sandbox.store import Store
from platforms.shopify.scopes import NEEDED
from sidebar import ids
from sidebar.actions import keys
from sidebar.actions.desk import Secrets
from sidebar.clock import DAY, SetClock, SystemClock
from sidebar.rules.limits import Limit
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import person_keys, shops
from sidebar.store.database import Database
from sidebar.store.shops import MailAddressing, MoneyRules, Shop
from tests.cast import desk_over
from tests.crash_stage import OVER_THE_LIMIT, Ground, known_customer, viewer_in
from tests.platforms.shopify.sandbox.write_stage import APP, HOST
from tests.platforms.shopify.signing import embedding

AT = "http://127.0.0.1:9/shops/"
FAR = 3000 * DAY
"""The shop's own key outlives every run: its renewal is no part of these stories."""

CUPS, LAMP, TEA = "01", "02", "03"
"""Lines of each order: seven cups, a lamp, five boxes of tea."""

_STAFF = {"Camille": 101, "Robin": 102, "Maud": 103}
_ORDERS: tuple[tuple[Mapping[str, Any], int], ...] = (
    ({}, 6),
    ({"parcels": [{"days": 1, "lines": [[1, 2]]}]}, 3),
    ({"currency": "GBP", "rate": "1.25"}, 3),
    ({"currency": "JPY", "rate": "0.00625"}, 1),
    ({"payments": [{"gateway": "gift_card", "amount": "20.00"}, {}]}, 3),
    ({"payments": [{"gateway": "Virement bancaire"}]}, 2),
    ({"discounts": [{"kind": "code", "name": "DIX", "amount": "10.00"}]}, 2),
)
"""What is odd about an order, and how often it is."""


class StoryClock(Clock):
    """The stand-in's clock is the story's."""

    __slots__ = ("_clock",)

    def __init__(self, clock: SetClock) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> int:
        return self._clock.now()

    def advance(self, ms: int) -> None:
        self._clock.advance(ms)


@dataclass
class ShopifyGround(Ground):
    """What every seed finds there, and the stand-in."""

    app: Flask

    def sow(self, number: int, chance: random.Random) -> Store:
        """The store as new, with one order of that number."""
        odd, weights = zip(*_ORDERS, strict=True)
        sandbox = sandbox_of(self.app)
        store = sown_as(_written(number, chance.choices(odd, weights)[0]), sandbox.clock)
        store.installed, store.scopes = True, set(NEEDED)
        sandbox.stores[HOST] = store
        for kept in (sandbox.calls, sandbox.faults, sandbox.idempotency, sandbox.buckets):
            kept.reset()
        for behind in (sandbox.gateways, sandbox.cancels, sandbox.due):
            behind.reset()
        sandbox.notifications.clear()
        return store

    def knocks(self, viewer: Viewer) -> None:
        """A person opens a page: theirs is a key with time left, as the page's own door sees to."""
        now = self.clock.now()
        with self.database.writing() as store:
            ends_at = person_keys.ends_at(store, self.shop.id, viewer.agent_id)
            if ends_at - now > keys.PERSON_AHEAD:
                return
            tokens, staff = sandbox_of(self.app).tokens, str(_STAFF[viewer.name])
            token = tokens.staff_token(HOST, NEEDED, staff, now=now).token
            grant = Grant(token, now + DAY, tuple(NEEDED))
            keys.keep_person(store, self.desk, self.shop.id, viewer.agent_id, grant)

    def staff_of(self, viewer: Viewer) -> str:
        """The digits by which the store knows them."""
        return str(_STAFF[viewer.name])


def shopify_ground(database: Database) -> ShopifyGround:
    """The store, connected with a limit, and three people at work in it."""
    clock = SetClock(SystemClock().now())
    app = create_sandbox(APP, stores=())
    sandbox = sandbox_of(app)
    sandbox.clock = StoryClock(clock)
    desk = desk_over(database, clock=clock)
    host = embedding(address=AT + "{host}")
    desk = replace(desk, embeddings={"shopify": host}, kinds=frozenset({"shopify"}))
    now = clock.now()
    token = sandbox.tokens.app_token(HOST, NEEDED, now=now + FAR).token
    grant = Grant(token, now + FAR, tuple(NEEDED), "renewal", now + FAR)
    shop = Shop(
        id=ids.new_id("shp", now),
        kind="shopify",
        name="Boutique Lumière",
        base_url=host.base_url(HOST),
        timezone="Europe/Paris",
        admin_origins=(),
        roles={},
        mail=MailAddressing(sender="support@boutique.example", host="127.0.0.1", security="none"),
        sealed=desk.sealed(Secrets("", (), grant=grant)),
        added_at=now,
        money=MoneyRules(limits={"refund": Limit(OVER_THE_LIMIT)}),
    )
    with database.writing() as store:
        shops.add(store, shop)
        camille = viewer_in(store, shop, "Camille", Role.REFUND, host_id="101")
        robin = viewer_in(store, shop, "Robin", Role.APPROVE, host_id="102")
        maud = viewer_in(store, shop, "Maud", Role.MANAGE, host_id="103")
        alix = known_customer(store, shop)
    return ShopifyGround(database, desk, clock, shop, camille, robin, maud, alix, app)


_SHOP: Mapping[str, Any] = {
    "host": HOST,
    "id": 11,
    "name": "Boutique Lumière",
    "domain": "boutique.example",
    "email": "bonjour@boutique.example",
    "owner": "Maud",
    "currency": "EUR",
    "presentment": ["EUR", "GBP", "JPY"],
    "timezone": "Europe/Paris",
    "locale": "fr",
    "tax": "0.20",
    "locations": [
        {"id": 31, "name": "Atelier", "city": "Lyon", "country": "FR", "street": "1 rue"}
    ],
    "customers": [{"id": 7001, "days": 90, "first": "Alix", "email": "alix@example.com"}],
}


def _written(number: int, odd: Mapping[str, Any]) -> dict[str, Any]:
    goods = enumerate((("CUP", "10.00"), ("LAMP", "24.99"), ("TEA", "3.33")), start=1)
    order = {
        "id": number,
        "number": number,
        "days": 2,
        "customer": 7001,
        "lines": [["CUP", 7], ["LAMP", 1], ["TEA", 5]],
        "shipping": {"title": "Colissimo", "price": "4.50"},
    }
    return {
        **_SHOP,
        "ids_from": number * 1000,
        "staff": [_person(name, digits) for name, digits in _STAFF.items()],
        "products": [_product(place, sku, price) for place, (sku, price) in goods],
        "orders": [{**order, **odd}],
    }


def _person(name: str, digits: int) -> dict[str, Any]:
    email = f"{name.lower()}@boutique.example"
    named = {"handle": name.lower(), "first": name, "last": "", "locale": "fr"}
    return {"id": digits, "email": email, **named}


def _product(place: int, sku: str, price: str) -> dict[str, Any]:
    variants = [{"sku": sku, "price": price, "stock": 20}]
    return {"number": place, "title": sku, "vendor": "V", "picture": "p", "variants": variants}
