"""One customer in the store: under which of our ids everything of theirs is kept in one shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sidebar.store.database import Connection, Row

AT_ONCE = 500
"""Ids named in one statement: both engines take many more, and no plan gets better with them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything that is one customer's in one shop."""

    shop_id: str
    host_id: str
    """The shop's own id of them; empty where it gave none."""
    customer_ids: tuple[str, ...]
    ticket_ids: tuple[str, ...]
    order_ids: tuple[str, ...]
    emails: tuple[str, ...] = ()
    """Addresses that are theirs whether any customer of ours has them or not."""


@dataclass(frozen=True, slots=True)
class Named:
    """How somebody is named from outside; empty where nothing is said."""

    host_id: str
    email: str
    phone: str
    order_ids: tuple[str, ...]


class Ambiguous(Exception):
    """What is said of somebody fits more than one, or some of it another."""


def find_named(store: Connection, shop_id: str, named: Named) -> Subject:
    """The customer who is named: by ids where there are any, else by what is kept being equal.

    Raises Ambiguous.
    """
    if named.host_id or named.order_ids:
        return find(store, shop_id, named.host_id, named.order_ids)
    alike = _alike(store, shop_id, named)
    accounts = [row["host_id"] for row in alike if _is_account(row)]
    if len(accounts) > 1:
        raise Ambiguous
    found = tuple(row["id"] for row in alike)
    subject = _belonging(store, shop_id, accounts[0] if accounts else "", found, ())
    return replace(subject, emails=(named.email.lower(),) if named.email else ())


def _alike(store: Connection, shop_id: str, named: Named) -> list[Row]:
    """Who is kept under this address; where nobody is, who is kept under this number."""
    email, phone = named.email.casefold(), _digits(named.phone)
    select = "SELECT id, host_id, email, phone FROM customers WHERE shop_id = :shop_id"
    known = store.all(select, shop_id=shop_id)
    written = [row for row in known if email and row["email"].casefold() == email]
    if written:
        return written
    called = [row for row in known if phone and _digits(row["phone"]) == phone]
    addresses = {row["email"].casefold() for row in called} - {""}
    if len(addresses | ({email} if addresses and email else set())) > 1:
        # A number is given to others, and is shared by a household.
        raise Ambiguous
    return called


def _is_account(row: Row) -> bool:
    """Whether the shop itself gave the id, which it does once to each."""
    return not row["host_id"].startswith(("order:", "mail:", "erased:"))


def _is_nameless(row: Row) -> bool:
    """Whether they are known by an address or one order alone: they may have an account as well."""
    return str(row["host_id"]).startswith(("order:", "mail:"))


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdigit())


def find(store: Connection, shop_id: str, host_id: str, order_ids: Sequence[str]) -> Subject:
    """The customer with this id at the shop, and what belongs to these orders of theirs.

    By ids alone: what is said of an e-mail address might be said of anyone's.
    """
    hosts = [*([host_id] if host_id else []), *(f"order:{order_id}" for order_id in order_ids)]
    shop = {"shop_id": shop_id}
    customers = _ids(store, "SELECT id FROM customers", "host_id", hosts, shop)
    return _belonging(store, shop_id, host_id, customers, order_ids)


def _belonging(
    store: Connection,
    shop_id: str,
    host_id: str,
    customers: tuple[str, ...],
    order_ids: Sequence[str],
) -> Subject:
    """What belongs to these customers, and to these orders.

    Whoever wrote from a customer's own address, before the shop named them, is that customer. So
    is whoever is known by no account and has a ticket that was merged with one of theirs, or was
    tied to an order of theirs: people here said so.
    """
    shop = {"shop_id": shop_id}
    known = tuple(dict.fromkeys(customers))
    while True:
        people = dict.fromkeys((*known, *_by_address(store, known, shop)))
        tickets, same = _held_by(store, tuple(people), order_ids, shop)
        people.update(dict.fromkeys(same))
        if len(people) == len(known):
            break
        known = tuple(people)
    met = _ids(store, "SELECT order_id AS id FROM tickets", "id", tickets, shop)
    # A ticket of no order says nothing of the others of no order.
    orders = tuple(filter(None, dict.fromkeys((*order_ids, *met))))
    return Subject(shop_id, host_id, known, tickets, orders)


def _held_by(
    store: Connection,
    customers: tuple[str, ...],
    order_ids: Sequence[str],
    shop: Mapping[str, object],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tickets of these customers and orders; and whoever else they say is the same person."""
    named = _ids(store, "SELECT id FROM tickets", "order_id", order_ids, shop)
    owned = _ids(store, "SELECT id FROM tickets", "customer_id", customers, shop)
    tied = _ids(store, _TIED, "customer", customers, shop)
    own = (*named, *owned, *tied)
    merged = joined(store, own)
    before = rows(store, _BEFORE, "e.ticket_id", own)
    same = (*before, *_people_of(store, merged))
    people = tuple(row["id"] for row in same if _is_nameless(row))
    return tuple(dict.fromkeys((*own, *merged, *_split_off(store, merged)))), people


_TIED = (
    "SELECT id FROM (SELECT t.id, t.shop_id, c.id AS customer FROM events e"
    " JOIN tickets t ON t.id = e.ticket_id JOIN customers c ON c.id = e.old"
    " WHERE e.kind = 'order_tied' AND t.order_id <> ''"
    " AND (c.host_id LIKE 'mail:%' OR c.host_id LIKE 'order:%')) AS tied"
)
"""Tickets of people without an account, until an order was tied to them, which still is."""

_BEFORE = (
    "SELECT c.id, c.host_id FROM events e JOIN customers c ON c.id = e.old"
    " JOIN tickets t ON t.id = e.ticket_id WHERE e.kind = 'order_tied' AND t.order_id <> '' AND "
)
"""Whose a ticket was before."""


def joined(store: Connection, ticket_ids: Sequence[str]) -> tuple[str, ...]:
    """Every ticket of merges that these take part in, however many stand between; undone ones not.

    Of those given, only who was merged. It ends: each turn meets tickets that were not met before.
    """
    met: dict[str, None] = {}
    fresh = tuple(dict.fromkeys(ticket_ids))
    while fresh:
        pairs = [row for end in _ENDS for row in rows(store, _MERGES, end, fresh)]
        ends = dict.fromkeys(row[end] for row in pairs for end in _ENDS)
        fresh = tuple(ticket_id for ticket_id in ends if ticket_id not in met)
        met.update(ends)
    return tuple(met)


def _split_off(store: Connection, merged: tuple[str, ...]) -> tuple[str, ...]:
    """Tickets of the same customer that messages went to out of these, whoever wrote those."""
    met: dict[str, None] = {}
    fresh = merged
    while fresh:
        found = [row["id"] for row in rows(store, _SPLIT, "r.from_id", fresh)]
        fresh = tuple(ticket_id for ticket_id in found if ticket_id not in met)
        met.update(dict.fromkeys(found))
    return tuple(met)


_SPLIT = (
    "SELECT r.into_id AS id FROM regroupings r JOIN tickets f ON f.id = r.from_id"
    " JOIN tickets i ON i.id = r.into_id AND i.customer_id IS NOT DISTINCT FROM f.customer_id"
    " WHERE r.kind = 'split' AND r.undone_at IS NULL AND "
)

_ENDS = ("from_id", "into_id")
_MERGES = "SELECT from_id, into_id FROM regroupings WHERE kind = 'merge' AND undone_at IS NULL AND "


def accounts_of(store: Connection, ticket_ids: Sequence[str]) -> set[str]:
    """The shop's own customers whom these tickets are about, by our ids."""
    return {row["id"] for row in _people_of(store, ticket_ids) if _is_account(row)}


def has_account(store: Connection, customer_id: str | None) -> bool:
    """Whether this customer of ours is one of the shop's own."""
    row = store.one("SELECT host_id FROM customers WHERE id = :id", id=customer_id)
    return row is not None and _is_account(row)


def _people_of(store: Connection, ticket_ids: Sequence[str]) -> list[Row]:
    select = (
        "SELECT DISTINCT c.id, c.host_id FROM tickets t JOIN customers c ON c.id = t.customer_id"
        " WHERE "
    )
    return rows(store, select, "t.id", ticket_ids)


def addresses(store: Connection, subject: Subject) -> tuple[str, ...]:
    """Every address of theirs, in small letters, each once."""
    select = "SELECT email FROM customers WHERE email <> '' AND "
    known = rows(store, select, "id", subject.customer_ids)
    return tuple(dict.fromkeys((*subject.emails, *(row["email"].lower() for row in known))))


def _by_address(
    store: Connection, customers: tuple[str, ...], shop: Mapping[str, object]
) -> tuple[str, ...]:
    select = "SELECT email FROM customers WHERE email <> '' AND "
    written = [f"mail:{row['email'].lower()}" for row in rows(store, select, "id", customers)]
    return _ids(store, "SELECT id FROM customers", "host_id", written, shop)


def _ids(
    store: Connection, select: str, column: str, values: Sequence[str], shop: Mapping[str, object]
) -> tuple[str, ...]:
    found = rows(store, f"{select} WHERE shop_id = :shop_id AND ", column, values, **shop)
    return tuple(row["id"] for row in found)


def rows(
    store: Connection, before: str, column: str, values: Sequence[str], **more: object
) -> list[Row]:
    """The rows of a statement that ends in a condition, for which this column is one of these."""
    return [
        row
        for named, told in chunks(column, values)
        for row in store.all(before + named, **told, **more)
    ]


def run(
    store: Connection,
    before: str,
    column: str,
    values: Sequence[str],
    *,
    after: str = "",
    **more: object,
) -> int:
    """The same for a write; answers how many rows it touched."""
    return sum(
        store.run(before + named + after, **told, **more) for named, told in chunks(column, values)
    )


def chunks(column: str, values: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Conditions that together say that the column is one of the values, with their values."""
    for start in range(0, len(values), AT_ONCE):
        told = {f"in_{place}": value for place, value in enumerate(values[start : start + AT_ONCE])}
        yield f"{column} IN ({', '.join(f':{name}' for name in told)})", told
