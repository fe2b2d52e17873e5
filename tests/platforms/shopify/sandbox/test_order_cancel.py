"""A cancellation is checked at once and done by a job later; it is never undone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from platforms.shopify.sandbox.faults import Fault, Kind
from tests.platforms.shopify.sandbox.asked import BACK, CANCEL, KEPT, REFUND, STATUS, taken, wish
from tests.platforms.shopify.sandbox.write_stage import (
    HELD,
    HOST,
    PLAIN,
    SENT,
    UNPAID,
    Stage,
    order_gid,
    stage,
)

__all__ = ["stage"]


def cancel(stage: Stage, order: int, *, key: str | None = None, **more: Any) -> Any:
    wanted = {"id": order_gid(order), "restock": True, "method": BACK} | more
    return stage.ask(CANCEL, wanted, key=key)["data"]["orderCancel"]


def refusal(stage: Stage, order: int, **more: Any) -> list[tuple[Any, ...]]:
    told = cancel(stage, order, **more)
    assert (told["job"], told["jobResult"]) == (None, None)
    return [(it["field"], it["message"], it["code"]) for it in told["orderCancelUserErrors"]]


def status(stage: Stage, order: int, told: Any) -> Any:
    wanted = {
        "order": order_gid(order),
        "job": told["job"]["id"],
        "result": told["jobResult"]["id"],
    }
    return stage.ask(STATUS, wanted)["data"]


def test_the_answer_names_a_job_and_the_order_is_cancelled_when_it_ends(stage: Stage) -> None:
    told = cancel(stage, PLAIN, note="op_2")
    assert (told["job"]["done"], told["jobResult"]["status"]) == (False, "STARTED")
    before = status(stage, PLAIN, told)
    assert (before["job"]["done"], before["order"]["cancelledAt"]) == (False, None)
    stage.due(1_000)
    after = status(stage, PLAIN, told)
    assert (after["job"]["done"], after["node"]["status"]) == (True, "SUCCEEDED")
    assert after["order"]["cancelReason"] == "CUSTOMER"
    assert after["order"]["cancellation"] == {"staffNote": "op_2"}
    assert after["order"]["displayFinancialStatus"] == "REFUNDED"


def test_a_job_may_end_before_its_answer_leaves(stage: Stage) -> None:
    stage.sandbox.cancels.delay_ms = 0
    told = cancel(stage, PLAIN)
    assert (told["job"]["done"], told["jobResult"]["status"]) == (True, "SUCCEEDED")


def test_the_result_of_a_job_may_not_be_named(stage: Stage) -> None:
    stage.sandbox.cancels.tells_result = False
    told = cancel(stage, PLAIN)
    assert (bool(told["job"]), told["jobResult"]) == (True, None)


def test_while_one_runs_another_is_refused_without_a_code(stage: Stage) -> None:
    cancel(stage, PLAIN)
    assert refusal(stage, PLAIN) == [(None, "Cancellation is already in progress", None)]


def test_a_cancelled_order_is_not_cancelled_again(stage: Stage) -> None:
    cancel(stage, PLAIN)
    stage.due(1_000)
    told = "Cannot cancel an order that has already been canceled"
    assert refusal(stage, PLAIN) == [(["orderId"], told, "INVALID")]


def test_what_was_sent_or_comes_back_keeps_an_order_from_being_cancelled(stage: Stage) -> None:
    told = "Cannot cancel an order that has outstanding fulfillments"
    assert refusal(stage, SENT) == [(["orderId"], told, "INVALID")]
    stage.order(PLAIN)["returnStatus"] = "IN_PROGRESS"
    told = "Cannot cancel an order that has returns"
    assert refusal(stage, PLAIN) == [(["orderId"], told, "INVALID")]


def test_a_parcel_that_was_cancelled_keeps_nothing(stage: Stage) -> None:
    (parcel,) = stage.order(SENT)["fulfillments"]
    stage.store.nodes[parcel]["status"] = "CANCELLED"
    assert cancel(stage, SENT)["orderCancelUserErrors"] == []


def test_a_note_of_256_letters_is_too_long(stage: Stage) -> None:
    told = "Staff note is too long. Maximum length is 255 characters."
    assert refusal(stage, PLAIN, note="x" * 256) == [(["staffNote"], told, "INVALID")]
    assert cancel(stage, PLAIN, note="x" * 255)["orderCancelUserErrors"] == []


def test_an_order_that_is_not_there_is_not_found(stage: Stage) -> None:
    told = refusal(stage, PLAIN, id="gid://shopify/Order/1")
    assert told == [(["orderId"], "Order does not exist", "NOT_FOUND")]


def test_the_old_and_the_new_way_to_refund_are_not_taken_together(stage: Stage) -> None:
    query = CANCEL.replace("refundMethod: $method", "refundMethod: $method, refund: true")
    told = stage.ask(query, {"id": order_gid(PLAIN), "restock": True, "method": BACK})
    (error,) = told["data"]["orderCancel"]["orderCancelUserErrors"]
    assert error["message"] == "Only one of the arguments `refund` or `refund_method` is allowed."


@pytest.mark.parametrize("method", [KEPT, None])
def test_without_a_refund_asked_for_the_money_stays(stage: Stage, method: Any) -> None:
    told = cancel(stage, PLAIN, method=method)
    stage.due(1_000)
    after = status(stage, PLAIN, told)["order"]
    assert (bool(after["cancelledAt"]), after["displayFinancialStatus"]) == (True, "PAID")


def test_what_was_refunded_before_is_not_refunded_again(stage: Stage) -> None:
    stage.ask(REFUND, {"input": wish(PLAIN), "key": "k"})
    told = cancel(stage, PLAIN)
    stage.due(1_000)
    refunds = status(stage, PLAIN, told)["order"]["refunds"]
    amounts = [it["totalRefundedSet"]["presentmentMoney"]["amount"] for it in refunds]
    assert amounts == ["10.0", "49.49"]


def test_all_that_is_left_of_the_money_goes_back_whatever_became_of_the_goods(
    stage: Stage,
) -> None:
    more = {"transactions": [], "refundLineItems": [taken(PLAIN, 1, 3)]}
    stage.ask(REFUND, {"input": wish(PLAIN) | more, "key": "k"})
    told = cancel(stage, PLAIN)
    stage.due(1_000)
    refunds = status(stage, PLAIN, told)["order"]["refunds"]
    assert refunds[-1]["totalRefundedSet"]["presentmentMoney"]["amount"] == "59.49"


def test_goods_are_in_stock_again_only_where_that_was_asked(stage: Stage) -> None:
    cup = stage.store.of_type("ProductVariant")[0]
    cancel(stage, PLAIN, restock=False)
    stage.due(1_000)
    assert cup["inventoryQuantity"] == 20
    cancel(stage, UNPAID, restock=True)
    stage.due(1_000)
    assert cup["inventoryQuantity"] == 23


def test_open_authorisations_are_voided_whatever_was_asked(stage: Stage) -> None:
    cancel(stage, HELD, method=KEPT)
    stage.due(1_000)
    kinds = [stage.store.nodes[it]["kind"] for it in stage.order(HELD)["transactions"]]
    assert kinds == ["AUTHORIZATION", "VOID"]


def test_a_job_may_fail_and_the_order_stands(stage: Stage) -> None:
    stage.sandbox.faults.set(Fault(Kind.JOB_FAILS, operation="orderCancel", times=1))
    told = cancel(stage, PLAIN)
    stage.due(1_000)
    after = status(stage, PLAIN, told)
    assert (after["job"]["done"], after["node"]["status"]) == (True, "FAILED")
    assert after["node"]["errors"][0]["code"] == "INTERNAL_ERROR"
    assert after["order"]["cancelledAt"] is None
    assert cancel(stage, PLAIN)["orderCancelUserErrors"] == []


def test_what_comes_in_between_makes_the_job_fail(stage: Stage) -> None:
    told = cancel(stage, PLAIN)
    stage.order(PLAIN)["returnStatus"] = "IN_PROGRESS"
    stage.due(1_000)
    assert status(stage, PLAIN, told)["node"]["errors"][0]["code"] == "INVALID"


def test_the_customer_and_whoever_listens_are_told_at_the_end(stage: Stage) -> None:
    cancel(stage, PLAIN, notify=True)
    assert stage.sandbox.notifications == []
    stage.due(1_000)
    assert [it.kind for it in stage.sandbox.notifications] == ["cancellation"]
    (message,) = stage.sandbox.webhooks.all("orders/cancelled")
    body = json.loads(message.body)
    assert (body["id"], body["cancel_reason"]) == (5551001, "customer")


def test_a_person_without_the_right_to_refund_is_refused_the_money(stage: Stage) -> None:
    camille = next(it for it in stage.store.staff.values() if it.handle == "camille")
    lesser = type(camille)(
        "105", "ines", "Ines", "", "i@boutique.example", "fr", refused=frozenset({"refund_orders"})
    )
    stage.store.staff[lesser.id] = lesser
    key = stage.sandbox.key(HOST, "ines")
    assert refusal(stage, PLAIN, key=key)[0][2] == "NO_REFUND_PERMISSION"
    assert cancel(stage, PLAIN, key=key, method=KEPT)["orderCancelUserErrors"] == []
