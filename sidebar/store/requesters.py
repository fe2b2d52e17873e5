"""Customers of ours whom a helpdesk's requester may be, and their tickets."""

from __future__ import annotations

from collections.abc import Sequence

from sidebar.store import subjects, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket

_SELECT = (
    "SELECT id, host_id, name, email, phone, language FROM customers WHERE shop_id = :shop_id AND "
)


def with_addresses(store: Connection, shop_id: str, emails: Sequence[str]) -> list[KnownCustomer]:
    """Those of the shop with one of these e-mails, however capitalised."""
    written = [email.lower() for email in emails]
    rows = subjects.rows(store, _SELECT, "lower(email)", written, shop_id=shop_id)
    return [KnownCustomer(**row) for row in rows]


def with_host_ids(store: Connection, shop_id: str, host_ids: Sequence[str]) -> list[KnownCustomer]:
    """Those of the shop that it knows under these ids."""
    rows = subjects.rows(store, _SELECT, "host_id", host_ids, shop_id=shop_id)
    return [KnownCustomer(**row) for row in rows]


def tickets_of(store: Connection, customer_ids: Sequence[str], *, most: int) -> list[Ticket]:
    """The newest tickets of these customers, of whichever shop; merged ones not."""
    rows = subjects.rows(
        store,
        f"SELECT {tickets.FIELDS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id"
        " WHERE t.merged_into IS NULL AND ",
        "t.customer_id",
        customer_ids,
    )
    found = sorted(map(tickets.of_row, rows), key=_newest, reverse=True)
    return found[:most]


def with_tickets(store: Connection, customer_ids: Sequence[str]) -> list[str]:
    """Those of these customers who ever had a ticket, merged or not; the newest one's first."""
    select = "SELECT customer_id, id FROM tickets WHERE "
    rows = subjects.rows(store, select, "customer_id", customer_ids)
    newest = sorted(rows, key=lambda row: str(row["id"]), reverse=True)
    return list(dict.fromkeys(row["customer_id"] for row in newest))


def _newest(ticket: Ticket) -> tuple[int, str]:
    return ticket.opened_at, ticket.id
