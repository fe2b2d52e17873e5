"""Which order a ticket is about, where a person says so; its own ticket only if it has none."""

from __future__ import annotations

from sidebar.store.database import Connection


def tie(
    store: Connection,
    ticket_id: str,
    *,
    order_id: str,
    reference: str,
    customer_id: str | None,
    now: int,
) -> bool:
    """Writes the order on a ticket that has none; answers whether it still had none.

    Raises Conflict where another ticket became the order's own at this very moment.
    """
    tied = store.run(
        "UPDATE tickets SET order_id = :order_id, order_reference = :reference,"
        " customer_id = coalesce(:customer_id, customer_id), version = version + 1,"
        " updated_at = :now, is_main = CASE WHEN EXISTS (SELECT 1 FROM tickets o"
        " WHERE o.shop_id = tickets.shop_id AND o.order_id = :order_id AND o.status <> 'closed'"
        " AND o.is_main = 1) THEN 0 ELSE 1 END"
        " WHERE id = :id AND order_id = '' AND status <> 'closed'",
        id=ticket_id,
        order_id=order_id,
        reference=reference,
        customer_id=customer_id,
        now=now,
    )
    return tied == 1


def untie(store: Connection, ticket_id: str, *, order_id: str, now: int) -> bool:
    """Takes the order off the ticket; answers whether it was still on it, and the ticket open."""
    untied = store.run(
        "UPDATE tickets SET order_id = '', order_reference = '', is_main = 0,"
        " version = version + 1, updated_at = :now"
        " WHERE id = :id AND order_id = :order_id AND status <> 'closed'",
        id=ticket_id,
        order_id=order_id,
        now=now,
    )
    return untied == 1


def restore_customer(store: Connection, ticket_id: str, customer_id: str) -> bool:
    """The ticket's customer is who it was before; answers whether they are still known."""
    restored = store.run(
        "UPDATE tickets SET customer_id = :customer_id WHERE id = :id AND EXISTS"
        " (SELECT 1 FROM customers c WHERE c.id = :customer_id AND c.shop_id = tickets.shop_id)",
        id=ticket_id,
        customer_id=customer_id,
    )
    return restored == 1


def customer_before(store: Connection, ticket_id: str) -> str:
    """Our id of whom the ticket was about before an order said otherwise; empty for nobody."""
    row = store.one(
        "SELECT old FROM events WHERE ticket_id = :id AND kind = 'order_tied'"
        " ORDER BY id DESC LIMIT 1",
        id=ticket_id,
    )
    return "" if row is None else str(row["old"])
