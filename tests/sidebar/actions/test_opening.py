"""One click, one ticket."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import Unreachable
from platforms.launches import LaunchRefused
from sidebar.actions import opening, pairing
from sidebar.clock import MINUTE
from sidebar.errors import Forbidden, OrderUnknown, Refused
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role
from sidebar.store import tickets
from sidebar.store.database import Database
from tests.cast import (
    CAMILLE,
    LOU,
    ORDER,
    REFERENCE,
    ROBIN,
    Person,
    ShopStage,
    connect_shop,
    desk_over,
    launch,
)
from tests.sidebar.goods import order
from tests.sidebar.stage import Stage, StillShop, together


def test_a_launch_of_a_copy_of_the_paired_shop_opens_nothing(stage: Stage) -> None:
    pairing.trust(stage.desk, stage.shop)
    copy = replace(stage.shop, base_url="https://staging.example")
    token = launch(stage.desk, copy, stage.secret)

    with pytest.raises(LaunchRefused) as refusal:
        opening.open_from_launch(stage.desk, "prestashop", token)
    assert refusal.value.reason == "unknown_shop"
    assert stage.count("tickets") == 0


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


def test_the_opening_is_written_down_once_with_who_clicked_first(stage: Stage) -> None:
    opened = stage.enter(ROBIN)
    stage.enter(CAMILLE)

    (event,) = stage.rows("events")
    assert (event["kind"], event["new"]) == ("opened", "open")
    assert event["actor_name"] == "Robin Baker"
    assert event["ticket_id"] == opened.ticket.id


def test_eight_clicks_at_once_make_one_ticket(stage: Stage) -> None:
    opened = together(*[stage.enter] * 8)

    assert [one.was_created for one in opened].count(True) == 1
    assert len({one.ticket.id for one in opened}) == 1
    assert (stage.count("tickets"), stage.count("events")) == (1, 1)


def test_one_token_sent_eight_times_at_once_opens_once(stage: Stage) -> None:
    token = stage.token()

    def click() -> str:
        try:
            opening.open_from_launch(stage.desk, "prestashop", token)
        except LaunchRefused as refused:
            return refused.reason
        return "opened"

    answers = together(*[click] * 8)

    assert sorted(answers) == ["opened", *["replayed"] * 7]


def test_a_closed_ticket_is_shown_and_a_new_one_follows_it(stage: Stage) -> None:
    first = stage.enter()
    stage.move(first, Status.CLOSED)

    again = stage.enter()
    assert not again.was_created
    assert again.ticket.id == first.ticket.id

    follower, was_created = opening.open_after(stage.desk, again.viewer, again.ticket)
    twin, was_created_twice = opening.open_after(stage.desk, again.viewer, again.ticket)

    assert (was_created, was_created_twice) == (True, False)
    assert twin.id == follower.id == stage.enter().ticket.id
    assert follower.previous_id == first.ticket.id
    assert follower.number == first.ticket.number + 1
    assert follower.customer == again.ticket.customer


def test_an_open_ticket_has_no_follower(stage: Stage) -> None:
    opened = stage.enter()

    with pytest.raises(Refused) as refused:
        opening.open_after(stage.desk, opened.viewer, opened.ticket)

    assert refused.value.reason == "still_open"
    assert stage.count("tickets") == 1


def test_a_reader_opens_no_follower(stage: Stage) -> None:
    stage.move(stage.enter(), Status.CLOSED)
    lou = stage.enter(LOU)

    with pytest.raises(Forbidden):
        opening.open_after(stage.desk, lou.viewer, lou.ticket)


def test_a_reference_that_is_not_the_orders_own_makes_no_ticket(stage: Stage) -> None:
    with pytest.raises(OrderUnknown):
        stage.enter(reference="HBDWKOSEN")

    assert stage.count("tickets") == 0


def test_used_launches_are_forgotten_once_nothing_can_repeat_them(stage: Stage) -> None:
    stage.enter()
    stage.clock.advance(20 * MINUTE)
    stage.enter()

    assert stage.count("launches") == 1


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "shp_nobody"}, "unknown_shop"),
        ({"aud": "http://127.0.0.1:9999"}, "wrong_audience"),
        ({"iat": 1_600_000_000, "exp": 1_600_000_060}, "expired"),
        ({"exp": 2_600_000_000}, "too_long"),
        ({"employee": "Camille"}, "malformed"),
        ({"jti": ""}, "malformed"),
    ],
)
def test_a_launch_that_is_not_what_it_claims_writes_nothing(
    stage: Stage, claims: dict[str, Any], reason: str
) -> None:
    with pytest.raises(LaunchRefused) as refused:
        stage.enter(**claims)

    assert refused.value.reason == reason
    assert not any(stage.counts().values())


def test_each_shops_secret_opens_its_own_tickets_alone(stage: Stage, elsewhere: Stage) -> None:
    forged = launch(stage.desk, stage.shop, elsewhere.secret)

    with pytest.raises(LaunchRefused) as refused:
        opening.open_from_launch(stage.desk, "prestashop", forged)

    assert refused.value.reason == "bad_signature"
    assert stage.enter().ticket.id != elsewhere.enter().ticket.id


def test_an_order_slow_to_read_is_opened_at_the_shops_word(stage: Stage) -> None:
    shop = StillShop(order(), fault=Unreachable("slow"))

    opened = shop.at(stage).enter()

    assert opened.was_created
    assert opened.ticket.order_reference == REFERENCE
    assert opened.ticket.customer is not None
    assert opened.ticket.customer.email == ""
