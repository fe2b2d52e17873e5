"""A shop that is told word for word hears the same words again under its key, and never others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.moves import Act, CancelChoice, CancelReview, Going, Sent
from sidebar.actions.money import recording, settling
from sidebar.actions.money.settling import Doubt
from sidebar.clock import MINUTE, SECOND
from sidebar.errors import Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store.operations import Operation
from tests.cast import MAUD
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.goods import euros
from tests.till import Mood
from tests.wire import Wire

REFUNDING = CancelChoice(refunds=True)


def test_the_words_are_kept_before_the_call_and_are_what_is_sent(scene: Scene, wire: Wire) -> None:
    opened, kept = scene.enter(), list[Operation]()

    def noting() -> Mood:
        kept.append(scene.operation())
        return Mood()

    wire.mood = noting

    done = scene.confirm(opened, scene.wanted())

    (before,) = kept
    assert before.state is OperationState.SENDING
    assert before.sent == wire.actors[0].written
    assert before.sent_at == scene.clock.now()
    assert wire.actors[0].reason == "damaged"
    assert done.state is OperationState.DONE


@pytest.mark.parametrize("mood", [Mood(loses_request=True), Mood(loses_answer=True)])
def test_a_call_without_an_answer_is_said_again_word_for_word_and_done_once(
    scene: Scene, wire: Wire, mood: Mood
) -> None:
    wire.mood = moods(mood)
    asked = scene.confirm(scene.enter(), scene.wanted())
    assert asked.state is OperationState.UNSURE

    scene.sweep(6)

    assert scene.operation().state is OperationState.DONE
    assert [amount for _, _, amount in wire.moved] == [2000]
    assert (wire.mismatched, wire.resent) == ([], [])
    assert wire.calls == [asked.id]


def test_an_order_that_changed_since_hears_nothing_again_and_ends_after_minutes(
    scene: Scene, wire: Wire
) -> None:
    wire.mood = moods(Mood(loses_request=True))
    scene.confirm(scene.enter(), scene.wanted())
    wire.give_back_elsewhere(scene.operation().order_id, "201")

    scene.sweep(6)
    assert (scene.operation().state, scene.operation().fault) == (OperationState.UNSURE, "going")
    scene.clock.advance(11 * MINUTE)
    scene.sweep()

    assert (scene.operation().state, scene.operation().fault) == (
        OperationState.REFUSED,
        "never_arrived",
    )
    assert wire.repeated == []
    assert scene.account() == (0, 0)


def test_a_manager_who_says_that_nothing_was_done_has_nothing_said_again(
    scene: Scene, wire: Wire
) -> None:
    wire.mood = moods(Mood(loses_request=True))
    asked = scene.confirm(scene.enter(), scene.wanted())
    maud = scene.enter(MAUD).viewer

    def record() -> Operation:
        return recording.record(
            scene.desk, maud, asked.id, was_done=False, amount=None, reference="", note="rien"
        )

    with pytest.raises(Refused, match="still_going"):
        record()
    scene.clock.advance(11 * MINUTE)
    ended = record()

    assert ended.state is OperationState.REFUSED
    assert (wire.repeated, wire.moved) == ([], [])


def test_a_shop_that_is_at_it_is_asked_again_within_seconds(scene: Scene, wire: Wire) -> None:
    wire.is_slow = lambda: True
    opened = scene.enter()
    asked = scene.confirm(opened, scene.cancelling(choice=REFUNDING))

    assert (asked.state, asked.fault) == (OperationState.UNSURE, "going")
    assert asked.due_at - scene.clock.now() == 2 * SECOND
    scene.sweep(2)

    done = scene.operation()
    assert (done.state, done.moved) == (OperationState.DONE, euros(8180))
    assert wire.calls == [asked.id]


def test_what_a_shop_answers_while_it_is_at_it_is_what_it_is_asked_by(
    scene: Scene, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_by = list[str]()

    def cancel(_review: CancelReview, _act: Act, *, within: float) -> Going:
        assert within > 0
        return Going("job 7")

    def outcome(_key: str, _order: str, *, within: float, sent: Sent) -> Going:
        assert within > 0
        asked_by.append(sent.written)
        return Going()

    monkeypatch.setattr(wire, "cancel", cancel)
    monkeypatch.setattr(wire, "outcome", outcome)
    asked = scene.confirm(scene.enter(), scene.cancelling(choice=REFUNDING))
    assert asked.fault == "going"
    sent, _, word = asked.sent.partition("\n")
    assert (asked.id in sent, word) == (True, "job 7")
    scene.sweep(11 * 60)
    with pytest.raises(Refused, match="still_going"):
        recording.record(
            scene.desk,
            scene.enter(MAUD).viewer,
            asked.id,
            was_done=False,
            amount=None,
            reference="",
            note="rien",
        )

    assert asked_by == [asked.sent, asked.sent]
    assert scene.operation().sent == asked.sent


def test_what_a_shop_answers_after_its_caller_was_taken_for_dead_is_kept(
    scene: Scene, wire: Wire
) -> None:
    wire.mood = moods(Mood(loses_answer=True))
    unsure = scene.confirm(scene.enter(), scene.cancelling(choice=REFUNDING))

    assert not settling.settle(scene.desk, unsure, Doubt("going", "job 7"), attempt=1)

    kept = scene.operation()
    assert (kept.fault, kept.sent) == (unsure.fault, f"{unsure.sent}\njob 7")


def test_a_cancellation_without_an_answer_is_never_sent_again(scene: Scene, wire: Wire) -> None:
    wire.mood = moods(Mood(loses_request=True))
    scene.confirm(scene.enter(), scene.cancelling(choice=REFUNDING))

    for _ in range(8):
        scene.sweep(120)

    assert scene.operation().fault == "never_arrived"
    assert (wire.repeated, wire.resent, len(wire.calls)) == ([], [], 1)


def test_a_cancellation_that_gives_money_back_is_reserved_counted_and_written(
    scene: Scene, wire: Wire
) -> None:
    opened, seen = scene.enter(), list[tuple[int, int]]()

    def noting() -> Mood:
        seen.append(scene.account())
        return Mood()

    wire.mood = noting

    done = scene.confirm(opened, scene.cancelling(choice=REFUNDING))

    assert seen == [(8180, 0)]
    assert scene.account() == (0, 8180)
    assert (done.amount, done.moved) == (euros(8180), euros(8180))
    kind, told = scene.told()[-1]
    assert (kind, told["amount"], told["is_slip"]) == ("order_cancelled", 8180, 0)
    assert "81,80" in scene.stage.rows("messages")[0]["body"]
    assert "prestashop_cancelled" in scene.tags(opened)


def test_a_cancellation_that_keeps_the_money_moves_none(scene: Scene, wire: Wire) -> None:
    done = scene.confirm(scene.enter(), scene.cancelling(choice=CancelChoice()))

    assert (done.state, done.amount) == (OperationState.DONE, euros(0))
    assert "ne sont pas remboursés" in scene.stage.rows("messages")[0]["body"]
    assert wire.books[done.order_id].left == 8180


def test_a_cancellation_over_the_limit_waits_for_a_manager(scene: Scene, wire: Wire) -> None:
    scene.limit({"refund": Limit("50.00")})
    opened = scene.enter()

    free = scene.review(opened, scene.cancelling(choice=CancelChoice()))
    asked = scene.confirm(opened, scene.cancelling(choice=REFUNDING))

    assert not free.needs_approval
    assert asked.state is OperationState.AWAITING_APPROVAL
    assert wire.calls == []


def test_another_choice_under_the_same_ask_is_refused(scene: Scene, wire: Wire) -> None:
    wire.mood = moods(Mood(loses_answer=True))
    opened = scene.enter()
    wanted = scene.cancelling(choice=REFUNDING)
    scene.confirm(opened, wanted)

    with pytest.raises(Refused, match="ask_reused"):
        scene.confirm(opened, replace(wanted, choice=CancelChoice()), seal="any")


def test_a_request_that_died_before_its_call_is_carried_on_with_its_choice(
    scene: Scene, wire: Wire
) -> None:
    wire.mood = moods(Mood(refuses_connection=True))
    scene.confirm(scene.enter(), scene.cancelling(choice=REFUNDING))
    with scene.desk.database.writing() as store:
        store.run("UPDATE operations SET attempt = 0")

    scene.sweep(6)

    assert scene.operation().state is OperationState.DONE
    assert wire.books[scene.operation().order_id].returned_whole == 8180
