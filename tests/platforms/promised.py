"""A shop that is held to its promises: the stand-in, or a live one that somebody gives for it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any

import pytest

from platforms.contract import Connection, Platform
from platforms.http import Answer, Deadline, Site, wall_clock
from platforms.moves import (
    Act,
    Actor,
    CancelReview,
    Declined,
    Done,
    Going,
    Refundable,
    RefundReview,
)
from platforms.prestashop import refunding, signing
from platforms.prestashop.adapter import PrestaShop
from tests.platforms.prestashop.paired import paired, picked, through_module
from tests.platforms.prestashop.recorded import KEY
from tests.platforms.shopify.sandbox.write_stage import (
    CHEAPER,
    HELD,
    PLAIN,
    SENT,
    TWICE,
    UNPAID,
)
from tests.platforms.shopify.selling import LOU, MAUD, Selling, order_of, selling

WITHIN = 40.0
"""A live shop whose cache was just cleared builds itself anew first."""
LIVE = "COMPTOIR_LIVE_PRESTASHOP"
Said = Done | Declined | Going
ENDPOINT = "/index.php?fc=module&module=comptoir&controller=api&action="


class AnyShop:
    """A shop of any kind, asked in the words that all of them know."""

    shop: Platform
    orders: tuple[str, ...]
    powerless: tuple[str, ...]
    """Its people who may not move money."""
    powerless_reason: str
    """How it names that."""

    def act(self, key: str = "", employee: str = "") -> Act:
        """A write in somebody's name, under a key that was never used."""
        raise LookupError

    def named(self, employee: str) -> Platform:
        """The shop in the name of one of its people."""
        raise LookupError

    def refund(self, review: RefundReview, key: str = "", employee: str = "") -> Said:
        """What the shop says, with the words of the call kept as they are in earnest."""
        act = self.act(key, employee)
        kept = replace(act, written=self.shop.compose(review, act))
        return self.named(employee).refund(review, kept, within=WITHIN)

    def cancel(self, review: CancelReview, key: str = "") -> Said:
        act = self.act(key)
        kept = replace(act, written=self.shop.compose(review, act))
        return self.shop.cancel(review, kept, within=WITHIN)

    def read(self, order_id: str) -> Refundable:
        return self.shop.read_refundable(order_id, within=WITHIN)

    def order_with(self, is_fit: Callable[[Refundable], bool]) -> Refundable:
        """An order of the shop that fits; one that can be cancelled is spared for who needs it."""
        fit = [found for found in map(self.read, self.orders) if is_fit(found)]
        if not fit:
            pytest.fail(f"none of the orders {', '.join(self.orders)} fits: give a fresh one")
        return min(fit, key=lambda found: not found.cancel_barred)

    def review(self, refundable: Refundable, units: int = 1, *, shipping: int = 0) -> RefundReview:
        """Some units of the first line that has so many."""
        place = next(n for n, line in enumerate(refundable.lines) if line.left >= units)
        wanted = picked(refundable, *([0] * place), units, shipping=shipping)
        return self.shop.review_refund(refundable.order.id, wanted, within=WITHIN)


@dataclass(frozen=True, slots=True)
class Promised(AnyShop):
    """One PrestaShop, the same through both ways in, and who may ask it for what."""

    connection: Connection
    key: str
    employee: str
    powerless: tuple[str, ...]
    orders: tuple[str, ...]
    powerless_reason: str = "employee_refused"
    shop: PrestaShop = field(init=False)
    webservice: PrestaShop = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shop", PrestaShop(self.connection))
        read_only = replace(self.connection, key=self.key, shop_id="", secrets=())
        object.__setattr__(self, "webservice", PrestaShop(read_only))

    def act(self, key: str = "", employee: str = "") -> Act:
        """A write in somebody's name, under a key that was never used."""
        chosen = key or f"op_{token_hex(8)}"
        return Act(chosen, Actor(employee or self.employee, "Robin"), f"{chosen}: promised")

    def named(self, employee: str) -> PrestaShop:
        """The same: the act says in whose name it is."""
        return self.shop

    def body(self, review: RefundReview, key: str = "") -> dict[str, Any]:
        """A refund as it stands on the wire."""
        order = review.refundable
        said = refunding.asked(self.act(key), order_id=order.order.id, stand=order.stand)
        return {**said, **refunding.moved(review)}

    def post(self, action: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        site = Site(self.connection.base_url, headers={"Content-Type": "application/json"})
        deadline = Deadline.within(WITHIN)
        return site.post(ENDPOINT + action, body, headers=headers, deadline=deadline)

    def signed(self, action: str, body: bytes, **changes: Any) -> dict[str, str]:
        """The headers of a right call, or of one that a change makes wrong."""
        stamp = signing.Stamp(
            f"/comptoir/v1/{changes.get('path', action)}",
            changes.get("shop_id", self.connection.shop_id),
            wall_clock() // 1000 + changes.get("late", 0),
            changes.get("nonce", token_hex(16)),
        )
        secret = changes.get("secret", self.connection.secrets[0])
        return signing.headers_of(stamp, body, secret=secret)

    def says(self, action: str, asked: object) -> str:
        """The name of the module's refusal of a rightly signed call; empty where it refuses not."""
        body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
        return error_of(self.post(action, body, self.signed(action, body)))


class OnShopify(AnyShop):
    """The small store of the stand-in, in Maud's name."""

    powerless_reason = "not_allowed_in_shop"

    def __init__(self, store: Selling) -> None:
        self._store = store
        self.shop = store.shop
        self.orders = tuple(map(order_of, (PLAIN, SENT, TWICE, CHEAPER, HELD, UNPAID)))
        self.powerless = (LOU,)

    def act(self, key: str = "", employee: str = "") -> Act:
        chosen = key or f"op_{token_hex(8)}"
        return Act(chosen, Actor(employee or MAUD, "Maud"), f"{chosen}: promised")

    def named(self, employee: str) -> Platform:
        return self._store.through(employee or MAUD)


def has_units(units: int, *, exactly: bool = False) -> Callable[[Refundable], bool]:
    """Whether a refund is possible and some line has so many units left, worth something."""

    def is_fit(found: Refundable) -> bool:
        return not found.refund_barred and any(
            line.most.minor >= line.left and (line.left == units if exactly else line.left >= units)
            for line in found.lines[:1]
        )

    return is_fit


def error_of(answer: Answer) -> str:
    """The name in an envelope; the status where it is none."""
    try:
        content = json.loads(answer.body)
        return "" if content["ok"] else str(content["error"]["name"])
    except (ValueError, KeyError, TypeError):
        return f"status {answer.status}"


def names() -> tuple[str, ...]:
    """The shops to hold to their promises: always the stand-in, and the live one that is given."""
    return ("sandbox", "live") if os.environ.get(LIVE) else ("sandbox",)


def kinds() -> tuple[str, ...]:
    """The same, and a shop of every other kind."""
    return (*names(), "shopify")


@contextmanager
def any_shop(name: str) -> Iterator[AnyShop]:
    """The shop of this name, of whatever kind."""
    if name != "shopify":
        with promised(name) as shop:
            yield shop
        return
    with selling() as store:
        yield OnShopify(store)


@contextmanager
def promised(name: str) -> Iterator[Promised]:
    if name == "live":
        yield _live(json.loads(os.environ[LIVE]))
        return
    with paired() as shop:
        orders = tuple(str(row["id"]) for row in shop.sandbox.shop.rows("orders"))
        connection = through_module(shop.url)
        yield Promised(connection, KEY, "3", ("5", "6", "999999"), orders)


def _live(given: Mapping[str, Any]) -> Promised:
    connection = Connection(
        given["url"],
        "",
        given.get("timezone", "Europe/Paris"),
        shop_id=given["shop_id"],
        secrets=(given["secret"],),
    )
    return Promised(
        connection,
        given["key"],
        str(given["employee"]),
        tuple(map(str, given["powerless"])),
        tuple(map(str, given["orders"])),
    )
