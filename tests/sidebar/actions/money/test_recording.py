"""What a manager found by hand ends what is unsure, under their name, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.moves import Done, Going, Unclear
from platforms.shapes import Money
from sidebar.actions.money import approving, recording, settling
from sidebar.clock import DAY
from sidebar.errors import Forbidden, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store.operations import Operation
from tests.cast import CAMILLE, MAUD, Person
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.goods import euros
from tests.till import Mood

LOST = Mood(loses_answer=True)
DELAYED = Mood(delays_request=True)


def unsure(scene: Scene, mood: Mood = LOST) -> Operation:
    camille = scene.enter()
    scene.till.mood = moods(mood)
    return scene.confirm(camille, scene.wanted())


def record(scene: Scene, operation: Operation, person: Person = MAUD, **told: Any) -> Operation:
    known = {"was_done": True, "amount": None, "reference": "SLIP7", "note": "vu au guichet"}
    return recording.record(
        scene.desk, scene.enter(person).viewer, operation.id, **{**known, **told}
    )


def test_what_was_done_is_kept_tagged_mailed_and_told_under_the_managers_name(
    scene: Scene,
) -> None:
    done = record(scene, unsure(scene))

    assert (done.state, done.moved, done.fault) == (OperationState.DONE, euros(2000), "")
    assert done.result is not None
    assert (done.result.reference, done.result.warnings) == ("SLIP7", ("recorded_by_hand",))
    kind, told = scene.told()[-1]
    assert kind == "recorded_by_hand"
    assert (told["approver"], told["was_done"], told["note"]) == ("Maud Keller", 1, "vu au guichet")
    assert (scene.account(), scene.stage.count("letters")) == ((0, 2000), 1)
    assert scene.tags(scene.enter()) == ("prestashop_refund",)


def test_what_was_not_done_frees_the_order_and_tells_no_customer(scene: Scene) -> None:
    refused = record(scene, unsure(scene, DELAYED), was_done=False)

    assert (refused.state, refused.fault) == (OperationState.REFUSED, "not_found_by_hand")
    assert (scene.account(), scene.stage.count("letters")) == ((0, 0), 0)
    assert scene.tags(scene.enter()) == ()


def test_another_amount_is_kept_as_found_and_differs(scene: Scene) -> None:
    done = record(scene, unsure(scene), amount=euros(1500))

    assert (done.moved, done.differs) == (euros(1500), ("total",))
    assert scene.told()[-1][1]["amount"] == 1500


@pytest.mark.parametrize("amount", [euros(0), euros(-1), euros(8181), Money(2000, "USD")])
def test_an_amount_that_cannot_be_is_refused(scene: Scene, amount: Money) -> None:
    operation = unsure(scene)

    with pytest.raises(Refused) as refused:
        record(scene, operation, amount=amount)

    assert refused.value.reason == "bad_amount"
    assert scene.operation().state is OperationState.UNSURE


def test_only_a_manager_records_and_only_what_is_unsure(scene: Scene) -> None:
    operation = unsure(scene)
    with pytest.raises(Forbidden):
        record(scene, operation, CAMILLE)

    scene.sweep(5)

    with pytest.raises(Refused) as refused:
        record(scene, operation)
    assert refused.value.reason == "not_unsure"


def test_what_was_recorded_is_settled_by_no_later_answer(scene: Scene) -> None:
    operation = unsure(scene)
    recorded = record(scene, operation)

    late = Done("SLIP1", euros(2000), euros(0))
    assert not settling.settle(scene.desk, operation, late, attempt=operation.attempt)

    assert scene.operation() == recorded
    assert scene.stage.count("letters") == 1


def test_what_was_recorded_as_not_done_can_no_longer_arrive(scene: Scene) -> None:
    operation = unsure(scene, DELAYED)

    record(scene, operation, was_done=False)
    scene.till.deliver_late()

    assert (scene.given(), scene.account()) == (0, (0, 0))
    assert scene.kinds() == ["money_unsure", "recorded_by_hand"]


def test_what_the_shop_did_is_settled_as_done_whatever_was_seen(scene: Scene) -> None:
    done = record(scene, unsure(scene), was_done=False)

    assert (done.state, done.moved) == (OperationState.DONE, euros(2000))
    assert done.result is not None
    assert done.result.reference == "SLIP1"
    assert scene.kinds() == ["money_unsure", "refunded"]
    assert scene.stage.count("letters") == 1


def test_while_the_shop_is_at_it_nobody_says_that_it_was_not_done(scene: Scene) -> None:
    operation = unsure(scene)
    scene.till.outcomes[operation.id] = Going()

    with pytest.raises(Refused) as refused:
        record(scene, operation, was_done=False)

    assert refused.value.reason == "still_going"
    assert scene.operation().state is OperationState.UNSURE


def test_what_broke_off_half_way_is_what_a_person_is_asked_to_judge(scene: Scene) -> None:
    operation = unsure(scene)
    scene.till.outcomes[operation.id] = Unclear()

    assert record(scene, operation, was_done=False).fault == "not_found_by_hand"


def test_a_shop_that_cannot_be_asked_is_waited_for_a_day(scene: Scene) -> None:
    operation = unsure(scene)
    scene.till.is_away = lambda: True

    scene.clock.advance(DAY)
    with pytest.raises(Refused) as refused:
        record(scene, operation, was_done=False)
    assert refused.value.reason == "shop_unreachable_now"
    assert scene.operation().state is OperationState.UNSURE

    scene.clock.advance(1)
    assert record(scene, operation, was_done=False).fault == "not_found_by_hand"


def test_the_day_begins_when_it_became_unsure_and_not_when_it_was_asked(scene: Scene) -> None:
    scene.limit({"refund": Limit("10.00")})
    waiting = scene.confirm(scene.enter(), scene.wanted())
    scene.clock.advance(2 * DAY)
    scene.till.mood = moods(LOST)
    approving.approve(scene.desk, scene.enter(MAUD).viewer, waiting.id)
    scene.till.is_away = lambda: True

    with pytest.raises(Refused) as refused:
        record(scene, waiting, was_done=False)

    assert refused.value.reason == "shop_unreachable_now"


def test_no_more_is_recorded_than_what_was_left_of_the_order(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted(2))
    operation = unsure(scene)

    with pytest.raises(Refused) as refused:
        record(scene, operation, amount=euros(4181))
    assert refused.value.reason == "bad_amount"

    assert record(scene, operation, amount=euros(4180)).moved == euros(4180)
    assert scene.account() == (0, 8180)


@pytest.mark.parametrize("was_done", [True, False])
def test_what_broke_off_half_way_bars_its_order_no_more_once_someone_looked(
    scene: Scene, *, was_done: bool
) -> None:
    operation = unsure(scene)
    scene.till.outcomes[operation.id] = Unclear()
    scene.sweep(3600)
    assert scene.operation().fault == "unclear"

    amount = operation.amount if was_done else None
    recorded = record(scene, operation, was_done=was_done, amount=amount)

    assert recorded.state is (OperationState.DONE if was_done else OperationState.REFUSED)
    assert scene.till.aside == [operation.id]


def test_a_shop_that_cannot_be_told_so_leaves_it_unsure(scene: Scene) -> None:
    operation = unsure(scene)
    scene.till.outcomes[operation.id] = Unclear()
    scene.sweep(3600)
    scene.till.is_away = lambda: True

    with pytest.raises(Refused) as refusal:
        record(scene, operation, amount=operation.amount)
    assert refusal.value.reason == "shop_unreachable_now"
    assert scene.operation().state is OperationState.UNSURE
