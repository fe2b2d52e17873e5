"""Tickets begun by hand, for the stories in which they are tied, merged and split."""

from __future__ import annotations

from typing import Any

from sidebar.actions import beginning
from sidebar.actions.opening import Opened
from sidebar.rules.beginning import Typed
from sidebar.store.database import Row
from sidebar.store.tickets import Ticket
from tests.cast import CAMILLE, Person
from tests.sidebar.stage import Stage

ZOE = "zoe@courriel.example"


def begun(stage: Stage, opened: Opened, **told: Any) -> Ticket:
    """A ticket by hand; about Zoé, whom no order names, unless told otherwise."""
    known: dict[str, Any] = {
        "name": "Zoé Petit",
        "email": ZOE,
        "subject": "Une question",
        "channel": "email",
        "type": "standard",
        "ask_id": f"new-{stage.count('tickets')}",
    }
    return beginning.begin(stage.desk, opened.viewer, Typed(**{**known, **told}))


def at(opened: Opened, ticket: Ticket) -> Opened:
    """The same person, looking at another ticket."""
    return Opened(opened.shop, opened.viewer, ticket, was_created=False)


def row_of(stage: Stage, ticket: Ticket) -> Row:
    """The ticket as it is kept."""
    return next(row for row in stage.rows("tickets") if row["id"] == ticket.id)


def texts_on(stage: Stage, ticket: Ticket) -> list[str]:
    """What is said on the ticket, oldest first."""
    rows = [row for row in stage.rows("messages") if row["ticket_id"] == ticket.id]
    return [row["body"] for row in sorted(rows, key=lambda row: str(row["id"]))]


def kinds_on(stage: Stage, ticket: Ticket) -> list[str]:
    """What happened with the ticket."""
    return [row["kind"] for row in stage.rows("events") if row["ticket_id"] == ticket.id]


def same_order_twice(stage: Stage, person: Person = CAMILLE) -> tuple[Opened, Ticket]:
    """The order's own ticket, and another one beside it."""
    opened = stage.enter(person)
    order = {"order": opened.ticket.order_reference, "order_of": opened.ticket.order_reference}
    nobody = {"name": "", "email": "", "order_id": opened.ticket.order_id}
    return opened, begun(stage, opened, **order, **nobody)


def letters_left(stage: Stage) -> None:
    """Every letter has left."""
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'sent'")
