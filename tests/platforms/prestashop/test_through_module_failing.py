"""What a shop does not answer for is asked for later; nothing is moved twice meanwhile."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import (
    BadAnswer,
    NotSent,
    PlatformError,
    Unauthorized,
    Unreachable,
)
from platforms.moves import Declined, Done, Going, Unclear
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.module_faults import ModuleAbsent
from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.prestashop.paired import Paired, act, paired, picked, through_module

PAID = "1014"


@pytest.fixture
def lively() -> Iterator[Paired]:
    with paired() as shop:
        yield shop


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.LOST, Unreachable),
        (Kind.HTML_AFTER, Unreachable),
        (Kind.UNSIGNED, BadAnswer),
        (Kind.CRASH_DONE, Unreachable),
        (Kind.CLOSE, Unreachable),
        (Kind.HTML, BadAnswer),
        (Kind.TRUNCATED, PlatformError),
        (Kind.EMPTY, Unreachable),
        (Kind.MAINTENANCE, Unreachable),
        (Kind.REFUSE, Unauthorized),
    ],
)
def test_without_a_signed_answer_nothing_is_known_until_it_is_asked_for(
    lively: Paired, kind: Kind, error: type[PlatformError]
) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(kind, "module.refund", times=1))
    with pytest.raises(error) as fault:
        lively.shop.refund(review, act(), within=5)
    assert not isinstance(fault.value, NotSent)
    found = lively.shop.outcome(act().key, PAID, within=5)
    moved = lively.slips(PAID)
    if moved:
        assert isinstance(found, Done)
        assert (found.total, moved) == (review.total, 1)
    else:
        assert isinstance(found, Declined)
        assert found.reason == "never_arrived"
    assert lively.shop.outcome(act().key, PAID, within=5) == found
    again = lively.shop.refund(review, act(), within=5)
    assert isinstance(again, Done if moved else Declined)
    assert lively.slips(PAID) == moved


def test_what_surely_did_nothing_may_be_tried_again(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(Kind.BUSY, "module.refund", times=1))
    with pytest.raises(NotSent):
        lively.shop.refund(review, act(), within=5)
    assert lively.slips(PAID) == 0
    assert isinstance(lively.shop.refund(review, act(), within=5), Done)


def test_a_proxy_that_delivers_twice_leaves_the_write_open_until_it_is_asked_for(
    lively: Paired,
) -> None:
    with listening(lambda asked, reply: twice(lively.url, asked, reply)) as proxy:
        shop = PrestaShop(through_module(proxy.url))
        review = shop.review_refund(
            PAID, picked(lively.shop.read_refundable(PAID, within=5), 1), within=5
        )
        with pytest.raises(Unauthorized):
            shop.refund(review, act(), within=5)
    assert lively.slips(PAID) == 1
    assert isinstance(lively.shop.outcome(act().key, PAID, within=5), Done)


def test_an_order_that_broke_off_half_way_bars_the_next_refund_by_its_name(
    lively: Paired,
) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(Kind.CRASH_HALF, "module.refund", times=1))
    with pytest.raises(Unreachable):
        lively.shop.refund(review, act(), within=5)
    found = lively.shop.refund(review, act("op_another"), within=5)
    assert isinstance(found, Declined)
    assert found.reason == "order_unclear"
    assert lively.shop.outcome("op_another", PAID, within=5) == replace(found, detail="0 unclear")


def test_a_shop_that_is_gone_has_been_sent_nothing() -> None:
    with paired() as lively:
        refundable = lively.shop.read_refundable(PAID, within=5)
        review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    with pytest.raises(NotSent):
        lively.shop.refund(review, act(), within=2)
    with pytest.raises(Unreachable):
        lively.shop.read_order(PAID, within=2)


@pytest.mark.parametrize(
    ("kind", "meant"), [(Kind.CRASH_NOTHING, Declined), (Kind.CRASH_HALF, Unclear)]
)
def test_a_shop_that_broke_off_says_what_it_found(
    lively: Paired, kind: Kind, meant: type[object]
) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(kind, "module.refund", times=1))
    with pytest.raises(Unreachable):
        lively.shop.refund(review, act(), within=5)
    found = lively.shop.outcome(act().key, PAID, within=5)
    assert isinstance(found, meant)
    if isinstance(found, Declined):
        assert found.reason == "never_arrived"


def test_a_mail_that_failed_does_not_undo_what_was_done(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(Kind.MAIL_FAILED, "module.refund", times=1))
    done = lively.shop.refund(review, act(), within=5)
    assert isinstance(done, Done)
    assert "mail_failed" in done.warnings


def test_an_answer_that_takes_long_is_waited_for(lively: Paired) -> None:
    refundable = lively.shop.read_refundable(PAID, within=5)
    review = lively.shop.review_refund(PAID, picked(refundable, 1), within=5)
    lively.sandbox.faults.set(Fault(Kind.LATE, "module.refund", seconds=1, times=1))
    with pytest.raises(Unreachable):
        lively.shop.refund(review, act(), within=0.5)
    assert not isinstance(lively.shop.outcome(act().key, PAID, within=5), Declined | Unclear)
    assert isinstance(lively.shop.refund(review, act(), within=5), Done | Going)
    assert lively.slips(PAID) == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.FAULT, Unreachable),
        (Kind.REFUSE, Unauthorized),
        (Kind.UNSIGNED, BadAnswer),
        (Kind.HTML, ModuleAbsent),
        (Kind.MAINTENANCE, Unreachable),
        (Kind.TYPES, BadAnswer),
        (Kind.TRUNCATED, PlatformError),
        (Kind.EMPTY, Unreachable),
    ],
)
def test_a_read_that_fails_has_its_name(
    lively: Paired, kind: Kind, error: type[PlatformError]
) -> None:
    lively.sandbox.faults.set(Fault(kind, "module.order"))
    with pytest.raises(error):
        lively.shop.read_order(PAID, within=5)


def test_a_read_is_asked_again_when_the_connection_broke(lively: Paired) -> None:
    lively.sandbox.faults.set(Fault(Kind.CLOSE, "module.order", times=2))
    assert lively.shop.read_order(PAID, within=5).id == PAID


def twice(url: str, asked: Asked, reply: Reply) -> None:
    """A write goes through twice as it is; who asked hears the second answer."""
    is_write = asked.query.endswith("action=refund")
    for is_last in [False, True] if is_write else [True]:
        wire = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
        wire.request("POST", f"{asked.path}?{asked.query}", asked.body, dict(asked.headers))
        answer = wire.getresponse()
        body = answer.read()
        wire.close()
        if is_last:
            passed = ("Content-Type", "Comptoir-Signature")
            headers = {it: answer.headers[it] for it in passed if it in answer.headers}
            reply.whole(answer.status, headers, body)
