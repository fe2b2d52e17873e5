"""Every move of a ticket, legal or not, against a table written from the product's own words."""

from __future__ import annotations

from itertools import product

import pytest

from sidebar.rules.ticket import (
    Mover,
    Status,
    choices_with_reply,
    may_move,
    moves,
    takes_messages,
)

LEGAL = """
agent    open            pending
agent    open            resolved
agent    open            closed
agent    pending         open
agent    pending         resolved
agent    pending         closed
agent    client_replied  open
agent    client_replied  pending
agent    client_replied  resolved
agent    client_replied  closed
agent    resolved        open
agent    resolved        pending
agent    resolved        closed
customer open            client_replied
customer pending         client_replied
customer resolved        client_replied
"""
"""One legal move a line: who, from where, to where. Whatever is not written here is refused."""

TABLE = frozenset(tuple(line.split()) for line in LEGAL.strip().splitlines())
EVERY = tuple(product(Mover, Status, Status))


@pytest.mark.parametrize(("mover", "old", "new"), EVERY)
def test_a_move_is_legal_exactly_when_the_table_says_so(
    mover: Mover, old: Status, new: Status
) -> None:
    assert may_move(old, new, mover) is ((mover.value, old.value, new.value) in TABLE)


def test_the_table_is_about_five_statuses_and_two_movers() -> None:
    assert len(EVERY) == 2 * 5 * 5
    assert len(TABLE) == 16


def test_closed_is_final_for_everyone() -> None:
    assert moves(Status.CLOSED, Mover.AGENT) == moves(Status.CLOSED, Mover.CUSTOMER) == ()
    assert [status for status in Status if not takes_messages(status)] == [Status.CLOSED]


def test_waiting_for_the_customer_is_the_first_choice_with_a_reply() -> None:
    for status in Status:
        if status is not Status.CLOSED:
            assert choices_with_reply(status)[0] is Status.PENDING


@pytest.mark.parametrize("status", list(Status))
def test_every_choice_offered_with_a_reply_can_be_taken(status: Status) -> None:
    for choice in choices_with_reply(status):
        assert choice is status or may_move(status, choice, Mover.AGENT)


def test_an_answered_ticket_cannot_be_left_at_client_replied() -> None:
    assert Status.CLIENT_REPLIED not in choices_with_reply(Status.CLIENT_REPLIED)
    assert Status.RESOLVED in choices_with_reply(Status.RESOLVED)
    assert choices_with_reply(Status.CLOSED) == ()
