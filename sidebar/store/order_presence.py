"""Who is preparing money on an order right now, from whichever ticket."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class MoneyPresent:
    """Another agent seen preparing money on the order."""

    agent_id: str
    name: str
    ticket_id: str
    ticket_number: int
    seen_at: int


def touch(
    store: Connection, shop_id: str, order_id: str, *, agent_id: str, ticket_id: str, now: int
) -> None:
    """The agent is at it."""
    store.run(
        "INSERT INTO order_presence (shop_id, order_id, agent_id, ticket_id, seen_at)"
        " VALUES (:shop_id, :order_id, :agent_id, :ticket_id, :now)"
        " ON CONFLICT (shop_id, order_id, agent_id) DO UPDATE SET ticket_id = excluded.ticket_id,"
        " seen_at = excluded.seen_at",
        shop_id=shop_id,
        order_id=order_id,
        agent_id=agent_id,
        ticket_id=ticket_id,
        now=now,
    )


def leave(store: Connection, shop_id: str, order_id: str, *, agent_id: str) -> None:
    """The agent has gone, or is done."""
    store.run(
        "DELETE FROM order_presence WHERE shop_id = :shop_id AND order_id = :order_id"
        " AND agent_id = :agent_id",
        shop_id=shop_id,
        order_id=order_id,
        agent_id=agent_id,
    )


def others(
    store: Connection, shop_id: str, order_id: str, *, agent_id: str, since: int
) -> tuple[MoneyPresent, ...]:
    """Every other agent seen preparing money on this order since then (UTC ms), by name."""
    rows = store.all(
        "SELECT p.agent_id, a.name, p.ticket_id, t.number, p.seen_at FROM order_presence p"
        " JOIN agents a ON a.id = p.agent_id JOIN tickets t ON t.id = p.ticket_id"
        " WHERE p.shop_id = :shop_id AND p.order_id = :order_id AND p.agent_id <> :agent_id"
        " AND p.seen_at >= :since ORDER BY a.name, p.agent_id",
        shop_id=shop_id,
        order_id=order_id,
        agent_id=agent_id,
        since=since,
    )
    return tuple(
        MoneyPresent(row["agent_id"], row["name"], row["ticket_id"], row["number"], row["seen_at"])
        for row in rows
    )
