"""What a manager found in the shop by hand, written down under their own name."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.moves import Done
from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, settling, telling
from sidebar.actions.money.drafting import LONGEST_NOTE
from sidebar.errors import Forbidden, Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import accounts, steps
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.steps import Ending

BY_HAND = "recorded_by_hand"
"""The warning on a result that a person wrote down."""

UNSURE = (OperationState.UNSURE,)


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

    ``amount`` may be left out where it is the one that was asked. Raises Forbidden (``approve``),
    NotFound or Refused (``not_unsure``, ``bad_amount``, ``note_too_long``).
    """
    if not viewer.may(Role.APPROVE):
        raise Forbidden("approve")
    if max(len(note), len(reference)) > LONGEST_NOTE:
        raise Refused("note_too_long")
    found = Finding(was_done, amount, _plain(reference), _plain(note))
    with desk.database.writing() as store:
        _, operation = access.operation_of(store, viewer, operation_id)
        if operation.state is not OperationState.UNSURE:
            raise Refused("not_unsure")
        if not _write(store, desk, viewer, operation, found):
            raise Refused("not_unsure")
    return access.reload(desk, operation_id)


def _plain(text: str) -> str:
    return without_controls(text).strip()


def _write(
    store: Connection, desk: Desk, viewer: Viewer, operation: Operation, found: Finding
) -> bool:
    now = desk.clock.now()
    ending = _ending(operation, found)
    if not steps.finish(
        store, operation.id, attempt=operation.attempt, places=UNSURE, ending=ending, now=now
    ):
        return False
    told: dict[str, str | int] = {"fault": ending.fault, "approver": viewer.name}
    if ending.result is None:
        accounts.release(store, operation.shop_id, operation.order_id, moved=0)
    else:
        warnings = settling.follow(store, desk, operation, ending.result)
        told |= telling.of_done(operation, ending.result, warnings=warnings)
    told["note"] = found.note
    told["was_done"] = int(found.was_done)
    telling.tell(store, operation, EventKind.RECORDED, now=now, author=viewer, more=told)
    return True


def _ending(operation: Operation, found: Finding) -> Ending:
    if not found.was_done:
        return Ending(OperationState.REFUSED, 0, None, "not_found_by_hand")
    total = _amount(operation, found)
    shipping = operation.review.shipping
    done = Done(
        reference=found.reference,
        total=total,
        # A person names one amount: what it is made of is not known when it is another one.
        shipping=shipping if total == operation.amount else Money(0, total.currency),
        warnings=(BY_HAND,),
    )
    return Ending(OperationState.DONE, total.minor, done, "")


def _amount(operation: Operation, found: Finding) -> Money:
    """What was found to have moved: something, in the order's currency, not over its payment."""
    amount = operation.amount if found.amount is None else found.amount
    if operation.kind is OperationKind.CANCEL:
        return operation.amount
    most = max(operation.review.paid.minor, operation.amount.minor)
    if amount.currency != operation.amount.currency or not 0 < amount.minor <= most:
        raise Refused("bad_amount")
    return amount
