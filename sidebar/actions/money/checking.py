"""Asks the shop what became of a call: its word under the key is the only one that ends it."""

from __future__ import annotations

import re

from platforms.contract import PlatformError
from platforms.moves import Declined, Done, Going, Outcome, Sent, Unclear
from sidebar.actions.desk import Desk
from sidebar.actions.money import settling
from sidebar.actions.money.settling import Doubt
from sidebar.rules.operation import (
    CALL_SECONDS,
    GOING,
    OperationKind,
    OperationState,
    next_check,
)
from sidebar.store import shops, steps
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop


def check(desk: Desk, operation: Operation) -> bool:
    """Asks about an operation that was sent, and settles it by the answer.

    Answers False when the shop gave none; what was only *asked* is then unsure. Of several workers
    at the same moment one asks.
    """
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop = shops.find(store, operation.shop_id)
        due_at = next_check(operation.checks + 1, now, fault=operation.fault)
        is_ours = shop is not None and steps.take_check(store, operation, due_at=due_at)
    if shop is None or not is_ours:
        return True
    try:
        outcome = ask(desk, shop, operation, written=operation.sent)
    except PlatformError as fault:
        _doubt(desk, operation, name_of(fault))
        return False
    take(desk, operation, outcome)
    return True


def ask(desk: Desk, shop: Shop, operation: Operation, *, written: str) -> Outcome:
    """What became of it, in the shop's own words. Raises PlatformError.

    ``written`` is what may be said to the shop once more under the same key: what was kept, or
    nothing at all for someone who says that it was not done.
    """
    platform = desk.platform(shop, agent_id=operation.actor_id)
    sent = Sent(
        is_cancel=operation.kind is OperationKind.CANCEL,
        written=written,
        stand=operation.review.stand,
        sent_at=operation.asked_at if operation.sent_at is None else operation.sent_at,
        total=operation.amount,
    )
    return platform.outcome(operation.id, operation.order_id, within=CALL_SECONDS, sent=sent)


def take(desk: Desk, operation: Operation, outcome: Outcome) -> None:
    """Settles by the shop's word, or says what keeps it from being settled."""
    match outcome:
        case Done() | Declined():
            settling.settle(desk, operation, outcome, attempt=operation.attempt)
        case Going():
            _doubt(desk, operation, GOING)
        case Unclear():
            _doubt(desk, operation, "unclear")


def _doubt(desk: Desk, operation: Operation, fault: str) -> None:
    if operation.state is OperationState.ASKED:
        settling.settle(desk, operation, Doubt(fault), attempt=operation.attempt)
    elif fault != operation.fault:
        with desk.database.writing() as store:
            steps.note_doubt(store, operation.id, fault=fault)


def name_of(fault: PlatformError) -> str:
    """The stable name of a failed exchange: ``bad_answer`` for BadAnswer."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower()
