"""Tickets that become part of another one, or their own again; and whose the order's ticket is."""

from __future__ import annotations

from sidebar.rules.ticket import Status
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket


def by_number(store: Connection, number: int, *, shop_id: str) -> str:
    """Our id of the shop's ticket with this number; empty where there is none."""
    row = store.one(
        "SELECT id FROM tickets WHERE number = :number AND shop_id = :shop_id",
        number=number,
        shop_id=shop_id,
    )
    return "" if row is None else str(row["id"])


def numbers_after(store: Connection, ticket_id: str) -> list[tuple[str, int]]:
    """The tickets that were opened from this one: their ids and numbers, oldest first."""
    rows = store.all(
        "SELECT id, number FROM tickets WHERE previous_id = :id ORDER BY id", id=ticket_id
    )
    return [(row["id"], row["number"]) for row in rows]


def close_into(store: Connection, ticket: Ticket, into_id: str, *, now: int) -> bool:
    """Ends the ticket in favour of another; answers whether it still stood as it was seen."""
    closed = store.run(
        "UPDATE tickets SET status = 'closed', closed_at = :now, merged_into = :into_id,"
        " version = version + 1, updated_at = :now"
        " WHERE id = :id AND status = :status AND status <> 'closed'",
        id=ticket.id,
        into_id=into_id,
        status=ticket.status.value,
        now=now,
    )
    return closed == 1


def open_again(store: Connection, ticket_id: str, *, out_of: str, status: Status, now: int) -> bool:
    """Makes it a ticket of its own again; answers whether it was still part of that other one.

    It is its order's own ticket again unless another one became that meanwhile.
    """
    opened = store.run(
        "UPDATE tickets SET status = :status, closed_at = NULL, merged_into = NULL,"
        " version = version + 1, updated_at = :now, is_main = CASE WHEN is_main = 1 AND NOT EXISTS"
        " (SELECT 1 FROM tickets o WHERE o.shop_id = tickets.shop_id AND o.is_main = 1"
        " AND o.order_id = tickets.order_id AND o.status <> 'closed') THEN 1 ELSE 0 END"
        " WHERE id = :id AND status = 'closed' AND merged_into = :out_of",
        id=ticket_id,
        out_of=out_of,
        status=status.value,
        now=now,
    )
    return opened == 1


def hand_order(store: Connection, from_id: str, into_id: str) -> None:
    """The order's own ticket is another one from now on, where both are about the same order.

    Nothing changes where the first is not its own ticket or the second is already.
    """
    store.run(
        "UPDATE tickets SET is_main = 1 WHERE id = :into_id AND is_main = 0 AND EXISTS"
        " (SELECT 1 FROM tickets o WHERE o.id = :from_id AND o.is_main = 1 AND o.order_id <> ''"
        " AND o.shop_id = tickets.shop_id AND o.order_id = tickets.order_id)",
        from_id=from_id,
        into_id=into_id,
    )


def yield_order(store: Connection, from_id: str, into_id: str) -> None:
    """The other way: the order's own ticket steps beside the one it took the order from."""
    store.run(
        "UPDATE tickets SET is_main = 0 WHERE id = :from_id AND is_main = 1 AND EXISTS"
        " (SELECT 1 FROM tickets o WHERE o.id = :into_id AND o.is_main = 1 AND o.order_id <> ''"
        " AND o.shop_id = tickets.shop_id AND o.order_id = tickets.order_id)",
        from_id=from_id,
        into_id=into_id,
    )


def wait_for_answer(store: Connection, ticket_id: str, *, now: int) -> bool:
    """The customer is waiting on it now; answers whether that is new."""
    moved = store.run(
        "UPDATE tickets SET status = 'client_replied', version = version + 1, updated_at = :now"
        " WHERE id = :id AND status IN ('open', 'pending', 'resolved')",
        id=ticket_id,
        now=now,
    )
    return moved == 1
