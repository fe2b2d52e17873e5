"""Which ticket a mail belongs to, by what the counter itself once wrote; never of another shop."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store import tickets
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that a mail names."""

    message_id: str
    ticket_id: str
    is_inside: bool
    """Its customer never had it: a message that was handed on to someone outside, or a note."""


@dataclass(frozen=True, slots=True)
class Insider:
    """Someone of the house who wrote a mail. ``agent_id`` is of whichever of its shops."""

    agent_id: str
    name: str


def by_mail_id(store: Connection, shop_id: str, mail_id: str) -> Answered | None:
    """The message of this shop with that Message-ID; of several, the last."""
    row = store.one(
        "SELECT m.id, m.ticket_id, m.kind FROM messages m JOIN tickets t ON t.id = m.ticket_id"
        " WHERE m.mail_id = :mail_id AND m.mail_id <> '' AND t.shop_id = :shop_id"
        " ORDER BY m.id DESC LIMIT 1",
        mail_id=mail_id,
        shop_id=shop_id,
    )
    if row is None:
        return None
    return Answered(row["id"], row["ticket_id"], is_inside=row["kind"] == "note")


def told_by(store: Connection, shop_id: str, letter_id: str) -> Ticket | None:
    """The ticket of whose news that letter told colleagues."""
    row = store.one(
        "SELECT ticket_id FROM letters WHERE id = :id AND shop_id = :shop_id AND purpose = 'news'",
        id=letter_id,
        shop_id=shop_id,
    )
    return None if row is None else tickets.find(store, row["ticket_id"], shop_id=shop_id)


def was_handed_to(store: Connection, ticket_id: str, address: str) -> bool:
    """Whether a message of the ticket was handed on to this address."""
    row = store.one(
        "SELECT id FROM messages WHERE ticket_id = :ticket_id AND kind = 'note'"
        " AND sent_to <> '' AND lower(sent_to) = lower(:address) LIMIT 1",
        ticket_id=ticket_id,
        address=address,
    )
    return row is not None


def last_address(store: Connection, ticket_id: str) -> str:
    """Whom the customer's last mail says it is from; empty where it was no mail."""
    row = store.one(
        "SELECT from_address FROM messages WHERE ticket_id = :ticket_id AND kind = 'customer'"
        " AND is_automatic = 0 ORDER BY id DESC LIMIT 1",
        ticket_id=ticket_id,
    )
    return "" if row is None else str(row["from_address"])


def by_number(store: Connection, shop_id: str, number: int) -> Ticket | None:
    """The shop's ticket of that number."""
    row = store.one(
        "SELECT id FROM tickets WHERE number = :number AND shop_id = :shop_id",
        number=number,
        shop_id=shop_id,
    )
    return None if row is None else tickets.find(store, row["id"], shop_id=shop_id)


def followed_by(store: Connection, ticket: Ticket, customer_id: str) -> Ticket | None:
    """What went on from a closed ticket with this customer, and is not closed itself."""
    row = store.one(
        "SELECT id FROM tickets WHERE previous_id = :id AND previous_id IS NOT NULL"
        " AND shop_id = :shop_id AND customer_id = :customer_id AND status <> 'closed'"
        " AND merged_into IS NULL ORDER BY id DESC LIMIT 1",
        id=ticket.id,
        shop_id=ticket.shop_id,
        customer_id=customer_id,
    )
    return None if row is None else tickets.find(store, row["id"], shop_id=ticket.shop_id)


def orders_of_customer(store: Connection, shop_id: str, email: str) -> list[tuple[str, str]]:
    """(order id, reference) of the tickets of whoever has this address, newest first."""
    rows = store.all(
        "SELECT t.order_id, t.order_reference FROM tickets t JOIN customers c"
        " ON c.id = t.customer_id WHERE c.shop_id = :shop_id AND lower(c.email) = lower(:email)"
        " AND t.shop_id = :shop_id AND t.order_id <> '' ORDER BY t.id DESC LIMIT 200",
        shop_id=shop_id,
        email=email,
    )
    return [(row["order_id"], row["order_reference"]) for row in rows]


def insider(store: Connection, shop_id: str, email: str) -> Insider | None:
    """Whose address it is, of all who work at this counter or at another of its house.

    Nobody of a helpdesk: a page may say anybody's address, a customer's too.
    """
    row = store.one(
        "SELECT a.id, a.name FROM agents a JOIN shops home ON home.id = a.shop_id"
        " JOIN shops s ON s.id = :shop_id WHERE a.email <> '' AND lower(a.email) = lower(:email)"
        " AND a.helpdesk_id IS NULL"
        " AND (a.shop_id = s.id OR (s.family <> '' AND home.family = s.family)"
        " OR EXISTS (SELECT 1 FROM grants g WHERE g.agent_id = a.id AND g.shop_id = s.id))"
        " ORDER BY CASE WHEN a.shop_id = s.id THEN 0 ELSE 1 END, a.id LIMIT 1",
        shop_id=shop_id,
        email=email,
    )
    return None if row is None else Insider(row["id"], row["name"])
