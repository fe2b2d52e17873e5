"""Where a shop vouches for each person, money moves in the name of one whom it still knows."""

from __future__ import annotations

from dataclasses import replace

from platforms.contract import Connection
from platforms.embedding import Grant
from sidebar.actions.keys import PersonKey, keep_person
from sidebar.actions.money import approving, carrying
from sidebar.actions.opening import Opened
from sidebar.clock import HOUR, MINUTE
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from tests.cast import MAUD
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.hosting import FakeHost, at_host
from tests.till import Mood
from tests.wire import Wire


def vouched(scene: Scene, wire: Wire) -> list[str]:
    """The shop vouches for each person from here on; answers whose keys it is asked with."""
    asked: list[str] = []

    def adapter(_kind: str, connection: Connection) -> Wire:
        person = connection.person
        asked.append(person.agent_id if isinstance(person, PersonKey) else "")
        return wire

    host = FakeHost(scene.clock, kind="prestashop")
    scene.stage = replace(scene.stage, desk=at_host(scene.desk, host, adapter))
    return asked


def prove(scene: Scene, opened: Opened, *, lasts: int = HOUR) -> None:
    """The person's page has brought a fresh proof."""
    grant = Grant("online", scene.clock.now() + lasts, ())
    with scene.desk.database.writing() as store:
        shop_id, agent_id = opened.shop.id, opened.viewer.agent_id
        keep_person(store, scene.desk, shop_id, agent_id, grant)


def test_nothing_is_sent_for_someone_whom_the_shop_does_not_know_any_more(
    scene: Scene, wire: Wire
) -> None:
    opened = scene.enter()
    vouched(scene, wire)
    prove(scene, opened, lasts=MINUTE)
    scene.clock.advance(2 * MINUTE)

    ended = scene.confirm(opened, scene.wanted())

    assert (ended.state, ended.fault) == (OperationState.REFUSED, carrying.SESSION_OVER)
    assert (wire.calls, scene.account()) == ([], (0, 0))
    assert scene.kinds() == ["money_refused"]


def test_money_moves_with_the_key_of_who_asked(scene: Scene, wire: Wire) -> None:
    opened = scene.enter()
    asked = vouched(scene, wire)
    prove(scene, opened)

    done = scene.confirm(opened, scene.wanted())

    assert done.state is OperationState.DONE
    # The order was read with the shop's own key, and written with the person's.
    assert (asked[0], asked[-1]) == ("", opened.viewer.agent_id)


def test_what_was_approved_moves_with_the_approvers_key_alone(scene: Scene, wire: Wire) -> None:
    scene.limit({"refund": Limit("10.00")})
    opened, maud = scene.enter(), scene.enter(MAUD)
    asked = vouched(scene, wire)
    waiting = scene.confirm(opened, scene.wanted())
    prove(scene, maud)

    done = approving.approve(scene.desk, maud.viewer, waiting.id)

    assert done.state is OperationState.DONE
    assert asked[-1] == maud.viewer.agent_id


def test_what_became_of_a_call_is_asked_with_the_same_key(scene: Scene, wire: Wire) -> None:
    opened = scene.enter()
    asked = vouched(scene, wire)
    prove(scene, opened)
    wire.mood = moods(Mood(loses_request=True))
    scene.confirm(opened, scene.wanted())

    scene.sweep(6)

    assert scene.operation().state is OperationState.DONE
    assert asked[-1] == opened.viewer.agent_id
