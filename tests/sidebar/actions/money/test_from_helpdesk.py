"""Money moved from a helpdesk: within its switches, its roles and its shops, at every moment."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sidebar.actions.helping import connecting, entering
from sidebar.actions.money import approving
from sidebar.actions.opening import Opened
from sidebar.errors import CounterError, Forbidden, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store import helpdesk_shops, helpdesk_tickets, shops
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import ModuleState
from tests import cast
from tests.helpdesk import CAMILLE, MAUD, ROBIN, ROLES, connect_helpdesk
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.from_helpdesk import come
from tests.till import Mood

ALL = {**ROLES, ROBIN: "approve"}


pytestmark = pytest.mark.usefixtures("helpdesk")


@pytest.fixture
def helpdesk(scene: Scene) -> Helpdesk:
    """The account, with the scene's shop."""
    return connect_helpdesk(scene.desk, scene.stage.shop.id, roles=ALL)


def at_order(scene: Scene, person: str = CAMILLE) -> Opened:
    """Someone of the helpdesk before Alix's order, whose ticket the shop's own people opened."""
    return replace(scene.enter(), viewer=come(scene.desk, person))


def now(scene: Scene, opened: Opened) -> Opened:
    """Their page's next request."""
    return replace(opened, viewer=entering.still(scene.desk, opened.viewer))


def changed(scene: Scene, **told: Any) -> None:
    (found,) = connecting.connected(scene.desk)
    connecting.change(scene.desk, dataclasses.replace(found, **told))


def hide(scene: Scene) -> None:
    (found,) = connecting.connected(scene.desk)
    with scene.desk.database.writing() as store:
        connecting.show(store, found, scene.stage.shop.id, is_shown=False)


def waiting(scene: Scene, opened: Opened) -> str:
    """The id of a refund above the limit of who asked."""
    scene.limit({"refund": Limit(operation="10.00")})
    return scene.confirm(opened, scene.wanted()).id


def test_a_refund_is_asked_done_told_and_tagged(scene: Scene, helpdesk: Helpdesk) -> None:
    opened = at_order(scene)
    with scene.desk.database.writing() as store:
        helpdesk_tickets.link(store, helpdesk.id, "4711", opened.ticket.id, by="x", now=1)

    done = scene.confirm(opened, scene.wanted())

    assert (done.state, done.agent_name, scene.given()) == (
        OperationState.DONE,
        "Camille Fournier (Atelier · 501)",
        2000,
    )
    with scene.desk.database.reading() as store:
        (news,) = helpdesk_tickets.to_tell(store, helpdesk.id, "4711")
    assert (news.tag, news.operation_id) == ("prestashop_refund", done.id)


def test_an_order_is_cancelled(scene: Scene) -> None:
    assert scene.confirm(at_order(scene), scene.cancelling()).state is OperationState.DONE
    assert scene.till.moved != []


def test_what_never_came_back_is_settled_by_the_sweep(scene: Scene, helpdesk: Helpdesk) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    opened = at_order(scene)
    unsure = scene.confirm(opened, scene.wanted())
    assert unsure.state is OperationState.UNSURE
    connecting.remove(scene.desk, helpdesk.id)

    scene.sweep(120)

    assert (scene.operation().state, scene.given()) == (OperationState.DONE, 2000)


@pytest.mark.parametrize("person", [ROBIN, MAUD])
def test_what_is_over_the_limit_is_approved_by_someone_else_of_the_helpdesk(
    scene: Scene, person: str
) -> None:
    operation = waiting(scene, at_order(scene))
    assert scene.given() == 0

    done = approving.approve(scene.desk, come(scene.desk, person), operation)

    assert (done.state, scene.given()) == (OperationState.DONE, 2000)


def test_or_by_the_shops_own_manager(scene: Scene) -> None:
    operation = waiting(scene, at_order(scene))
    maud = scene.enter(cast.MAUD).viewer

    assert approving.approve(scene.desk, maud, operation).approver_name == "Maud Keller"
    assert scene.given() == 2000


def test_nobody_approves_what_they_asked_for(scene: Scene) -> None:
    scene.limit({"approve": Limit(operation="10.00")})
    robin = at_order(scene, ROBIN)
    operation = scene.confirm(robin, scene.wanted()).id

    with pytest.raises(Refused, match="own_request"):
        approving.approve(scene.desk, come(scene.desk, ROBIN), operation)
    with pytest.raises(Forbidden, match="approve"):
        approving.approve(scene.desk, come(scene.desk, CAMILLE), operation)
    assert scene.given() == 0


@pytest.mark.parametrize("role", ["refund", "approve", "manage"])
def test_the_limit_is_that_of_their_role_in_the_helpdesk(scene: Scene, role: str) -> None:
    changed(scene, roles={CAMILLE: role})
    others = {"refund", "approve", "manage"} - {role}
    scene.limit({role: Limit(operation="30.00"), **dict.fromkeys(others, Limit(operation="0"))})
    opened = at_order(scene)

    assert scene.confirm(opened, scene.wanted(1)).state is OperationState.DONE
    assert scene.confirm(opened, scene.wanted(2)).state is OperationState.AWAITING_APPROVAL


def removed(scene: Scene) -> None:
    connecting.remove(scene.desk, connecting.connected(scene.desk)[0].id)


@dataclass(frozen=True)
class TurnedOff:
    """Something that ends a right, and what whoever had it is told from then on."""

    turn: Callable[[Scene], None]
    now: str
    """The next request of an open page."""
    within: str
    """The request that was under way."""


OFF = {
    "the helpdesk's switch": TurnedOff(
        lambda scene: changed(scene, refunds_on=False),
        "helpdesk_refunds_off",
        "helpdesk_refunds_off",
    ),
    "the shop's switch": TurnedOff(
        lambda scene: scene.limit({}, refunds_on=False), "refunds_off", "refunds_off"
    ),
    "a lower role": TurnedOff(
        lambda scene: changed(scene, roles={"*": "reply"}), "refund|approve", "refund|approve"
    ),
    "no role": TurnedOff(
        lambda scene: changed(scene, roles={"*": "none"}), "no_helpdesk_rights", "refund|approve"
    ),
    "a hidden shop": TurnedOff(hide, "no_helpdesk_shop", "refund|approve"),
    "a removed helpdesk": TurnedOff(removed, "session_ended", "refund|approve"),
}


@pytest.mark.parametrize("what", OFF)
def test_the_next_request_of_an_open_page_moves_nothing(scene: Scene, what: str) -> None:
    off, opened, wanted = OFF[what], at_order(scene), scene.wanted()
    seal = scene.review(opened, wanted).seal
    off.turn(scene)

    with pytest.raises(CounterError, match=off.now):
        scene.review(now(scene, opened), scene.wanted())
    with pytest.raises(CounterError, match=off.now):
        scene.confirm(now(scene, opened), wanted, seal)
    assert (scene.operations(), scene.given()) == ([], 0)


@pytest.mark.parametrize("what", OFF)
def test_nor_does_one_that_was_under_way(scene: Scene, what: str) -> None:
    off, opened, wanted = OFF[what], at_order(scene), scene.wanted()
    seal = scene.review(opened, wanted).seal
    scene.till.after_reading = once(lambda: off.turn(scene))

    with pytest.raises(CounterError, match=off.within):
        scene.confirm(opened, wanted, seal)
    assert (scene.operations(), scene.given()) == ([], 0)


@pytest.mark.parametrize("what", OFF)
def test_nobody_of_it_approves_after(scene: Scene, what: str) -> None:
    operation = waiting(scene, at_order(scene))
    maud, off = come(scene.desk, MAUD), OFF[what]
    seen = scene.till.after_reading = once(lambda: off.turn(scene))

    with pytest.raises(CounterError, match=off.within):
        approving.approve(scene.desk, maud, operation)
    seen()
    with pytest.raises(CounterError, match=off.now):
        approving.approve(scene.desk, entering.still(scene.desk, maud), operation)
    assert (scene.operation().state, scene.given()) == (OperationState.AWAITING_APPROVAL, 0)


def test_a_shop_that_asks_for_an_employee_is_asked_in_the_name_of_the_one_it_chose(
    scene: Scene, helpdesk: Helpdesk
) -> None:
    with scene.desk.database.writing() as store:
        shops.keep_module(store, scene.stage.shop.id, ModuleState(paired_at=1))
        helpdesk_shops.act_as(store, helpdesk.id, scene.stage.shop.id, "")
    opened = at_order(scene)
    with pytest.raises(Refused, match="helpdesk_no_employee"):
        scene.review(opened, scene.wanted())

    with scene.desk.database.writing() as store:
        helpdesk_shops.act_as(store, helpdesk.id, scene.stage.shop.id, "1")
    scene.confirm(opened, scene.wanted())

    (act,) = scene.till.actors
    assert (act.actor.id, act.actor.name) == ("1", "Camille Fournier (Atelier · 501)")
    assert "Camille Fournier (Atelier · 501)" in act.note


def once(act: Callable[[], None]) -> Callable[[], None]:
    """Does it the first time only."""
    left = [act]
    return lambda: left.pop()() if left else None
