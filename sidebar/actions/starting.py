"""Begins a ticket that no click on its order began, with all that goes with a beginning."""

from __future__ import annotations

from sidebar import ids
from sidebar.actions import aftermath, recording
from sidebar.actions.desk import Desk
from sidebar.actions.recording import Actor
from sidebar.rules.ticket import Status
from sidebar.store import fresh_tickets, tickets
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.tickets import Ticket


def start(
    store: Connection, desk: Desk, fresh: FreshTicket, *, actor: Actor, is_automatic: bool = False
) -> Ticket:
    """The new ticket, in the caller's transaction; ``is_automatic`` where a machine caused it."""
    now = desk.clock.now()
    ticket_id = ids.new_id("tkt", now)
    fresh_tickets.open_fresh(store, fresh, fresh_id=ticket_id, now=now)
    recording.happened(store, desk, ticket_id, EventKind.OPENED, actor=actor, new=Status.OPEN.value)
    aftermath.opened(store, desk, ticket_id, shop_id=fresh.shop_id, is_automatic=is_automatic)
    ticket = tickets.find(store, ticket_id, shop_id=fresh.shop_id)
    if ticket is None:
        raise LookupError(ticket_id)
    return ticket
