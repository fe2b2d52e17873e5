"""Our tickets as a helpdesk's page lists them: by their orders, and by its own ticket."""

from __future__ import annotations

from sidebar.store import subjects, tickets
from sidebar.store.database import Connection, Row
from sidebar.store.tickets import Ticket

_SELECT = f"SELECT {tickets.FIELDS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id "


def of_orders(store: Connection, shop_id: str, order_ids: tuple[str, ...]) -> dict[str, Ticket]:
    """By order: its ticket that is not closed, its own before others, or else the last closed."""
    rows = subjects.rows(
        store, _SELECT + "WHERE t.shop_id = :shop_id AND ", "t.order_id", order_ids, shop_id=shop_id
    )
    return {row["order_id"]: tickets.of_row(row) for row in sorted(rows, key=_latest)}


def linked(store: Connection, helpdesk_id: str, host_ticket_id: str) -> list[Ticket]:
    """Those that belong to the helpdesk's ticket in the shops that it shows, newest link first.

    One that was merged is the one that it was merged into.
    """
    rows = store.all(
        "WITH RECURSIVE up (id, linked_at) AS (SELECT ticket_id, linked_at FROM helpdesk_tickets"
        " WHERE helpdesk_id = :helpdesk_id AND host_ticket_id = :host_ticket_id"
        " UNION SELECT m.merged_into, up.linked_at FROM tickets m JOIN up ON m.id = up.id"
        " WHERE m.merged_into IS NOT NULL)"
        f" {_SELECT} JOIN (SELECT id, max(linked_at) AS linked_at FROM up GROUP BY id) l"
        " ON l.id = t.id JOIN helpdesk_shops h ON h.shop_id = t.shop_id AND h.is_shown = 1"
        " AND h.helpdesk_id = :helpdesk_id JOIN shops s ON s.id = t.shop_id"
        " AND s.removed_at IS NULL WHERE t.merged_into IS NULL"
        " ORDER BY l.linked_at DESC, t.id DESC",
        helpdesk_id=helpdesk_id,
        host_ticket_id=host_ticket_id,
    )
    return [tickets.of_row(row) for row in rows]


def begun(
    store: Connection, shop_id: str, agent_id: str, *, customer_id: str, subject: str, since: int
) -> Ticket | None:
    """The newest open ticket about no order, of no helpdesk's ticket yet, that they began since.

    For this customer; where nobody is named, under this subject and with nothing said in it.
    """
    row = store.one(
        f"{_SELECT} WHERE t.shop_id = :shop_id AND t.order_id = '' AND t.closed_at IS NULL"
        " AND t.merged_into IS NULL AND t.opened_at >= :since AND (t.customer_id = :customer_id"
        " OR (:customer_id = '' AND t.customer_id IS NULL AND t.subject = :subject"
        " AND t.last_message_at IS NULL))"
        " AND EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = t.id AND e.kind = 'opened'"
        " AND e.actor_id = :agent_id)"
        " AND NOT EXISTS (SELECT 1 FROM helpdesk_tickets l WHERE l.ticket_id = t.id)"
        " ORDER BY t.id DESC LIMIT 1",
        shop_id=shop_id,
        agent_id=agent_id,
        customer_id=customer_id,
        subject=subject,
        since=since,
    )
    return None if row is None else tickets.of_row(row)


def _latest(row: Row) -> tuple[bool, int, str]:
    return row["status"] != "closed", row["is_main"], row["id"]
