"""One open ticket per order, numbered without a gap, moved only from where it was seen."""

from __future__ import annotations

from itertools import count

import pytest

from sidebar import ids
from sidebar.actions import shops
from sidebar.rules.ticket import Status
from sidebar.store import tickets
from sidebar.store.tickets import Ticket
from tests.sidebar.stage import Stage, together


def open_once(stage: Stage, order: str = "7") -> bool:
    now = stage.clock.now()
    with stage.desk.database.writing() as store:
        return tickets.open_once(
            store,
            fresh_id=ids.new_id("tkt", now),
            shop_id=stage.shop.id,
            order_id=order,
            order_reference="",
            customer_id=None,
            channel="back_office",
            previous_id=None,
            now=now,
        )


def latest(stage: Stage, order: str = "7") -> Ticket:
    with stage.desk.database.reading() as store:
        ticket = tickets.latest_of_order(store, order, shop_id=stage.shop.id)
    assert ticket is not None
    return ticket


def move(stage: Stage, ticket: Ticket, new: Status) -> bool:
    with stage.desk.database.writing() as store:
        return tickets.move(store, ticket, new, now=stage.clock.now())


def test_of_eight_calls_at_once_one_opens_and_no_number_is_lost(stage: Stage) -> None:
    won = together(*[lambda: open_once(stage)] * 8)
    open_once(stage, order="8")

    assert won.count(True) == 1
    assert sorted(row["number"] for row in stage.rows("tickets")) == [1001, 1002]


def test_tickets_opened_at_once_have_numbers_in_a_row(stage: Stage) -> None:
    orders = count(1)

    def five() -> None:
        for _ in range(5):
            open_once(stage, order=str(next(orders)))

    together(*[five] * 8)

    assert sorted(row["number"] for row in stage.rows("tickets")) == list(range(1001, 1041))


def test_a_closed_ticket_makes_room_for_the_next_and_the_open_one_is_found(stage: Stage) -> None:
    open_once(stage)
    first = latest(stage)
    move(stage, first, Status.CLOSED)
    assert latest(stage).id == first.id

    assert open_once(stage)

    second = latest(stage)
    assert second.id != first.id
    assert second.status is Status.OPEN


def test_a_ticket_moves_only_from_the_status_that_was_seen(stage: Stage) -> None:
    open_once(stage)
    seen = latest(stage)

    assert move(stage, seen, Status.PENDING)
    assert not move(stage, seen, Status.CLOSED)

    now = latest(stage)
    assert (now.status, now.version, now.closed_at) == (Status.PENDING, seen.version + 1, None)


def test_the_moment_of_closing_is_kept(stage: Stage) -> None:
    open_once(stage)
    stage.clock.advance(5)
    move(stage, latest(stage), Status.CLOSED)

    assert latest(stage).closed_at == stage.clock.now()


def test_a_closed_ticket_takes_no_message(stage: Stage) -> None:
    open_once(stage)
    seen = latest(stage)
    move(stage, seen, Status.CLOSED)

    closed = latest(stage)
    with stage.desk.database.writing() as store:
        assert not tickets.spoken_on(store, closed, now=1)
    assert latest(stage).version == seen.version + 1


def test_a_message_is_taken_only_at_the_version_that_was_seen(stage: Stage) -> None:
    open_once(stage)
    seen = latest(stage)

    with stage.desk.database.writing() as store:
        assert tickets.spoken_on(store, seen, now=1)
        assert not tickets.spoken_on(store, seen, now=2)
    assert latest(stage).last_message_at == 1


def test_a_removed_shops_tickets_are_not_found(stage: Stage) -> None:
    open_once(stage)
    ticket = latest(stage)
    shops.remove(stage.desk, stage.shop.id)

    with stage.desk.database.reading() as store:
        assert tickets.find(store, ticket.id, shop_id=stage.shop.id) is None


def test_a_ticket_is_found_only_through_its_own_shop(stage: Stage, elsewhere: Stage) -> None:
    open_once(stage)
    ticket = latest(stage)

    with stage.desk.database.reading() as store:
        assert tickets.find(store, ticket.id, shop_id=elsewhere.shop.id) is None
        assert tickets.latest_of_order(store, "7", shop_id=elsewhere.shop.id) is None
        assert tickets.find(store, ticket.id, shop_id=stage.shop.id) == ticket


def test_a_status_that_is_none_cannot_be_stored(stage: Stage) -> None:
    open_once(stage)

    with (
        pytest.raises(Exception, match=r"(?i)check"),
        stage.desk.database.writing() as store,
    ):
        store.run("UPDATE tickets SET status = 'lost'")


def test_a_customers_earlier_tickets_come_newest_first(stage: Stage) -> None:
    opened = stage.enter()
    stage.move(opened, Status.CLOSED)
    with stage.desk.database.writing() as store:
        customer = opened.ticket.customer
        assert customer is not None
        for order in ("7", "8"):
            now = stage.clock.now()
            fresh = ids.new_id("tkt", now)
            tickets.open_once(
                store,
                fresh_id=fresh,
                shop_id=stage.shop.id,
                order_id=order,
                order_reference="",
                customer_id=customer.id,
                channel="",
                previous_id=None,
                now=now,
            )
        earlier = tickets.earlier_of_customer(store, opened.ticket, most=5)
        cut = tickets.earlier_of_customer(store, opened.ticket, most=1)

    assert [ticket.order_id for ticket in earlier] == ["8", "7"]
    assert len(cut) == 1
