"""Says which order a ticket is about: orders to choose from, one tied to it, and untied again."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from platforms.contract import FoundOrder, OrderSearch, PlatformError
from platforms.contract import NotFound as NoSuchOrder
from platforms.partly import FoundInPart
from platforms.shapes import Order
from sidebar.actions import aftermath, orders, recording, showing
from sidebar.actions.desk import Desk
from sidebar.actions.orders import CARD_SECONDS, MOST_LISTED, TEXTS_LOOKED_AT
from sidebar.actions.working.access import check, found
from sidebar.errors import MovedOn, Refused
from sidebar.rules.listing import ListedOrder, candidates
from sidebar.rules.looking import Looked, looked_for
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.store import customer_search, messages, operations, readings, subjects, tying
from sidebar.store.database import Conflict, Connection
from sidebar.store.events import EventKind
from sidebar.store.readings import Reading, ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST_NAMED = 10
"""Customers of one name whose orders are looked for: more is no name but a list."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Orders that the ticket may be about, each with why it is shown."""

    shop: Shop
    ticket: Ticket
    orders: tuple[ListedOrder, ...]
    typed: str
    fault: PlatformError | None = None
    gaps: tuple[str, ...] = ()
    """What the shop's key may not read: orders may be missing."""


def suggest(desk: Desk, viewer: Viewer, ticket_id: str, typed: str = "") -> Candidates:
    """The orders of this customer and those named in the text, or those that fit what was typed.

    Raises NotFound. A shop that does not answer is told, not raised.
    """
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    search = search_for(desk, shop, looked_for(typed)) if typed.strip() else _known(desk, ticket)
    return look(desk, shop, ticket, search, typed)


def look(
    desk: Desk, shop: Shop, ticket: Ticket, search: OrderSearch | None, typed: str
) -> Candidates:
    """Asks the shop, and keeps what is shown so that each order can be unfolded."""
    if search is None:
        return Candidates(shop, ticket, (), typed)
    asked_at = desk.clock.now()
    try:
        hits, gaps = found_orders(desk, shop, search)
    except PlatformError as fault:
        return Candidates(shop, ticket, (), typed, fault)
    entries = candidates(hits, is_typed=bool(typed.strip()))
    body = msgspec.json.encode(entries).decode()
    with desk.database.writing() as store:
        reading = Reading(body, asked_at)
        readings.keep(store, shop.id, ReadingKind.RELATED, ticket.id, reading)
    return Candidates(shop, ticket, entries, typed, None, gaps)


def found_orders(
    desk: Desk, shop: Shop, search: OrderSearch
) -> tuple[tuple[FoundOrder, ...], tuple[str, ...]]:
    """What the shop finds, and what it could not look at. Raises PlatformError."""
    try:
        return desk.platform(shop).find_orders(search, within=CARD_SECONDS), ()
    except FoundInPart as partly:
        return partly.found, partly.gaps


def _known(desk: Desk, ticket: Ticket) -> OrderSearch | None:
    """By what the ticket says itself: its customer, and its texts."""
    with desk.database.reading() as store:
        said = messages.last_of_ticket(store, ticket.id, most=TEXTS_LOOKED_AT)
    person = ticket.customer
    texts = tuple(text for text in (ticket.subject, *(one.body for one in said)) if text)
    account = person.host_id if person and not orders.is_guest(person.host_id) else ""
    search = OrderSearch(
        emails=(person.email,) if person and person.email else (),
        phones=(person.phone,) if person and person.phone else (),
        texts=texts,
        customer_ids=(account,) if account else (),
        limit=MOST_LISTED,
    )
    is_empty = not (search.emails or search.phones or search.texts or search.customer_ids)
    return None if is_empty else search


def search_for(desk: Desk, shop: Shop, looked: Looked) -> OrderSearch | None:
    """What the shop is asked for what was typed; a name is looked up among those known here."""
    named = []
    if looked.name:
        with desk.database.reading() as store:
            named = customer_search.like(store, shop.id, looked.name, most=MOST_NAMED)
    emails = tuple(person.email for person in named if person.email)
    if looked.is_nothing:
        return None
    return OrderSearch(
        emails=(looked.email,) if looked.email else emails,
        phones=(looked.phone,) if looked.phone else (),
        references=(looked.reference,) if looked.reference else (),
        customer_ids=tuple(
            person.host_id for person in named if not orders.is_guest(person.host_id)
        ),
        limit=MOST_LISTED,
    )


def tie(desk: Desk, viewer: Viewer, ticket_id: str, order_id: str) -> Ticket:
    """The ticket is about this order, and about whoever ordered.

    Raises Forbidden, NotFound, PlatformError, MovedOn, or Refused (``tie_closed``, ``tied_before``,
    ``tie_unknown``, ``other_customer``).
    """
    check(viewer)
    shop, ticket = showing.locate(desk, viewer, ticket_id)
    _may_tie(ticket)
    if not order_id:
        raise Refused("tie_unknown")
    asked_at = desk.clock.now()
    try:
        order = desk.platform(shop).read_order(order_id, within=CARD_SECONDS)
    except NoSuchOrder as error:
        raise Refused("tie_unknown") from error
    try:
        return _tie(desk, viewer, shop, ticket_id, order, read_at=asked_at)
    except Conflict:
        # Another ticket became the order's own at this moment: beside it there is room.
        return _tie(desk, viewer, shop, ticket_id, order, read_at=asked_at)


def _may_tie(ticket: Ticket) -> None:
    if ticket.status is Status.CLOSED:
        raise Refused("tie_closed")
    if ticket.order_id:
        raise Refused("tied_before")


def _tie(
    desk: Desk, viewer: Viewer, shop: Shop, ticket_id: str, order: Order, *, read_at: int
) -> Ticket:
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        _may_tie(ticket)
        customer_id = orders.keep_order(store, shop, order, read_at)
        _check_person(store, ticket, customer_id)
        before = ticket.customer.id if ticket.customer else ""
        is_tied = tying.tie(
            store,
            ticket.id,
            order_id=order.id,
            reference=order.reference,
            customer_id=customer_id,
            now=desk.clock.now(),
        )
        if not is_tied:
            raise MovedOn
        told = {"old": before, "new": order.reference}
        recording.happened(store, desk, ticket.id, EventKind.ORDER_TIED, actor=viewer, **told)
        if customer_id not in (None, before):
            name = order.customer.name or order.customer.email
            kind = EventKind.CUSTOMER_TIED
            # With our id of them, by which the entry is found again when they are forgotten.
            told = {"old": customer_id or "", "new": name}
            recording.happened(store, desk, ticket.id, kind, actor=viewer, **told)
        aftermath.changed(store, ticket.id)
        return found(store, viewer, ticket.id)


def _check_person(store: Connection, ticket: Ticket, customer_id: str | None) -> None:
    """What another of the shop's customers wrote may have been merged into it: it is theirs."""
    merged = [one for one in subjects.joined(store, [ticket.id]) if one != ticket.id]
    others = subjects.accounts_of(store, merged) - {customer_id}
    if others and subjects.has_account(store, customer_id):
        raise Refused("other_customer")


def untie(desk: Desk, viewer: Viewer, ticket_id: str) -> Ticket:
    """The ticket is not about its order after all; its customer is who it was before.

    Raises Forbidden, NotFound, MovedOn, or Refused (``untie_closed``, ``untie_none``,
    ``untie_money``).
    """
    check(viewer)
    with desk.database.writing() as store:
        ticket = found(store, viewer, ticket_id)
        _may_untie(store, ticket)
        before = tying.customer_before(store, ticket.id)
        now = desk.clock.now()
        if not tying.untie(store, ticket.id, order_id=ticket.order_id, now=now):
            raise MovedOn
        if before:
            tying.restore_customer(store, ticket.id, before)
        kind = EventKind.ORDER_UNTIED
        told = {"old": ticket.order_reference}
        recording.happened(store, desk, ticket.id, kind, actor=viewer, **told)
        aftermath.changed(store, ticket.id)
        return found(store, viewer, ticket.id)


def _may_untie(store: Connection, ticket: Ticket) -> None:
    if ticket.status is Status.CLOSED:
        raise Refused("untie_closed")
    if not ticket.order_id:
        raise Refused("untie_none")
    asked = operations.of_order(store, ticket.shop_id, ticket.order_id)
    if any(operation.ticket_id == ticket.id for operation in asked):
        raise Refused("untie_money")
