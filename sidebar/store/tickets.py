"""Tickets: found through their shop, opened once per order, moved by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.rules.ticket import Status
from sidebar.store import shops
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection, Row
from sidebar.store.shops import Shop


@dataclass(frozen=True, slots=True)
class Ticket:
    """One conversation about one order. ``version`` grows with everything written on it."""

    id: str
    number: int
    shop_id: str
    order_id: str
    order_reference: str
    customer: KnownCustomer | None
    subject: str
    status: Status
    channel: str
    version: int
    opened_at: int
    updated_at: int
    closed_at: int | None
    last_message_at: int | None
    previous_id: str | None
    tags: tuple[str, ...] = ()
    is_main: bool = True
    """Whether it is its order's own ticket; others are beside it, or of no order (empty id)."""
    type: str = "standard"
    rating: int | None = None
    """Of a review, 1 to 5."""
    department: str = ""
    team_id: str | None = None
    account: str = ""
    """The customer's name at the marketplace that the ticket comes from."""
    waiting_since: int | None = None
    """Since when (UTC ms) the customer waits for an answer; nothing while it is theirs to write."""
    excerpt: str = ""
    """The beginning of what was last said, by ``excerpt_kind``."""
    excerpt_kind: str = ""
    merged_into: str | None = None
    assignees: tuple[str, ...] = ()
    """The ids of those who see to it, in no order."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list of tickets by their last change: what follows is older."""

    updated_at: int
    id: str


FIELDS = """
t.id, t.number, t.shop_id, t.order_id, t.order_reference, t.subject, t.status, t.channel,
       t.version, t.opened_at, t.updated_at, t.closed_at, t.last_message_at, t.previous_id,
       t.is_main, t.type, t.rating, t.department, t.team_id, t.account, t.waiting_since,
       t.excerpt, t.excerpt_kind, t.merged_into,
       t.customer_id, c.host_id AS customer_host_id, c.name AS customer_name,
       c.email AS customer_email, c.phone AS customer_phone, c.language AS customer_language,
       (SELECT string_agg(g.tag, ',') FROM tags g WHERE g.ticket_id = t.id) AS tags,
       (SELECT string_agg(p.agent_id, ',') FROM ticket_agents p
         WHERE p.ticket_id = t.id AND p.part = 'assignee') AS assignees
"""
_SELECT = f"SELECT {FIELDS} FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id "


def find(store: Connection, ticket_id: str, *, shop_id: str) -> Ticket | None:
    """The ticket, if it is of this shop and the shop is still connected."""
    row = store.one(
        _SELECT + "WHERE t.id = :id AND t.shop_id = :shop_id AND EXISTS"
        " (SELECT 1 FROM shops s WHERE s.id = t.shop_id AND s.removed_at IS NULL)",
        id=ticket_id,
        shop_id=shop_id,
    )
    return None if row is None else of_row(row)


def with_shop(store: Connection, ticket_id: str, *, shop_id: str) -> tuple[Ticket, Shop] | None:
    """The ticket and its connected shop at one go, for the page that everyone waits for."""
    row = store.one(
        f"SELECT {FIELDS}, {shops.columns('s', named='shop_')} FROM tickets t"
        " JOIN shops s ON s.id = t.shop_id AND s.removed_at IS NULL"
        " LEFT JOIN customers c ON c.id = t.customer_id"
        " WHERE t.id = :id AND t.shop_id = :shop_id",
        id=ticket_id,
        shop_id=shop_id,
    )
    return None if row is None else (of_row(row), shops.of_row(row, named="shop_"))


def latest_of_order(store: Connection, order_id: str, *, shop_id: str) -> Ticket | None:
    """The order's ticket that is not closed, its own before others, or else the last closed one."""
    row = store.one(
        _SELECT + "WHERE t.shop_id = :shop_id AND t.order_id = :order_id"
        " ORDER BY (t.status = 'closed'), t.is_main DESC, t.id DESC LIMIT 1",
        shop_id=shop_id,
        order_id=order_id,
    )
    return None if row is None else of_row(row)


def open_once(
    store: Connection,
    *,
    fresh_id: str,
    shop_id: str,
    order_id: str,
    order_reference: str,
    customer_id: str | None,
    channel: str,
    previous_id: str | None,
    now: int,
) -> bool:
    """Opens the order's ticket unless one is open; answers whether this call did it.

    The partial unique index decides between calls that arrive at once.
    """
    opened = store.one(
        "INSERT INTO tickets (id, number, shop_id, order_id, order_reference, customer_id, subject,"
        " status, channel, version, opened_at, updated_at, previous_id)"
        " VALUES (:id, NULL, :shop_id, :order_id, :order_reference, :customer_id, '', 'open',"
        " :channel, 1, :now, :now, :previous_id)"
        " ON CONFLICT (shop_id, order_id) WHERE status <> 'closed' AND is_main = 1 DO NOTHING"
        " RETURNING id",
        id=fresh_id,
        shop_id=shop_id,
        order_id=order_id,
        order_reference=order_reference,
        customer_id=customer_id,
        channel=channel,
        previous_id=previous_id,
        now=now,
    )
    if opened is None:
        return False
    _number(store, fresh_id)
    return True


def _number(store: Connection, ticket_id: str) -> None:
    """Numbers are drawn only by a call that really opened: no gap for each double click."""
    row = store.written(
        "UPDATE counters SET value = value + 1 WHERE name = 'ticket' RETURNING value"
    )
    store.run(
        "UPDATE tickets SET number = :number WHERE id = :id", number=row["value"], id=ticket_id
    )


def move(store: Connection, ticket: Ticket, new: Status, *, now: int) -> bool:
    """From the status seen to a new one; answers whether it still stood there.

    Nobody waits on a ticket that is resolved or closed.
    """
    moved = store.run(
        "UPDATE tickets SET status = :new, version = version + 1, updated_at = :now,"
        " closed_at = CASE WHEN :new = 'closed' THEN CAST(:now AS BIGINT) ELSE closed_at END,"
        " waiting_since = CASE WHEN :new IN ('resolved', 'closed') THEN NULL"
        " ELSE waiting_since END WHERE id = :id AND status = :old",
        id=ticket.id,
        new=new.value,
        old=ticket.status.value,
        now=now,
    )
    return moved == 1


def spoken_on(store: Connection, ticket: Ticket, *, now: int) -> bool:
    """A message was written; answers whether the ticket still stood as it was seen, and open."""
    taken = store.run(
        "UPDATE tickets SET version = version + 1, updated_at = :now, last_message_at = :now"
        " WHERE id = :id AND version = :version AND status <> 'closed'",
        id=ticket.id,
        version=ticket.version,
        now=now,
    )
    return taken == 1


def touch(store: Connection, ticket_id: str, *, now: int, has_message: bool) -> None:
    """Something happened on the ticket, open or closed, that nobody has to have seen before."""
    store.run(
        "UPDATE tickets SET version = version + 1, updated_at = :now,"
        " last_message_at = CASE WHEN :has_message = 1 THEN CAST(:now AS BIGINT)"
        " ELSE last_message_at END WHERE id = :id",
        id=ticket_id,
        now=now,
        has_message=int(has_message),
    )


def describe_customer(store: Connection, ticket_id: str, customer_id: str) -> None:
    """Ties the ticket to the customer that a reading of the order named."""
    store.run(
        "UPDATE tickets SET customer_id = :customer_id"
        " WHERE id = :id AND (customer_id IS NULL OR customer_id <> :customer_id)",
        id=ticket_id,
        customer_id=customer_id,
    )


def earlier_of_customer(store: Connection, ticket: Ticket, *, most: int) -> list[Ticket]:
    """The customer's other tickets in this shop, newest first."""
    if ticket.customer is None:
        return []
    rows = store.all(
        _SELECT + "WHERE t.customer_id = :customer_id AND t.shop_id = :shop_id AND t.id <> :id"
        " ORDER BY t.id DESC LIMIT :most",
        customer_id=ticket.customer.id,
        shop_id=ticket.shop_id,
        id=ticket.id,
        most=most,
    )
    return [of_row(row) for row in rows]


def of_row(row: Row) -> Ticket:
    """The ticket of a row with all of ``FIELDS``."""
    return Ticket(
        id=row["id"],
        number=row["number"],
        shop_id=row["shop_id"],
        order_id=row["order_id"],
        order_reference=row["order_reference"],
        customer=_customer(row),
        subject=row["subject"],
        status=Status(row["status"]),
        channel=row["channel"],
        version=row["version"],
        opened_at=row["opened_at"],
        updated_at=row["updated_at"],
        closed_at=row["closed_at"],
        last_message_at=row["last_message_at"],
        previous_id=row["previous_id"],
        tags=tuple(sorted(row["tags"].split(","))) if row["tags"] else (),
        is_main=bool(row["is_main"]),
        type=row["type"],
        rating=row["rating"],
        department=row["department"],
        team_id=row["team_id"],
        account=row["account"],
        waiting_since=row["waiting_since"],
        excerpt=row["excerpt"],
        excerpt_kind=row["excerpt_kind"],
        merged_into=row["merged_into"],
        assignees=tuple(row["assignees"].split(",")) if row["assignees"] else (),
    )


def _customer(row: Row) -> KnownCustomer | None:
    if row["customer_id"] is None:
        return None
    return KnownCustomer(
        id=row["customer_id"],
        host_id=row["customer_host_id"],
        name=row["customer_name"],
        email=row["customer_email"],
        phone=row["customer_phone"],
        language=row["customer_language"],
    )
