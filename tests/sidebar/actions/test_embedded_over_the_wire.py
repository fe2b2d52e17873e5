"""From the first click to the last erasure, against a Shopify on loopback with the real adapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic

import pytest

from platforms import demo
from platforms.contract import BadAnswer, Unauthorized, Unreachable
from platforms.shopify import sandbox as shopify
from platforms.shopify.sandbox import CounterApp, Running, Sandbox, steering
from platforms.shopify.sandbox.faults import Fault, Kind
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.store import Store
from sidebar.actions import deliveries, embedded, keys, privacy, renewing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import DAY, HOUR, SystemClock
from sidebar.errors import NotArrived, ScopesLacking
from sidebar.rules.viewer import Role
from sidebar.store.database import Database, Row
from tests.cast import desk_over
from tests.sidebar.stage import together

HOST = "boutique-lumiere.myshopify.com"
KIND = "shopify"
ORDER = "5551001"
APP = CounterApp(*demo.APP)


@dataclass(frozen=True)
class Wired:
    """A desk that serves a sandbox's stores."""

    desk: Desk
    sandbox: Sandbox

    @property
    def store(self) -> Store:
        return self.sandbox.stores[HOST]

    def proof(self, handle: str = "camille") -> str:
        person = next(one for one in self.store.staff.values() if one.handle == handle)
        return mint_id_token(self.store, person, app=APP, now=self.sandbox.clock.now())

    def arrive(self, handle: str = "camille") -> Admitted:
        return embedded.arrive(self.desk, KIND, self.proof(handle))

    def deliver(self) -> list[Row]:
        """Brings what the store has said, works it, and answers what became of each."""

        def post(body: bytes, headers: dict[str, str]) -> int:
            deliveries.receive(self.desk, KIND, headers, body)
            return 200

        self.sandbox.webhooks.deliver(APP.secret, lambda body, told: post(body, dict(told)))
        deliveries.work_due(self.desk)
        with self.desk.database.reading() as store:
            return store.all("SELECT topic, state, fault FROM deliveries ORDER BY id")


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Running, Sandbox]]:
    app = shopify.create_sandbox(APP)
    running = shopify.serve(app, "127.0.0.1", 0)
    yield running, shopify.sandbox_of(app)
    running.stop()


@pytest.fixture
def wired(database: Database, stores: tuple[Running, Sandbox]) -> Iterator[Wired]:
    running, sandbox = stores
    sandbox.clock.ahead = 0
    sandbox.reset()
    desk = desk_over(database, clock=sandbox.clock)
    yield Wired(replace(desk, embeddings=demo.embeddings(running)), sandbox)
    assert sandbox.troubles == []


def test_a_click_connects_the_shop_and_opens_the_orders_ticket(wired: Wired) -> None:
    admitted = wired.arrive()
    assert (admitted.shop.name, admitted.viewer.role) == ("Boutique Lumière", Role.REFUND)
    opened = embedded.open_order(wired.desk, admitted, ORDER)
    assert (opened.was_created, opened.ticket.order_reference) == (True, "#1001")
    assert wired.arrive("maud").viewer.role is Role.MANAGE
    assert embedded.admit(wired.desk, KIND, wired.proof()).viewer == admitted.viewer


def test_a_key_that_ends_is_renewed_once_for_all(wired: Wired) -> None:
    shop = wired.arrive().shop
    before = len(wired.sandbox.tokens.living(HOST))
    desk = replace(wired.desk, clock=SystemClock())
    # Only the shop knows that the key has ended: its refusal is what all of them meet.
    wired.sandbox.clock.advance(HOUR)
    read = together(*(lambda: desk.platform(shop).read_order(ORDER, within=10) for _ in range(8)))
    assert {order.reference for order in read} == {"#1001"}
    assert len(wired.sandbox.tokens.living(HOST)) == before + 1


def test_a_chain_lives_as_long_as_it_is_looked_after(wired: Wired) -> None:
    shop = wired.arrive().shop
    for _ in range(5):
        wired.sandbox.clock.advance(30 * DAY)
        assert renewing.keep_alive(wired.desk) == 1
    assert not shops.find(wired.desk, shop.id).needs_opening
    wired.sandbox.clock.advance(91 * DAY)
    with pytest.raises(Unauthorized):
        wired.desk.platform(shop).read_order(ORDER, within=10)
    assert shops.find(wired.desk, shop.id).needs_opening
    assert not wired.arrive().shop.needs_opening


def test_a_fault_of_the_door_that_gives_keys_is_over_when_it_is_over(wired: Wired) -> None:
    shop = wired.arrive().shop
    for kind in (Kind.UNKNOWN, Kind.DOWN, Kind.HTML):
        wired.sandbox.clock.advance(HOUR)
        wired.sandbox.faults.set(Fault(kind, operation="token", times=1))
        with pytest.raises((Unreachable, BadAnswer)):
            wired.desk.platform(shop).read_order(ORDER, within=10)
        assert not shops.find(wired.desk, shop.id).needs_opening
        assert wired.desk.platform(shop).read_order(ORDER, within=10).reference == "#1001"


def test_a_slow_door_keeps_nobody_longer_than_they_have(wired: Wired) -> None:
    shop = wired.arrive().shop
    wired.sandbox.clock.advance(HOUR)
    wired.sandbox.faults.set(Fault(Kind.SLOW, operation="token", seconds=10))
    began = monotonic()

    def read() -> str:
        with pytest.raises(Unreachable):
            wired.desk.platform(shop).read_order(ORDER, within=0.6)
        return "gave up"

    assert together(*[read] * 4) == ["gave up"] * 4
    assert monotonic() - began < 4
    wired.sandbox.faults.reset()


def test_a_person_has_a_key_of_their_own(wired: Wired) -> None:
    admitted = wired.arrive()
    key = keys.PersonKey(wired.desk, admitted.shop.id, admitted.viewer.agent_id).current()
    access = wired.sandbox.tokens.access(HOST, key, now=wired.sandbox.clock.now())
    assert access is not None
    assert access.staff_id == admitted.passport.person_id


def test_what_is_not_granted_is_named(wired: Wired) -> None:
    steering.grant(wired.sandbox, wired.store, {"read_orders"})
    with pytest.raises(ScopesLacking) as refusal:
        wired.arrive()
    assert "write_orders" in refusal.value.names
    assert "read_orders" not in refusal.value.names


def test_a_shop_leaves_comes_back_and_leaves_for_good(wired: Wired) -> None:
    admitted = wired.arrive()
    opened = embedded.open_order(wired.desk, admitted, ORDER)
    wired.sandbox.clock.advance(HOUR)
    steering.uninstall(wired.sandbox, wired.store)
    assert wired.deliver()[0] == {"topic": "app/uninstalled", "state": "worked", "fault": ""}
    with pytest.raises(NotArrived):
        embedded.admit(wired.desk, KIND, wired.proof())

    steering.install(wired.store)
    again = wired.arrive()
    assert again.shop.id == admitted.shop.id
    assert embedded.open_order(wired.desk, again, ORDER).ticket.id == opened.ticket.id

    wired.sandbox.clock.advance(HOUR)
    steering.uninstall(wired.sandbox, wired.store)
    wired.deliver()
    wired.sandbox.clock.advance(2 * DAY)
    steering.demand(wired.sandbox, wired.store, "shop/redact")
    wired.deliver()
    with wired.desk.database.reading() as store:
        for table in ("shops", "agents", "customers", "tickets", "readings", "deliveries"):
            assert store.all(f"SELECT * FROM {table}") == []


def test_a_customer_is_told_and_then_forgotten(wired: Wired) -> None:
    opened = embedded.open_order(wired.desk, wired.arrive(), ORDER)
    assert opened.ticket.customer is not None
    name = opened.ticket.customer.name
    customer = wired.store.nodes[f"gid://shopify/Order/{ORDER}"]["customer"]
    steering.demand(wired.sandbox, wired.store, "customers/data_request", customer=customer)
    assert wired.deliver()[-1]["state"] == "worked"
    maud = wired.arrive("maud").viewer
    (request,) = privacy.requests(wired.desk, maud)
    assert name in privacy.file(wired.desk, maud, request.id).decode()

    steering.demand(wired.sandbox, wired.store, "customers/redact", customer=customer)
    assert wired.deliver()[-1] == {"topic": "customers/redact", "state": "worked", "fault": ""}
    with wired.desk.database.reading() as store:
        (row,) = store.all("SELECT name, email, phone FROM customers")
        assert set(row.values()) == {""}
        assert store.all("SELECT * FROM readings") == []
    assert privacy.requests(wired.desk, maud) == []
