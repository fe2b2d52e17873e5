"""Who is told of a ticket's news by mail, and when they last were."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Watcher:
    """Someone who follows the ticket or sees to it, may still work in its shop, and has mail."""

    agent_id: str
    name: str
    email: str
    language: str
    """As their shop wrote it."""


def watchers(store: Connection, ticket_id: str) -> list[Watcher]:
    """Each once, whatever they have to do with the ticket.

    Nobody of a helpdesk: their address was only ever said by a page, and proven by nobody.
    """
    rows = store.all(
        "SELECT DISTINCT a.id AS agent_id, a.name, a.email, a.language FROM ticket_agents p"
        " JOIN tickets t ON t.id = p.ticket_id JOIN shops s ON s.id = t.shop_id"
        " JOIN agents a ON a.id = p.agent_id"
        " JOIN shops home ON home.id = a.shop_id AND home.removed_at IS NULL"
        " LEFT JOIN grants g ON g.agent_id = a.id AND g.shop_id = s.id"
        " WHERE p.ticket_id = :ticket_id AND a.email <> '' AND a.helpdesk_id IS NULL"
        " AND (a.shop_id = s.id"
        " OR (g.agent_id IS NOT NULL AND s.family <> '' AND s.family = home.family))"
        " ORDER BY a.id",
        ticket_id=ticket_id,
    )
    return [Watcher(**row) for row in rows]


def tell(store: Connection, ticket_id: str, agent_id: str, *, now: int, unless_since: int) -> bool:
    """Notes that they are told now; answers False where they were told after ``unless_since``."""
    told = store.run(
        "UPDATE ticket_agents SET told_at = :now WHERE ticket_id = :ticket_id"
        " AND agent_id = :agent_id AND (told_at IS NULL OR told_at <= :unless_since)",
        ticket_id=ticket_id,
        agent_id=agent_id,
        now=now,
        unless_since=unless_since,
    )
    return told > 0


def was_told(store: Connection, ticket_id: str, agent_id: str, *, at: int) -> bool:
    """Whether they were told at that very moment (UTC ms)."""
    row = store.one(
        "SELECT 1 AS one FROM ticket_agents WHERE ticket_id = :ticket_id"
        " AND agent_id = :agent_id AND told_at = :at",
        ticket_id=ticket_id,
        agent_id=agent_id,
        at=at,
    )
    return row is not None


def untell(store: Connection, ticket_id: str, *, at: int) -> None:
    """Whoever was told at that very moment (UTC ms) is told of what is said next."""
    store.run(
        "UPDATE ticket_agents SET told_at = NULL WHERE ticket_id = :ticket_id AND told_at = :at",
        ticket_id=ticket_id,
        at=at,
    )


def told_of(store: Connection, agent_id: str, *, since: int) -> int:
    """Of how many tickets they were told last since then (UTC ms)."""
    row = store.one(
        "SELECT count(DISTINCT ticket_id) AS many FROM ticket_agents"
        " WHERE agent_id = :agent_id AND told_at > :since",
        agent_id=agent_id,
        since=since,
    )
    return int(row["many"]) if row else 0


def withdraw(store: Connection, ticket_id: str, *, staged_at: int) -> int:
    """Takes back news of that very moment which has not left; answers how many letters."""
    return store.run(
        "UPDATE letters SET state = 'retracted' WHERE ticket_id = :ticket_id"
        " AND purpose = 'news' AND state = 'queued' AND staged_at = :staged_at",
        ticket_id=ticket_id,
        staged_at=staged_at,
    )
