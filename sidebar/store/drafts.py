"""What an agent has typed and not yet sent, one text per ticket and agent."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsent text. ``version`` counts its saves, so that a second tab knows the newer one."""

    kind: str
    body: str
    next_status: str
    version: int
    ask_id: str = ""


def save(store: Connection, ticket_id: str, agent_id: str, draft: Draft, *, now: int) -> int | None:
    """Keeps the text and answers its new version; nothing when another text stands in its place.

    ``draft.version`` is the version the text was written on. A text kept since then by another tab
    is never overwritten, unless it was sent (and is empty) or says the same; one text, known by its
    ``ask_id``, saves over itself however its requests overtake one another.
    """
    row = store.one(
        "INSERT INTO drafts (ticket_id, agent_id, kind, body, next_status, ask_id, version,"
        " saved_at) VALUES (:ticket_id, :agent_id, :kind, :body, :next_status, :ask_id, 1, :now)"
        " ON CONFLICT (ticket_id, agent_id) DO UPDATE SET kind = excluded.kind,"
        " body = excluded.body, next_status = excluded.next_status, ask_id = excluded.ask_id,"
        " version = drafts.version + 1, saved_at = excluded.saved_at"
        " WHERE drafts.version = :base OR drafts.body = '' OR drafts.body = excluded.body"
        " OR (drafts.ask_id <> '' AND drafts.ask_id = excluded.ask_id)"
        " RETURNING version",
        ticket_id=ticket_id,
        agent_id=agent_id,
        kind=draft.kind,
        body=draft.body,
        next_status=draft.next_status,
        ask_id=draft.ask_id,
        base=draft.version,
        now=now,
    )
    return None if row is None else int(row["version"])


def find(store: Connection, ticket_id: str, agent_id: str) -> Draft | None:
    """The agent's draft on this ticket."""
    row = store.one(
        "SELECT kind, body, next_status, version FROM drafts"
        " WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
    )
    if row is None:
        return None
    return Draft(row["kind"], row["body"], row["next_status"], row["version"])


def clear(store: Connection, ticket_id: str, agent_id: str, *, now: int) -> None:
    """The text was sent; its version goes on, so that no other tab brings it back."""
    store.run(
        "UPDATE drafts SET body = '', kind = 'agent', next_status = '', version = version + 1,"
        " saved_at = :now"
        " WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
        now=now,
    )
