"""A requester whom many shops know: given back by the page whole, and read a few at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from platforms.contract import FoundOrder, Match
from sidebar import ids
from sidebar.actions import weaving
from sidebar.actions.helping import connecting, requesters
from sidebar.rules.around import said_of
from sidebar.store import customers, fresh_tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.shops import Shop
from tests import cast
from tests.sidebar.goods import found, order
from tests.sidebar.stage import Stage, StillShop
from tests.sidebar.web.around_house import ALIX, AroundHouse, around_house
from tests.sidebar.web.test_requesters import known_in, story

GUESTS = 70
"""Of a shop: most are found by their orders, the newest by their address alone."""


class Busy:
    """Counts how many are inside at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = self.most = 0

    def __call__(self) -> None:
        with self._lock:
            self._inside += 1
            self.most = max(self.most, self._inside)
        time.sleep(0.01)
        with self._lock:
            self._inside -= 1


def guest(number: int) -> FoundOrder:
    hit = found(str(number), Match.EMAIL)
    return replace(hit, order=replace(hit.order, customer_id=""))


def wrote(store: Connection, shop: Shop, number: int) -> None:
    """A guest of this order, who has a ticket that nobody opened on the order itself."""
    email = "" if number < requesters.MOST_ORDERS else ALIX
    customer = KnownCustomer(ids.new_id("cus", 1), f"order:{number}", "Alix", email, "", "")
    customers.introduce(store, customer, shop_id=shop.id, now=1)
    fresh = FreshTicket(shop.id, customer.id, "Ma commande")
    fresh_tickets.open_fresh(store, fresh, fresh_id=ids.new_id("tkt", 1), now=1)


@pytest.fixture
def house(stage: Stage) -> AroundHouse:
    """As many shops as are asked, in each of which Alix bought as a guest again and again."""
    made = around_house(stage)
    desk, shops = made.panel.stage.desk, [made.own, made.sister]
    for number in range(requesters.MOST_SHOPS - 2):
        url = f"http://127.0.0.1:9/{number}"
        shop, _ = cast.connect_shop(desk, url, name=f"Tiers {number}")
        shops.append(shop)
        made.shops[url] = StillShop(order())
    with desk.database.writing() as store:
        for shop in shops:
            made.shop(shop).found = tuple(map(guest, range(requesters.MOST_ORDERS)))
            for number in range(GUESTS):
                wrote(store, shop, number)
            connecting.show(store, made.helpdesk, shop.id, is_shown=True)
    return made


def all_meet(house: AroundHouse, met: Callable[[], None]) -> None:
    for shop in house.shops.values():
        shop.meanwhile = met


def test_what_was_found_fits_into_what_is_taken_back_and_few_are_asked_at_once(
    house: AroundHouse,
) -> None:
    known = known_in(house.ask("/customer"))
    busy = Busy()
    all_meet(house, busy)

    told = story(house, known=known)

    assert told.status_code == 200
    assert "requester-timeline" in told.text
    assert 1 < busy.most <= weaving.MOST_AT_ONCE


def test_of_many_guests_those_with_the_newest_tickets_are_told_of(house: AroundHouse) -> None:
    said = said_of({"ticket.requester": {"name": "Alix", "email": ALIX}})
    found_there = requesters.find(house.panel.stage.desk, house.viewer, said)

    hosts = {row["id"]: row["host_id"] for row in house.panel.stage.rows("customers")}
    newest = [f"order:{number}" for number in range(GUESTS)][: -requesters.MOST_OURS - 1 : -1]
    assert {len(one.known.ours) for one in found_there.in_shops} == {GUESTS}
    for known in found_there.known:
        assert [hosts[one] for one in known.ours] == newest
