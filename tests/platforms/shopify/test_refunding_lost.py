"""A refund whose answer or call is lost is found, or sent again in the same bytes, or never was."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import NotSent, PlatformError
from platforms.moves import Act, Declined, Done, Going, RefundReview
from platforms.shopify.sandbox.faults import Kind
from tests.platforms.shopify.sandbox.write_stage import (
    PLAIN,
)
from tests.platforms.shopify.selling import (
    LONG,
    LOU,
    MINUTE,
    WITHIN,
    Selling,
    order_of,
    selling,
)

REFUND = "RefundCreate"


@pytest.fixture
def it() -> Iterator[Selling]:
    with selling() as store:
        yield store


def reason(said: object) -> str:
    return said.reason if isinstance(said, Declined) else type(said).__name__


def lost(it: Selling, kind: Kind, number: int = PLAIN) -> tuple[RefundReview, Act]:
    """A refund whose call broke off in this way."""
    review = it.review(number, (1, 1, 1))
    act = it.act(review)
    it.breaks(kind, REFUND)
    with pytest.raises(PlatformError) as fault:
        it.does(review, act)
    assert not isinstance(fault.value, NotSent)
    return review, act


@pytest.mark.parametrize(
    "kind", [Kind.LOST, Kind.GATEWAY_AFTER, Kind.INTERNAL_AFTER, Kind.TRUNCATED]
)
def test_an_answer_lost_after_the_act_is_found_and_not_asked_for_again(
    it: Selling, kind: Kind
) -> None:
    review, act = lost(it, kind)
    found = it.became(review, act)
    assert isinstance(found, Done)
    assert found.total == review.total
    assert (len(it.refunds(PLAIN)), len(it.bodies(REFUND))) == (1, 1)


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.DOWN, Kind.HTML, Kind.INTERNAL])
def test_a_call_lost_before_the_act_goes_out_again_in_the_very_same_bytes(
    it: Selling, kind: Kind
) -> None:
    review, act = lost(it, kind)
    assert it.refunds(PLAIN) == []
    found = it.became(review, act)
    assert isinstance(found, Done)
    assert it.became(review, act) == found
    assert len(it.refunds(PLAIN)) == 1
    assert set(it.bodies(REFUND)) == {act.written.encode()}


def test_a_call_lost_long_ago_is_never_sent_again(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    it.sandbox.calls.reset()
    assert it.became(review, act, ago=6 * MINUTE) == Going()
    assert reason(it.became(review, act, ago=11 * MINUTE)) == "never_arrived"
    assert reason(it.became(review, act, ago=25 * 60 * MINUTE)) == "never_arrived"
    assert it.bodies(REFUND) == []


def test_what_was_done_is_found_a_day_later_too(it: Selling) -> None:
    review, act = lost(it, Kind.LOST)
    assert isinstance(it.became(review, act, ago=25 * 60 * MINUTE), Done)


def test_an_order_that_moved_meanwhile_gets_nothing_sent_again(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    other = it.review(PLAIN, (2, 1, 0))
    assert isinstance(it.does(other, it.act(other)), Done)
    sent = len(it.bodies(REFUND))
    assert it.became(review, act) == Going()
    assert len(it.bodies(REFUND)) == sent


def test_without_anybodys_key_a_lost_call_waits(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    assert it.became(review, act, person="") == Going()
    assert it.refunds(PLAIN) == []


def test_a_person_who_may_no_longer_refund_does_not_settle_a_lost_call(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE)
    assert it.became(review, act, person=LOU) == Going()


def test_two_identical_calls_at_once_are_one_refund(it: Selling) -> None:
    review = it.review(PLAIN, (1, 1, 1))
    act = it.act(review)
    it.breaks(Kind.SLOW, REFUND, seconds=0.3, times=2)

    def ask(_: int) -> Any:
        return it.does(review, act)

    with ThreadPoolExecutor(2) as both:
        said = list(both.map(ask, range(2)))
    assert {type(one) for one in said} <= {Done, Going}
    done = {one.reference for one in said if isinstance(one, Done)}
    assert len(done) == 1
    assert len(it.refunds(PLAIN)) == 1
    assert isinstance(it.became(review, act), Done)


def test_a_refund_on_an_order_of_many_lines_is_found_too(it: Selling) -> None:
    review, act = lost(it, Kind.CLOSE, LONG)
    done = it.became(review, act)
    assert isinstance(done, Done)
    assert it.became(review, act) == done
    assert len(it.refunds(LONG)) == 1


def test_who_says_that_nothing_was_done_is_told_what_was_and_sends_nothing(it: Selling) -> None:
    review, act = lost(it, Kind.LOST)
    found = it.became(review, replace(act, written=""))
    assert isinstance(found, Done)
    assert (found.total, found.warnings) == (review.total, ())
    review, act = lost(it, Kind.CLOSE)
    sent = len(it.bodies(REFUND))
    assert it.became(review, replace(act, written="")) == Going()
    assert len(it.bodies(REFUND)) == sent


def test_without_a_word_of_the_call_only_what_was_done_is_told(it: Selling) -> None:
    review, act = lost(it, Kind.LOST)
    assert isinstance(it.shop.outcome(act.key, order_of(PLAIN), within=WITHIN), Done)
    assert it.shop.outcome(f"{act.key}0", order_of(PLAIN), within=WITHIN) == Going()
    assert review.total.minor
