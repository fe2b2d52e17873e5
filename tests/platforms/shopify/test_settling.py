"""What Shopify answers to a write is done, refused, under way or unknown, and never two of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import BadAnswer, NotSent, PlatformError, Unreachable
from platforms.http import Deadline
from platforms.moves import Declined, Going, MovedLine
from platforms.payback import MoneyState
from platforms.shapes import Money
from platforms.shopify.cancelling import Started, cancel_said, send_cancel, watched
from platforms.shopify.reading.node import Node
from platforms.shopify.sending import Repeated, Written, refund_said, send_refund
from platforms.shopify.settling import Wanted, done_of, wanted_by
from tests.platforms.shopify.weighed import WITHIN, Paper, PaperApi, paid, part, refund, said

WRITTEN = {
    "refund": refund(1, "", "10.0"),
    "order": {"taxesIncluded": True, "cancelledAt": None},
    "userErrors": [],
}
FAILED_BEFORE = (
    "A previous request with this idempotency key failed. Retry with a new idempotency key."
)
TEN = Wanted(Money(1000, "EUR"), Money(0, "EUR"), 0)


def deadline() -> Deadline:
    return Deadline.within(WITHIN)


def refused(message: str, **more: Any) -> dict[str, Any]:
    error = {"field": None, "message": message, **more}
    return {"refundCreate": {"refund": None, "order": None, "userErrors": [error]}}


def beside(code: str, message: str = "") -> dict[str, Any]:
    return {"message": message, "path": ["refundCreate"], "extensions": {"code": code}}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Order does not exist", "unknown_order"),
        ("Quantity cannot refund more items than were purchased", "quantity_too_high"),
        ("Refund amount €12.00 is greater than net payment received €9.00", "amount_too_high"),
        ("Transactions require a parent_id associated with the order", "bad_request"),
        ("Kind authorization is not a valid transaction", "bad_request"),
        ("Something that nobody has seen before", "refused_by_shop"),
    ],
)
def test_what_shopify_refuses_has_a_name(message: str, reason: str) -> None:
    answer = refund_said(said(refused(message)))
    assert answer == Declined(reason, message)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ACCESS_DENIED", "not_allowed_in_shop"),
        ("BAD_REQUEST", "bad_request"),
        ("INVALID_VARIABLE", "bad_request"),
    ],
)
def test_a_question_that_was_not_taken_did_nothing(code: str, reason: str) -> None:
    answer = refund_said(said({"refundCreate": None}, beside(code)))
    assert isinstance(answer, Declined)
    assert answer.reason == reason


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "SOMETHING_NEW", ""])
def test_any_other_error_leaves_the_outcome_open(code: str) -> None:
    with pytest.raises(PlatformError) as fault:
        refund_said(said({"refundCreate": None}, beside(code)))
    assert not isinstance(fault.value, NotSent)


def test_an_answer_without_a_word_leaves_the_outcome_open() -> None:
    with pytest.raises(BadAnswer):
        refund_said(said({"refundCreate": None}))


@pytest.mark.parametrize("known", list(Repeated))
def test_a_key_met_before_is_told_by_its_code(known: Repeated) -> None:
    assert refund_said(said({"refundCreate": None}, beside(known.value))) is known


@pytest.mark.parametrize(
    ("message", "known"),
    [
        ("This request is currently in progress, please try again.", Repeated.RUNNING),
        (
            "The same idempotency key cannot be used with different operation parameters.",
            Repeated.OTHER_WORDS,
        ),
        (
            FAILED_BEFORE,
            Repeated.FAILED_BEFORE,
        ),
    ],
)
def test_a_key_met_before_is_told_by_its_sentence(message: str, known: Repeated) -> None:
    assert refund_said(said(refused(message))) is known


def test_a_call_under_way_is_asked_again_in_the_same_words() -> None:
    running = refused("This request is currently in progress, please try again.")
    paper = Paper(writes=[running, running, {"refundCreate": WRITTEN}])
    slept: list[float] = []
    answer = send_refund(PaperApi(paper), "words", deadline(), sleep=slept.append)
    assert isinstance(answer, Written)
    assert paper.written == ["words"] * 3
    assert slept == [0.5, 1.0]


def test_a_second_call_that_was_not_sent_says_nothing_of_the_first() -> None:
    running = refused("This request is currently in progress, please try again.")
    paper = Paper(writes=[running, NotSent("no line")])
    answer = send_refund(PaperApi(paper), "words", deadline(), sleep=lambda _: None)
    assert answer is Repeated.RUNNING


def done(content: dict[str, Any], wanted: Wanted = TEN, *, taxes_included: bool = True) -> Any:
    order = {
        "taxesIncluded": taxes_included,
        "cancelledAt": None,
        "displayFinancialStatus": "PARTIALLY_REFUNDED",
        "displayFulfillmentStatus": "FULFILLED",
    }
    return done_of(Node("refund", content), Node("order", order), wanted)


def test_a_refund_is_told_line_by_line_and_way_by_way() -> None:
    parts = [
        part(11, 1, "4.0", tax="1.0", restockType="CANCEL", restocked=True),
        part(11, 1, "4.0", tax="1.0", restockType="NO_RESTOCK"),
    ]
    found = done(refund(1, "", "10.0", parts=parts), taxes_included=False)
    assert found.lines == (MovedLine("11", 2, Money(1000, "EUR"), 1),)
    assert (found.reference, found.total, found.warnings) == ("1", Money(1000, "EUR"), ())
    assert [(one.id, one.state) for one in found.paid_back] == [("901", MoneyState.MOVED)]


@pytest.mark.parametrize("status", ["PENDING", "AWAITING_RESPONSE", "UNKNOWN", "NEW_ONE"])
def test_money_that_has_not_arrived_is_pending(status: str) -> None:
    found = done(refund(1, "", "10.0", ways=[paid(5, "10.0", kind="REFUND", status=status)]))
    assert (found.total, found.warnings) == (Money(1000, "EUR"), ("money_pending",))
    assert found.paid_back[0].state is MoneyState.PENDING


@pytest.mark.parametrize("status", ["FAILURE", "ERROR"])
def test_money_that_no_provider_carried_is_not_given_back(status: str) -> None:
    ways = [
        paid(5, "4.0", kind="REFUND"),
        paid(6, "6.0", kind="REFUND", status=status),
    ]
    found = done(refund(1, "", "10.0", ways=ways))
    assert (found.total, found.warnings) == (Money(400, "EUR"), ("money_failed",))


def test_another_amount_than_was_reviewed_is_warned_of() -> None:
    assert done(refund(1, "", "9.0")).warnings == ("amount_differs",)


def test_units_that_stayed_away_from_stock_are_warned_of() -> None:
    wanted = Wanted(Money(1000, "EUR"), Money(0, "EUR"), 1)
    kept = part(11, 1, "10.0", restockType="RETURN", restocked=False)
    assert done(refund(1, "", "10.0", parts=[kept]), wanted).warnings == ("restock_failed",)


def test_of_more_lines_than_are_read_the_amounts_alone_are_compared() -> None:
    wanted = Wanted(Money(1000, "EUR"), Money(0, "EUR"), 2)
    cut = refund(1, "", "10.0", parts=[part(11, 1, "9.0", restockType="RETURN", restocked=True)])
    cut["refundLineItems"]["pageInfo"] = {"hasNextPage": True}
    assert (done(cut, wanted).lines, done(cut, wanted).warnings) == ((), ())
    assert done(cut, replace(wanted, total=Money(900, "EUR"))).warnings == ("amount_differs",)


def test_what_was_wanted_is_read_from_the_words_that_were_kept() -> None:
    parts = [
        {"quantity": 2, "restockType": "RETURN"},
        {"quantity": 1, "restockType": "NO_RESTOCK"},
    ]
    given = {"refundLineItems": parts, "shipping": {"amount": "2.50"}}
    written = json.dumps({"variables": {"input": given}})
    total = Money(1000, "EUR")
    assert wanted_by(written, total) == Wanted(total, Money(250, "EUR"), 2)
    with pytest.raises(BadAnswer):
        wanted_by("{}", total)


def cancel_answer(*errors: dict[str, Any], job: str = "gid://shopify/J/1") -> dict[str, Any]:
    result = {"id": job, "done": False, "status": "STARTED"} if job else None
    return {
        "orderCancel": {
            "job": {"id": "gid://shopify/Job/1", "done": False},
            "jobResult": result,
            "orderCancelUserErrors": list(errors),
        }
    }


def error(message: str, code: str | None = "INVALID") -> dict[str, Any]:
    return {"field": None, "message": message, "code": code}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (
            error("Cannot cancel an order that has outstanding fulfillments"),
            "cannot_cancel_fulfilled",
        ),
        (error("Cannot cancel an order that has already been canceled"), "already_cancelled"),
        (error("Cannot cancel an order that has returns"), "cannot_cancel_returns"),
        (error("Cancellation is already in progress", None), "cancel_in_progress"),
        (error("You may not", "NO_REFUND_PERMISSION"), "not_allowed_in_shop"),
        (error("Nothing here", "NOT_FOUND"), "unknown_order"),
        (error("Never heard of"), "refused_by_shop"),
    ],
)
def test_why_shopify_does_not_cancel_has_a_name(wrong: dict[str, Any], reason: str) -> None:
    answer = cancel_said(said(cancel_answer(wrong)))
    assert isinstance(answer, Declined)
    assert answer.reason == reason


def test_a_cancellation_that_broke_inside_the_shop_is_an_open_question() -> None:
    with pytest.raises(BadAnswer):
        cancel_said(said(cancel_answer(error("Sorry", "INTERNAL_ERROR"))))


def test_a_cancellation_is_sent_once_whatever_is_answered() -> None:
    paper = Paper(writes=[Unreachable("gone")])
    with pytest.raises(Unreachable):
        send_cancel(PaperApi(paper), "words", deadline())
    assert paper.written == ["words"]
    assert cancel_said(said(cancel_answer())) == Started("gid://shopify/J/1")


def job(status: str, *errors: dict[str, Any]) -> dict[str, Any]:
    is_done = status != "STARTED"
    return {"result": {"id": "x", "done": is_done, "status": status, "errors": list(errors)}}


def cancelled(at: str | None) -> dict[str, Any]:
    return {
        "order": {
            "id": "gid://shopify/Order/1",
            "cancelledAt": at,
            "cancellation": {"staffNote": "op_12345678"} if at else None,
            "presentmentCurrencyCode": "EUR",
            "taxesIncluded": True,
            "refunds": [],
        }
    }


def follow(paper: Paper, job_id: str = "gid://shopify/J/1") -> tuple[Any, list[float]]:
    slept: list[float] = []
    found = watched(PaperApi(paper), "1", job_id, Deadline.within(30), sleep=slept.append)
    return found, slept


def test_a_job_is_followed_to_its_end() -> None:
    states = [job("STARTED"), Unreachable("for a moment"), job("SUCCEEDED")]
    paper = Paper(
        reads={
            "order_cancel_status": states,
            "order_cancelled": [cancelled("2026-11-22T10:00:00Z")],
        }
    )
    found, slept = follow(paper)
    assert found.note == "op_12345678"
    assert slept == [0.25, 0.5, 1.0]


def test_a_job_that_failed_says_why() -> None:
    wrong = error("Cannot cancel an order that has outstanding fulfillments")
    found, _ = follow(Paper(reads={"order_cancel_status": [job("FAILED", wrong)]}))
    assert found == Declined("cannot_cancel_fulfilled", wrong["message"])


def test_a_job_that_takes_longer_than_anybody_waits_is_going() -> None:
    found, slept = follow(Paper(reads={"order_cancel_status": [job("STARTED")]}))
    assert found == Going()
    assert sum(slept) <= 20


def test_without_a_result_the_order_itself_is_watched() -> None:
    states = [cancelled(None), cancelled("2026-11-22T10:00:00Z")]
    found, slept = follow(Paper(reads={"order_cancelled": states}), job_id="")
    assert found.note == "op_12345678"
    assert len(slept) == 2
