"""Texts not yet sent, with their files, as they go along with a ticket and come back to it."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store import subjects
from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Carried:
    """What an agent was writing on a ticket that was merged, and what stands on the other now."""

    agent_id: str
    body: str
    there: str
    """Empty where it was sent meanwhile."""


def carry(store: Connection, from_id: str, into_id: str, *, now: int) -> None:
    """What anyone was writing goes on there, below what they were writing there already."""
    store.run(
        "INSERT INTO drafts (ticket_id, agent_id, kind, body, next_status, ask_id, version,"
        " saved_at) SELECT :into_id, agent_id, kind, body, '', '', 1, CAST(:now AS BIGINT)"
        " FROM drafts WHERE ticket_id = :from_id AND body <> '' AND carried = 0"
        " ON CONFLICT (ticket_id, agent_id) DO UPDATE SET body = CASE WHEN drafts.body = ''"
        " THEN excluded.body ELSE drafts.body || '\n\n' || excluded.body END,"
        " kind = CASE WHEN drafts.body = '' THEN excluded.kind ELSE drafts.kind END,"
        " version = drafts.version + 1, saved_at = excluded.saved_at",
        from_id=from_id,
        into_id=into_id,
        now=now,
    )


def leave(store: Connection, ticket_id: str, *, now: int) -> None:
    """What was carried elsewhere is not offered here until it comes back."""
    store.run(
        "UPDATE drafts SET carried = 1, version = version + 1, saved_at = :now"
        " WHERE ticket_id = :id AND body <> '' AND carried = 0",
        id=ticket_id,
        now=now,
    )


def carried(store: Connection, from_id: str, into_id: str) -> list[Carried]:
    """What went from the one ticket to the other, by agent."""
    rows = store.all(
        "SELECT d.agent_id, d.body, coalesce(o.body, '') AS there FROM drafts d"
        " LEFT JOIN drafts o ON o.ticket_id = :into_id AND o.agent_id = d.agent_id"
        " WHERE d.ticket_id = :from_id AND d.carried = 1 ORDER BY d.agent_id",
        from_id=from_id,
        into_id=into_id,
    )
    return [Carried(row["agent_id"], row["body"], row["there"]) for row in rows]


def put(store: Connection, ticket_id: str, agent_id: str, body: str, *, now: int) -> None:
    """Leaves the agent exactly this text on the ticket, to go on with there."""
    store.run(
        "UPDATE drafts SET body = :body, carried = 0, version = version + 1, saved_at = :now"
        " WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
        body=body,
        now=now,
    )


def carry_files(store: Connection, from_id: str, into_id: str) -> tuple[str, ...]:
    """Files beside a text that is being written go with the text; answers which those are."""
    rows = store.all(
        "UPDATE attachments SET ticket_id = :into_id WHERE ticket_id = :from_id"
        " AND message_id IS NULL RETURNING id",
        from_id=from_id,
        into_id=into_id,
    )
    return tuple(row["id"] for row in rows)


def return_files(
    store: Connection, file_ids: tuple[str, ...], *, from_id: str, into_id: str
) -> None:
    """Those that were not sent meanwhile go back to where they came from."""
    change = (
        "UPDATE attachments SET ticket_id = :back WHERE ticket_id = :there"
        " AND message_id IS NULL AND "
    )
    subjects.run(store, change, "id", file_ids, back=from_id, there=into_id)
