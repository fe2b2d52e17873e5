"""One customer in the store: under which of our ids everything of theirs is kept in one shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    return _belonging(store, shop_id, accounts[0] if accounts else "", found, ())


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
    return not row["host_id"].startswith(("order:", "erased:"))


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
    """What belongs to these customers, and to these orders."""
    shop = {"shop_id": shop_id}
    named = _ids(store, "SELECT id FROM tickets", "order_id", order_ids, shop)
    owned = _ids(store, "SELECT id FROM tickets", "customer_id", customers, shop)
    tickets = tuple(dict.fromkeys((*named, *owned)))
    met = _ids(store, "SELECT order_id AS id FROM tickets", "id", tickets, shop)
    orders = tuple(dict.fromkeys((*order_ids, *met)))
    return Subject(shop_id, host_id, customers, tickets, orders)


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


def run(store: Connection, before: str, column: str, values: Sequence[str], **more: object) -> int:
    """The same for a write; answers how many rows it touched."""
    return sum(store.run(before + named, **told, **more) for named, told in chunks(column, values))


def chunks(column: str, values: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Conditions that together say that the column is one of the values, with their values."""
    for start in range(0, len(values), AT_ONCE):
        told = {f"in_{place}": value for place, value in enumerate(values[start : start + AT_ONCE])}
        yield f"{column} IN ({', '.join(f':{name}' for name in told)})", told
