"""Settles what is not settled: nothing is sent twice, and nothing is left without an end."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from sidebar.actions.desk import Desk
from sidebar.actions.money import access, carrying, checking, following, settling
from sidebar.actions.money.settling import Doubt
from sidebar.actions.money.stumbling import STUMBLED, Steadied
from sidebar.errors import Forbidden
from sidebar.rules.following import next_look
from sidebar.rules.operation import OperationState, next_check
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import due_operations, steps
from sidebar.store import following as followed
from sidebar.store.operations import Operation

BATCH = 50

LANES = 4
"""Shops that are asked at the same time: one that is silent holds up none of the others."""


def sweep(desk: Desk) -> int:
    """Looks at everything that is due; answers how many operations it took up.

    Expired leases become *unsure*; what is asked is carried out; what was sent is asked about, and
    money under way is looked for.
    A silent shop makes it last as long as one call, so it belongs in a thread of its own.
    """
    lost = recover_lost(desk)
    with desk.database.reading() as store:
        now = desk.clock.now()
        waiting = due_operations.due(store, now=now, most=BATCH)
        # What is not settled comes first: it stands in its order's way.
        waiting += followed.due(store, now=now, most=BATCH)
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
        abandoned = due_operations.lost(store, now=desk.clock.now())
    for operation in abandoned:
        with Steadied(operation.id):
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
        is_away = False
        with Steadied(operation.id) as step:
            is_away = not _is_answered(desk, operation)
        if step.broke:
            _step_over(desk, operation)
        if is_away:
            return


def _is_answered(desk: Desk, operation: Operation) -> bool:
    """Takes it up; answers False when its shop did not answer."""
    if operation.state is OperationState.DONE:
        return following.follow(desk, operation)
    if operation.state is OperationState.ASKED:
        carried = carrying.carry_out(desk, operation.id)
        return carried.state not in (OperationState.ASKED, OperationState.UNSURE)
    return checking.check(desk, operation)


def _step_over(desk: Desk, operation: Operation) -> None:
    """It is looked at later, or it would come first again; what was counted already stays so."""
    now = desk.clock.now()
    if operation.state is OperationState.DONE:
        follow_at = next_look(operation.settled_at or now, now)
        with desk.database.writing() as store:
            followed.take(store, operation, follow_at=follow_at)
    elif operation.attempt == settling.NEVER_SENT:
        carrying.put_off(desk, operation, STUMBLED)
    else:
        due_at = next_check(operation.checks + 1, now, fault=operation.fault)
        with desk.database.writing() as store:
            steps.take_check(store, operation, due_at=due_at)


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
        checking.check(desk, operation)
    if operation.follow_at is not None:
        following.follow(desk, operation)
    return access.reload(desk, operation_id)
