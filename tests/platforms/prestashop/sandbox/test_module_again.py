"""A key is answered as it was; a crash is looked into when it must be one, and bars the next."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.prestashop.sandbox.module_stage import (
    CAMILLE,
    address,
    cancel_body,
    error,
    refund_body,
    result,
    sealed,
    sent,
)
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

PAID, BOOK = 1014, 233
KEY, OTHER, THIRD = "op_00000001", "op_00000002", "op_00000003"


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def body_of(shop: ShopStage, key: str = KEY) -> dict[str, Any]:
    return refund_body(shop, PAID, (BOOK, 1, "18.00", 1), key=key)


def crash(shop: ShopStage, kind: Kind, key: str = KEY) -> None:
    shop.sandbox.faults.set(Fault(kind, "module.refund", times=1))
    assert sent(shop, "refund", body_of(shop, key)).status_code == 500


def slips(shop: ShopStage) -> int:
    return len(shop.sandbox.shop.rows("order_slip", id_order=PAID))


def state_of(shop: ShopStage, key: str = KEY, **more: Any) -> str:
    return str(result(shop, "op", key=key, **more)["state"])


def test_what_was_done_is_told_again_whatever_is_allowed_today(shop: ShopStage) -> None:
    body = body_of(shop)
    first = result(shop, "refund", **body)
    shop.sandbox.shop.put("employees", id=CAMILLE, active="0")
    shop.sandbox.module.refunds_on = False

    assert result(shop, "refund", **body) == first | {"replayed": True}


def test_what_was_refused_is_told_again_whatever_is_allowed_today(shop: ShopStage) -> None:
    body = refund_body(shop, PAID, (BOOK, 3, "18.00", 3))
    first = error(shop, "refund", **body)
    shop.sandbox.module.refunds_on = False

    assert error(shop, "refund", **body) == first


def test_the_same_request_is_the_same_bytes(shop: ShopStage) -> None:
    body = body_of(shop)
    result(shop, "refund", **body)
    raw = json.dumps(body, indent=1).encode()
    answer = shop.client.post(address("refund"), data=raw, headers=sealed("refund", raw))

    assert (answer.status_code, answer.get_json()["error"]["name"]) == (409, "key_reused")
    assert slips(shop) == 1


def test_a_crash_is_looked_into_only_when_it_must_be_one(shop: ShopStage) -> None:
    shop.sandbox.module.settle_seconds = 0.5
    crash(shop, Kind.CRASH_DONE)
    busy = (409, {"name": "busy", "retryable": True})

    assert state_of(shop) == "started"
    assert error(shop, "refund", **body_of(shop, OTHER)) == busy
    assert error(shop, "cancel", **cancel_body(shop, PAID, key=THIRD)) == busy
    assert (state_of(shop, OTHER), state_of(shop, THIRD)) == ("unknown", "unknown")
    time.sleep(0.55)
    assert state_of(shop) == "done"
    assert result(shop, "refund", **body_of(shop, OTHER))["replayed"] is False


def test_its_own_repeat_finds_a_young_crash_busy_too(shop: ShopStage) -> None:
    shop.sandbox.module.settle_seconds = 60
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.CRASH_NOTHING, "module.refund", times=1))
    sent(shop, "refund", body)

    assert error(shop, "refund", **body)[1]["name"] == "busy"
    assert state_of(shop) == "started"


def test_another_keys_work_does_not_pass_for_that_of_a_crash(shop: ShopStage) -> None:
    crash(shop, Kind.CRASH_NOTHING)
    result(shop, "refund", **body_of(shop, OTHER))

    assert state_of(shop) == "refused"
    assert slips(shop) == 1


def test_nothing_moves_on_an_order_that_broke_off_half_way(shop: ShopStage) -> None:
    crash(shop, Kind.CRASH_HALF)
    unclear = (409, {"name": "unclear", "retryable": False})

    assert error(shop, "refund", **body_of(shop, OTHER)) == unclear
    assert error(shop, "cancel", **cancel_body(shop, PAID, key=THIRD)) == unclear
    assert (state_of(shop), state_of(shop, OTHER)) == ("unclear", "refused")
    assert slips(shop) == 1
    note = {"key": "op_00000009", "employee": CAMILLE, "order": PAID, "text": "look here"}
    assert result(shop, "message", **note, private=True)["message"]


def test_an_unclear_operation_that_was_looked_at_bars_no_more(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.CRASH_HALF, "module.refund", times=1))
    sent(shop, "refund", body)

    assert state_of(shop) == state_of(shop, aside=True) == state_of(shop) == "unclear"
    assert error(shop, "refund", **body)[1]["name"] == "fault"
    # The unit is on the slip of the run that broke off: only the other one is left.
    assert result(shop, "refund", **body_of(shop, OTHER))["slip"]["total"] == "18.00"
    assert error(shop, "refund", **body_of(shop, THIRD))[1]["name"] == "quantity_too_high"
