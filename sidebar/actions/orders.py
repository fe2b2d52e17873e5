"""Reads orders from the shop and keeps each reading, so that a slow shop still shows something."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from platforms.contract import Image, OrderSearch, PlatformError
from platforms.contract import NotFound as NoSuchOrder
from platforms.shapes import Line, Order
from sidebar import ids
from sidebar.actions import aftermath, houses
from sidebar.actions.desk import Desk
from sidebar.actions.houses import ShopFault
from sidebar.rules.listing import ListedOrder, listed
from sidebar.store import customers, families, messages, readings, search, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.customers_by_mail import BY_MAIL
from sidebar.store.database import Connection
from sidebar.store.readings import Reading, ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

CARD_SECONDS = 12.0
"""An agent waits this long for a fresh card; the last reading is on screen meanwhile."""

MOST_LISTED = 20
TEXTS_LOOKED_AT = 50
_OF_ORDER = "order:"


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as last read. ``fault`` is set when the shop could not be asked just now."""

    order: Order | None
    read_at: int
    fault: PlatformError | None = None


@dataclass(frozen=True, slots=True)
class ListView:
    """The orders listed beside the ticket, as last read."""

    orders: tuple[ListedOrder, ...]
    read_at: int
    fault: PlatformError | None = None
    faults_elsewhere: tuple[ShopFault, ...] = ()
    """Of the other shops of the house, by their names."""
    gaps: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(name of the shop, what its key may not read): orders there may be missing."""
    blind_to_guests: bool = False
    """By phone this shop finds only who has an account."""


def read_order(desk: Desk, shop: Shop, order_id: str, *, within: float = CARD_SECONDS) -> OrderView:
    """A fresh reading, or the last one with the fault that kept it from being fresh."""
    asked_at = desk.clock.now()
    try:
        order = desk.platform(shop).read_order(order_id, within=within)
    except PlatformError as fault:
        return _last_order(desk, shop, order_id, fault)
    with desk.database.writing() as store:
        keep_order(store, shop, order, asked_at)
    return OrderView(order, asked_at)


def keep_order(store: Connection, shop: Shop, order: Order, read_at: int) -> str | None:
    """Keeps a reading and what it says of the customer; answers our id of the customer.

    None where the reading cannot say who that is.
    """
    body = msgspec.json.encode(order).decode()
    readings.keep(store, shop.id, ReadingKind.ORDER, order.id, Reading(body, read_at))
    if hides_customer(order):
        return None
    return customers.introduce(store, _known(order, read_at), shop_id=shop.id, now=read_at)


def _known(order: Order, now: int) -> KnownCustomer:
    address = order.delivery_address or order.invoice_address
    phones = order.customer.phones or (address.phones if address else ())
    return KnownCustomer(
        id=ids.new_id("cus", now),
        # An order without an account has a customer of its own, not one shared by all such orders.
        host_id=_host_id(order),
        name=order.customer.name,
        email=order.customer.email,
        phone=phones[0] if phones else "",
        language=order.customer.language or order.language,
    )


def hides_customer(order: Order) -> bool:
    """Whether the key may not read who ordered: that is no guest, it is somebody unknown."""
    return not order.customer.id and "customer" in order.gaps


def _host_id(order: Order) -> str:
    return order.customer.id or f"{_OF_ORDER}{order.id}"


def is_guest(host_id: str) -> bool:
    """Whether a customer is known by one order or address alone: the shop has no such account."""
    return host_id.startswith((_OF_ORDER, BY_MAIL))


def _last_order(desk: Desk, shop: Shop, order_id: str, fault: PlatformError) -> OrderView:
    with desk.database.reading() as store:
        reading = readings.of_order(store, shop.id, order_id).get(ReadingKind.ORDER)
    if reading is None:
        return OrderView(None, 0, fault)
    return OrderView(order_of(reading), reading.read_at, fault)


def order_of(reading: Reading) -> Order:
    """The order of a kept reading."""
    return msgspec.json.decode(reading.body, type=Order)


def list_orders(desk: Desk, shop: Shop, ticket: Ticket) -> ListView:
    """This order and every other one of the same person, each with why it is listed.

    Shops of the same house are asked beside the ticket's own, each within a time of its own; what
    one of them cannot say is told by its name and takes nothing from the others.
    """
    known, texts = _known_so_far(desk, shop, ticket)
    order_reading = known.get(ReadingKind.ORDER)
    if order_reading is None:
        return _last_list(desk, shop, known, NoSuchOrder("the order itself was never read"))
    order = order_of(order_reading)
    asked_at = desk.clock.now()
    search = _search(order, texts)
    with houses.asked(desk, shop, search) as elsewhere:
        try:
            own = houses.found_in(desk, shop, search, within=CARD_SECONDS)
        except PlatformError as fault:
            return _last_list(desk, shop, known, fault)
        beside, faults = elsewhere.answers()
    entries = listed(order.summary, own.found, beside)
    body = msgspec.json.encode(entries).decode()
    with desk.database.writing() as store:
        reading = Reading(body, asked_at)
        readings.keep(store, shop.id, ReadingKind.RELATED, ticket.order_id, reading)
    gaps = tuple((one.shop_name, one.gaps) for one in (own, *beside) if one.gaps)
    is_blind = not desk.platform(shop).capabilities.finds_guests_by_phone
    return ListView(entries, asked_at, None, faults, gaps, is_blind)


def _known_so_far(
    desk: Desk, shop: Shop, ticket: Ticket
) -> tuple[dict[ReadingKind, Reading], list[str]]:
    with desk.database.reading() as store:
        known = readings.of_order(store, shop.id, ticket.order_id)
        said = messages.last_of_ticket(store, ticket.id, most=TEXTS_LOOKED_AT)
    return known, [message.body for message in said]


def _search(order: Order, texts: list[str]) -> OrderSearch:
    address_phones = [
        phone
        for address in (order.delivery_address, order.invoice_address)
        if address is not None
        for phone in address.phones
    ]
    phones = dict.fromkeys((*order.customer.phones, *address_phones))
    return OrderSearch(
        emails=(order.customer.email,) if order.customer.email else (),
        phones=tuple(phones),
        texts=(*texts, *(message.text for message in order.messages)),
        limit=MOST_LISTED,
    )


def _last_list(
    desk: Desk, shop: Shop, known: dict[ReadingKind, Reading], fault: PlatformError
) -> ListView:
    reading = known.get(ReadingKind.RELATED)
    if reading is None:
        return ListView((), 0, fault)
    with desk.database.reading() as store:
        entries = houses.of_house(store, shop.id, list_of(reading))
    return ListView(entries, reading.read_at, fault)


def list_of(reading: Reading) -> tuple[ListedOrder, ...]:
    """The orders of a kept list."""
    return msgspec.json.decode(reading.body, type=tuple[ListedOrder, ...])


def listed_shop(
    desk: Desk, shop: Shop, ticket: Ticket, order_id: str, *, shop_id: str = ""
) -> Shop | None:
    """Whose order this is, if this ticket may show it: its own, or one that was listed beside it.

    An order of another shop is shown as long as both shops are of one house.
    """
    if order_id == ticket.order_id and not shop_id:
        return shop
    # Of a ticket without an order, those that it may be about were kept under its own id.
    subject = ticket.order_id or ticket.id
    with desk.database.reading() as store:
        reading = readings.of_order(store, shop.id, subject).get(ReadingKind.RELATED)
        named = (
            {(entry.shop_id, entry.order.id) for entry in list_of(reading)} if reading else set()
        )
        if (shop_id, order_id) not in named:
            return None
        return families.relative(store, shop, shop_id) if shop_id else shop


def more_lines(desk: Desk, shop: Shop, order_id: str, after: str) -> tuple[tuple[Line, ...], str]:
    """The lines of a long order from a place on, and the next place. Raises PlatformError."""
    return desk.platform(shop).read_lines(order_id, after, within=CARD_SECONDS)


def tie_customer(desk: Desk, ticket: Ticket, order: Order) -> None:
    """Writes on the ticket who its customer is, once a reading has said so."""
    known_as = ticket.customer.host_id if ticket.customer else ""
    if hides_customer(order) or known_as == _host_id(order):
        return
    with desk.database.writing() as store:
        now = desk.clock.now()
        known = _known(order, now)
        customer_id = customers.introduce(store, known, shop_id=ticket.shop_id, now=now)
        tickets.describe_customer(store, ticket.id, customer_id)
        search.index_ticket(store, ticket.id)
        if ticket.customer is not None and is_guest(known_as):
            customers.forget_guest(store, ticket.customer.id)
        aftermath.changed(store, ticket.id)


def read_image(desk: Desk, shop: Shop, reference: str) -> Image:
    """A product's picture. Raises PlatformError."""
    return desk.platform(shop).read_image(reference, within=CARD_SECONDS)
