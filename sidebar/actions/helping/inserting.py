"""Gathers what an agent may put into an answer of the helpdesk: facts of one order, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from platforms.contract import NotFound as NoSuchOrder
from platforms.contract import PlatformError
from platforms.shapes import Order, OrderSummary
from sidebar.actions import orders, recording
from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering, naming
from sidebar.actions.helping.surrounding import Around
from sidebar.actions.orders import order_of
from sidebar.actions.replies import filling, picking
from sidebar.actions.replies.filling import NOTHING, Ground, Written
from sidebar.clock import SECOND
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.choices import EMAIL, STANDARD
from sidebar.rules.following import carried
from sidebar.rules.inserted import Confirmation, standing
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.replies import DefaultReply, ordered
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import default_replies, helpdesk_agents, operations, readings, shops, tickets
from sidebar.store.customers import KnownCustomer
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

FRESH = 30 * SECOND
"""A reading that young is not made anew: each choice in the small page asks for the same order."""

READ_SECONDS = 6.0
"""The agent looks at a small page and waits; the last reading is shown after that."""

MOST_SHOWN = 40

UNSETTLED = (OperationState.ASKED, OperationState.SENDING, OperationState.UNSURE)


@dataclass(frozen=True, slots=True)
class Offered:
    """An order that a text may be made of."""

    shop: Shop
    order_id: str
    reference: str
    summary: OrderSummary | None = None
    """As its shop says it now, or said it last; nothing where it was never read."""
    is_linked: bool = False
    """A ticket of ours about it belongs to the helpdesk's."""

    @property
    def code(self) -> str:
        """Two shops may use the same ids."""
        return f"{self.shop.id}/{self.order_id}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One order that a text is made of, as last read."""

    shop: Shop
    viewer: Viewer
    """The same person, in that shop."""
    order: Order
    read_at: int
    fault: PlatformError | None
    ticket: Ticket
    """Ours under the helpdesk's number; made up for an order that has none."""


@dataclass(frozen=True, slots=True)
class Refunds:
    """What may be confirmed of an order's money, newest first."""

    confirmed: tuple[Confirmation, ...]
    is_under_way: bool
    """Something was asked of the shop, and nobody knows yet what it did."""


@dataclass(frozen=True, slots=True)
class Look:
    """A default reply as it would read, and what its agent has to fill in."""

    reply: DefaultReply
    written: Written
    asked_for: tuple[str, ...]
    """Names that are known of no order, filled in or not."""


def offered(around: Around) -> tuple[Offered, ...]:
    """The orders of our tickets that belong to the helpdesk's, then those found by its person."""
    found = {
        (answer.shop.id, entry.order.id): Offered(
            answer.shop, entry.order.id, entry.order.reference, entry.order
        )
        for answer in around.answers
        for entry in answer.orders
    }
    linked = dict[tuple[str, str], Offered]()
    for ticket in around.linked:
        shop, key = around.shops.get(ticket.shop_id), (ticket.shop_id, ticket.order_id)
        if shop is None or not ticket.order_id:
            continue
        known = found.pop(key, Offered(shop, ticket.order_id, ticket.order_reference))
        linked.setdefault(key, replace(known, is_linked=True))
    others = sorted(found.values(), key=_placed_at, reverse=True)
    return (*linked.values(), *others)


def _placed_at(one: Offered) -> tuple[int, str]:
    return (one.summary.placed_at or 0) if one.summary else 0, one.code


def subject(
    desk: Desk, viewer: Viewer, shop_id: str, order_id: str, *, host_ticket_id: str
) -> Subject:
    """The order with its ticket. Raises Forbidden, NotFound or PlatformError."""
    check(viewer)
    with desk.database.reading() as store:
        there = entering.in_shop(store, viewer, shop_id)
        shop = shops.find(store, shop_id)
        if there is None or shop is None or not order_id:
            raise NotFound
        reading = readings.of_order(store, shop_id, order_id).get(ReadingKind.ORDER)
    if reading is not None and desk.clock.now() - reading.read_at < FRESH:
        view = orders.OrderView(order_of(reading), reading.read_at)
    else:
        view = orders.read_order(desk, shop, order_id, within=READ_SECONDS)
    if view.order is None:
        raise NotFound if isinstance(view.fault, NoSuchOrder) else (view.fault or NotFound())
    with desk.database.reading() as store:
        ours = tickets.latest_of_order(store, order_id, shop_id=shop_id)
    ticket = _numbered(ours or _made_up(shop, view.order), host_ticket_id)
    return Subject(shop, there, view.order, view.read_at, view.fault, ticket)


def _numbered(ticket: Ticket, host_ticket_id: str) -> Ticket:
    """Under the number that the customer knows: the helpdesk's, once it has one."""
    is_number = host_ticket_id.isascii() and host_ticket_id.isdigit()
    return replace(ticket, number=int(host_ticket_id) if is_number else 0)


def _made_up(shop: Shop, order: Order) -> Ticket:
    """What a ticket of this order would say of it; nothing is opened for a text."""
    told = order.customer
    customer = KnownCustomer("", told.id, told.name, told.email, "", told.language)
    return Ticket(
        id="",
        number=0,
        shop_id=shop.id,
        order_id=order.id,
        order_reference=order.reference,
        customer=customer,
        subject="",
        status=Status.OPEN,
        channel=EMAIL,
        version=0,
        opened_at=0,
        updated_at=0,
        closed_at=None,
        last_message_at=None,
        previous_id=None,
        type=STANDARD,
    )


def language_of(on: Subject, wanted: str, spoken: tuple[str, ...]) -> str:
    """Which of these languages is written: the wanted one, the order's, the customer's, ours."""
    customer = on.ticket.customer
    wishes = (wanted, on.order.language, customer.language if customer else "", on.viewer.language)
    return next((wish[:2].lower() for wish in wishes if wish[:2].lower() in spoken), spoken[0])


def refunds(desk: Desk, on: Subject) -> Refunds:
    """What our own operations gave back of this order, and surely did."""
    with desk.database.reading() as store:
        known = operations.of_order(store, on.shop.id, on.order.id)
    told = tuple(found for one in known if (found := _confirmation(one)) is not None)
    return Refunds(told, is_under_way=any(one.state in UNSETTLED for one in known))


def _confirmation(operation: Operation) -> Confirmation | None:
    done, settled_at = operation.result, operation.settled_at
    if operation.state is not OperationState.DONE or done is None or settled_at is None:
        return None
    review = operation.review
    stands = standing(done, gives=review.gives, way=review.money_way)
    if stands is None:
        return None
    return Confirmation(
        operation.id,
        carried(done),
        settled_at,
        stands,
        done.voucher,
        is_cancellation=operation.kind is OperationKind.CANCEL,
    )


def replies(
    desk: Desk, on: Subject, *, wanted: str = "", language: str = ""
) -> tuple[tuple[tuple[DefaultReply, Written], ...], bool]:
    """The default replies that fit and hold the words, and whether there are more of them."""
    with desk.database.reading() as store:
        known = ordered(picking.offers(store, on.shop, on.ticket))
        ground = _ground(store, on)
    found = [one for one in known if one.says(wanted)]
    written = ((one, filling.write(one, ground, language=language)) for one in found[:MOST_SHOWN])
    return tuple((one, text) for one, text in written if text), len(found) > MOST_SHOWN


def look(
    desk: Desk,
    on: Subject,
    reply_id: str,
    *,
    language: str = "",
    given: Mapping[str, str] = NOTHING,
) -> Look:
    """One reply, with what its agent filled in where nothing is known. Raises NotFound."""
    with desk.database.reading() as store:
        known = picking.fitting(store, on.shop, on.ticket)
        ground = _ground(store, on)
    reply = next((one for one in known if one.id == reply_id), None)
    bare = filling.write(reply, ground, language=language) if reply else None
    if reply is None or bare is None:
        raise NotFound
    written = filling.write(reply, ground, language=language, given=given)
    return Look(reply, written or bare, bare.filled.left)


def used(desk: Desk, viewer: Viewer, shop_id: str, order_id: str, reply_id: str) -> None:
    """Writes on the order's ticket, where it has one, which default reply was inserted.

    Raises Forbidden or NotFound.
    """
    check(viewer)
    with desk.database.writing() as store:
        there, shop = entering.in_shop(store, viewer, shop_id), shops.find(store, shop_id)
        if there is None or shop is None:
            raise NotFound
        _, title = picking.used(store, shop, reply_id)
        ticket = tickets.latest_of_order(store, order_id, shop_id=shop_id)
        if title and ticket is not None:
            recording.happened(
                store, desk, ticket.id, EventKind.INSERTED, actor=there, old=reply_id, new=title
            )


def _ground(store: Connection, on: Subject) -> Ground:
    """A name that nobody said yet stays unfilled: customers are not written to under a number."""
    spoken = default_replies.language_of_shop(store, on.shop.id)
    mine = helpdesk_agents.of_person(store, on.viewer.helpdesk_id, on.viewer.agent_id)
    names = [one.name for one in mine if not naming.is_made_up(one)]
    return Ground(on.shop, on.ticket, on.order, names[0] if names else "", spoken)


def check(viewer: Viewer) -> None:
    """Raises NotFound for who looks from no helpdesk, Forbidden for who may not answer."""
    if not viewer.helpdesk_id:
        raise NotFound
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
