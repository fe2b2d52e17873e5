"""Money that was accepted is followed until it has moved; what failed never counts as moved."""

from __future__ import annotations

import pytest

from platforms.contract import Unreachable
from sidebar.actions.money import exporting, following, ledger, sweeping
from sidebar.clock import DAY, MINUTE
from sidebar.errors import Forbidden, Refused
from sidebar.rules.operation import OperationState
from sidebar.store import following as followed
from sidebar.store import operations, spending
from sidebar.store.operations import Operation
from tests.cast import LOU
from tests.sidebar.actions.money.scene import Scene
from tests.sidebar.goods import euros
from tests.wire import Wire


def accepted(scene: Scene, wire: Wire) -> Operation:
    """A refund of 20.00 that waits for its payment provider."""
    wire.pends = lambda: True
    return scene.confirm(scene.enter(), scene.wanted())


def test_accepted_is_done_and_says_what_is_not_confirmed(scene: Scene, wire: Wire) -> None:
    done = accepted(scene, wire)

    assert (done.state, done.money_state) == (OperationState.DONE, "pending")
    assert done.follow_at == scene.clock.now() + 2 * MINUTE
    kind, told = scene.told()[-1]
    assert (kind, told["pending"], told["failed"]) == ("refunded", 2000, 0)
    assert scene.account() == (0, 2000)
    assert exporting.row_of(done)["money"] == "pending"


def test_what_moved_is_told_once_and_asked_about_no_more(scene: Scene, wire: Wire) -> None:
    accepted(scene, wire)
    scene.sweep(121)
    assert scene.operation().money_state == "pending"
    wire.decide()

    scene.sweep(300)
    scene.sweep(3600)

    found = scene.operation()
    assert (found.money_state, found.follow_at, found.moved) == ("moved", None, euros(2000))
    assert found.result is not None
    assert found.result.warnings == ()
    assert scene.kinds() == ["refunded", "money_moved"]
    assert scene.told()[-1][1]["amount"] == 2000


def test_what_failed_is_taken_off_everywhere_and_shown_until_seen_to(
    scene: Scene, wire: Wire
) -> None:
    opened = scene.enter()
    accepted(scene, wire)
    wire.decide(fails=lambda: True)

    scene.sweep(121)

    found = scene.operation()
    assert (found.money_state, found.moved, scene.account()) == ("failed", euros(0), (0, 0))
    kind, told = scene.told()[-1]
    assert (kind, told["amount"], told["failed"]) == ("money_failed", 2000, 2000)
    assert exporting.row_of(found)["money"] == "failed"
    assert ledger.of_order(scene.desk, opened.viewer, opened.ticket.id).by_us == euros(0)
    with scene.desk.database.reading() as store:
        shown = operations.unsettled(store, found.shop_id, found.order_id)
        spent = spending.spent(store, found.agent_id, currency="EUR", since=0)
    assert ([one.id for one in shown], spent) == ([found.id], euros(0))

    seen = following.see_to(scene.desk, opened.viewer, found.id)

    assert seen.money_state == "settled_by_hand"
    assert scene.told()[-1][0] == "seen_to"
    with scene.desk.database.reading() as store:
        assert operations.unsettled(store, found.shop_id, found.order_id) == ()
    with pytest.raises(Refused, match="not_failed"):
        following.see_to(scene.desk, opened.viewer, found.id)


def test_seeing_to_it_takes_the_right_to_refund(scene: Scene, wire: Wire) -> None:
    done = accepted(scene, wire)

    with pytest.raises(Forbidden):
        following.see_to(scene.desk, scene.enter(LOU).viewer, done.id)


def test_a_worker_who_stood_still_takes_nothing_off_twice(scene: Scene, wire: Wire) -> None:
    stale = accepted(scene, wire)
    scene.confirm(scene.enter(), scene.wanted())
    assert stale.result is not None
    wire.decide(fails=lambda: True)
    ways = wire.ways[stale.result.reference]

    for _ in range(2):
        with scene.desk.database.writing() as store:
            following.learn(store, scene.desk, stale, ways, is_over=False)

    assert scene.account() == (0, 2000)
    assert scene.kinds().count("money_failed") == 1


def test_of_two_workers_one_asks(scene: Scene, wire: Wire) -> None:
    done = accepted(scene, wire)

    with scene.desk.database.writing() as store:
        assert followed.take(store, done, follow_at=5)
        assert not followed.take(store, done, follow_at=6)


def test_a_silent_shop_is_asked_again_later_and_after_a_month_a_human_is(
    scene: Scene, wire: Wire
) -> None:
    accepted(scene, wire)

    def away() -> bool:
        raise Unreachable("away")

    wire.is_away = away
    scene.sweep(121)
    again = scene.operation().follow_at
    assert again is not None
    assert again > scene.clock.now()

    scene.clock.advance(31 * DAY)
    sweeping.sweep(scene.desk)

    found = scene.operation()
    assert (found.money_state, found.follow_at) == ("unconfirmed", None)
    assert (scene.told()[-1][0], scene.told()[-1][1]["amount"]) == ("money_unconfirmed", 2000)
    assert found.moved == euros(2000)


def test_ways_that_are_not_the_whole_of_it_are_not_believed(scene: Scene, wire: Wire) -> None:
    done = accepted(scene, wire)
    wire.decide()
    assert done.result is not None
    wire.ways[done.result.reference] = ()

    scene.sweep(121)

    assert scene.operation().money_state == "pending"


def test_word_from_the_shop_hastens_the_next_look(scene: Scene, wire: Wire) -> None:
    done = accepted(scene, wire)
    wire.decide()

    with scene.desk.database.writing() as store:
        assert followed.hasten(store, done.shop_id, done.order_id, now=scene.clock.now())
        assert not followed.hasten(store, done.shop_id, "other", now=scene.clock.now())
    scene.sweep()

    assert scene.operation().money_state == "moved"


def test_whoever_looks_may_ask_at_once(scene: Scene, wire: Wire) -> None:
    opened = scene.enter()
    done = accepted(scene, wire)
    wire.decide()

    assert sweeping.check_now(scene.desk, opened.viewer, done.id).money_state == "moved"
