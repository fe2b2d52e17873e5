"""Who stands at a ticket right now, and whether they are writing."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Present:
    """Another agent seen on the ticket a moment ago."""

    name: str
    is_writing: bool


def touch(store: Connection, ticket_id: str, *, agent_id: str, is_writing: bool, now: int) -> None:
    """The agent is here."""
    store.run(
        "INSERT INTO presence (ticket_id, agent_id, is_writing, seen_at)"
        " VALUES (:ticket_id, :agent_id, :is_writing, :now)"
        " ON CONFLICT (ticket_id, agent_id) DO UPDATE SET is_writing = excluded.is_writing,"
        " seen_at = excluded.seen_at",
        ticket_id=ticket_id,
        agent_id=agent_id,
        is_writing=int(is_writing),
        now=now,
    )


def rest(store: Connection, ticket_id: str, *, agent_id: str) -> None:
    """What the agent was writing is sent: they write no more until they are seen to."""
    store.run(
        "UPDATE presence SET is_writing = 0 WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
    )


def leave(store: Connection, ticket_id: str, *, agent_id: str) -> None:
    """The agent closed the panel."""
    store.run(
        "DELETE FROM presence WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
    )


def others(store: Connection, ticket_id: str, *, agent_id: str, since: int) -> list[Present]:
    """Every other agent seen on the ticket since then, writers first."""
    rows = store.all(
        "SELECT a.name, p.is_writing FROM presence p JOIN agents a ON a.id = p.agent_id"
        " WHERE p.ticket_id = :ticket_id AND p.agent_id <> :agent_id AND p.seen_at >= :since"
        " ORDER BY p.is_writing DESC, a.name",
        ticket_id=ticket_id,
        agent_id=agent_id,
        since=since,
    )
    return [Present(row["name"], bool(row["is_writing"])) for row in rows]
