"""One click, one ticket."""

from __future__ import annotations

import pytest

from platforms.contract import LaunchRefused
from sidebar.actions import opening
from sidebar.errors import Forbidden, OrderUnknown
from sidebar.rules.viewer import Role
from sidebar.store import tickets
from sidebar.store.database import Database
from tests.cast import (
    CAMILLE,
    LOU,
    ORDER,
    ROBIN,
    Person,
    ShopStage,
    connect_shop,
    desk_over,
    launch,
)


def test_the_first_click_creates_the_ticket_and_the_second_finds_it(
    database: Database, lively_shop: ShopStage
) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url)

    first = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret, CAMILLE))
    second = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret, ROBIN))

    assert first.was_created
    assert not second.was_created
    assert second.ticket.id == first.ticket.id
    assert first.ticket.customer is not None
    assert first.ticket.customer.email == "alix.moreau@courriel.example"


def test_a_launch_is_accepted_once(database: Database, lively_shop: ShopStage) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url)
    token = launch(desk, shop, secret)
    opening.open_from_launch(desk, "prestashop", token)

    with pytest.raises(LaunchRefused) as refused:
        opening.open_from_launch(desk, "prestashop", token)

    assert refused.value.reason == "replayed"


def test_an_order_the_shop_does_not_know_makes_no_ticket(
    database: Database, lively_shop: ShopStage
) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url)
    token = launch(desk, shop, secret, order="424242", reference="NOSUCHREF")

    with pytest.raises(OrderUnknown):
        opening.open_from_launch(desk, "prestashop", token)

    with database.reading() as store:
        assert tickets.latest_of_order(store, "424242", shop_id=shop.id) is None


def test_a_shop_that_cannot_be_asked_is_taken_at_its_signed_word(database: Database) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, "http://127.0.0.1:9")

    opened = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret))

    assert opened.was_created
    assert opened.ticket.order_id == ORDER


def test_an_employee_who_may_not_change_orders_reads_and_no_more(
    database: Database, lively_shop: ShopStage
) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url, roles={"3": "manage"})

    opened = opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret, LOU))

    assert opened.viewer.role is Role.READ
    assert opened.viewer.is_read_only_in_host


def test_an_employee_who_may_not_see_orders_is_turned_away(
    database: Database, lively_shop: ShopStage
) -> None:
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url)
    stranger = Person(9, "Sam", "Noll", "fr", may_view=False, may_edit=False)

    with pytest.raises(Forbidden):
        opening.open_from_launch(desk, "prestashop", launch(desk, shop, secret, stranger))

    with database.reading() as store:
        assert tickets.latest_of_order(store, ORDER, shop_id=shop.id) is None
