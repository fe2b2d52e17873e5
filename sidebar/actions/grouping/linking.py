"""What a ticket has to do with others: opened from, merged, split; and each step taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions.desk import Desk
from sidebar.actions.grouping import merging, splitting
from sidebar.actions.working.access import check, found
from sidebar.errors import NotFound
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import joining, moving, regroupings, tickets
from sidebar.store.database import Connection
from sidebar.store.regroupings import Kind, Regrouping
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Step:
    """A regrouping that may be taken back, or why it may not be."""

    regrouping: Regrouping
    fault: str
    left: int
    """How many of its messages are still where they went."""
    erased: int
    """How many of them have no words any more: these come back empty."""


@dataclass(frozen=True, slots=True)
class Links:
    """What the ticket has to do with others."""

    ticket: Ticket
    previous: Ticket | None
    merged_into: Ticket | None
    following: tuple[tuple[str, int], ...]
    """The tickets opened from this one: their ids and numbers."""
    steps: tuple[Step, ...]
    was_put_back: bool = False
    """Whether it was made of a message that went back to ``merged_into``."""


def links(desk: Desk, viewer: Viewer, ticket_id: str) -> Links:
    """Everything of it. Raises NotFound."""
    with desk.database.reading() as store:
        ticket = found(store, viewer, ticket_id)
        is_back = ticket.merged_into is not None and ticket.merged_into == ticket.previous_id
        return Links(
            ticket=ticket,
            was_put_back=is_back and regroupings.was_put_back(store, ticket.id),
            previous=_named(store, ticket, ticket.previous_id),
            merged_into=_named(store, ticket, ticket.merged_into),
            following=tuple(joining.numbers_after(store, ticket.id)),
            steps=tuple(
                _step(store, regrouping) for regrouping in regroupings.of_ticket(store, ticket.id)
            ),
        )


def _named(store: Connection, ticket: Ticket, other_id: str | None) -> Ticket | None:
    return tickets.find(store, other_id, shop_id=ticket.shop_id) if other_id else None


def _step(store: Connection, regrouping: Regrouping) -> Step:
    is_merge = regrouping.kind is Kind.MERGE
    # Messages come back out of a merged ticket, and back into the one that was split.
    kept_id = regrouping.into_id if is_merge else regrouping.from_id
    kept = tickets.find(store, kept_id, shop_id=regrouping.shop_id)
    there = moving.still_there(store, regrouping.message_ids, regrouping.into_id)
    fault = "undo_closed" if kept is None or kept.status is Status.CLOSED else ""
    if not fault and not is_merge and not there:
        fault = "undo_moved"
    return Step(regrouping, fault, len(there), moving.erased_of(store, there))


def undo(desk: Desk, viewer: Viewer, ticket_id: str, regrouping_id: str) -> Ticket:
    """Takes it back; answers the ticket that messages came back to.

    Raises Forbidden, NotFound or Refused (``undone_before``, ``undo_closed``, ``undo_moved``).
    """
    check(viewer)
    with desk.database.reading() as store:
        ticket = found(store, viewer, ticket_id)
        regrouping = regroupings.find(store, regrouping_id, shop_id=viewer.shop_id)
    if regrouping is None or ticket.id not in (regrouping.from_id, regrouping.into_id):
        raise NotFound
    take = merging.unmerge if regrouping.kind is Kind.MERGE else splitting.unsplit
    return take(desk, viewer, regrouping)
