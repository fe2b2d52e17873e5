"""Ends an operation and all that follows from it, in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.moves import Declined, Done
from sidebar.actions.desk import Desk
from sidebar.actions.money import letters, tagging, telling
from sidebar.clock import SECOND
from sidebar.rules.following import Arrival, arrival_of, carried, next_look
from sidebar.rules.operation import ASKED_SOON, OperationKind, OperationState, next_check
from sidebar.store import accounts, readings, shops, steps, tickets
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.steps import Ending

BY_THE_SHOP = (OperationState.ASKED, OperationState.SENDING, OperationState.UNSURE)
"""A definite answer to a call is taken also when it comes after its lease: no operation is ever
sent again, so nothing can have happened since that it does not speak of."""


A_LITTLE = 6 * SECOND
"""A reading that old is made anew by whoever opens the order, and is told about truly enough."""

ASKED = (OperationState.ASKED,)
NEVER_SENT = 0
"""The attempt of an operation for which the shop was not called yet."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The caller was told that nothing was done.

    Of what arrived twice, the second copy may be told so: nothing ends before the shop is asked.
    """

    fault: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """The call ended, and nobody here knows how."""

    fault: str
    word: str = ""
    """What the shop is asked about it by, where it gave that."""


Answer = Done | Declined | Nothing | Doubt


def settle(desk: Desk, operation: Operation, answer: Answer, *, attempt: int) -> bool:
    """Ends one attempt; answers whether it was this call that did.

    What came too late, after another attempt or another ending, changes nothing.
    """
    with desk.database.writing() as store:
        return settle_in(store, desk, operation, answer, attempt=attempt)


def settle_in(
    store: Connection, desk: Desk, operation: Operation, answer: Answer, *, attempt: int
) -> bool:
    """The same inside a transaction that is already open."""
    match answer:
        case Done():
            return _done(store, desk, operation, answer, attempt=attempt)
        case Declined(reason=reason):
            return _refused(store, desk, operation, reason, attempt=attempt, places=BY_THE_SHOP)
        case Nothing(fault=fault):
            due_at = desk.clock.now() + ASKED_SOON
            return steps.ask_again(store, operation.id, attempt=attempt, due_at=due_at, fault=fault)
        case Doubt():
            return _doubted(store, desk, operation, answer, attempt=attempt)


def refuse(desk: Desk, operation: Operation, fault: str) -> bool:
    """Ends an asked operation of which nothing was ever sent; answers whether it still stood so."""
    with desk.database.writing() as store:
        return refuse_in(store, desk, operation, fault)


def refuse_in(store: Connection, desk: Desk, operation: Operation, fault: str) -> bool:
    """The same inside a transaction that is already open."""
    return _refused(store, desk, operation, fault, attempt=NEVER_SENT, places=ASKED)


def _done(store: Connection, desk: Desk, operation: Operation, done: Done, *, attempt: int) -> bool:
    now = desk.clock.now()
    ending = ending_of(operation, done, now=now)
    if not steps.finish(
        store, operation.id, attempt=attempt, places=BY_THE_SHOP, ending=ending, now=now
    ):
        return False
    warnings = follow(store, desk, operation, done)
    told = telling.of_done(operation, done, warnings=warnings)
    telling.tell(store, operation, telling.DONE[operation.kind], now=now, more=told)
    return True


def ending_of(operation: Operation, done: Done, *, now: int) -> Ending:
    """How it ends; money that is still under way is looked at again."""
    arrival = arrival_of(done.paid_back)
    follow_at = next_look(now, now) if arrival is Arrival.PENDING and done.reference else None
    return Ending(
        OperationState.DONE, moved_by(operation, done), done, "", arrival.value, follow_at
    )


def moved_by(operation: Operation, done: Done) -> int:
    """What moves, in minor units; as asked, where the shop's own total cannot be meant.

    What the shop accepted is spoken for, and counts while a provider has still to confirm it; what
    the provider did not carry never left.
    """
    is_plain = done.total.currency == operation.amount.currency and done.total.minor >= 0
    return carried(done).minor if is_plain else operation.amount.minor


def follow(store: Connection, desk: Desk, operation: Operation, done: Done) -> tuple[str, ...]:
    """What success brings with it: account, tag, the customer's letter, an order to be read again.

    Answers the warnings: the shop's own, and ``letter_not_sent`` of ours.
    """
    now, shop_id = desk.clock.now(), operation.shop_id
    moved = moved_by(operation, done)
    accounts.release(store, shop_id, operation.order_id, moved=moved)
    readings.outdate(store, shop_id, operation.order_id, before=now - A_LITTLE)
    shop = shops.find(store, shop_id)
    ticket = tickets.find(store, operation.ticket_id, shop_id=shop_id)
    if shop is not None:
        tagging.tag(store, operation, done, shop_kind=shop.kind, now=now)
    if not operation.mails:
        return done.warnings
    if operation.kind is OperationKind.REFUND and not moved:
        # Nothing is on its way to the customer: there is nothing to write to them.
        return (*done.warnings, "letter_not_sent")
    is_staged = (
        shop is not None
        and ticket is not None
        and letters.stage(store, desk, shop, ticket, operation=operation, done=done)
    )
    if not is_staged:
        return (*done.warnings, "letter_not_sent")
    tickets.touch(store, operation.ticket_id, now=now, has_message=True)
    return done.warnings


def _refused(
    store: Connection,
    desk: Desk,
    operation: Operation,
    fault: str,
    *,
    attempt: int,
    places: tuple[OperationState, ...],
) -> bool:
    now = desk.clock.now()
    ending = Ending(OperationState.REFUSED, 0, None, fault)
    if not steps.finish(
        store, operation.id, attempt=attempt, places=places, ending=ending, now=now
    ):
        return False
    accounts.release(store, operation.shop_id, operation.order_id, moved=0)
    telling.tell(store, operation, EventKind.MONEY_REFUSED, now=now, more={"fault": fault})
    return True


def _doubted(
    store: Connection, desk: Desk, operation: Operation, doubt: Doubt, *, attempt: int
) -> bool:
    now, fault = desk.clock.now(), doubt.fault
    due_at = next_check(0, now, fault=fault)
    is_news = steps.doubt(store, operation.id, attempt=attempt, fault=fault, due_at=due_at, now=now)
    if doubt.word:
        # Also where somebody took the call for dead before it was answered.
        steps.keep_word(store, operation.id, word=doubt.word)
    if not is_news:
        return False
    telling.tell(store, operation, EventKind.MONEY_UNSURE, now=now, more={"fault": fault})
    return True
