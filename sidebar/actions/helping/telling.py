"""What a helpdesk's ticket is told of ours: its tag, kept until a page of it has put it there."""

from __future__ import annotations

from collections.abc import Iterable

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesk_tickets
from sidebar.store.database import Connection
from sidebar.store.helpdesk_tickets import News


def tagged(store: Connection, ticket_id: str, operation_id: str, tag: str, *, now: int) -> None:
    """Keeps the tag for each ticket of a helpdesk that ours belongs to; inside a transaction."""
    for host in helpdesk_tickets.of_ticket(store, ticket_id):
        news = (ticket_id, operation_id, tag)
        helpdesk_tickets.stage(store, ids.new_id("hnw", now), host, news, now=now)


def waiting(desk: Desk, viewer: Viewer, host_ticket_id: str) -> list[News]:
    """What this ticket of the viewer's helpdesk was not told yet, oldest first."""
    with desk.database.asking() as store:
        return helpdesk_tickets.to_tell(store, viewer.helpdesk_id, host_ticket_id)


def told(desk: Desk, viewer: Viewer, news_ids: Iterable[str]) -> int:
    """A page of the viewer's helpdesk has put these tags there; answers how many were waited for.

    What is another helpdesk's, or was told before, stays as it is.
    """
    now = desk.clock.now()
    with desk.database.writing() as store:
        written = [
            helpdesk_tickets.told(store, viewer.helpdesk_id, news_id, now=now)
            for news_id in news_ids
        ]
    return sum(written)


def is_beside(desk: Desk, viewer: Viewer, host_ticket_id: str, ticket_id: str) -> bool:
    """Whether this ticket of the viewer's helpdesk is one that ours belongs to."""
    with desk.database.asking() as store:
        hosts = helpdesk_tickets.of_ticket(store, ticket_id)
    known = {(host.helpdesk_id, host.host_ticket_id) for host in hosts}
    return (viewer.helpdesk_id, host_ticket_id) in known
