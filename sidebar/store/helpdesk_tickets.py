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
    """The tickets in connected helpdesks that one of ours belongs to, the first one first.

    Those of tickets that were merged into it are its own, for as long as they are.
    """
    rows = store.all(
        "WITH RECURSIVE joined (id) AS (SELECT CAST(:id AS TEXT)"
        " UNION SELECT t.id FROM tickets t JOIN joined j ON t.merged_into = j.id)"
        " SELECT l.helpdesk_id, h.kind, h.origin, l.host_ticket_id FROM helpdesk_tickets l"
        " JOIN joined j ON j.id = l.ticket_id"
        " JOIN helpdesks h ON h.id = l.helpdesk_id AND h.removed_at IS NULL"
        " GROUP BY l.helpdesk_id, h.kind, h.origin, l.host_ticket_id"
        " ORDER BY min(l.linked_at), l.host_ticket_id",
        id=ticket_id,
    )
    return [HostTicket(**row) for row in rows]


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
    """What the host's ticket was not yet told of shops that are shown there, oldest first."""
    rows = store.all(
        "SELECT n.id, n.ticket_id, n.operation_id, n.tag, n.staged_at FROM helpdesk_news n"
        " JOIN tickets t ON t.id = n.ticket_id JOIN helpdesk_shops s ON s.shop_id = t.shop_id"
        " AND s.helpdesk_id = n.helpdesk_id AND s.is_shown = 1"
        " WHERE n.helpdesk_id = :helpdesk_id AND n.host_ticket_id = :host_ticket_id"
        " AND n.told_at IS NULL ORDER BY n.id",
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
