"""Prepares and reviews an operation: the shop is read, and nothing is asked of it yet."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.contract import Barred, PlatformError
from platforms.moves import CancelChoice, CancelReview, Picked, Refundable, RefundReview
from platforms.shapes import Money
from sidebar import ids
from sidebar.actions import orders
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, letters
from sidebar.clock import DAY, MINUTE
from sidebar.errors import Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.limits import Limit, Verdict, currency_of, limit_of, verdict
from sidebar.rules.operation import CALL_SECONDS, OperationKind
from sidebar.rules.reasons import Reason, chosen
from sidebar.rules.refundable import fault_in, seal
from sidebar.rules.viewer import Viewer
from sidebar.store import operations, order_presence, spending
from sidebar.store.database import Connection
from sidebar.store.operations import Operation
from sidebar.store.order_presence import MoneyPresent
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

PREPARING_FOR = 3 * MINUTE
"""A form is looked at this long without a word; then its agent is thought to have left it."""

LONGEST_NOTE = 1000
"""Characters: the shop's own note holds 2,000, and the reason and names stand in it too."""

LONGEST_ASK_ID = 80


@dataclass(frozen=True, slots=True)
class Standing:
    """What else goes on with the money of this order, without asking the shop."""

    busy: Operation | None
    """In flight: nothing else may be asked before it is settled."""
    waiting: tuple[Operation, ...]
    """Awaiting approval."""
    others: tuple[MoneyPresent, ...]


@dataclass(frozen=True, slots=True)
class Preparing:
    """A draft: what may be given back, and what stands beside it."""

    shop: Shop
    ticket: Ticket
    refundable: Refundable | None
    fault: PlatformError | None
    ask_id: str
    busy: Operation | None
    waiting: tuple[Operation, ...]
    others: tuple[MoneyPresent, ...]
    reasons: tuple[Reason, ...]
    limit: Limit | None
    spent_today: Money | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an agent chose. ``picked`` is nothing for a cancellation."""

    ask_id: str
    kind: OperationKind
    picked: Picked | None
    reason: str
    note: str
    mails: bool
    choice: CancelChoice | None = None
    """Beside a cancellation, where the shop lets its agents choose."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Exactly what will move, and whether it may on its agent's word alone."""

    shop: Shop
    ticket: Ticket
    wanted: Wanted
    review: RefundReview | CancelReview
    seal: str
    needs_approval: bool
    limit: Limit | None
    spent_today: Money
    letter: tuple[str, str] | None
    """Subject and text of the customer's mail, in their language; none where none was wanted."""
    busy: Operation | None
    waiting: tuple[Operation, ...]
    others: tuple[MoneyPresent, ...]

    @property
    def amount(self) -> Money:
        """What moves; zero for a cancellation that gives nothing back."""
        return amount_of(self.review)


def amount_of(review: RefundReview | CancelReview) -> Money:
    """What a review moves; zero for a cancellation that gives nothing back."""
    if isinstance(review, RefundReview):
        return review.total
    return review.gives_back or Money(0, review.refundable.left.currency)


def prepare(desk: Desk, viewer: Viewer, ticket_id: str, kind: OperationKind) -> Preparing:
    """The draft of an operation: one reading of the shop, whose fault is told, not raised.

    Raises Forbidden, NotFound or Refused (``refunds_off``, ``cancellations_off``).
    """
    now = desk.clock.now()
    shop, ticket, standing = _enter(desk, viewer, ticket_id)
    with desk.database.asking() as store:
        access.allow(store, shop, viewer, kind)
    refundable, fault = _read(desk, shop, ticket)
    spent = None
    if refundable is not None:
        with desk.database.writing() as store:
            orders.keep_order(store, shop, refundable.order, now)
        orders.tie_customer(desk, ticket, refundable.order)
        spent = _spent(desk, viewer, currency_of(refundable.order))
    return Preparing(
        shop=shop,
        ticket=ticket,
        refundable=refundable,
        fault=fault,
        ask_id=ids.new_id("ask", now),
        busy=standing.busy,
        waiting=standing.waiting,
        others=standing.others,
        reasons=shop.money.reasons(kind),
        limit=limit_of(viewer.role, shop.money.limits),
        spent_today=spent,
    )


def stay(desk: Desk, viewer: Viewer, ticket_id: str) -> Standing:
    """Says that the viewer still prepares money here. Raises Forbidden or NotFound."""
    return _enter(desk, viewer, ticket_id)[2]


def leave(desk: Desk, viewer: Viewer, ticket_id: str) -> None:
    """The viewer prepares nothing any more. Raises Forbidden or NotFound."""
    with desk.database.writing() as store:
        shop, ticket = access.ticket_of(store, viewer, ticket_id)
        order_presence.leave(store, shop.id, ticket.order_id, agent_id=viewer.agent_id)


def review(desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted) -> Reviewed:
    """What the shop would move for this choice, read now.

    Raises Forbidden, NotFound, Barred, PlatformError or Refused (``refunds_off``,
    ``cancellations_off``, ``no_reason``, ``note_too_long``, ``nothing_picked``, ``bad_ask``, and
    for a mail ``no_sender``, ``no_address``).
    """
    shop, ticket, standing = _enter(desk, viewer, ticket_id)
    with desk.database.asking() as store:
        access.allow(store, shop, viewer, wanted.kind)
    _check(shop, ticket, wanted)
    found = read_again(desk, shop, ticket.order_id, wanted.picked, wanted.choice)
    amount = found.total_in_shop or amount_of(found)
    limit = limit_of(viewer.role, shop.money.limits)
    spent = _spent(desk, viewer, amount.currency)
    return Reviewed(
        shop=shop,
        ticket=ticket,
        wanted=wanted,
        review=found,
        seal=seal(found),
        needs_approval=verdict(limit, amount, spent) is Verdict.NEEDS_APPROVAL,
        limit=limit,
        spent_today=spent,
        letter=letters.preview(desk, shop, ticket, viewer, found) if wanted.mails else None,
        busy=standing.busy,
        waiting=standing.waiting,
        others=standing.others,
    )


def read_again(
    desk: Desk, shop: Shop, order_id: str, picked: Picked | None, choice: CancelChoice | None = None
) -> RefundReview | CancelReview:
    """The review of a choice as the shop stands now. Raises Barred or PlatformError."""
    platform = desk.platform(shop)
    found: RefundReview | CancelReview
    if picked is None:
        found = platform.review_cancel(order_id, within=CALL_SECONDS, choice=choice)
    else:
        found = platform.review_refund(order_id, picked, within=CALL_SECONDS)
    fault = fault_in(found)
    if fault:
        raise Barred(fault)
    return found


def _enter(desk: Desk, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket, Standing]:
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop, ticket = access.ticket_of(store, viewer, ticket_id)
        order_presence.touch(
            store,
            shop.id,
            ticket.order_id,
            agent_id=viewer.agent_id,
            ticket_id=ticket.id,
            now=now,
        )
        return shop, ticket, _standing(store, viewer, ticket, since=now - PREPARING_FOR)


def _standing(store: Connection, viewer: Viewer, ticket: Ticket, *, since: int) -> Standing:
    shop_id, order_id = ticket.shop_id, ticket.order_id
    return Standing(
        busy=operations.in_flight(store, shop_id, order_id),
        waiting=tuple(operations.awaiting(store, shop_id, order_id=order_id)),
        others=order_presence.others(
            store, shop_id, order_id, agent_id=viewer.agent_id, since=since
        ),
    )


def _read(desk: Desk, shop: Shop, ticket: Ticket) -> tuple[Refundable | None, PlatformError | None]:
    try:
        platform = desk.platform(shop)
        return platform.read_refundable(ticket.order_id, within=CALL_SECONDS), None
    except PlatformError as fault:
        return None, fault


def _spent(desk: Desk, viewer: Viewer, currency: str) -> Money:
    since = desk.clock.now() - DAY
    with desk.database.reading() as store:
        return spending.spent(store, viewer.agent_id, currency=currency, since=since)


def _check(shop: Shop, ticket: Ticket, wanted: Wanted) -> None:
    if not 0 < len(wanted.ask_id) <= LONGEST_ASK_ID:
        raise Refused("bad_ask")
    if chosen(wanted.reason, shop.money.reasons(wanted.kind)) is None:
        raise Refused("no_reason")
    if len(wanted.note) > LONGEST_NOTE:
        raise Refused("note_too_long")
    if (wanted.picked is None) is (wanted.kind is OperationKind.REFUND):
        raise Refused("nothing_picked")
    if wanted.mails:
        letters.check(shop, ticket)


def cleaned(wanted: Wanted) -> str:
    """The note as it is kept: no control characters, no space around it."""
    return without_controls(wanted.note.replace("\r\n", "\n").replace("\r", "\n")).strip()
