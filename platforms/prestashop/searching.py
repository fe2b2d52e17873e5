"""Orders found by who ordered, in at most three rounds; each meets what was asked, or is dropped.

First the people (accounts and guests by e-mail, owners of an address by phone) and the orders
named by reference; then those people's orders; then, for the newest of them, what a line shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from platforms.contract import FoundOrder, MissingPermission
from platforms.http import Deadline, Round
from platforms.prestashop.client import Ask, Rows, Webservice, ask, digits_in_order, one_of
from platforms.prestashop.criteria import Criteria, searched_digits
from platforms.prestashop.finding import Bulk, owners_of
from platforms.prestashop.reading.people import CUSTOMER_FIELDS
from platforms.prestashop.reading.row import Row
from platforms.prestashop.shortlists import ShortLists

_ORDER_FIELDS = (
    "[id,reference,id_customer,id_currency,id_address_delivery,id_address_invoice,current_state,"
    "delivery_number,date_add,total_paid_tax_incl,total_paid_real]"
)
_DETAIL_FIELDS = "[id,id_order,product_quantity,product_quantity_return,total_refunded_tax_incl]"
_ADDRESS_FIELDS = "[id,id_customer,firstname,lastname,phone,phone_mobile]"
_NEWEST = {"sort": "[id_DESC]"}
# One person's accounts, addresses and conversations; more is a shared or made-up number.
_MOST_PEOPLE = 100
_MOST_THREADS = 300


@dataclass(frozen=True, slots=True)
class _People:
    """Who meets the search, by customer id."""

    customers: dict[str, Row]
    by_phone: frozenset[str]
    named: Rows
    """Orders found by their own reference."""

    def ids(self, asked: Criteria) -> list[str]:
        found = {*self.customers, *self.by_phone, *asked.customer_ids}
        return sorted(found, key=int, reverse=True)[:_MOST_PEOPLE]


class OrderSearching:
    """One search, round after round."""

    def __init__(
        self, shop: Webservice, lists: ShortLists, *, deadline: Deadline, zone: ZoneInfo
    ) -> None:
        self._shop = shop
        self._lists = lists
        self._deadline = deadline
        self._zone = zone

    def find(self, asked: Criteria) -> tuple[FoundOrder, ...]:
        """The orders found, newest first. Raises PlatformError."""
        if asked.is_empty:
            return ()
        people = self._people(asked)
        orders, threads = self._orders(people, asked)
        if not orders:
            return ()
        return self._shown(orders, threads, people=people, asked=asked)

    def _people(self, asked: Criteria) -> _People:
        asks = _by_criteria(asked)
        if not asks:
            return _People({}, frozenset(), ())
        round_ = self._round(asks)
        customers = [row for row in _all(round_, asks, "customers") if _is_asked(row, asked)]
        owners = owners_of(_all(round_, asks, "addresses"), asked)
        named = [
            row
            for row in _all(round_, asks, "orders")
            if asked.has_reference(row.text("reference"))
        ]
        self._lists.learn(round_)
        return _People({row.reference("id"): row for row in customers}, owners, tuple(named))

    def _orders(self, people: _People, asked: Criteria) -> tuple[Rows, Rows]:
        """(the newest orders found, the conversations of those who made them)."""
        buyers, asks = people.ids(asked), {}
        if buyers:
            asks["orders"] = ask(
                "orders",
                display=_ORDER_FIELDS,
                filters={"id_customer": one_of(buyers)},
                limit=str(asked.limit),
                **_NEWEST,
            )
        writers = [*buyers, *(row.reference("id_customer") for row in people.named)]
        if any(writers):
            asks["customer_threads"] = ask(
                "customer_threads",
                display="[id,id_order]",
                filters={"id_customer": one_of(filter(None, writers))},
                limit=str(_MOST_THREADS),
                **_NEWEST,
            )
        if not asks:
            return people.named, ()
        round_ = self._round(asks)
        theirs = round_.take("orders") if buyers else ()
        self._lists.learn(round_)
        found = {row.reference("id"): row for row in (*theirs, *people.named)}
        newest = sorted(found.values(), key=self._age)[: asked.limit]
        return tuple(newest), _allowed(round_, "customer_threads") or ()

    def _shown(
        self, orders: Rows, threads: Rows, *, people: _People, asked: Criteria
    ) -> tuple[FoundOrder, ...]:
        ids = {row.reference("id") for row in orders}
        threads = tuple(row for row in threads if row.reference("id_order") in ids)
        used = {
            "order_states": [row.reference("current_state") for row in orders],
            "currencies": [row.reference("id_currency") for row in orders],
        }
        asks = {**_by_orders(orders, threads, people), **self._lists.unknown(used)}
        round_ = self._round(asks)
        customers = dict(people.customers)
        if "customers" in round_:
            customers |= {row.reference("id"): row for row in round_.take("customers")}
        rows = {"order_details": round_.take("order_details"), **_beside(round_)}
        self._lists.learn(round_, used=used)
        bulk = Bulk(orders, rows=rows, customers=customers, threads=threads)
        lists, owners = self._lists.lists, people.by_phone
        found = (
            bulk.found(row, asked, owners=owners, lists=lists, zone=self._zone) for row in orders
        )
        return tuple(one for one in found if one.matches)

    def _age(self, row: Row) -> tuple[int, int]:
        return -(row.moment("date_add", self._zone) or 0), -row.number("id")

    def _round(self, asks: dict[str, Ask]) -> Round[Rows]:
        return self._shop.round({**asks, **self._lists.due()}, deadline=self._deadline)


def _by_criteria(asked: Criteria) -> dict[str, Ask]:
    """The first round; a filter has no "or" across two fields, so each phone field is asked."""
    asks: dict[str, Ask] = {}
    bounds = {**_NEWEST, "limit": str(_MOST_PEOPLE)}
    if asked.emails:
        emails = {"email": one_of(asked.emails)}
        asks["customers"] = ask("customers", display=CUSTOMER_FIELDS, filters=emails, **bounds)
    for phone in asked.phones:
        pattern = digits_in_order(searched_digits(phone))
        for field in ("phone", "phone_mobile"):
            asks[f"{field} {phone}"] = ask(
                "addresses", display=_ADDRESS_FIELDS, filters={field: pattern}, **bounds
            )
    if asked.references:
        references = {"reference": one_of(asked.references)}
        asks["references"] = ask("orders", display=_ORDER_FIELDS, filters=references, **bounds)
    return asks


def _beside(round_: Round[Rows]) -> dict[str, Rows]:
    """What may be lacking beside the lines; slips that are refused are not the same as none."""
    named = ("order_slip", "order_carriers", "addresses", "customer_messages")
    found = {name: _allowed(round_, name) for name in named}
    return {name: rows for name, rows in found.items() if rows is not None}


def _by_orders(orders: Rows, threads: Rows, people: _People) -> dict[str, Ask]:
    ids = [row.reference("id") for row in orders]
    buyers = {row.reference("id_customer") for row in orders} - people.customers.keys()
    places = [
        row.reference(name)
        for row in orders
        for name in ("id_address_delivery", "id_address_invoice")
    ]
    talks = [row.reference("id") for row in threads]
    return {
        **_of("order_details", "id_order", ids, display=_DETAIL_FIELDS),
        **_of("order_slip", "id_order", ids),
        **_of("order_carriers", "id_order", ids),
        **_of("customers", "id", filter(None, buyers), display=CUSTOMER_FIELDS),
        **_of("addresses", "id", filter(None, places), display=_ADDRESS_FIELDS),
        **_of("customer_messages", "id_customer_thread", talks),
    }


def _of(
    resource: str, field: str, values: Iterable[str], *, display: str = "full"
) -> dict[str, Ask]:
    listed = list(values)
    if not listed:
        return {}
    return {resource: ask(resource, display=display, filters={field: one_of(listed)})}


def _is_asked(row: Row, asked: Criteria) -> bool:
    return asked.has_email(row.text("email"))


def _all(round_: Round[Rows], asks: dict[str, Ask], resource: str) -> Rows:
    """The rows of every read of one resource.

    A search by phone alone needs the right to the addresses; beside another criterion, what it
    would have found is left out, and the doctor says that the right is missing.
    """
    names = [name for name, one in asks.items() if one.resource == resource]
    if resource != "addresses" or len(names) == len(asks):
        return tuple(row for name in names for row in round_.take(name))
    return tuple(row for name in names for row in _allowed(round_, name) or ())


def _allowed(round_: Round[Rows], name: str) -> Rows | None:
    """The rows, or None where the key may not read them; a shop that fails is not hidden."""
    if name not in round_:
        return ()
    try:
        return round_.take(name)
    except MissingPermission:
        return None
