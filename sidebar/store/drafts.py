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
    reply_ids: str = ""
    """The default replies it was written with, with spaces between."""


def save(store: Connection, ticket_id: str, agent_id: str, draft: Draft, *, now: int) -> int | None:
    """Keeps the text and answers its new version; nothing when another text stands in its place.

    ``draft.version`` is the version the text was written on. A text kept since then by another tab
    is never overwritten, unless it was sent (and is empty) or says the same; one text, known by its
    ``ask_id``, saves over itself however its requests overtake one another.
    """
    row = store.one(
        "INSERT INTO drafts (ticket_id, agent_id, kind, body, next_status, ask_id, reply_ids,"
        " version, saved_at) VALUES (:ticket_id, :agent_id, :kind, :body, :next_status, :ask_id,"
        " :reply_ids, 1, :now)"
        " ON CONFLICT (ticket_id, agent_id) DO UPDATE SET kind = excluded.kind,"
        " body = excluded.body, next_status = excluded.next_status, ask_id = excluded.ask_id,"
        " reply_ids = excluded.reply_ids,"
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
        reply_ids=draft.reply_ids,
        base=draft.version,
        now=now,
    )
    return None if row is None else int(row["version"])


def find(store: Connection, ticket_id: str, agent_id: str) -> Draft | None:
    """The agent's draft on this ticket."""
    row = store.one(
        "SELECT kind, body, next_status, version, reply_ids FROM drafts"
        " WHERE ticket_id = :ticket_id AND agent_id = :agent_id AND carried = 0",
        ticket_id=ticket_id,
        agent_id=agent_id,
    )
    if row is None:
        return None
    return Draft(
        row["kind"],
        row["body"],
        row["next_status"],
        row["version"],
        reply_ids=row["reply_ids"],
    )


def clear(store: Connection, ticket_id: str, agent_id: str, *, now: int) -> None:
    """The text was sent; its version goes on, so that no other tab brings it back."""
    store.run(
        "UPDATE drafts SET body = '', kind = 'agent', next_status = '', reply_ids = '',"
        " version = version + 1, saved_at = :now"
        " WHERE ticket_id = :ticket_id AND agent_id = :agent_id",
        ticket_id=ticket_id,
        agent_id=agent_id,
        now=now,
    )
