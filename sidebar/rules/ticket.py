"""The life of a ticket: five statuses, who may move it where, and when it is over."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    PENDING = "pending"
    """Waiting for the customer."""
    CLIENT_REPLIED = "client_replied"
    RESOLVED = "resolved"
    CLOSED = "closed"
    """Final: what follows is a new ticket."""


class Mover(StrEnum):
    """Whose act moves the ticket."""

    AGENT = "agent"
    CUSTOMER = "customer"


_AGENT_MOVES = {
    Status.OPEN: (Status.PENDING, Status.RESOLVED, Status.CLOSED),
    Status.PENDING: (Status.OPEN, Status.RESOLVED, Status.CLOSED),
    Status.CLIENT_REPLIED: (Status.OPEN, Status.PENDING, Status.RESOLVED, Status.CLOSED),
    Status.RESOLVED: (Status.OPEN, Status.PENDING, Status.CLOSED),
    Status.CLOSED: (),
}


def moves(status: Status, mover: Mover) -> tuple[Status, ...]:
    """Where this mover may take a ticket from here.

    Only a customer's message makes it *client replied*, and it does so from everywhere but closed.
    """
    if mover is Mover.CUSTOMER:
        return () if status in (Status.CLOSED, Status.CLIENT_REPLIED) else (Status.CLIENT_REPLIED,)
    return _AGENT_MOVES[status]


def may_move(old: Status, new: Status, mover: Mover) -> bool:
    """Whether the move is legal; staying where one is, is no move."""
    return new in moves(old, mover)


def choices_with_reply(status: Status) -> tuple[Status, ...]:
    """The statuses offered beside the send button, the likeliest first.

    After an answer one waits for the customer; leaving the status alone is offered too, unless the
    customer just wrote: an answered ticket is no longer *client replied*.
    """
    if status is Status.CLOSED:
        return ()
    stay = () if status in (Status.PENDING, Status.CLIENT_REPLIED) else (status,)
    offered = (Status.PENDING, *stay, Status.OPEN, Status.RESOLVED, Status.CLOSED)
    return tuple(dict.fromkeys(offered))


def takes_messages(status: Status) -> bool:
    """Whether something may still be written on it."""
    return status is not Status.CLOSED
