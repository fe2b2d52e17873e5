"""Orders found by who ordered and by their names; each meets what was asked, or is dropped.

People are looked up by their exact e-mail or number, with their orders beside them, which no index
delays. Orders of guests and orders by name come from searches, whose hits are compared again: the
shop's own comparison is looser, and a search that it half understands is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from platforms.contract import MissingPermission
from platforms.http import Deadline
from platforms.partly import FoundInPart
from platforms.searches import FoundOrder, Match, OrderSearch
from platforms.shopify.answers import Told
from platforms.shopify.criteria import (
    Criteria,
    any_of,
    criteria_of,
    needs_habits,
    with_habits,
)
from platforms.shopify.habits import HabitsOf
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.order import read_summary
from platforms.shopify.reading.people import email_of, phone_of
from platforms.shopify.transport import AdminApi, Ask

_SEARCHED = "orders_search"
_PERSON = "customer_by_identifier"
_NAMES = {"customerByIdentifier": "customers", "customer": "customers"}


@dataclass(frozen=True, slots=True)
class _People:
    """Whose orders meet the search for what the account itself says, by customer id."""

    by_email: frozenset[str]
    by_phone: frozenset[str]


def find_orders(
    api: AdminApi, habits: HabitsOf, search: OrderSearch, deadline: Deadline
) -> tuple[FoundOrder, ...]:
    """Orders meeting any criterion, newest first, in one round or in two.

    Raises FoundInPart, with the orders, where some of it may not be read, or PlatformError.
    """
    asked = criteria_of(search)
    if search.limit > 0 and needs_habits(search):
        asked = with_habits(asked, search, habits.known(deadline))
    if asked.is_empty:
        return ()
    answers, gaps = _answers(api, _asks(asked), deadline)
    customers = [one for told in answers for one in _customers(told)]
    people = _People(
        by_email=_ids(one for one in customers if asked.has_email(email_of(one))),
        by_phone=_ids(one for one in customers if asked.has_phone((phone_of(one),))),
    )
    rows = {row.identity("Order"): row for told in answers for row in _orders(told)}
    found = (_found(row, asked, people) for row in rows.values())
    met = sorted((one for one in found if one.matches), key=_age)
    orders = tuple(met[: asked.limit])
    if gaps:
        raise FoundInPart(gaps, orders)
    return orders


def _asks(asked: Criteria) -> dict[str, Ask]:
    """Every question of the search, to be asked side by side: at most a dozen."""
    asks: dict[str, Ask] = {}
    identifiers: list[Mapping[str, str]] = [{"emailAddress": one} for one in asked.emails]
    identifiers += [{"phoneNumber": one} for one in asked.phones]
    for number, identifier in enumerate(identifiers):
        asks[f"person {number}"] = _PERSON, {"identifier": identifier, "first": asked.limit}
    fields = {"email": asked.emails, "name": asked.names, "customer_id": asked.customer_ids}
    for field, values in fields.items():
        if values:
            query = any_of(field, values)
            asks[field] = _SEARCHED, {"query": query, "first": asked.limit}
    return asks


def _answers(
    api: AdminApi, asks: Mapping[str, Ask], deadline: Deadline
) -> tuple[tuple[Told, ...], tuple[str, ...]]:
    """What may be read, and the names of what may not: a fault once it leaves nothing at all."""
    round_ = api.round(asks, deadline=deadline)
    answers, lacking = list[Told](), list[MissingPermission]()
    for name in asks:
        try:
            answers.append(round_.take(name))
        except MissingPermission as fault:
            lacking.append(fault)
    if lacking and not answers:
        raise lacking[0]
    denied = (*(fault.resource for fault in lacking), *(gap for one in answers for gap in one.gaps))
    return tuple(answers), tuple(dict.fromkeys(map(_plain, denied)))


def _plain(path: str) -> str:
    """What a path in an answer is about: "customers", or the field's own name."""
    field = path.rpartition(".")[2]
    return _NAMES.get(field, field)


def _customers(told: Told) -> Iterator[Node]:
    answer = Node(_PERSON, told.content)
    found = answer.node("customerByIdentifier") if answer.has("customerByIdentifier") else None
    if found is not None:
        yield found


def _orders(told: Told) -> Iterator[Node]:
    owners = tuple(_customers(told))
    for owner in owners:
        yield from owner.nodes("orders")
    searched = Node(_SEARCHED, told.content)
    if searched.has("orders"):
        yield from searched.nodes("orders")


def _ids(customers: Iterator[Node]) -> frozenset[str]:
    return frozenset(one.identity("Customer") for one in customers)


def _found(row: Node, asked: Criteria, people: _People) -> FoundOrder:
    """The order with every criterion that it meets."""
    summary = read_summary(row)
    buyer = summary.customer_id
    met = {
        Match.EMAIL: asked.has_email(summary.email) or buyer in people.by_email,
        Match.PHONE: buyer in people.by_phone or _has_phone(row, asked),
        Match.REFERENCE: asked.has_name(summary.reference),
        Match.CUSTOMER: buyer in asked.customer_ids,
    }
    return FoundOrder(summary, frozenset(match for match, is_met in met.items() if is_met))


def _has_phone(row: Node, asked: Criteria) -> bool:
    """Whether a number that the order names was asked for, dialled where it is sent."""
    if not asked.phones:
        return False
    places = filter(None, (row.node("shippingAddress"), row.node("billingAddress")))
    written = ((place.text("phone"), place.text("countryCodeV2")) for place in places)
    return asked.has_phone((row.text("phone"),)) or any(
        asked.has_phone((phone,), country) for phone, country in written
    )


def _age(found: FoundOrder) -> tuple[int, int]:
    return -(found.order.placed_at or 0), -int(found.order.id)
