"""Which tickets of a helpdesk belong to which of ours, and what theirs are still to be told."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class HostTicket:
    """A helpdesk's ticket that one of ours belongs to."""

    helpdesk_id: str
    kind: str
    origin: str
    host_ticket_id: str


@dataclass(frozen=True, slots=True)
class News:
    """One tag that a helpdesk's ticket is to carry. ``staged_at`` in UTC ms."""

    id: str
    ticket_id: str
    operation_id: str
    tag: str
    staged_at: int


def link(
    store: Connection, helpdesk_id: str, host_ticket_id: str, ticket_id: str, *, by: str, now: int
) -> bool:
    """Ties the two together; answers whether that is new."""
    linked = store.run(
        "INSERT INTO helpdesk_tickets (helpdesk_id, host_ticket_id, ticket_id, linked_by,"
        " linked_at) VALUES (:helpdesk_id, :host_ticket_id, :ticket_id, :by, :now)"
        " ON CONFLICT (helpdesk_id, host_ticket_id, ticket_id) DO NOTHING",
        helpdesk_id=helpdesk_id,
        host_ticket_id=host_ticket_id,
        ticket_id=ticket_id,
        by=by,
        now=now,
    )
    return linked == 1


def of_ticket(store: Connection, ticket_id: str) -> list[HostTicket]:
    """The tickets in connected helpdesks that one of ours belongs to, the first one first."""
    rows = store.all(
        "SELECT l.helpdesk_id, h.kind, h.origin, l.host_ticket_id FROM helpdesk_tickets l"
        " JOIN helpdesks h ON h.id = l.helpdesk_id AND h.removed_at IS NULL"
        " WHERE l.ticket_id = :id ORDER BY l.linked_at, l.host_ticket_id",
        id=ticket_id,
    )
    return [HostTicket(**row) for row in rows]


def ours(store: Connection, helpdesk_id: str, host_ticket_id: str) -> list[str]:
    """Our tickets that belong to the host's, the newest link first."""
    rows = store.all(
        "SELECT ticket_id FROM helpdesk_tickets WHERE helpdesk_id = :helpdesk_id"
        " AND host_ticket_id = :host_ticket_id ORDER BY linked_at DESC, ticket_id DESC",
        helpdesk_id=helpdesk_id,
        host_ticket_id=host_ticket_id,
    )
    return [row["ticket_id"] for row in rows]


def stage(
    store: Connection, fresh_id: str, host: HostTicket, news: tuple[str, str, str], *, now: int
) -> None:
    """Keeps one tag to be told; ``news`` is (our ticket, operation, tag), each kept once."""
    ticket_id, operation_id, tag = news
    store.run(
        "INSERT INTO helpdesk_news (id, helpdesk_id, host_ticket_id, ticket_id, operation_id, tag,"
        " staged_at) VALUES (:id, :helpdesk_id, :host_ticket_id, :ticket_id, :operation_id, :tag,"
        " :now) ON CONFLICT (helpdesk_id, host_ticket_id, operation_id, tag) DO NOTHING",
        id=fresh_id,
        helpdesk_id=host.helpdesk_id,
        host_ticket_id=host.host_ticket_id,
        ticket_id=ticket_id,
        operation_id=operation_id,
        tag=tag,
        now=now,
    )


def to_tell(store: Connection, helpdesk_id: str, host_ticket_id: str) -> list[News]:
    """What the host's ticket was not yet told, oldest first."""
    rows = store.all(
        "SELECT id, ticket_id, operation_id, tag, staged_at FROM helpdesk_news"
        " WHERE helpdesk_id = :helpdesk_id AND host_ticket_id = :host_ticket_id"
        " AND told_at IS NULL ORDER BY id",
        helpdesk_id=helpdesk_id,
        host_ticket_id=host_ticket_id,
    )
    return [News(**row) for row in rows]


def told(store: Connection, helpdesk_id: str, news_id: str, *, now: int) -> bool:
    """The host's page said that its ticket has the tag; answers whether it was waited for."""
    written = store.run(
        "UPDATE helpdesk_news SET told_at = :now WHERE id = :id AND helpdesk_id = :helpdesk_id"
        " AND told_at IS NULL",
        id=news_id,
        helpdesk_id=helpdesk_id,
        now=now,
    )
    return written == 1
