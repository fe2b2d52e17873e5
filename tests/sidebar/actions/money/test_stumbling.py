"""What nobody foresaw stops one operation; its shop's others go on, and nothing moves twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import pytest

from platforms.moves import Act, CancelReview, Declined, Done, Outcome, RefundReview, Sent
from sidebar.actions.money import asking
from sidebar.rules.operation import OperationState
from sidebar.store import operations
from sidebar.store.operations import Operation
from tests.cast import ORDER
from tests.sidebar.actions.money.scene import CUSHION, Scene, book_of, moods
from tests.till import Mood, Till

SECRET = "alix@courriel.example"


@dataclass
class Odd(Till):
    """A till whose answers cannot be understood, though it did what it was told."""

    odd: str = ""
    """The order of which it cannot say what became."""
    is_speechless: bool = False
    """Not even the call can be worded."""

    def compose(self, review: RefundReview | CancelReview, act: Act) -> str:
        if self.is_speechless:
            raise KeyError(SECRET)
        return super().compose(review, act)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        answer = super().refund(review, act, within=within)
        if self.odd == review.refundable.order.id:
            raise KeyError(SECRET)
        return answer

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        if self.odd == order_id:
            raise KeyError(SECRET)
        return super().outcome(key, order_id, within=within, sent=sent)


@pytest.fixture
def odd(scene: Scene) -> Odd:
    till = Odd({ORDER: book_of()}, odd=ORDER)
    scene.stage = replace(scene.stage, desk=replace(scene.desk, adapter=lambda *_: till))
    scene.till = till
    return till


def state_of(scene: Scene, operation: Operation) -> Operation:
    with scene.desk.database.reading() as store:
        found = operations.known(store, operation.id)
    assert found is not None
    return found


def test_an_answer_that_breaks_us_leaves_doubt_and_no_second_call(scene: Scene, odd: Odd) -> None:
    found = scene.confirm(scene.enter(), scene.wanted())

    assert (found.state, found.fault) == (OperationState.UNSURE, "stumbled")
    assert scene.given() == 2000

    odd.odd = ""
    scene.sweep(5)

    assert scene.operation().state is OperationState.DONE
    assert (len(odd.calls), scene.given()) == (1, 2000)


def test_one_that_breaks_us_starves_no_other_of_its_shop(
    scene: Scene, odd: Odd, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = scene.two_orders()
    stuck = scene.confirm(first, scene.wanted())
    scene.till.mood = moods(Mood(loses_answer=True))
    other = scene.confirm(second, scene.wanted())
    assert other.state is OperationState.UNSURE
    caplog.set_level(logging.ERROR)

    scene.sweep(5)

    assert state_of(scene, other).state is OperationState.DONE
    again = state_of(scene, stuck)
    assert (again.state, again.checks) == (OperationState.UNSURE, 1)
    assert again.due_at > scene.clock.now()
    assert stuck.id in caplog.text
    assert SECRET not in caplog.text
    assert odd.books[ORDER].line(CUSHION).left == 2


def test_what_was_never_sent_waits_and_gives_up_like_any_other(scene: Scene, odd: Odd) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    seal = scene.review(camille, wanted).seal

    odd.is_speechless = True
    found = asking.confirm(scene.desk, camille.viewer, camille.ticket.id, wanted, seal)
    assert (found.state, found.attempt) == (OperationState.ASKED, 0)

    scene.sweep(5)
    assert scene.operation().due_at > scene.clock.now()
    scene.sweep(300)

    assert (scene.operation().state, scene.operation().fault) == (
        OperationState.REFUSED,
        "shop_unreachable",
    )
    assert (scene.till.calls, scene.account()) == ([], (0, 0))


def test_a_fault_before_anything_was_kept_is_told_as_such(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    seal = scene.review(camille, wanted).seal

    def broken() -> None:
        raise KeyError(SECRET)

    scene.till.after_reading = broken
    with pytest.raises(KeyError):
        asking.confirm(scene.desk, camille.viewer, camille.ticket.id, wanted, seal)
    assert scene.operations() == []
