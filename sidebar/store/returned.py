"""Letters that came back after they were sent: refused after all, by whoever was to take them."""

from __future__ import annotations

from sidebar.store.database import Connection

BOUNCED = "bounced"
"""The fault of a letter that came back."""


def mark(store: Connection, message_id: str, *, now: int) -> bool:
    """Sent, or not known to be → refused; answers False where it stands otherwise."""
    marked = store.run(
        "UPDATE letters SET state = 'refused', fault = 'bounced', settled_at = :now"
        " WHERE message_id = :message_id AND state IN ('sent', 'unsure')",
        message_id=message_id,
        now=now,
    )
    return marked == 1


def recipient(store: Connection, message_id: str) -> str:
    """The address that a message was handed on to; empty where it went to the customer."""
    row = store.one("SELECT sent_to FROM messages WHERE id = :id", id=message_id)
    return "" if row is None else str(row["sent_to"])
