"""Begins a ticket by hand: its customer is found or introduced, its order read from the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from platforms.contract import FoundOrder, OrderSearch, PlatformError
from platforms.contract import NotFound as NoSuchOrder
from platforms.shapes import Order
from sidebar import ids
from sidebar.actions import choosing, orders, presence, recording, speaking, starting, tying
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.actions.orders import CARD_SECONDS
from sidebar.actions.speaking import Reply
from sidebar.actions.working.access import check, found
from sidebar.clock import DAY
from sidebar.errors import NotFound, Questioned, Refused, Unfilled
from sidebar.rules.beginning import Typed, faults_of
from sidebar.rules.choices import Choice, offered
from sidebar.rules.conversation import MessageKind, without_controls
from sidebar.rules.naming import subject_of
from sidebar.rules.viewer import Viewer
from sidebar.store import customer_search, nonces, shops
from sidebar.store.customers import KnownCustomer
from sidebar.store.customers_by_mail import introduce_by_email
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

MOST_CUSTOMERS = 6
"""Shown of those a search finds: who is not among them is found by more letters."""

ONCE = "new:"
"""Before the id of a form among the things that are taken once."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form is shown with: its lists, whom it is about so far, orders to choose from."""

    shop: Shop
    lists: Lists
    typed: Typed
    customer: KnownCustomer | None = None
    previous: Ticket | None = None

    @property
    def channels(self) -> tuple[Choice, ...]:
        """Those offered; one that is on the list no more stays for a ticket that had it."""
        return offered(self.lists.channels, chosen=self.previous.channel if self.previous else "")

    @property
    def types(self) -> tuple[Choice, ...]:
        return offered(self.lists.types, chosen=self.previous.type if self.previous else "")


class Unfit(Exception):
    """Something of the form must be mended; ``faults`` says what, by field."""

    def __init__(self, faults: Mapping[str, str], found: tuple[FoundOrder, ...] = ()) -> None:
        super().__init__()
        self.faults = faults
        self.found = found


def form(desk: Desk, viewer: Viewer, typed: Typed) -> Form:
    """The form for what was typed so far. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.reading() as store:
        shop = _shop(store, viewer)
        previous = found(store, viewer, typed.previous_id) if typed.previous_id else None
        customer = customer_search.find(store, typed.customer_id, shop_id=shop.id)
        # Nobody of this shop is chosen by an id that it does not know.
        known = replace(typed, customer_id=customer.id if customer else "")
        return Form(shop, choosing.lists(store, shop.id), known, customer, previous)


def from_ticket(ticket: Ticket, *, ask_id: str) -> Typed:
    """What a ticket hands on to one that is opened from it."""
    return Typed(
        customer_id=ticket.customer.id if ticket.customer else "",
        order_id=ticket.order_id,
        order=ticket.order_reference,
        order_of=ticket.order_reference,
        subject=ticket.subject,
        channel=ticket.channel,
        type=ticket.type,
        previous_id=ticket.id,
        ask_id=ask_id,
    )


def _shop(store: Connection, viewer: Viewer) -> Shop:
    shop = shops.find(store, viewer.shop_id)
    if shop is None:
        raise NotFound
    return shop


def known_customers(desk: Desk, viewer: Viewer, text: str) -> tuple[KnownCustomer, ...]:
    """Customers of the shop whose name or address holds the text. Raises Forbidden."""
    check(viewer)
    piece = " ".join(text.split())
    if len(piece) < 2:
        return ()
    with desk.database.reading() as store:
        return tuple(customer_search.like(store, viewer.shop_id, piece, most=MOST_CUSTOMERS))


def begin(desk: Desk, viewer: Viewer, typed: Typed) -> Ticket:
    """The new ticket, with its first text where there is one.

    Raises Forbidden, NotFound, Unfit, or Refused (``begun_before`` where this very form was taken).
    """
    asked = form(desk, viewer, typed)
    channels, types = ({choice.code for choice in one} for one in (asked.channels, asked.types))
    faults = faults_of(asked.typed, channels=channels, types=types)
    if faults:
        raise Unfit(faults)
    read = _order(desk, asked)
    _check_people(asked, read[0] if read else None)
    ticket = _start(desk, viewer, asked, read)
    if typed.body.strip():
        reply = Reply(
            typed.body, typed.message_kind, None, ask_id=typed.ask_id, seen_version=ticket.version
        )
        try:
            ticket = speaking.send(desk, asked.shop, viewer, ticket.id, reply)
        except (Questioned, Unfilled):
            # The ticket is there: its text waits in the composer, to be asked about on sending.
            kept = presence.Typed(typed.message_kind.value, typed.body, "", version=0)
            presence.save_draft(desk, viewer, ticket.id, kept)
    return ticket


def _order(desk: Desk, asked: Form) -> tuple[Order, int] | None:
    """The order that was chosen or named, read now. Raises Unfit."""
    typed, now = asked.typed, desk.clock.now()
    if not typed.has_order:
        return None
    try:
        order_id = typed.chosen_order or _only(desk, asked)
        return desk.platform(asked.shop).read_order(order_id, within=CARD_SECONDS), now
    except NoSuchOrder as error:
        raise Unfit({"order": "order_unknown"}) from error
    except PlatformError as error:
        raise Unfit({"order": "shop_away"}) from error


def _only(desk: Desk, asked: Form) -> str:
    """The one order of that reference. Raises Unfit, with those there are, or PlatformError."""
    reference = without_controls(asked.typed.order.strip())
    search = OrderSearch(references=(reference,))
    hits, _ = tying.found_orders(desk, asked.shop, search)
    if not hits:
        raise Unfit({"order": "order_unknown"})
    if len(hits) > 1:
        raise Unfit({"order": "order_unclear"}, hits)
    return hits[0].order.id


def _check_people(asked: Form, order: Order | None) -> None:
    """An answer needs somebody to go to, and an order has a customer of its own."""
    typed = asked.typed
    email = asked.customer.email if asked.customer else typed.email.strip()
    if order is not None:
        theirs = order.customer.email
        if email and theirs and email.casefold() != theirs.casefold():
            raise Unfit({"order": "order_of_another"})
        email = theirs or email
    if typed.body.strip() and typed.message_kind is MessageKind.AGENT:
        if not (asked.shop.mail.sender and asked.shop.mail.host):
            raise Unfit({"body": "no_sender"})
        if not email:
            raise Unfit({"body": "no_address"})


def _start(desk: Desk, viewer: Viewer, asked: Form, read: tuple[Order, int] | None) -> Ticket:
    typed, order = asked.typed, read[0] if read else None
    with desk.database.writing() as store:
        now = desk.clock.now()
        once = f"{ONCE}{typed.ask_id}"
        if not nonces.use(store, asked.shop.id, once, expires_at=now + DAY):
            raise Refused("begun_before")
        customer_id = orders.keep_order(store, asked.shop, *read) if read else None
        fresh = FreshTicket(
            shop_id=asked.shop.id,
            customer_id=customer_id or _customer(store, desk, asked),
            subject=subject_of(typed.subject),
            order_id=order.id if order else "",
            order_reference=order.reference if order else "",
            channel=typed.channel,
            type=typed.type,
            previous_id=asked.previous.id if asked.previous else None,
        )
        ticket = starting.start(store, desk, _carried(fresh, asked.previous), actor=viewer)
        if asked.previous is not None:
            told = {"new": str(ticket.number)}
            kind = EventKind.CONTINUED
            recording.happened(store, desk, asked.previous.id, kind, actor=viewer, **told)
        return ticket


def _carried(fresh: FreshTicket, previous: Ticket | None) -> FreshTicket:
    """A name at a marketplace goes on with its customer and channel."""
    if previous is None or previous.channel != fresh.channel or not previous.customer:
        return fresh
    is_same = previous.customer.id == fresh.customer_id
    return replace(fresh, account=previous.account) if is_same else fresh


def _customer(store: Connection, desk: Desk, asked: Form) -> str | None:
    typed = asked.typed
    if asked.customer is not None:
        return asked.customer.id
    if not typed.email.strip():
        return None
    now = desk.clock.now()
    return introduce_by_email(
        store,
        asked.shop.id,
        typed.email,
        name=" ".join(without_controls(typed.name).split()),
        fresh_id=ids.new_id("cus", now),
        now=now,
    )
