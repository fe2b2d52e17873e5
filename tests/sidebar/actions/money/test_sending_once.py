"""A call is made once: what it is told to have come to is believed only of the shop's own word."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from platforms.moves import Going, Outcome, Unclear
from sidebar.actions.money import asking, carrying, drafting, settling
from sidebar.rules.operation import LEASE, OperationState
from tests.crashing import CrashingDatabase, Fuse, Turns
from tests.sidebar.actions.money.scene import CUSHION, Scene, moods
from tests.sidebar.actions.money.test_settling import unsent
from tests.till import Mood


def test_a_doubled_call_whose_second_copy_did_nothing_is_done(scene: Scene) -> None:
    scene.till.mood = moods(Mood(doubles_and_denies=True))

    asked = scene.confirm(scene.enter(), scene.wanted())
    assert (asked.state, asked.attempt, asked.fault) == (OperationState.ASKED, 1, "not_sent")
    scene.sweep(5)

    assert scene.operation().state is OperationState.DONE
    assert (scene.till.calls, scene.given()) == ([asked.id], 2000)
    assert (scene.account(), scene.kinds()) == ((0, 2000), ["refunded"])


def test_a_call_that_did_nothing_is_refused_in_the_shops_word_and_not_made_again(
    scene: Scene,
) -> None:
    scene.till.mood = moods(Mood(refuses_connection=True))
    asked = scene.confirm(scene.enter(), scene.wanted())

    scene.sweep(5)

    assert (scene.operation().state, scene.operation().fault) == ("refused", "never_arrived")
    assert scene.till.calls == [asked.id]
    assert (scene.account(), scene.kinds()) == ((0, 0), ["money_refused"])
    assert scene.confirm(scene.enter(), scene.wanted()).state is OperationState.DONE


def test_a_sent_operation_is_refused_for_no_change_of_its_order(scene: Scene) -> None:
    scene.till.mood = moods(Mood(doubles_and_denies=True))
    scene.confirm(scene.enter(), scene.wanted())
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)

    scene.sweep(600)

    assert scene.operation().state is OperationState.DONE


def test_a_sent_operation_is_unsure_when_the_shop_cannot_be_asked(scene: Scene) -> None:
    scene.till.mood = moods(Mood(doubles_and_denies=True))
    scene.confirm(scene.enter(), scene.wanted())
    scene.till.is_away = lambda: True

    scene.sweep(600)

    found = scene.operation()
    assert (found.state, found.fault) == (OperationState.UNSURE, "unreachable")
    assert found.doubted_at == scene.clock.now()
    assert scene.kinds() == ["money_unsure"]
    scene.till.heal()
    scene.sweep(3600)
    assert scene.operation().state is OperationState.DONE


@pytest.mark.parametrize(("outcome", "fault"), [(Going(), "going"), (Unclear(), "unclear")])
def test_a_sent_operation_is_unsure_when_the_shop_cannot_tell(
    scene: Scene, outcome: Outcome, fault: str
) -> None:
    scene.till.mood = moods(Mood(doubles_and_denies=True))
    asked = scene.confirm(scene.enter(), scene.wanted())
    scene.till.outcomes[asked.id] = outcome

    scene.sweep(5)

    assert (scene.operation().state, scene.operation().fault) == ("unsure", fault)


def test_a_key_known_from_another_call_is_unsure_and_asked_about(scene: Scene) -> None:
    scene.till.mood = moods(Mood(doubles_and_mistakes=True))

    asked = scene.confirm(scene.enter(), scene.wanted())
    assert (asked.state, asked.fault) == (OperationState.UNSURE, "key_reused")
    scene.sweep(5)

    assert scene.operation().state is OperationState.DONE
    assert (scene.till.calls, scene.given()) == ([asked.id], 2000)


def test_who_read_the_order_before_the_call_refuses_nothing_after_it(scene: Scene) -> None:
    before = unsent(scene)
    scene.till.mood = moods(Mood(doubles_and_denies=True))
    carrying.carry_out(scene.desk, before.id)

    assert not settling.refuse(scene.desk, before, "moved")

    assert (scene.operation().state, scene.operation().attempt) == (OperationState.ASKED, 1)
    scene.sweep(5)
    assert scene.operation().state is OperationState.DONE


def test_the_same_ask_again_after_a_call_that_did_nothing_sends_nothing(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    scene.till.mood = moods(Mood(doubles_and_denies=True))
    asked = scene.confirm(camille, wanted)
    scene.clock.advance(5000)

    again = scene.confirm(camille, wanted, seal="whatever it was")

    assert (again.id, again.state) == (asked.id, OperationState.DONE)
    assert scene.till.calls == [asked.id]


def test_a_review_of_something_else_is_not_what_is_sent(scene: Scene) -> None:
    asked = unsent(scene)
    other = scene.review(scene.enter(), scene.wanted(2)).review

    carried = carrying.carry_out(scene.desk, asked.id, fresh=other)

    assert (carried.state, scene.given()) == (OperationState.DONE, 2000)


def test_a_kept_review_is_not_read_again(scene: Scene) -> None:
    asked = unsent(scene)
    same = drafting.read_again(scene.desk, scene.shop(), asked.order_id, asked.picked)
    scene.till.is_away = lambda: True

    assert carrying.carry_out(scene.desk, asked.id, fresh=same).state is OperationState.DONE


def test_who_stood_still_before_the_call_for_longer_than_it_lasts_makes_none(scene: Scene) -> None:
    def stands_still(sql: str) -> str:
        if "SET state = 'sending'" in sql:
            scene.clock.advance(LEASE)
        return sql

    opened, wanted = scene.enter(), scene.wanted()
    turns = Turns(Random(0), lambda: None)
    store = CrashingDatabase(scene.desk.database, Fuse(), turns, stands_still)
    slow = replace(scene.desk, database=store)
    seal = scene.review(opened, wanted).seal
    asked = asking.confirm(slow, opened.viewer, opened.ticket.id, wanted, seal)

    assert (asked.state, asked.attempt, asked.fault) == (OperationState.ASKED, 1, "not_sent")
    assert scene.till.calls == []
    scene.sweep(600)
    assert (scene.operation().state, scene.operation().fault) == ("refused", "never_arrived")
