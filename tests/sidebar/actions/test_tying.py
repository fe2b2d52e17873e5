"""A ticket without an order stands by itself, and is tied to one, once, with a way back."""

from __future__ import annotations

import pytest

from platforms.contract import Match, NotFound, OrderSearch, Unreachable
from sidebar.actions import orders, people, tying
from sidebar.actions.opening import Opened
from sidebar.errors import Forbidden, Refused
from sidebar.errors import NotFound as NotHere
from sidebar.rules.listing import Why
from sidebar.rules.ticket import Status
from sidebar.store.tickets import Ticket
from tests.cast import LOU, ORDER, REFERENCE, ROBIN
from tests.sidebar.goods import found, order
from tests.sidebar.life import ZOE, at, begun, kinds_on, row_of
from tests.sidebar.stage import Stage, StillShop, together


def untied(stage: Stage, opened: Opened, text: str = "") -> Ticket:
    ticket = begun(stage, opened)
    if text:
        stage.note(at(opened, ticket), text)
    return ticket


def test_the_shop_is_asked_by_what_the_ticket_says_and_never_by_an_id_of_ours(stage: Stage) -> None:
    shop = StillShop(order(), found=(found("9", Match.EMAIL), found("8", Match.REFERENCE)))
    quiet = shop.at(stage)
    opened = quiet.enter()
    ticket = untied(quiet, opened, f"Ma commande {REFERENCE} ?")
    shown = tying.suggest(quiet.desk, opened.viewer, ticket.id)

    assert [(entry.order.id, entry.why) for entry in shown.orders] == [
        ("9", (Why.SAME_EMAIL,)),
        ("8", (Why.NAMED_IN_TEXT,)),
    ]
    (asked,) = shop.searches
    assert asked.emails == (ZOE,)
    assert f"Ma commande {REFERENCE} ?" in asked.texts
    assert asked.customer_ids == ()


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("zoe@courriel.example", OrderSearch(emails=(ZOE,))),
        ("06 12 34 56 78", OrderSearch(phones=("06 12 34 56 78",))),
        (REFERENCE, OrderSearch(references=(REFERENCE,))),
        ("Zoé Petit", OrderSearch(emails=(ZOE,))),
    ],
)
def test_an_order_is_looked_for_by_whatever_was_typed(
    stage: Stage, typed: str, wanted: OrderSearch
) -> None:
    shop = StillShop(order())
    quiet = shop.at(stage)
    opened = quiet.enter()
    ticket = untied(quiet, opened)
    tying.suggest(quiet.desk, opened.viewer, ticket.id, typed)
    assert shop.searches == [wanted]


def test_a_shop_that_is_away_is_told_and_nothing_is_lost(stage: Stage) -> None:
    shop = StillShop(order())
    quiet = shop.at(stage)
    opened = quiet.enter()
    ticket = untied(quiet, opened)
    shop.fault = Unreachable("x")
    assert tying.suggest(quiet.desk, opened.viewer, ticket.id).fault is shop.fault
    with pytest.raises(Unreachable):
        tying.tie(quiet.desk, opened.viewer, ticket.id, ORDER)
    shop.fault = NotFound("x")
    with pytest.raises(Refused, match="tie_unknown"):
        tying.tie(quiet.desk, opened.viewer, ticket.id, ORDER)
    assert row_of(quiet, ticket)["order_id"] == ""


def test_a_tied_ticket_is_about_the_order_and_its_customer_and_back(stage: Stage) -> None:
    opened = stage.enter()
    stage.move(opened, Status.CLOSED)
    ticket = untied(stage, opened)
    tied = tying.tie(stage.desk, opened.viewer, ticket.id, ORDER)

    assert (tied.order_reference, tied.is_main) == (REFERENCE, True)
    assert tied.customer == opened.ticket.customer
    assert kinds_on(stage, ticket)[-2:] == ["order_tied", "customer_tied"]
    assert stage.enter(ROBIN).ticket.id == ticket.id

    back = tying.untie(stage.desk, opened.viewer, ticket.id)
    assert (back.order_id, back.order_reference, back.is_main) == ("", "", False)
    assert back.customer is not None
    assert back.customer.email == ZOE
    assert kinds_on(stage, ticket)[-1] == "order_untied"


def test_beside_the_orders_own_ticket_there_is_room_for_others(stage: Stage) -> None:
    opened = stage.enter()
    ticket = untied(stage, opened)
    assert not tying.tie(stage.desk, opened.viewer, ticket.id, ORDER).is_main
    assert stage.enter(ROBIN).ticket.id == opened.ticket.id
    with pytest.raises(Refused, match="tied_before"):
        tying.tie(stage.desk, opened.viewer, ticket.id, ORDER)


def test_of_many_tied_at_once_one_is_the_orders_own(stage: Stage) -> None:
    opened = stage.enter()
    stage.move(opened, Status.CLOSED)
    many = [untied(stage, opened) for _ in range(3)]

    def tie(ticket: Ticket) -> bool:
        return tying.tie(stage.desk, opened.viewer, ticket.id, ORDER).is_main

    mains = together(*(lambda ticket=ticket: tie(ticket) for ticket in many))
    assert sorted(mains) == [False, False, True]


def test_what_has_no_order_or_is_closed_is_not_untied(stage: Stage) -> None:
    opened = stage.enter()
    ticket = untied(stage, opened)
    with pytest.raises(Refused, match="untie_none"):
        tying.untie(stage.desk, opened.viewer, ticket.id)
    tied = at(opened, tying.tie(stage.desk, opened.viewer, ticket.id, ORDER))
    stage.move(tied, Status.CLOSED)
    with pytest.raises(Refused, match="untie_closed"):
        tying.untie(stage.desk, opened.viewer, ticket.id)


def test_only_ones_own_shop_ties_and_only_who_may_write(stage: Stage, elsewhere: Stage) -> None:
    opened = stage.enter()
    ticket = untied(stage, opened)
    theirs, lou = elsewhere.enter(), stage.enter(LOU)
    with pytest.raises(NotHere):
        tying.tie(stage.desk, theirs.viewer, ticket.id, ORDER)
    with pytest.raises(NotHere):
        tying.suggest(stage.desk, theirs.viewer, ticket.id)
    with pytest.raises(Forbidden):
        tying.tie(stage.desk, lou.viewer, ticket.id, ORDER)
    with pytest.raises(Forbidden):
        tying.untie(stage.desk, lou.viewer, opened.ticket.id)


def test_whoever_is_known_by_an_address_is_a_guest_to_the_shop(stage: Stage) -> None:
    opened = stage.enter()
    ticket = untied(stage, opened)
    assert ticket.customer is not None
    assert orders.is_guest(ticket.customer.host_id)
    _, _, profile = people.read_profile(stage.desk, opened.viewer, ticket.id)
    assert profile.profile is None
