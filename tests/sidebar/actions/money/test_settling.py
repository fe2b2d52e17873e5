"""What cannot be known is shown as such, asked about, and never sent twice."""

from __future__ import annotations

import pytest

from platforms.moves import Declined, Done, Unclear
from sidebar.actions.money import carrying, settling, sweeping
from sidebar.actions.money.settling import Answer, Doubt, Nothing
from sidebar.errors import Forbidden
from sidebar.rules.operation import LEASE, OperationState
from sidebar.store import operations, steps
from sidebar.store.operations import Operation
from tests.cast import LOU
from tests.sidebar.actions.money.scene import CUSHION, Scene, moods
from tests.sidebar.goods import euros
from tests.sidebar.stage import together
from tests.till import Mood


def unsent(scene: Scene) -> Operation:
    """An operation whose request died before it called the shop."""
    scene.till.mood = moods(Mood(refuses_connection=True))
    asked = scene.confirm(scene.enter(), scene.wanted())
    scene.till.calls.clear()
    with scene.desk.database.writing() as store:
        store.run("UPDATE operations SET attempt = 0")
        found = operations.known(store, asked.id)
    assert found is not None
    return found


def claimed(scene: Scene) -> Operation:
    """An operation whose worker has the call in hand."""
    waiting = unsent(scene)
    with scene.desk.database.writing() as store:
        now = scene.clock.now()
        assert steps.claim(store, waiting, lease_until=now + LEASE, written="", now=now)
        found = operations.known(store, waiting.id)
    assert found is not None
    return found


def done_of(operation: Operation) -> Done:
    return Done("SLIP1", operation.amount, euros(0))


def settle(scene: Scene, operation: Operation, answer: Answer, attempt: int) -> bool:
    return settling.settle(scene.desk, operation, answer, attempt=attempt)


def test_a_lost_answer_is_unsure_told_once_and_settled_by_asking(scene: Scene) -> None:
    camille = scene.enter()
    scene.till.mood = moods(Mood(loses_answer=True))

    unsure = scene.confirm(camille, scene.wanted())

    assert (unsure.state, unsure.fault) == (OperationState.UNSURE, "unreachable")
    assert scene.kinds() == ["money_unsure"]
    assert scene.stage.count("letters") == 0
    assert scene.account() == (2000, 0)
    assert scene.sweep(4) == 0
    scene.sweep(1)
    assert scene.operation().state is OperationState.DONE
    assert scene.kinds() == ["money_unsure", "refunded"]
    assert (scene.account(), scene.stage.count("letters")) == ((0, 2000), 1)
    assert scene.till.calls == [unsure.id]


def test_a_call_that_never_arrived_is_dead_and_refused(scene: Scene) -> None:
    scene.till.mood = moods(Mood(delays_request=True))
    scene.confirm(scene.enter(), scene.wanted())

    scene.sweep(5)
    scene.till.deliver_late()

    assert (scene.operation().state, scene.operation().fault) == ("refused", "never_arrived")
    assert scene.kinds() == ["money_unsure", "money_refused"]
    assert (scene.given(), scene.account(), scene.stage.count("letters")) == (0, (0, 0), 0)
    assert scene.confirm(scene.enter(), scene.wanted()).state is OperationState.DONE


def test_before_an_ask_whose_request_died_is_sent_the_order_is_read_again(scene: Scene) -> None:
    unsent(scene)
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)

    scene.sweep(5)

    assert (scene.operation().state, scene.operation().fault) == ("refused", "moved")
    assert scene.till.calls == []


def test_what_was_not_sent_waits_two_minutes_for_a_shop_that_cannot_be_read(scene: Scene) -> None:
    unsent(scene)
    scene.till.is_away = lambda: True

    scene.sweep(5)
    assert (scene.operation().state, scene.operation().attempt) == (OperationState.ASKED, 0)
    assert scene.sweep(9) == 0
    scene.sweep(110)
    assert (scene.operation().state, scene.operation().fault) == ("refused", "shop_unreachable")


def test_what_was_not_sent_goes_through_once_the_shop_can_be_read(scene: Scene) -> None:
    asked = unsent(scene)
    scene.till.is_away = lambda: True
    scene.sweep(5)
    scene.till.heal()

    scene.sweep(10)

    assert (scene.operation().state, scene.till.calls) == (OperationState.DONE, [asked.id])


def test_what_the_shop_declines_is_refused_and_frees_the_order(scene: Scene) -> None:
    operation = claimed(scene)

    assert settle(scene, operation, Declined("employee_refused"), operation.attempt)

    refused = scene.operation()
    assert (refused.state, refused.fault) == (OperationState.REFUSED, "employee_refused")
    assert scene.account() == (0, 0)
    assert scene.confirm(scene.enter(), scene.wanted()).state is OperationState.DONE


def test_a_worker_that_died_in_its_call_leaves_it_unsure_after_its_lease(scene: Scene) -> None:
    operation = claimed(scene)

    assert scene.sweep(60) == 0
    scene.till.is_away = lambda: True
    scene.sweep(1)

    assert (scene.operation().state, scene.operation().fault) == ("unsure", "worker_lost")
    assert operation.attempt == scene.operation().attempt == 1
    assert scene.kinds() == ["money_unsure"]


@pytest.mark.parametrize("answer", [Nothing("not_sent"), Doubt("unreachable")])
def test_a_late_word_of_an_earlier_attempt_changes_nothing(scene: Scene, answer: Answer) -> None:
    operation = claimed(scene)

    assert not settle(scene, operation, answer, attempt=0)

    assert scene.operation() == operation


def test_a_late_nothing_after_the_lease_does_not_send_again(scene: Scene) -> None:
    operation = claimed(scene)
    scene.till.is_away = lambda: True
    scene.sweep(61)

    assert not settle(scene, operation, Nothing("not_sent"), operation.attempt)

    assert scene.operation().state is OperationState.UNSURE


def test_a_late_definite_answer_settles_what_nobody_could_know(scene: Scene) -> None:
    operation = claimed(scene)
    scene.till.is_away = lambda: True
    scene.sweep(61)

    assert settle(scene, operation, done_of(operation), operation.attempt)
    assert not settle(scene, operation, done_of(operation), operation.attempt)

    assert scene.operation().state is OperationState.DONE
    assert scene.kinds() == ["money_unsure", "refunded"]
    assert scene.stage.count("letters") == 1
    assert scene.account() == (0, 2000)


def test_eight_workers_that_settle_the_same_answer_tell_it_once(scene: Scene) -> None:
    operation = claimed(scene)

    won = together(*[lambda: settle(scene, operation, done_of(operation), operation.attempt)] * 8)

    assert sorted(won) == [False] * 7 + [True]
    assert (scene.stage.count("letters"), scene.account()) == (1, (0, 2000))
    assert scene.kinds() == ["refunded"]


def test_eight_sweeps_at_once_make_one_call_and_one_question(scene: Scene) -> None:
    asked = unsent(scene)
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.clock.advance(5000)

    together(*[lambda: sweeping.sweep(scene.desk)] * 8)
    assert scene.till.calls == [asked.id]
    scene.clock.advance(5000)
    together(*[lambda: sweeping.sweep(scene.desk)] * 8)

    assert (scene.operation().state, scene.operation().checks) == (OperationState.DONE, 1)
    assert (scene.given(), scene.stage.count("letters")) == (2000, 1)


def test_a_shop_that_stays_away_is_asked_ever_more_rarely(scene: Scene) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.confirm(scene.enter(), scene.wanted())
    scene.till.is_away = lambda: True

    waits = []
    for _ in range(7):
        due = scene.operation().due_at - scene.clock.now()
        waits.append(due // 1000)
        scene.sweep(due / 1000)

    assert waits == [5, 15, 60, 300, 900, 3600, 3600]
    scene.till.heal()
    scene.sweep(3600)
    assert scene.operation().state is OperationState.DONE


def test_a_shop_that_broke_off_half_way_says_so_and_stays_visible(scene: Scene) -> None:
    camille = scene.enter()
    scene.till.mood = moods(Mood(breaks_half_way=True))
    unsure = scene.confirm(camille, scene.wanted())

    scene.sweep(5)
    assert (scene.operation().state, scene.operation().fault) == ("unsure", "going")
    scene.till.outcomes[unsure.id] = Unclear()
    scene.sweep(15)
    assert (scene.operation().state, scene.operation().fault) == ("unsure", "unclear")
    assert scene.kinds() == ["money_unsure"]


def test_who_looks_at_an_unsure_operation_may_have_it_asked_about_now(scene: Scene) -> None:
    camille, lou = scene.enter(), scene.enter(LOU)
    scene.till.mood = moods(Mood(loses_answer=True))
    unsure = scene.confirm(camille, scene.wanted())

    with pytest.raises(Forbidden):
        sweeping.check_now(scene.desk, lou.viewer, unsure.id)
    found = sweeping.check_now(scene.desk, camille.viewer, unsure.id)

    assert found.state is OperationState.DONE


def test_an_ask_whose_request_died_is_carried_out_by_the_sweep(scene: Scene) -> None:
    operation = unsent(scene)

    scene.sweep(5)

    assert scene.operation().state is OperationState.DONE
    assert scene.operation().id == operation.id
    assert carrying.carry_out(scene.desk, operation.id).attempt == 1


def test_a_shop_that_does_otherwise_than_reviewed_is_told_loudly(scene: Scene) -> None:
    operation = claimed(scene)

    settle(scene, operation, Done("SLIP9", euros(1999), euros(0)), operation.attempt)

    done = scene.operation()
    assert (done.differs, done.moved) == (("total",), euros(1999))
    assert scene.told()[-1][1]["differs"] == "total"
    assert scene.account() == (0, 1999)


def test_the_orders_card_is_read_again_after_an_operation(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted())

    (reading,) = [row for row in scene.stage.rows("readings") if row["kind"] == "order"]
    assert reading["read_at"] == scene.clock.now() - 6000
