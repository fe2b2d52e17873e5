"""What an open page may still do is what today's roles of the shop let its viewer do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sidebar.actions.money import approving, recording
from sidebar.errors import Forbidden
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.rules.viewer import Viewer
from sidebar.store import shops
from sidebar.store.operations import Operation
from tests.cast import MAUD
from tests.sidebar.actions.money.scene import ROLES, Scene, moods
from tests.sidebar.actions.money.test_approving import APPROVER, awaiting
from tests.till import Mood

Act = Callable[[Scene, Viewer, Operation], object]


def demote(scene: Scene, **roles: str) -> None:
    """The shop gives profiles other roles while their pages are open."""
    told = {profile.removeprefix("profile_"): role for profile, role in roles.items()}
    shop = replace(scene.shop(), roles={**ROLES, **told})
    with scene.desk.database.writing() as store:
        shops.change(store, shop)


DECISIONS: dict[str, Act] = {
    "approve": lambda scene, viewer, one: approving.approve(scene.desk, viewer, one.id),
    "refuse": lambda scene, viewer, one: approving.refuse(scene.desk, viewer, one.id, "no"),
}


@pytest.mark.parametrize("role", ["refund", "read", "none"])
@pytest.mark.parametrize("decision", DECISIONS)
def test_who_may_no_longer_approve_decides_nothing(scene: Scene, decision: str, role: str) -> None:
    waiting = awaiting(scene)
    ines = scene.enter(APPROVER)
    demote(scene, profile_5=role)

    with pytest.raises(Forbidden) as forbidden:
        DECISIONS[decision](scene, ines.viewer, waiting)

    assert forbidden.value.reason == "approve"
    assert scene.operation() == waiting
    assert (scene.till.calls, scene.account()) == ([], (0, 0))


def test_who_may_no_longer_approve_does_not_end_what_moved_either(scene: Scene) -> None:
    waiting = awaiting(scene)
    ines = scene.enter(APPROVER)
    demote(scene, profile_5="read")
    scene.till.give_back_elsewhere(scene.book.order.id, "201")

    with pytest.raises(Forbidden):
        approving.approve(scene.desk, ines.viewer, waiting.id)

    assert scene.operation() == waiting


def test_who_may_no_longer_refund_asks_nothing(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    seal = scene.review(camille, wanted).seal
    demote(scene, profile_4="reply")

    with pytest.raises(Forbidden) as forbidden:
        scene.confirm(camille, wanted, seal)

    assert forbidden.value.reason == "refund"
    assert (scene.operations(), scene.till.calls) == ([], [])


def test_who_may_no_longer_refund_takes_nothing_back(scene: Scene) -> None:
    waiting = awaiting(scene)
    camille = scene.enter()
    demote(scene, profile_4="read")

    with pytest.raises(Forbidden):
        approving.withdraw(scene.desk, camille.viewer, waiting.id)

    assert scene.operation() == waiting


@pytest.mark.parametrize("found", ["done", "not done"])
def test_who_may_no_longer_approve_records_nothing(scene: Scene, found: str) -> None:
    ines = scene.enter(APPROVER)
    scene.till.mood = moods(Mood(loses_answer=True))
    unsure = scene.confirm(scene.enter(), scene.wanted())
    demote(scene, profile_5="refund")

    with pytest.raises(Forbidden):
        recording.record(
            scene.desk,
            ines.viewer,
            unsure.id,
            was_done=found == "done",
            amount=None,
            reference="",
            note="vu",
        )

    assert scene.operation() == unsure


def test_an_open_page_gains_nothing_by_a_promotion(scene: Scene) -> None:
    waiting = awaiting(scene)
    ines = scene.enter(APPROVER)
    held = replace(ines.viewer, role=scene.enter().viewer.role)

    with pytest.raises(Forbidden):
        approving.approve(scene.desk, held, waiting.id)
    assert approving.approve(scene.desk, ines.viewer, waiting.id).state is OperationState.DONE


def test_the_limit_of_todays_role_holds_and_not_that_of_the_open_page(scene: Scene) -> None:
    scene.limit({"refund": Limit("10.00")})
    ines, wanted = scene.enter(APPROVER), scene.wanted()
    seal = scene.review(ines, wanted).seal
    demote(scene, profile_5="refund")

    assert scene.confirm(ines, wanted, seal).state is OperationState.AWAITING_APPROVAL


def test_a_super_user_of_the_shop_manages_unless_the_shop_says_otherwise(scene: Scene) -> None:
    waiting = awaiting(scene)
    maud = scene.enter(MAUD)
    (row,) = [row for row in scene.stage.rows("agents") if row["id"] == maud.viewer.agent_id]
    assert (row["profile"], bool(row["is_superuser"])) == ("1", True)
    shop = replace(scene.shop(), roles={})
    with scene.desk.database.writing() as store:
        shops.change(store, shop)

    assert approving.approve(scene.desk, maud.viewer, waiting.id).state is OperationState.DONE
