"""Settles what is not settled: nothing is sent twice, and nothing is left without an end."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from platforms.contract import PlatformError
from platforms.moves import Declined, Done, Going, Outcome, Unclear
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, carrying, settling
from sidebar.actions.money.carrying import name_of
from sidebar.actions.money.settling import Doubt
from sidebar.errors import Forbidden
from sidebar.rules.operation import CALL_SECONDS, OperationState, next_check
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import operations, shops, steps
from sidebar.store.operations import Operation

BATCH = 50

LANES = 4
"""Shops that are asked at the same time: one that is silent holds up none of the others."""


def sweep(desk: Desk) -> int:
    """Looks at everything that is due; answers how many operations it took up.

    Expired leases become *unsure*; what is asked is carried out; what is unsure is asked about.
    A silent shop makes it last as long as one call, so it belongs in a thread of its own.
    """
    lost = recover_lost(desk)
    with desk.database.reading() as store:
        waiting = operations.due(store, now=desk.clock.now(), most=BATCH)
    lanes = list(_lanes(waiting).values())
    if len(lanes) == 1:
        _work(desk, lanes[0])
    elif lanes:
        with ThreadPoolExecutor(LANES, thread_name_prefix="money") as pool:
            for lane in [pool.submit(_work, desk, lane) for lane in lanes]:
                lane.result()
    return lost + len(waiting)


def recover_lost(desk: Desk) -> int:
    """Operations whose worker died in the call: *unsure*, whatever it may have done."""
    with desk.database.reading() as store:
        abandoned = operations.lost(store, now=desk.clock.now())
    for operation in abandoned:
        settling.settle(desk, operation, Doubt("worker_lost"), attempt=operation.attempt)
    return len(abandoned)


def _lanes(waiting: Iterable[Operation]) -> dict[str, list[Operation]]:
    lanes: dict[str, list[Operation]] = {}
    for operation in waiting:
        lanes.setdefault(operation.shop_id, []).append(operation)
    return lanes


def _work(desk: Desk, lane: list[Operation]) -> None:
    """One shop's operations one after another, until the shop does not answer."""
    for operation in lane:
        if operation.state is OperationState.ASKED:
            carried = carrying.carry_out(desk, operation.id)
            is_away = carried.state in (OperationState.ASKED, OperationState.UNSURE)
        else:
            is_away = not check(desk, operation).has_answered
        if is_away:
            return


@dataclass(frozen=True, slots=True)
class Checked:
    """What asking the shop about an unsure operation came to."""

    has_answered: bool


def check(desk: Desk, operation: Operation) -> Checked:
    """Asks the shop what became of an unsure operation and settles it by the answer."""
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop = shops.find(store, operation.shop_id)
        due_at = next_check(operation.checks + 1, now)
        is_ours = shop is not None and steps.take_check(store, operation, due_at=due_at)
    if shop is None or not is_ours:
        return Checked(has_answered=True)
    try:
        platform = desk.platform(shop)
        outcome = platform.outcome(operation.id, operation.order_id, within=CALL_SECONDS)
    except PlatformError as fault:
        _note(desk, operation, name_of(fault))
        return Checked(has_answered=False)
    _take(desk, operation, outcome)
    return Checked(has_answered=True)


def _take(desk: Desk, operation: Operation, outcome: Outcome) -> None:
    match outcome:
        case Done() | Declined():
            settling.settle(desk, operation, outcome, attempt=operation.attempt)
        case Going():
            _note(desk, operation, "going")
        case Unclear():
            _note(desk, operation, "unclear")


def _note(desk: Desk, operation: Operation, fault: str) -> None:
    if fault == operation.fault:
        return
    with desk.database.writing() as store:
        steps.note_doubt(store, operation.id, fault=fault)


def check_now(desk: Desk, viewer: Viewer, operation_id: str) -> Operation:
    """The operation as it stands after the shop was asked again, whether it was due or not.

    Raises Forbidden (``refund``) or NotFound.
    """
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    recover_lost(desk)
    with desk.database.reading() as store:
        _, operation = access.operation_of(store, viewer, operation_id)
    if operation.state is OperationState.ASKED and operation.due_at <= desk.clock.now():
        return carrying.carry_out(desk, operation.id)
    if operation.state is OperationState.UNSURE:
        check(desk, operation)
    return access.reload(desk, operation_id)
