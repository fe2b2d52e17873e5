"""What a helpdesk's ticket is told of ours: its tag, kept until a page of it has put it there."""

from __future__ import annotations

from sidebar import ids
from sidebar.store import helpdesk_tickets
from sidebar.store.database import Connection


def tagged(store: Connection, ticket_id: str, operation_id: str, tag: str, *, now: int) -> None:
    """Keeps the tag for each ticket of a helpdesk that ours belongs to; inside a transaction."""
    for host in helpdesk_tickets.of_ticket(store, ticket_id):
        news = (ticket_id, operation_id, tag)
        helpdesk_tickets.stage(store, ids.new_id("hnw", now), host, news, now=now)
