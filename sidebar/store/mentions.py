"""Who was named in which note, so that each can be shown what they were asked about."""

from __future__ import annotations

from sidebar.store.database import Connection


def keep(store: Connection, message_id: str, agent_id: str, *, ticket_id: str) -> None:
    """Keeps that the note names them, once."""
    store.run(
        "INSERT INTO mentions (message_id, agent_id, ticket_id)"
        " VALUES (:message_id, :agent_id, :ticket_id)"
        " ON CONFLICT (message_id, agent_id) DO NOTHING",
        message_id=message_id,
        agent_id=agent_id,
        ticket_id=ticket_id,
    )
