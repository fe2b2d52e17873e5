"""Carries messages, with all that hangs on them, from one ticket to another, and counts anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sidebar.store import subjects
from sidebar.store.database import Connection, Row

_HANGING: Mapping[str, str] = {
    "letters": "message_id",
    "attachments": "message_id",
    "mentions": "message_id",
    "mails": "message_id",
}
"""What names its message's ticket beside the message, by the column that names the message."""


def ids_of(store: Connection, ticket_id: str) -> tuple[str, ...]:
    """Every message of the ticket, oldest first."""
    rows = store.all("SELECT id FROM messages WHERE ticket_id = :id ORDER BY id", id=ticket_id)
    return tuple(row["id"] for row in rows)


def still_there(store: Connection, message_ids: Sequence[str], ticket_id: str) -> tuple[str, ...]:
    """Those of the messages that are on this ticket now."""
    select = "SELECT id FROM messages WHERE ticket_id = :ticket_id AND "
    rows = subjects.rows(store, select, "id", tuple(message_ids), ticket_id=ticket_id)
    return tuple(row["id"] for row in rows)


def erased_of(store: Connection, message_ids: Sequence[str]) -> int:
    """How many of the messages have no words any more."""
    select = "SELECT id FROM messages WHERE body = '' AND html = '' AND "
    return len(subjects.rows(store, select, "id", tuple(message_ids)))


def carry(store: Connection, message_ids: Sequence[str], into_id: str) -> int:
    """Puts the messages on the other ticket; answers how many there were.

    An ask that was kept on both tickets stays known on each: the one that comes is marked.
    """
    moved = tuple(message_ids)
    many = subjects.run(
        store,
        "UPDATE messages SET ask_id = replace(ask_id, ' ' || id, '') || CASE WHEN EXISTS"
        " (SELECT 1 FROM messages o WHERE o.ticket_id = :into_id AND o.id <> messages.id"
        " AND o.ask_id = replace(messages.ask_id, ' ' || messages.id, ''))"
        " THEN ' ' || id ELSE '' END, ticket_id = :into_id WHERE ",
        "id",
        moved,
        into_id=into_id,
    )
    for table, column in _HANGING.items():
        change = f"UPDATE {table} SET ticket_id = :into_id WHERE "
        subjects.run(store, change, column, moved, into_id=into_id)
    return many


def letters_waiting(store: Connection, ticket_id: str) -> int:
    """How many replies of the ticket have not left, and go to whoever its customer is by then."""
    row = store.one(
        "SELECT count(*) AS many FROM letters WHERE ticket_id = :id AND purpose = 'reply'"
        " AND state IN ('queued', 'sending', 'handing', 'unsure')",
        id=ticket_id,
    )
    return int(row["many"]) if row else 0


def carry_tasks(store: Connection, from_id: str, into_id: str) -> tuple[str, ...]:
    """Puts what is still to do on the other ticket; answers which tasks those are."""
    rows = store.all(
        "UPDATE tasks SET ticket_id = :into_id WHERE ticket_id = :from_id AND done_at IS NULL"
        " RETURNING id",
        from_id=from_id,
        into_id=into_id,
    )
    return tuple(row["id"] for row in rows)


def return_tasks(store: Connection, task_ids: Sequence[str], *, from_id: str, into_id: str) -> None:
    """Puts those of the tasks back that are still where they were carried to."""
    change = "UPDATE tasks SET ticket_id = :back WHERE ticket_id = :there AND "
    subjects.run(store, change, "id", tuple(task_ids), back=from_id, there=into_id)


def last_said(store: Connection, ticket_id: str) -> Row | None:
    """The newest message of the ticket: its kind, its words, when it was written."""
    return store.one(
        "SELECT kind, body, written_at FROM messages WHERE ticket_id = :id"
        " AND retracted_at IS NULL ORDER BY written_at DESC, id DESC LIMIT 1",
        id=ticket_id,
    )


def waiting_since(store: Connection, ticket_id: str) -> int | None:
    """The first thing the customer said since they were last answered (UTC ms); machines aside."""
    row = store.one(
        "SELECT min(written_at) AS since FROM messages WHERE ticket_id = :id"
        " AND kind = 'customer' AND is_automatic = 0 AND written_at > (SELECT"
        " coalesce(max(written_at), 0) FROM messages WHERE ticket_id = :id AND kind = 'agent'"
        " AND is_automatic = 0 AND retracted_at IS NULL)",
        id=ticket_id,
    )
    return None if row is None else row["since"]


def recount(
    store: Connection,
    ticket_id: str,
    *,
    excerpt: str,
    kind: str,
    said_at: int | None,
    since: int | None,
) -> None:
    """Writes what a list shows of the ticket, after messages came or went."""
    store.run(
        "UPDATE tickets SET excerpt = :excerpt, excerpt_kind = :kind, last_message_at = :said_at,"
        " waiting_since = :since WHERE id = :id",
        id=ticket_id,
        excerpt=excerpt,
        kind=kind,
        said_at=said_at,
        since=since,
    )
