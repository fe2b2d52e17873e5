"""A small store on loopback whose money moves, as its app and its people see it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

from platforms.contract import Connection
from platforms.http import wall_clock
from platforms.moves import (
    Act,
    Actor,
    CancelChoice,
    CancelReview,
    Declined,
    Done,
    Going,
    Outcome,
    Picked,
    PickedLine,
    RefundReview,
    Sent,
)
from platforms.shapes import Money
from platforms.shopify.adapter import Shopify
from platforms.shopify.sandbox import Sandbox, create_sandbox, sandbox_of, serve
from platforms.shopify.sandbox.bags import bag_of
from platforms.shopify.sandbox.faults import Fault, Kind
from platforms.shopify.sandbox.sowing_orders import sow_order
from platforms.shopify.sandbox.store import Store
from platforms.shopify.scopes import NEEDED
from platforms.shopify.transport import FixedKey
from tests.platforms.shopify.sandbox.write_stage import APP, HOST, small_store

WITHIN = 30.0
MAUD, LOU = "103", "104"
MINUTE = 60_000

YEN, UNTAXED, LONG = 9, 10, 11
"""More orders of the small store: in yen; with prices without tax; of more lines than a page."""

Answer = Done | Declined | Going


@dataclass(frozen=True, slots=True)
class Selling:
    """The stand-in and the same store through the adapter, in Maud's name."""

    url: str
    sandbox: Sandbox
    shop: Shopify = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shop", self.through(MAUD))

    @property
    def store(self) -> Store:
        return self.sandbox.stores[HOST]

    def connection(self) -> Connection:
        """The store as its app knows it, with nobody's name."""
        now = self.sandbox.clock.now()
        token = self.sandbox.tokens.app_token(HOST, NEEDED, now=now).token
        return Connection(f"{self.url}/shops/{HOST}", token, "Europe/Paris")

    def through(self, person: str) -> Shopify:
        """The adapter in the name of one of its people; nobody's for ""."""
        if not person:
            return Shopify(self.connection())
        now = self.sandbox.clock.now()
        token = self.sandbox.tokens.staff_token(HOST, NEEDED, person, now=now).token
        return Shopify(replace(self.connection(), person=FixedKey(token)))

    def review(
        self, number: int, *units: tuple[int, int, int], shipping: int = 0, notifies: bool = False
    ) -> RefundReview:
        """(line from 1, quantity, restock) of an order, with so much of its shipping."""
        order_id = order_of(number)
        currency = self.shop.read_order(order_id, within=WITHIN).totals.total.currency
        lines = tuple(PickedLine(f"{order_id}{line:02}", many, back) for line, many, back in units)
        wanted = Picked(lines, Money(shipping, currency), notifies=notifies)
        return self.shop.review_refund(order_id, wanted, within=WITHIN)

    def cancelling(self, number: int, **chosen: bool) -> CancelReview:
        choice = CancelChoice(**chosen)
        return self.shop.review_cancel(order_of(number), within=WITHIN, choice=choice)

    def act(self, review: RefundReview | CancelReview, key: str = "", reason: str = "") -> Act:
        """A write in Maud's name with its words kept."""
        chosen = key or f"op_{token_hex(8)}"
        act = Act(chosen, Actor(MAUD, "Maud"), f"Comptoir 42, {chosen}.", reason)
        return replace(act, written=self.shop.compose(review, act))

    def does(self, review: RefundReview | CancelReview, act: Act, person: str = MAUD) -> Answer:
        shop = self.through(person)
        if isinstance(review, RefundReview):
            return shop.refund(review, act, within=WITHIN)
        return shop.cancel(review, act, within=WITHIN)

    def became(
        self, review: RefundReview | CancelReview, act: Act, *, ago: int = 0, person: str = MAUD
    ) -> Outcome:
        """What the shop says of a call that was made so many ms ago."""
        sent = sent_of(review, act, ago=ago)
        order_id = review.refundable.order.id
        return self.through(person).outcome(act.key, order_id, within=WITHIN, sent=sent)

    def breaks(self, kind: Kind, operation: str, *, times: int | None = 1, **more: Any) -> None:
        self.sandbox.faults.set(Fault(kind, operation=operation, times=times, **more))

    def refunds(self, number: int) -> list[dict[str, Any]]:
        """Those that stand on the order, as the stand-in keeps them."""
        order = self.store.nodes[f"gid://shopify/Order/{order_of(number)}"]
        return [self.store.nodes[gid] for gid in order["refunds"]]

    def bodies(self, operation: str) -> list[bytes]:
        """The bytes of every call of this operation, oldest first."""
        return [one.body for one in self.sandbox.calls.all() if one.operation == operation]


def order_of(number: int) -> str:
    """The digits of an order."""
    return f"5551{number:03}"


def sent_of(review: RefundReview | CancelReview, act: Act, *, ago: int = 0) -> Sent:
    """What is kept of a call."""
    is_refund = isinstance(review, RefundReview)
    nothing = Money(0, review.refundable.left.currency)
    total = review.total if isinstance(review, RefundReview) else (review.gives_back or nothing)
    return Sent(
        is_cancel=not is_refund,
        written=act.written,
        stand=review.refundable.stand,
        sent_at=wall_clock() - ago,
        total=total,
    )


def input_of(act: Act) -> dict[str, Any]:
    """What a kept refund says."""
    found: dict[str, Any] = json.loads(act.written)["variables"]["input"]
    return found


def _sow_more(store: Store) -> None:
    long = [{"sku": "CUP", "quantity": 1, "repeated": 60}]
    for number, more in (
        (YEN, {"currency": "JPY", "rate": "0.00625"}),
        (UNTAXED, {}),
        (LONG, {"lines": long}),
    ):
        written = {
            "id": int(order_of(number)),
            "number": 1000 + number,
            "days": 2,
            "customer": 7001,
            "lines": [["CUP", 3], ["LAMP", 1]],
            "shipping": {"title": "Colissimo", "price": "4.50"},
        }
        sow_order(store, written | more)
    order = store.nodes[f"gid://shopify/Order/{order_of(UNTAXED)}"]
    tax = bag_of(order["totalTaxSet"])
    order["taxesIncluded"] = False
    for node, name in (
        (order, "totalPriceSet"),
        (order, "originalTotalPriceSet"),
        (store.nodes[order["transactions"][0]], "amountSet"),
    ):
        node[name] = (bag_of(node[name]) + tax).node()


@contextmanager
def selling() -> Iterator[Selling]:
    """The store while a test runs; the stand-in must not have broken meanwhile."""
    app = create_sandbox(APP, stores=())
    sandbox = sandbox_of(app)
    sandbox.stores[HOST] = small_store(sandbox.clock)
    _sow_more(sandbox.stores[HOST])
    sandbox.cancels.delay_ms = 0
    running = serve(app, "127.0.0.1", 0)
    try:
        yield Selling(running.url, sandbox)
        assert sandbox.troubles == []
    finally:
        running.stop()
