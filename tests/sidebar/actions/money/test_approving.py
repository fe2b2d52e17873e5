"""Over the limit a manager's word is needed: another person's, on the order as it is then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Unreachable
from sidebar.actions.money import approving
from sidebar.actions.opening import Opened
from sidebar.errors import Busy, Forbidden, NotFound, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store.operations import Operation
from tests.cast import CAMILLE, MAUD, ROBIN, Person
from tests.sidebar.actions.money.scene import CUSHION, Scene
from tests.sidebar.stage import together
from tests.till import Mood

APPROVER = Person(7, "Ines", "Marin", "fr", profile=5)
LIMITS = {"refund": Limit("30.00")}


def awaiting(scene: Scene, person: Person = CAMILLE, cushions: int = 2) -> Operation:
    scene.limit(LIMITS)
    return scene.confirm(scene.enter(person), scene.wanted(cushions))


def approve(scene: Scene, opened: Opened, operation: Operation) -> Operation:
    return approving.approve(scene.desk, opened.viewer, operation.id)


def test_over_the_limit_nothing_moves_until_a_manager_approves(scene: Scene) -> None:
    waiting = awaiting(scene)
    maud = scene.enter(MAUD)

    assert waiting.state is OperationState.AWAITING_APPROVAL
    assert (scene.till.calls, scene.account(), scene.stage.count("letters")) == ([], (0, 0), 0)
    assert scene.kinds() == ["approval_asked"]
    assert approving.waiting(scene.desk, maud.viewer) == [waiting]
    assert scene.sweep(3600) == 0

    done = approve(scene, maud, waiting)

    assert (done.state, done.approver_name) == (OperationState.DONE, "Maud Keller")
    assert scene.kinds() == ["approval_asked", "approved", "refunded"]
    assert "Approuvé par Maud Keller." in scene.till.actors[0].note
    assert (scene.given(), scene.stage.count("letters")) == (4000, 1)
    assert approving.waiting(scene.desk, maud.viewer) == []


def test_the_limit_itself_is_free_and_one_cent_more_is_not(scene: Scene) -> None:
    scene.limit({"refund": Limit("20.00")})
    assert scene.confirm(scene.enter(), scene.wanted(1)).state is OperationState.DONE
    scene.limit({"refund": Limit("19.99")})
    assert scene.confirm(scene.enter(), scene.wanted(1)).state == "awaiting_approval"


def test_who_asked_cannot_approve_whatever_their_role(scene: Scene) -> None:
    scene.limit({"approve": Limit("30.00"), "manage": Limit("30.00")})
    ines = scene.enter(APPROVER)
    waiting = scene.confirm(ines, scene.wanted(2))

    with pytest.raises(Refused) as refused:
        approve(scene, ines, waiting)

    assert refused.value.reason == "own_request"
    assert scene.operation().state is OperationState.AWAITING_APPROVAL


def test_an_approver_has_a_limit_too_where_the_shop_gave_one(scene: Scene) -> None:
    waiting = awaiting(scene)
    scene.limit({**LIMITS, "approve": Limit("35.00")})

    with pytest.raises(Refused) as refused:
        approve(scene, scene.enter(APPROVER), waiting)

    assert refused.value.reason == "over_limit"
    assert approve(scene, scene.enter(MAUD), waiting).state is OperationState.DONE


def test_without_the_right_nobody_approves_refuses_or_sees_what_waits(scene: Scene) -> None:
    waiting = awaiting(scene)
    robin = scene.enter(ROBIN).viewer

    for act in (
        lambda: approving.approve(scene.desk, robin, waiting.id),
        lambda: approving.refuse(scene.desk, robin, waiting.id, "no"),
        lambda: approving.waiting(scene.desk, robin),
    ):
        with pytest.raises(Forbidden) as forbidden:
            act()
        assert forbidden.value.reason == "approve"


def test_a_changed_order_is_refused_as_moved_and_never_sent(scene: Scene) -> None:
    waiting = awaiting(scene)
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)

    refused = approve(scene, scene.enter(MAUD), waiting)

    assert (refused.state, refused.fault) == (OperationState.REFUSED, "moved")
    assert scene.till.calls == []
    assert scene.kinds() == ["approval_asked", "money_refused"]
    assert scene.told()[-1][1]["fault"] == "moved"


def test_a_shop_that_is_away_leaves_it_waiting(scene: Scene) -> None:
    waiting = awaiting(scene)
    maud = scene.enter(MAUD)
    scene.till.is_away = lambda: True

    with pytest.raises(Unreachable):
        approve(scene, maud, waiting)

    assert scene.operation() == waiting


def test_a_manager_refuses_with_a_word(scene: Scene) -> None:
    waiting = awaiting(scene)
    maud = scene.enter(MAUD)

    refused = approving.refuse(scene.desk, maud.viewer, waiting.id, "Deux fois\u0000 le même")

    assert (refused.state, refused.fault) == (OperationState.REFUSED, "not_approved")
    kind, told = scene.told()[-1]
    assert (kind, told["why"]) == ("approval_refused", "Deux fois\ufffd le même")
    with pytest.raises(Refused) as again:
        approve(scene, maud, waiting)
    assert again.value.reason == "not_waiting"


def test_who_asked_takes_it_back_and_nobody_else_can(scene: Scene) -> None:
    waiting = awaiting(scene)
    with pytest.raises(Forbidden) as refusal:
        approving.withdraw(scene.desk, scene.enter(ROBIN).viewer, waiting.id)
    assert refusal.value.reason == "own_request_only"

    camille = scene.enter(CAMILLE)
    taken_back = approving.withdraw(scene.desk, camille.viewer, waiting.id)
    assert (taken_back.state, taken_back.fault) == (OperationState.REFUSED, "withdrawn")
    assert scene.till.calls == []
    with pytest.raises(Refused):
        approving.withdraw(scene.desk, camille.viewer, waiting.id)
    with pytest.raises(Refused):
        approve(scene, scene.enter(MAUD), waiting)


def test_what_waits_stands_in_nobodys_way_but_what_is_in_flight_stands_in_its(
    scene: Scene,
) -> None:
    waiting = awaiting(scene, cushions=3)
    robin = scene.enter(ROBIN)
    scene.till.mood = lambda: Mood(refuses_connection=True)
    flying = scene.confirm(robin, scene.wanted(1))

    assert flying.state is OperationState.ASKED
    with pytest.raises(Busy) as busy:
        approve(scene, scene.enter(MAUD), waiting)
    assert busy.value.operation == flying


def test_eight_approvals_at_once_are_one_call(scene: Scene) -> None:
    waiting = awaiting(scene)
    maud = scene.enter(MAUD)

    def try_it() -> str:
        try:
            return approve(scene, maud, waiting).state.value
        except (Refused, Busy) as refused:
            return refused.reason

    answers = together(*[try_it] * 8)

    assert "done" in answers
    assert scene.till.calls == [waiting.id]
    assert (scene.given(), scene.kinds().count("approved")) == (4000, 1)
    assert scene.account() == (0, 4000)


def test_a_day_counts_what_was_done_what_flies_and_what_waits(scene: Scene) -> None:
    scene.limit({"refund": Limit(day="50.00")})
    camille = scene.enter()
    assert scene.confirm(camille, scene.wanted(1)).state is OperationState.DONE
    assert scene.review(camille, scene.wanted(2)).needs_approval
    assert not scene.review(camille, scene.wanted(1)).needs_approval
    assert scene.confirm(camille, scene.wanted(2)).state is OperationState.AWAITING_APPROVAL

    assert scene.review(camille, scene.wanted(1)).needs_approval
    scene.clock.advance(24 * 3600 * 1000 + 1)
    assert not scene.review(camille, scene.wanted(1)).needs_approval


def test_two_tabs_cannot_both_pass_the_days_limit(scene: Scene) -> None:
    scene.limit({"refund": Limit(day="40.00")})
    first, second = scene.two_orders()
    asks = [scene.wanted(2), scene.wanted(2)]
    seals = [
        scene.review(opened, ask).seal for opened, ask in zip((first, second), asks, strict=True)
    ]

    answers = together(
        lambda: scene.confirm(first, asks[0], seals[0]),
        lambda: scene.confirm(second, asks[1], seals[1]),
    )

    assert sorted(answer.state.value for answer in answers) == ["awaiting_approval", "done"]
    assert scene.given() == 4000


def test_another_shops_manager_finds_nothing(scene: Scene) -> None:
    waiting = awaiting(scene)
    stranger = replace(scene.enter(MAUD).viewer, shop_id="shp_other")

    with pytest.raises(NotFound):
        approving.approve(scene.desk, stranger, waiting.id)
    assert approving.waiting(scene.desk, stranger) == []
