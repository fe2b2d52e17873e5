"""What a ticket is once a message on it was taken back: as if it had not been said."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What a list shows of a ticket: its last message, and since when the customer waits."""

    body: str
    kind: str
    waiting_since: int | None


def take_back(store: Connection, message_id: str, *, now: int) -> None:
    """Notes that the message never left; its words stay for those who work here."""
    store.run(
        "UPDATE messages SET retracted_at = :now WHERE id = :id AND retracted_at IS NULL",
        id=message_id,
        now=now,
    )


def last_said(store: Connection, ticket_id: str) -> LastSaid:
    """From what still stands on the ticket."""
    row = store.one(
        "SELECT (SELECT m.body FROM messages m WHERE m.ticket_id = t.id"
        " AND m.retracted_at IS NULL ORDER BY m.id DESC LIMIT 1) AS body,"
        " (SELECT m.kind FROM messages m WHERE m.ticket_id = t.id"
        " AND m.retracted_at IS NULL ORDER BY m.id DESC LIMIT 1) AS kind,"
        " (SELECT min(m.written_at) FROM messages m WHERE m.ticket_id = t.id"
        " AND m.kind = 'customer' AND m.is_automatic = 0 AND m.id > coalesce("
        " (SELECT max(a.id) FROM messages a WHERE a.ticket_id = t.id AND a.kind = 'agent'"
        " AND a.is_automatic = 0 AND a.retracted_at IS NULL), '')) AS waiting_since"
        " FROM tickets t WHERE t.id = :id",
        id=ticket_id,
    )
    if row is None:
        return LastSaid("", "", None)
    return LastSaid(row["body"] or "", row["kind"] or "", row["waiting_since"])


def put_back(store: Connection, ticket_id: str, *, excerpt: str, said: LastSaid) -> None:
    """What lists show of the ticket from now on."""
    store.run(
        "UPDATE tickets SET excerpt = :excerpt, excerpt_kind = :kind,"
        " waiting_since = CAST(:waiting_since AS BIGINT) WHERE id = :id",
        id=ticket_id,
        excerpt=excerpt,
        kind=said.kind,
        waiting_since=said.waiting_since,
    )
