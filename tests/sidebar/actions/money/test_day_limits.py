"""A day's limit holds however old the ask is, and whoever acts at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Barrier

import pytest

from sidebar.actions.money import approving
from sidebar.clock import DAY
from sidebar.errors import Busy, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store.operations import Operation
from tests.cast import MAUD, ROBIN
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.actions.money.test_approving import APPROVER
from tests.sidebar.stage import together
from tests.till import Mood

A_MOMENT = 0.3
"""Longer than it takes another tab to come as far: it would count too little if it were let."""

LIMITS = {"refund": Limit("10.00"), "approve": Limit(day="25.00")}


def waiting_on_two_orders(scene: Scene) -> list[Operation]:
    """Twenty euros on each wait for somebody who may let 25.00 go in a day."""
    scene.limit(LIMITS)
    return [scene.confirm(tab, scene.wanted(1)) for tab in scene.two_orders()]


def verdict(scene: Scene, operation: Operation) -> str:
    viewer = scene.enter(APPROVER).viewer
    try:
        return approving.approve(scene.desk, viewer, operation.id).state.value
    except Refused as refused:
        return refused.reason


def lingering(part: str) -> Callable[[str], None]:
    """Waits a moment before each statement that holds ``part``."""
    return lambda sql: time.sleep(A_MOMENT) if part in sql else None


@pytest.mark.parametrize("age", [0, DAY + 1])
def test_what_is_approved_today_counts_today_however_old_its_ask(scene: Scene, age: int) -> None:
    asked = waiting_on_two_orders(scene)
    scene.clock.advance(age)

    assert [verdict(scene, one) for one in asked] == ["done", "over_limit"]
    assert scene.given() == 2000

    scene.clock.advance(DAY + 1)
    assert verdict(scene, asked[1]) == "done"


def test_two_approvals_at_the_same_moment_are_counted_together(scene: Scene) -> None:
    asked = waiting_on_two_orders(scene)
    both = Barrier(2)

    def read() -> None:
        both.wait(5)

    scene.till.after_reading = read

    verdicts = together(*[lambda one=one: verdict(scene, one) for one in asked])

    assert sorted(verdicts) == ["done", "over_limit"]
    assert scene.given() == 2000


def test_an_approval_waits_for_the_one_that_is_being_written(scene: Scene) -> None:
    asked = waiting_on_two_orders(scene)
    scene.desk.database.on_statement = lingering("SET state = 'asked', approver_id")

    verdicts = together(*[lambda one=one: verdict(scene, one) for one in asked])

    assert sorted(verdicts) == ["done", "over_limit"]


def test_an_ask_waits_for_the_one_that_another_tab_is_writing(scene: Scene) -> None:
    scene.limit({"refund": Limit(day="40.00")})
    tabs, asks = scene.two_orders(), [scene.wanted(2), scene.wanted(2)]
    seals = [scene.review(tab, ask).seal for tab, ask in zip(tabs, asks, strict=True)]
    scene.desk.database.on_statement = lingering("INSERT INTO operations")

    answers = together(
        lambda: scene.confirm(tabs[0], asks[0], seals[0]),
        lambda: scene.confirm(tabs[1], asks[1], seals[1]),
    )

    assert sorted(answer.state.value for answer in answers) == ["awaiting_approval", "done"]
    assert scene.given() == 4000


def test_what_needs_approval_is_not_even_asked_while_something_is_in_flight(scene: Scene) -> None:
    scene.limit({"refund": Limit("30.00")})
    camille, robin = scene.enter(), scene.enter(ROBIN)
    scene.till.mood = moods(Mood(loses_request=True))
    flying = scene.confirm(robin, scene.wanted(1))

    with pytest.raises(Busy) as busy:
        scene.confirm(camille, scene.wanted(2))

    assert busy.value.operation == flying
    assert scene.operations() == [flying]


@pytest.mark.parametrize(
    ("switch", "reason"),
    [({"refunds_on": False}, "refunds_off"), ({"cancellations_on": False}, "cancellations_off")],
)
def test_what_was_switched_off_while_it_waited_is_not_approved(
    scene: Scene, switch: dict[str, bool], reason: str
) -> None:
    scene.limit({"refund": Limit("10.00")})
    waiting = scene.confirm(scene.enter(), scene.wanted(1))
    if reason == "cancellations_off":
        with scene.desk.database.writing() as store:
            store.run("UPDATE operations SET parameters = replace(parameters, 'refund', 'cancel')")
    scene.limit({}, **switch)

    with pytest.raises(Refused) as refused:
        approving.approve(scene.desk, scene.enter(MAUD).viewer, waiting.id)

    assert refused.value.reason == reason
    assert scene.operation().state is OperationState.AWAITING_APPROVAL
    assert scene.till.calls == []
