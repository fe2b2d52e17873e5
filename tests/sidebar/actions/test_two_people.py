"""Two of the shop's own customers never share a conversation, whoever merges or ties what."""

from __future__ import annotations

import pytest

from sidebar.actions import tying
from sidebar.actions.grouping import linking, merging
from sidebar.actions.opening import Opened
from sidebar.errors import Refused
from sidebar.store.tickets import Ticket
from tests.sidebar.life import begun
from tests.sidebar.stage import Stage


def merge(stage: Stage, opened: Opened, source: Ticket, target: Ticket) -> Ticket:
    return merging.merge(stage.desk, opened.viewer, source.id, target.id)


def undo(stage: Stage, opened: Opened, ticket: Ticket) -> Ticket:
    step = linking.links(stage.desk, opened.viewer, ticket.id).steps[0].regrouping
    return linking.undo(stage.desk, opened.viewer, ticket.id, step.id)


def by_account(stage: Stage, opened: Opened, number: int) -> Ticket:
    """A ticket of one of the shop's own customers."""
    ticket = begun(stage, opened, email=f"c{number}@courriel.example", name=f"Client {number}")
    with stage.desk.database.writing() as store:
        store.run(
            "UPDATE customers SET host_id = :host WHERE email = :email",
            host=f"{number}",
            email=f"c{number}@courriel.example",
        )
    return ticket


def test_two_of_the_shops_own_customers_are_never_one_conversation(stage: Stage) -> None:
    opened = stage.enter()
    one, two = (by_account(stage, opened, number) for number in (71, 72))
    between = begun(stage, opened)
    with pytest.raises(Refused, match="other_customer"):
        merge(stage, opened, one, two)
    shown = merging.preview(stage.desk, opened.viewer, one.id, two.number)
    assert shown.fault == "other_customer"
    # Nor by way of a ticket of somebody who is known by an address alone.
    merge(stage, opened, one, between)
    for source, target in ((two, between), (between, two)):
        with pytest.raises(Refused, match="other_customer"):
            merge(stage, opened, source, target)
    undo(stage, opened, between)
    assert merge(stage, opened, two, between).id == between.id


def test_an_order_of_another_customer_is_not_tied_to_what_was_merged(stage: Stage) -> None:
    opened = stage.enter()
    with stage.desk.database.writing() as store:
        store.run("UPDATE customers SET host_id = '70' WHERE id = :id", id=customer_of(opened))
    between = begun(stage, opened)
    merge(stage, opened, by_account(stage, opened, 71), between)
    with pytest.raises(Refused, match="other_customer"):
        tying.tie(stage.desk, opened.viewer, between.id, opened.ticket.order_id)
    undo(stage, opened, between)
    assert tying.tie(stage.desk, opened.viewer, between.id, opened.ticket.order_id).order_id


def customer_of(opened: Opened) -> str:
    assert opened.ticket.customer is not None
    return opened.ticket.customer.id
