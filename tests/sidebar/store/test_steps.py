"""Each step of an operation is taken only from where it may be, and by the attempt it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from platforms.moves import Picked
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredReview
from sidebar.store import operations, steps
from sidebar.store.database import Connection
from sidebar.store.operations import Operation, Parameters
from sidebar.store.steps import Approval, Ending
from tests.sidebar.goods import euros
from tests.sidebar.stage import Stage

KEPT = Ending(OperationState.DONE, 1000, None, "")

Step = Callable[[Connection, Operation], bool]

STEPS: dict[str, tuple[Step, set[tuple[str, int]]]] = {
    "release": (
        lambda store, one: steps.release(store, one.id, Approval(one.agent_id, "Maud", 7, 8, 9)),
        {("awaiting_approval", 0), ("awaiting_approval", 1)},
    ),
    "claim": (
        lambda store, one: steps.claim(store, one, lease_until=9, written="words", now=5),
        {("asked", 0)},
    ),
    "put_off": (lambda store, one: steps.put_off(store, one, due_at=9, fault="x"), {("asked", 0)}),
    "ask_again": (
        lambda store, one: steps.ask_again(store, one.id, attempt=1, due_at=9, fault="x"),
        {("sending", 1)},
    ),
    "take_check": (
        lambda store, one: steps.take_check(store, one, due_at=9),
        {("asked", 1), ("unsure", 1)},
    ),
    "doubt": (
        lambda store, one: steps.doubt(store, one.id, attempt=1, fault="x", due_at=9, now=5),
        {("asked", 1), ("sending", 1)},
    ),
    "doubt of what was never sent": (
        lambda store, one: steps.doubt(store, one.id, attempt=0, fault="x", due_at=9, now=5),
        set(),
    ),
    "note_doubt": (
        lambda store, one: steps.note_doubt(store, one.id, fault="x"),
        {("unsure", 0), ("unsure", 1)},
    ),
    "finish": (
        lambda store, one: steps.finish(
            store, one.id, attempt=1, places=(OperationState.UNSURE,), ending=KEPT, now=5
        ),
        {("unsure", 1)},
    ),
}
"""Each with the states and attempts from which it may be taken."""


def kept(stage: Stage, state: OperationState, attempt: int) -> Operation:
    opened = stage.enter()
    operation = Operation(
        id=f"op_{state.value}_{attempt}",
        shop_id=opened.shop.id,
        order_id=f"{state.value}{attempt}",
        order_reference="R1",
        state=state,
        attempt=attempt,
        checks=0,
        ask_id=f"ask_{state.value}_{attempt}",
        asked=Parameters(
            opened.ticket.id,
            opened.viewer.agent_id,
            OperationKind.REFUND,
            Picked((), euros(1000)),
            reason="other",
            note="",
            mails=False,
        ),
        review=StoredReview((), euros(1000), euros(1000), euros(5680), stand="s", seal="x"),
        amount=euros(1000),
        moved=euros(0),
        agent_name=opened.viewer.name,
        approver_id=None,
        approver_name="",
        result=None,
        fault="",
        due_at=0,
        lease_until=0,
        give_up_at=0,
        asked_at=0,
        settled_at=None,
    )
    with stage.desk.database.writing() as store:
        assert operations.ask(store, operation)
    return operation


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_only_from_where_it_may_be(stage: Stage, step: str) -> None:
    take, sources = STEPS[step]
    found = set()
    for state in OperationState:
        for attempt in (0, 1):
            operation = kept(stage, state, attempt)
            with stage.desk.database.writing() as store:
                if take(store, operation):
                    found.add((state.value, attempt))

    assert found == sources


def test_what_is_kept_is_read_back_whole(stage: Stage) -> None:
    operation = kept(stage, OperationState.UNSURE, 1)
    with stage.desk.database.writing() as store:
        again = replace(operation, id="op_again", ask_id="again", order_id="x")
        told = replace(again, approved_at=11, doubted_at=12)
        operations.ask(store, told)
        assert operations.known(store, "op_again") == told
        assert operations.known(store, operation.id) == operation


def test_a_second_question_at_the_same_moment_is_not_asked(stage: Stage) -> None:
    operation = kept(stage, OperationState.UNSURE, 1)
    with stage.desk.database.writing() as store:
        assert steps.take_check(store, operation, due_at=9)
        assert not steps.take_check(store, operation, due_at=9)
