"""One key moves one thing: repeated, reused, voided, raced for or left behind by a crash."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from platforms.prestashop.sandbox import Fault, Kind
from platforms.prestashop.sandbox.module import Module
from tests.platforms.prestashop.sandbox.module_stage import (
    address,
    cancel_body,
    error,
    refund_body,
    result,
    sealed,
    sent,
)
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

PAID, TEA, BOOK = 1014, 232, 233
KEY = "op_00000001"


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def slips(shop: ShopStage) -> int:
    return len(shop.sandbox.shop.rows("order_slip", id_order=PAID))


def op(shop: ShopStage, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = result(shop, "op", key=KEY, **more)
    return found


def test_a_repeat_is_answered_and_not_done_again(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1))
    first = result(shop, "refund", **body)
    second = result(shop, "refund", **body)

    assert second == first | {"replayed": True}
    assert slips(shop) == 1


def test_a_refusal_is_repeated_too(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 3, "18.00", 3))
    first = error(shop, "refund", **body)[1]
    second = error(shop, "refund", **body)[1]

    assert second == first
    assert op(shop) == {"state": "refused", "result": None, "error": first}


def test_another_request_under_the_same_key_is_refused(shop: ShopStage) -> None:
    result(shop, "refund", **refund_body(shop, PAID, (BOOK, 1, "18.00", 1)))
    other = refund_body(shop, PAID, (BOOK, 1, "17.00", 1))

    assert error(shop, "refund", **other) == (409, {"name": "key_reused", "retryable": False})
    assert error(shop, "cancel", **cancel_body(shop, PAID))[1]["name"] == "key_reused"


def test_a_voided_key_can_never_move_anything(shop: ShopStage) -> None:
    assert op(shop) == {"state": "unknown", "result": None, "error": None}
    assert op(shop, void=True)["state"] == "voided"
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1))

    assert error(shop, "refund", **body)[1]["name"] == "voided"
    assert (slips(shop), op(shop)["state"]) == (0, "voided")


def test_what_is_done_cannot_be_voided(shop: ShopStage) -> None:
    done = result(shop, "refund", **refund_body(shop, PAID, (BOOK, 1, "18.00", 1)))

    assert op(shop, void=True) == {"state": "done", "result": done, "error": None}


@pytest.mark.parametrize(
    ("kind", "state", "moved"),
    [
        (Kind.CRASH_NOTHING, "refused", 0),
        (Kind.CRASH_HALF, "unclear", 1),
        (Kind.CRASH_DONE, "done", 1),
    ],
)
def test_a_crashed_refund_is_reconciled_and_never_repeated(
    shop: ShopStage, kind: Kind, state: str, moved: int
) -> None:
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1), message="a note")
    shop.sandbox.faults.set(Fault(kind, "module.refund", times=1))
    crashed = sent(shop, "refund", body)
    found = op(shop)
    again = sent(shop, "refund", body)

    assert (crashed.status_code, crashed.data) == (500, b"")
    assert found["state"] == state
    assert again.status_code == {"refused": 422, "unclear": 500, "done": 200}[state]
    assert slips(shop) == moved
    if state == "refused":
        assert found["error"]["name"] == "never_done"
    if state == "done":
        assert found["result"]["slip"]["total"] == "18.00"
        assert found["result"]["warnings"] == ["reconciled"]


def test_a_repeat_reconciles_a_crashed_run_itself(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 2, "36.00", 2))
    shop.sandbox.faults.set(Fault(Kind.CRASH_DONE, "module.refund", times=1))
    sent(shop, "refund", body)
    again = result(shop, "refund", **body)

    assert (again["replayed"], again["warnings"], slips(shop)) == (True, ["reconciled"], 1)


def test_an_unclear_row_stays_unclear(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1))
    shop.sandbox.faults.set(Fault(Kind.CRASH_HALF, "module.refund", times=1))
    sent(shop, "refund", body)
    op(shop)
    shop.sandbox.shop.put("order_details", id=BOOK, product_quantity_refunded=1)

    assert op(shop, void=True)["state"] == "unclear"
    assert error(shop, "refund", **body) == (500, {"name": "fault", "retryable": False})


@pytest.mark.parametrize(
    ("kind", "state"),
    [(Kind.CRASH_NOTHING, "refused"), (Kind.CRASH_HALF, "unclear"), (Kind.CRASH_DONE, "done")],
)
def test_a_crashed_cancellation_is_reconciled(shop: ShopStage, kind: Kind, state: str) -> None:
    body = cancel_body(shop, PAID)
    shop.sandbox.faults.set(Fault(kind, "module.cancel", times=1))
    sent(shop, "cancel", body)

    assert op(shop)["state"] == state


@pytest.mark.parametrize(
    ("kind", "state"), [(Kind.CRASH_NOTHING, "refused"), (Kind.CRASH_DONE, "done")]
)
def test_a_crashed_message_is_there_or_not(shop: ShopStage, kind: Kind, state: str) -> None:
    shop.sandbox.faults.set(Fault(kind, "module.message", times=1))
    note = {"key": KEY, "employee": 2, "order": PAID, "text": "hello", "private": True}
    sent(shop, "message", note)

    assert op(shop)["state"] == state


def test_a_refund_that_crashed_while_voucher_was_made_is_found(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 1, "18.00", 1), gives="voucher")
    shop.sandbox.faults.set(Fault(Kind.CRASH_DONE, "module.refund", times=1))
    sent(shop, "refund", body)

    assert op(shop)["result"]["voucher"]["amount"] == "18.00"


def test_four_identical_refunds_at_once_make_one_slip(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 2, "36.00", 2))
    answers = _at_once(shop, [body] * 4)
    replayed = [it.get_json()["result"]["replayed"] for it in answers]

    assert sorted(replayed) == [False, True, True, True]
    assert slips(shop) == 1


def test_of_three_keys_for_the_last_unit_one_wins(shop: ShopStage) -> None:
    bodies = [
        refund_body(shop, PAID, (TEA, 1, "6.90", 1), key=f"op_0000000{it}") for it in range(3)
    ]
    answers = _at_once(shop, bodies)
    refused = [it.get_json()["error"]["name"] for it in answers if it.status_code != 200]

    assert refused == ["moved", "moved"]
    assert slips(shop) == 1


def test_who_waits_too_long_for_an_order_is_told_so(shop: ShopStage) -> None:
    module: Module = shop.sandbox.module
    module.lock_seconds = 0.05
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))
    with module.locks.hold(PAID, 0):
        assert error(shop, "refund", **body) == (409, {"name": "busy", "retryable": True})
        assert op(shop)["state"] == "unknown"

    assert result(shop, "refund", **body)["replayed"] is False


def test_a_run_under_way_is_started_and_not_reconciled(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (TEA, 1, "6.90", 1))
    shop.sandbox.faults.set(Fault(Kind.CRASH_NOTHING, "module.refund", times=1))
    sent(shop, "refund", body)
    with shop.sandbox.module.locks.hold(PAID, 0):
        assert op(shop, void=True)["state"] == "started"

    assert op(shop)["state"] == "refused"


def _at_once(shop: ShopStage, bodies: list[dict[str, Any]]) -> list[TestResponse]:
    def ask(body: dict[str, Any]) -> TestResponse:
        raw = json.dumps(body).encode()
        client = shop.client.application.test_client()
        return client.post(address("refund"), data=raw, headers=sealed("refund", raw))

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(ask, bodies))
