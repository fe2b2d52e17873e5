"""What every regrouping needs: both tickets held, and what lists show of them counted anew."""

from __future__ import annotations

from sidebar.actions import aftermath
from sidebar.actions.aftermath import LONGEST_EXCERPT
from sidebar.actions.desk import Desk
from sidebar.actions.working.access import found
from sidebar.rules.unsent import parted
from sidebar.rules.viewer import Viewer
from sidebar.store import moving, search, tickets, unsent
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket


def hold(
    store: Connection, desk: Desk, viewer: Viewer, first_id: str, second_id: str
) -> tuple[Ticket, Ticket]:
    """Both tickets as they stand, and nobody else changes either until this transaction ends.

    Always taken in the order of their ids: two that regroup the same tickets wait for each other,
    and never in a circle. Raises NotFound.
    """
    for ticket_id in sorted({first_id, second_id}):
        found(store, viewer, ticket_id)
        tickets.touch(store, ticket_id, now=desk.clock.now(), has_message=False)
    return found(store, viewer, first_id), found(store, viewer, second_id)


def carry_unsent(store: Connection, desk: Desk, left: Ticket, reached: Ticket) -> tuple[str, ...]:
    """What is being written goes along, with its files: answers which files those are.

    It stays where it is where the other ticket has another customer: it was meant for this one.
    """
    if not have_one_customer(left, reached):
        return ()
    now = desk.clock.now()
    unsent.carry(store, left.id, reached.id, now=now)
    unsent.leave(store, left.id, now=now)
    return unsent.carry_files(store, left.id, reached.id)


def return_unsent(
    store: Connection, desk: Desk, left: Ticket, reached: Ticket, file_ids: tuple[str, ...]
) -> None:
    """What went from ``left`` to ``reached`` and was not sent there goes back."""
    now = desk.clock.now()
    for text in unsent.carried(store, left.id, reached.id):
        stays, goes = parted(text.there, text.body)
        unsent.put(store, left.id, text.agent_id, goes, now=now)
        if goes:
            unsent.put(store, reached.id, text.agent_id, stays, now=now)
    unsent.return_files(store, file_ids, from_id=left.id, into_id=reached.id)


def have_one_customer(first: Ticket, second: Ticket) -> bool:
    """Whether replies on both go to the same address."""
    return email_of(first) == email_of(second)


def email_of(ticket: Ticket) -> str:
    """Where replies go, however it is written; empty for nowhere."""
    return ticket.customer.email.casefold() if ticket.customer else ""


def recount(store: Connection, *ticket_ids: str) -> None:
    """Writes what lists show of each ticket, from the messages that are on it now."""
    for ticket_id in ticket_ids:
        last = moving.last_said(store, ticket_id)
        moving.recount(
            store,
            ticket_id,
            excerpt=" ".join(last["body"].split())[:LONGEST_EXCERPT] if last else "",
            kind=last["kind"] if last else "",
            said_at=last["written_at"] if last else None,
            since=moving.waiting_since(store, ticket_id),
        )


def settle(store: Connection, left: Ticket, reached: Ticket, message_ids: tuple[str, ...]) -> None:
    """After messages went from the one ticket to the other: lists and the search know it."""
    recount(store, left.id, reached.id)
    search.moved(store, message_ids, reached.id)
    for ticket in (left, reached):
        aftermath.changed(store, ticket.id)
