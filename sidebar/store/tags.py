"""Words tied to a ticket, each once."""

from __future__ import annotations

from sidebar.store.database import Connection


def add(store: Connection, ticket_id: str, tag: str, *, now: int) -> bool:
    """Ties the tag to the ticket; answers whether it is new there."""
    added = store.run(
        "INSERT INTO tags (ticket_id, tag, added_at) VALUES (:ticket_id, :tag, :now)"
        " ON CONFLICT (ticket_id, tag) DO NOTHING",
        ticket_id=ticket_id,
        tag=tag,
        now=now,
    )
    return added == 1


def remove(store: Connection, ticket_id: str, tag: str) -> bool:
    """Takes the tag off the ticket; answers whether it was there."""
    removed = store.run(
        "DELETE FROM tags WHERE ticket_id = :ticket_id AND tag = :tag", ticket_id=ticket_id, tag=tag
    )
    return removed == 1


def of_ticket(store: Connection, ticket_id: str) -> tuple[str, ...]:
    """The ticket's tags, the first one first."""
    rows = store.all(
        "SELECT tag FROM tags WHERE ticket_id = :ticket_id ORDER BY added_at, tag",
        ticket_id=ticket_id,
    )
    return tuple(row["tag"] for row in rows)
