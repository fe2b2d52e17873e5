"""An order is cancelled once: the job is followed, and what went back is read, not presumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import Barred, NotSent, PlatformError
from platforms.http import Deadline
from platforms.moves import Act, CancelReview, Declined, Done, Going, Unclear
from platforms.payback import MoneyState
from platforms.shapes import Money
from platforms.shopify.answers import Told
from platforms.shopify.sandbox.faults import Kind
from platforms.shopify.sandbox.gateways import Mood
from platforms.shopify.scopes import NEEDED
from platforms.shopify.transport import AdminApi, FixedKey
from platforms.shopify.writes import Writes
from sidebar.rules.refundable import fault_in
from tests.platforms.shopify.sandbox.write_stage import (
    ABROAD,
    BY_HAND,
    HELD,
    HOST,
    PLAIN,
    SENT,
    TWICE,
    UNPAID,
    order_gid,
)
from tests.platforms.shopify.selling import LOU, MAUD, MINUTE, WITHIN, Selling, selling

CANCEL = "OrderCancel"


@pytest.fixture
def it() -> Iterator[Selling]:
    with selling() as store:
        yield store


def reason(said: object) -> str:
    return said.reason if isinstance(said, Declined) else type(said).__name__


def is_cancelled(it: Selling, number: int = PLAIN) -> bool:
    return bool(it.store.nodes[order_gid(number)]["cancelledAt"])


def lost(it: Selling, kind: Kind, *, refunds: bool = False) -> tuple[CancelReview, Act]:
    """A cancellation whose call broke off in this way."""
    review = it.cancelling(PLAIN, refunds=refunds)
    act = it.act(review)
    it.breaks(kind, CANCEL)
    with pytest.raises(PlatformError) as fault:
        it.does(review, act)
    assert not isinstance(fault.value, NotSent)
    return review, act


def begun(it: Selling, *, lasting: int) -> tuple[CancelReview, Act]:
    """A cancellation whose job outlasts its call, with what is kept of its answer."""
    it.sandbox.cancels.delay_ms = lasting
    review = it.cancelling(PLAIN)
    act = it.act(review)
    said = it.shop.cancel(review, act, within=7.0)
    assert isinstance(said, Going)
    return review, replace(act, written=f"{act.written}\n{said.word}")


@pytest.mark.parametrize("number", [PLAIN, ABROAD, TWICE, BY_HAND])
def test_an_order_is_cancelled_and_everything_goes_back(it: Selling, number: int) -> None:
    review = it.cancelling(number, refunds=True)
    assert review.gives_back == review.refundable.left
    act = it.act(review, reason="out_of_stock")
    done = it.does(review, act)
    assert isinstance(done, Done)
    assert (done.total, done.warnings) == (review.gives_back, ())
    assert {one.state for one in done.paid_back} == {MoneyState.MOVED}
    assert it.store.nodes[order_gid(number)]["cancelReason"] == "INVENTORY"
    assert it.became(review, act) == done
    assert it.does(review, act) == done
    assert len(it.bodies(CANCEL)) == 1
    assert fault_in(review) == ""
    assert it.shop.read_paid_back(done.reference, within=WITHIN) == done.paid_back


@pytest.mark.parametrize("number", [PLAIN, HELD, UNPAID])
def test_an_order_is_cancelled_and_no_money_moves(it: Selling, number: int) -> None:
    review = it.cancelling(number, refunds=False)
    assert review.gives_back is None
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert done.total == Money(0, review.refundable.left.currency)
    assert is_cancelled(it, number)


def test_what_was_given_back_before_is_no_part_of_it(it: Selling) -> None:
    earlier = it.review(PLAIN, (1, 1, 1))
    assert isinstance(it.does(earlier, it.act(earlier)), Done)
    review = it.cancelling(PLAIN, refunds=True)
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert done.total == review.gives_back == earlier.refundable.left - earlier.total


def test_a_job_that_takes_its_time_is_followed(it: Selling) -> None:
    it.sandbox.cancels.delay_ms = 900
    review = it.cancelling(PLAIN)
    assert isinstance(it.does(review, it.act(review)), Done)
    assert is_cancelled(it)


def test_a_job_without_a_result_is_followed_by_its_order(it: Selling) -> None:
    it.sandbox.cancels.tells_result = False
    review = it.cancelling(PLAIN)
    assert isinstance(it.does(review, it.act(review)), Done)


def test_a_job_that_outlasts_everybody_is_asked_about_later(it: Selling) -> None:
    review, heard = begun(it, lasting=10 * MINUTE)
    assert it.became(review, heard) == Going()
    it.sandbox.clock.advance(11 * MINUTE)
    assert isinstance(it.became(review, heard, ago=MINUTE), Done)
    assert len(it.bodies(CANCEL)) == 1


def test_a_job_that_was_heard_of_never_counts_as_never_arrived(it: Selling) -> None:
    review, heard = begun(it, lasting=30 * MINUTE)
    assert it.became(review, heard, ago=25 * MINUTE) == Going()
    it.sandbox.clock.advance(31 * MINUTE)
    assert isinstance(it.became(review, heard, ago=31 * MINUTE), Done)


def test_a_job_that_fails_when_nobody_waits_any_more_is_a_refusal(it: Selling) -> None:
    review, heard = begun(it, lasting=20 * MINUTE)
    it.breaks(Kind.JOB_FAILS, "orderCancel")
    it.sandbox.clock.advance(21 * MINUTE)
    assert it.became(review, heard, ago=21 * MINUTE) == Declined(
        "refused_by_shop", "The order could not be cancelled"
    )
    assert not is_cancelled(it)


def test_a_job_that_the_shop_gave_no_name_of_is_for_a_human_in_the_end(it: Selling) -> None:
    it.sandbox.cancels.tells_result = False
    review, heard = begun(it, lasting=30 * MINUTE)
    assert it.became(review, heard, ago=9 * MINUTE) == Going()
    assert isinstance(it.became(review, heard, ago=11 * MINUTE), Unclear)
    it.sandbox.clock.advance(31 * MINUTE)
    assert isinstance(it.became(review, heard, ago=31 * MINUTE), Done)


def test_an_order_with_a_cancellation_under_way_is_waited_for(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    node = {"__typename": "OrderCancellation", "staffNote": act.key}
    it.store.nodes[order_gid(PLAIN)]["cancellation"] = node
    assert it.became(review, act, ago=11 * MINUTE) == Going()


def test_a_job_that_fails_is_a_refusal(it: Selling) -> None:
    it.breaks(Kind.JOB_FAILS, "orderCancel")
    review = it.cancelling(PLAIN)
    assert isinstance(it.does(review, it.act(review)), Declined)
    assert not is_cancelled(it)


@pytest.mark.parametrize("refunds", [True, False])
def test_an_answer_lost_after_the_act_is_found_on_the_order(it: Selling, *, refunds: bool) -> None:
    review, act = lost(it, Kind.LOST, refunds=refunds)
    found = it.became(review, act)
    assert isinstance(found, Done)
    assert found.total.minor == (review.refundable.left.minor if refunds else 0)
    assert len(it.bodies(CANCEL)) == 1


def test_a_call_lost_before_the_act_is_never_sent_again(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    sent = len(it.bodies(CANCEL))
    assert it.became(review, act) == Going()
    assert it.became(review, act, ago=9 * MINUTE) == Going()
    assert reason(it.became(review, act, ago=11 * MINUTE)) == "never_arrived"
    assert len(it.bodies(CANCEL)) == sent
    assert not is_cancelled(it)


def test_an_order_that_another_has_cancelled_is_not_ours(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    other = it.cancelling(PLAIN)
    assert isinstance(it.does(other, it.act(other)), Done)
    assert reason(it.became(review, act)) == "already_cancelled"


def test_an_order_that_moved_since_its_review_is_not_cancelled(it: Selling) -> None:
    review = it.cancelling(PLAIN)
    refund = it.review(PLAIN, (1, 1, 1))
    assert isinstance(it.does(refund, it.act(refund)), Done)
    assert reason(it.does(review, it.act(review))) == "moved"
    assert not is_cancelled(it)


def test_who_may_not_cancel_in_the_shop_may_not_here(it: Selling) -> None:
    review = it.cancelling(PLAIN)
    assert reason(it.does(review, it.act(review), person=LOU)) == "not_allowed_in_shop"
    assert not is_cancelled(it)


def test_nobodys_key_cancels_nothing(it: Selling) -> None:
    review = it.cancelling(PLAIN)
    with pytest.raises(NotSent):
        it.does(review, it.act(review), person="")
    assert it.bodies(CANCEL) == []


def test_what_was_sent_cannot_be_cancelled_and_a_cancelled_order_is_so_once(it: Selling) -> None:
    with pytest.raises(Barred, match="cannot_cancel_fulfilled"):
        it.cancelling(SENT)
    review = it.cancelling(PLAIN)
    assert isinstance(it.does(review, it.act(review)), Done)
    with pytest.raises(Barred, match="already_cancelled"):
        it.cancelling(PLAIN)


def test_money_that_a_provider_refuses_with_a_cancellation_is_warned_of(it: Selling) -> None:
    it.sandbox.gateways.set(HOST, "shopify_payments", Mood("FAILURE"))
    review = it.cancelling(PLAIN, refunds=True)
    done = it.does(review, it.act(review))
    assert isinstance(done, Done)
    assert (done.total.minor, done.warnings) == (0, ("money_failed",))


def test_the_customer_is_told_where_that_was_chosen(it: Selling) -> None:
    for number, notifies in ((PLAIN, True), (ABROAD, False)):
        review = it.cancelling(number, notifies=notifies)
        assert isinstance(it.does(review, it.act(review)), Done)
    assert len(it.sandbox.notifications) == 1


@pytest.mark.parametrize("refunds", [True, False])
def test_a_refund_made_a_moment_before_is_no_part_of_it(it: Selling, *, refunds: bool) -> None:
    before = it.review(PLAIN, (1, 1, 0))
    refunded = it.does(before, it.act(before))
    assert isinstance(refunded, Done)
    it.sandbox.clock.advance(20_000)
    review, act = lost(it, Kind.LOST, refunds=refunds)
    found = it.became(review, act)
    assert isinstance(found, Done)
    assert found.total == (review.gives_back or Money(0, "EUR"))
    assert (found.warnings, found.reference == refunded.reference) == ((), False)


def test_a_refund_by_hand_beside_it_is_no_part_of_what_was_to_give_nothing(it: Selling) -> None:
    review = it.cancelling(PLAIN, refunds=False, restocks=False)
    act = it.act(review)
    it.breaks(Kind.LOST, CANCEL)
    with pytest.raises(PlatformError):
        it.does(review, act)
    by_hand = it.review(PLAIN, (1, 1, 0))
    assert isinstance(it.does(by_hand, it.act(by_hand)), Done)
    found = it.became(review, act)
    assert isinstance(found, Done)
    assert (found.total, found.reference, found.warnings) == (Money(0, "EUR"), "", ())


class Doubling(AdminApi):
    """Something on the way sends each write twice, and gives back the second answer."""

    def write(self, written: str, *, deadline: Deadline) -> Told:
        super().write(written, deadline=deadline)
        return super().write(written, deadline=deadline)


@pytest.mark.parametrize(("delay", "said"), [(0, Done), (3 * MINUTE, Going)])
def test_the_refusal_of_a_second_copy_is_no_word_on_the_first(
    it: Selling, delay: int, said: type
) -> None:
    review = it.cancelling(PLAIN)
    act = it.act(review)
    it.sandbox.cancels.delay_ms = delay
    key = it.sandbox.tokens.staff_token(HOST, NEEDED, MAUD, now=it.sandbox.clock.now()).token
    api = Doubling(replace(it.connection(), person=FixedKey(key)))
    assert isinstance(Writes(api).cancel(review, act, within=WITHIN), said)
    it.sandbox.clock.advance(delay)
    assert isinstance(it.became(review, act), Done)
