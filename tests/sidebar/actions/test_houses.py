"""Shops of one house show each other's orders of the same person; nobody else's are ever seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Barrier, Event
from time import monotonic

import pytest

from platforms.contract import Connection, Match, Unreachable
from sidebar.actions import houses, orders, shops
from sidebar.actions.opening import Opened
from sidebar.rules.listing import Why
from sidebar.store.shops import Shop
from tests.cast import ORDER, connect_shop
from tests.sidebar.goods import found, order
from tests.sidebar.stage import Stage, StillShop

SISTER = "http://127.0.0.1:9/atelier"
STRANGER = "http://127.0.0.1:9/noor"


@dataclass
class House:
    """Three shops: two of one house, and Noor's, which is of another."""

    stage: Stage
    adapters: dict[str, StillShop]
    own: Shop
    sister: Shop
    stranger: Shop

    def read(self) -> Opened:
        """The ticket, its order read once."""
        opened = self.stage.enter()
        orders.read_order(self.stage.desk, self.own, ORDER)
        return opened

    def listed(self, opened: Opened) -> orders.ListView:
        return orders.list_orders(self.stage.desk, self.own, opened.ticket)


@pytest.fixture
def house(stage: Stage) -> House:
    own = shops.join_family(stage.desk, stage.shop.id, "lumière")
    sister, _ = connect_shop(stage.desk, SISTER, name="Atelier Nord")
    sister = shops.join_family(stage.desk, sister.id, "lumière")
    stranger, _ = connect_shop(stage.desk, STRANGER, name="Noor")
    stranger = shops.join_family(stage.desk, stranger.id, "noor")
    adapters = {
        own.base_url: StillShop(order(), (found("2", Match.EMAIL),)),
        sister.base_url: StillShop(order(), (found("2", Match.EMAIL), found("8", Match.PHONE))),
        stranger.base_url: StillShop(order(), (found("9", Match.EMAIL),)),
    }

    def adapter(_kind: str, connection: Connection) -> StillShop:
        return adapters[connection.base_url]

    told = replace(stage, desk=replace(stage.desk, adapter=adapter), shop=own)
    return House(told, adapters, own, sister, stranger)


def test_orders_of_the_house_are_listed_with_their_shop_and_why(house: House) -> None:
    view = house.listed(house.read())

    told = {(entry.shop_name, entry.order.id): entry.why for entry in view.orders}
    assert told == {
        ("", ORDER): (Why.THIS_ORDER,),
        ("", "2"): (Why.SAME_EMAIL,),
        ("Atelier Nord", "2"): (Why.SAME_EMAIL,),
        ("Atelier Nord", "8"): (Why.SAME_PHONE,),
    }


def test_another_house_is_not_even_asked(house: House) -> None:
    house.listed(house.read())

    assert not house.adapters[house.stranger.base_url].searches


def test_a_shop_without_a_house_asks_nobody(house: House) -> None:
    for shop in (house.own, house.sister, house.stranger):
        shops.join_family(house.stage.desk, shop.id, "")
    house.own = replace(house.own, family="")

    view = house.listed(house.read())

    assert {entry.shop_id for entry in view.orders} == {""}
    assert not house.adapters[house.sister.base_url].searches


def test_one_silent_shop_is_named_and_takes_nothing_from_the_others(house: House) -> None:
    house.adapters[house.sister.base_url].fault = Unreachable("no")

    view = house.listed(house.read())

    assert [(one.shop_name, type(one.fault)) for one in view.faults_elsewhere] == [
        ("Atelier Nord", Unreachable)
    ]
    assert {entry.order.id for entry in view.orders} == {ORDER, "2"}
    assert view.fault is None


@pytest.mark.parametrize("own_fault", [None, Unreachable("no")])
def test_a_shop_that_does_not_come_back_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch, own_fault: Unreachable | None
) -> None:
    monkeypatch.setattr(houses, "ELSEWHERE_SECONDS", 0.2)
    monkeypatch.setattr(houses, "GRACE", 0.1)
    opened, gate = house.read(), Event()
    house.adapters[house.own.base_url].fault = own_fault

    def wait() -> None:
        gate.wait(20)

    house.adapters[house.sister.base_url].meanwhile = wait
    began = monotonic()

    view = house.listed(opened)

    took = monotonic() - began
    gate.set()
    assert took < 5
    assert view.fault is own_fault
    late = [(one.shop_name, type(one.fault)) for one in view.faults_elsewhere]
    assert late == ([] if own_fault else [("Atelier Nord", Unreachable)])


def test_the_shops_are_asked_at_the_same_time(house: House) -> None:
    opened = house.read()
    gate = Barrier(2, timeout=5)

    def meet() -> None:
        gate.wait()

    for shop in (house.own, house.sister):
        house.adapters[shop.base_url].meanwhile = meet

    view = house.listed(opened)

    assert view.fault is None
    assert not view.faults_elsewhere


def test_an_order_of_a_sister_shop_may_be_opened_while_they_are_of_one_house(house: House) -> None:
    opened = house.read()
    house.listed(opened)

    def whose(order_id: str, shop_id: str) -> Shop | None:
        desk = house.stage.desk
        return orders.listed_shop(desk, house.own, opened.ticket, order_id, shop_id=shop_id)

    found_in = whose("8", house.sister.id)
    assert found_in is not None
    assert found_in.id == house.sister.id
    assert whose("9", house.stranger.id) is None
    assert whose("8", "") is None
    assert whose("2", house.stranger.id) is None

    shops.join_family(house.stage.desk, house.sister.id, "elsewhere")
    assert whose("8", house.sister.id) is None
