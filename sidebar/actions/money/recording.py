"""What a manager found in the shop by hand, written down under their own name."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.contract import PlatformError
from platforms.moves import Done, Going
from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.helping import naming
from sidebar.actions.money import access, checking, settling, telling
from sidebar.actions.money.drafting import LONGEST_NOTE
from sidebar.clock import DAY
from sidebar.errors import Forbidden, Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.operation import CALL_SECONDS, OperationKind, OperationState
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import accounts, steps
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.steps import Ending

BY_HAND = "recorded_by_hand"
"""The warning on a result that a person wrote down."""

UNSURE = (OperationState.UNSURE,)

SILENT_FOR = DAY
"""A shop that cannot be asked keeps its order from being worked on this long. After that a
manager's word that nothing was done is taken alone: a call that is still under way a day later is
not to be expected, and a shop that is gone for good never answers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person saw in the shop."""

    was_done: bool
    amount: Money | None
    reference: str
    note: str


def record(
    desk: Desk,
    viewer: Viewer,
    operation_id: str,
    *,
    was_done: bool,
    amount: Money | None,
    reference: str,
    note: str,
) -> Operation:
    """Ends an unsure operation by what was found; the customer is told only of what was done.

    ``amount`` may be left out where it is the one that was asked. *Not done* is believed of no one
    before the shop was asked once more: what it has done is then settled as done, and what it has
    not can no longer be. Raises Forbidden (``approve``), NotFound or Refused (``not_unsure``,
    ``bad_amount``, ``note_too_long``, ``still_going``, ``shop_unreachable_now``).
    """
    if not viewer.may(Role.APPROVE):
        raise Forbidden("approve")
    if max(len(note), len(reference)) > LONGEST_NOTE:
        raise Refused("note_too_long")
    found = Finding(was_done, amount, _plain(reference), _plain(note))
    with desk.database.reading() as store:
        shop, operation = _unsure_one(store, viewer, operation_id)
    if not was_done and _was_done_after_all(desk, shop, operation):
        return access.reload(desk, operation_id)
    _put_aside(desk, shop, operation)
    with desk.database.writing() as store:
        _, operation = _unsure_one(store, viewer, operation_id)
        if not _write(store, desk, viewer, operation, found):
            raise Refused("not_unsure")
    return access.reload(desk, operation_id)


def _unsure_one(store: Connection, viewer: Viewer, operation_id: str) -> tuple[Shop, Operation]:
    shop, operation = access.operation_of(store, viewer, operation_id)
    access.still(store, viewer, Role.APPROVE)
    if operation.state is not OperationState.UNSURE:
        raise Refused("not_unsure")
    return shop, operation


def _was_done_after_all(desk: Desk, shop: Shop, operation: Operation) -> bool:
    """Asks the shop, which ends the key where nothing was done; settles what was.

    What broke off half way in the shop is what a person is asked to look at: their word counts.
    """
    try:
        # Only a refund could be said to the shop once more, which nobody wants any longer.
        written = "" if operation.kind is OperationKind.REFUND else operation.sent
        outcome = checking.ask(desk, shop, operation, written=written)
    except PlatformError:
        since = operation.asked_at if operation.doubted_at is None else operation.doubted_at
        if desk.clock.now() - since <= SILENT_FOR:
            raise Refused("shop_unreachable_now") from None
        return False
    if isinstance(outcome, Going):
        raise Refused("still_going")
    if isinstance(outcome, Done):
        checking.take(desk, operation, outcome)
    return isinstance(outcome, Done)


def _put_aside(desk: Desk, shop: Shop, operation: Operation) -> None:
    """A half-done write bars its order in the shop until the shop is told that someone looked."""
    if operation.fault != "unclear":
        return
    try:
        desk.platform(shop).put_aside(operation.id, within=CALL_SECONDS)
    except PlatformError:
        raise Refused("shop_unreachable_now") from None


def _plain(text: str) -> str:
    return without_controls(text).strip()


def _write(
    store: Connection, desk: Desk, viewer: Viewer, operation: Operation, found: Finding
) -> bool:
    now = desk.clock.now()
    ending = _ending(store, operation, found)
    if not steps.finish(
        store, operation.id, attempt=operation.attempt, places=UNSURE, ending=ending, now=now
    ):
        return False
    approver = naming.recorded(store, viewer)
    told: dict[str, str | int] = {"fault": ending.fault, "approver": approver}
    if ending.result is None:
        accounts.release(store, operation.shop_id, operation.order_id, moved=0)
    else:
        warnings = settling.follow(store, desk, operation, ending.result)
        told |= telling.of_done(operation, ending.result, warnings=warnings)
    told["note"] = found.note
    told["was_done"] = int(found.was_done)
    telling.tell(store, operation, EventKind.RECORDED, now=now, author=viewer, more=told)
    return True


def _ending(store: Connection, operation: Operation, found: Finding) -> Ending:
    if not found.was_done:
        return Ending(OperationState.REFUSED, 0, None, "not_found_by_hand")
    total = _amount(store, operation, found)
    shipping = operation.review.shipping
    done = Done(
        reference=found.reference,
        total=total,
        # A person names one amount: what it is made of is not known when it is another one.
        shipping=shipping if total == operation.amount else Money(0, total.currency),
        warnings=(BY_HAND,),
    )
    return Ending(OperationState.DONE, total.minor, done, "")


def _amount(store: Connection, operation: Operation, found: Finding) -> Money:
    """What was found to have moved: something, in the order's currency, of what was left of it.

    The amount that was asked is reserved, and so always within it.
    """
    amount = operation.amount if found.amount is None else found.amount
    is_cancel = operation.kind is OperationKind.CANCEL
    if is_cancel and not operation.amount.minor:
        return operation.amount
    moved = accounts.moved(store, operation.shop_id, operation.order_id)
    # An order may have been cancelled without the money that was to go back with it.
    least = 0 if is_cancel else 1
    most = max(operation.review.paid.minor - moved, operation.amount.minor)
    if amount.currency != operation.amount.currency or not least <= amount.minor <= most:
        raise Refused("bad_amount")
    return amount
