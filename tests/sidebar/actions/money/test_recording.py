"""What a manager found by hand ends what is unsure, under their name, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.moves import Done
from platforms.shapes import Money
from sidebar.actions.money import recording, settling
from sidebar.errors import Forbidden, Refused
from sidebar.rules.operation import OperationState
from sidebar.store.operations import Operation
from tests.cast import CAMILLE, MAUD, Person
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.goods import euros
from tests.till import Mood


def unsure(scene: Scene) -> Operation:
    camille = scene.enter()
    scene.till.mood = moods(Mood(loses_answer=True))
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
    refused = record(scene, unsure(scene), was_done=False)

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
