"""Under one key there is one refund, however often and however soon it is asked for again."""

from __future__ import annotations

import json
import time
from threading import Event, Thread
from typing import Any

import pytest

from platforms.shopify.sandbox.breaking import Closed
from platforms.shopify.sandbox.faults import Fault, Kind
from tests.platforms.shopify.sandbox.asked import KEYLESS, REFUND, wish
from tests.platforms.shopify.sandbox.write_stage import HOST, PLAIN, Stage, order_gid, stage

__all__ = ["stage"]

DAY = 24 * 3600 * 1000
MISMATCH = "The same idempotency key cannot be used with different operation parameters."
FAILED = "A previous request with this idempotency key failed. Retry with a new idempotency key."
CONCURRENT = "This request is currently in progress, please try again."


class Slow(list[str]):
    """A list of rows that takes its time, so that others come in between where they can."""

    def append(self, row: str) -> None:
        time.sleep(0.02)
        super().append(row)


def refund(stage: Stage, key: str = "k", **more: Any) -> Any:
    told = stage.ask(REFUND, {"input": wish(PLAIN, **more), "key": key})
    return told["data"]["refundCreate"]


def messages(payload: Any) -> list[str]:
    return [it["message"] for it in payload["userErrors"]]


def test_without_a_key_nothing_is_done_and_that_is_no_user_error(stage: Stage) -> None:
    reply = stage.post(json.dumps({"query": KEYLESS, "variables": {"input": wish(PLAIN)}}).encode())
    told = reply.get_json()
    assert (reply.status_code, told["data"]) == (200, {"refundCreate": None})
    assert told["errors"][0]["message"] == (
        "The @idempotent directive is required for this mutation but was not provided."
    )
    assert told["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert stage.order(PLAIN)["refunds"] == []


def test_a_blank_key_is_none(stage: Stage) -> None:
    told = stage.ask(REFUND, {"input": wish(PLAIN), "key": "  "})
    assert told["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_the_same_request_again_gives_the_same_refund_as_it_stands_now(stage: Stage) -> None:
    first = refund(stage)
    refund(stage, "other", amount="20.00")
    again = refund(stage)
    assert again["refund"]["id"] == first["refund"]["id"]
    assert again["order"]["netPaymentSet"]["shopMoney"]["amount"] == "29.49"
    assert len(stage.order(PLAIN)["refunds"]) == 2


def test_another_request_under_the_key_is_refused(stage: Stage) -> None:
    refund(stage)
    assert messages(refund(stage, amount="10.01")) == [MISMATCH]


def test_another_order_of_the_same_fields_is_another_request(stage: Stage) -> None:
    refund(stage)
    turned = dict(reversed(wish(PLAIN).items()))
    told = stage.ask(REFUND, {"input": turned, "key": "k"})
    assert messages(told["data"]["refundCreate"]) == [MISMATCH]


def test_after_a_day_the_key_is_new(stage: Stage) -> None:
    first = refund(stage)
    stage.sandbox.clock.advance(DAY)
    stage.key = stage.sandbox.key(HOST)
    assert refund(stage)["refund"]["id"] != first["refund"]["id"]


def test_a_refused_request_uses_its_key_up_where_the_stand_in_is_told_so(stage: Stage) -> None:
    refund(stage, amount="99.00")
    assert messages(refund(stage, amount="99.00")) == [FAILED]
    stage.sandbox.idempotency.burns_refused = False
    refund(stage, "other", amount="99.00")
    assert "greater than net payment" in messages(refund(stage, "other", amount="99.00"))[0]


def test_a_clash_can_be_told_by_a_code_instead(stage: Stage) -> None:
    stage.sandbox.idempotency.tells_by_code = True
    refund(stage)
    told = stage.ask(REFUND, {"input": wish(PLAIN, "1.00"), "key": "k"})
    assert told["errors"][0]["extensions"]["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    assert told["data"] == {"refundCreate": None}


def test_while_a_request_runs_the_same_key_is_told_to_wait(stage: Stage) -> None:
    slow = Fault(Kind.LATE, operation="refundCreate", seconds=0.6, times=1)
    stage.sandbox.faults.set(slow)
    first: list[Any] = []
    begun = Event()

    def send() -> None:
        begun.set()
        first.append(refund(stage))

    running = Thread(target=send)
    running.start()
    begun.wait(5)
    while not stage.order(PLAIN)["refunds"]:
        Event().wait(0.01)
    assert messages(refund(stage)) == [CONCURRENT]
    assert refund(stage, "other", amount="1.00")["userErrors"] == []
    running.join()
    assert refund(stage)["refund"]["id"] == first[0]["refund"]["id"]


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.GATEWAY_AFTER, Kind.INTERNAL_AFTER])
def test_an_answer_that_was_lost_is_had_again_under_its_key(stage: Stage, kind: Kind) -> None:
    stage.sandbox.faults.set(Fault(kind, operation="refundCreate", times=1))
    body = json.dumps({"query": REFUND, "variables": {"input": wish(PLAIN), "key": "k"}}).encode()
    if kind is Kind.LOST:
        with pytest.raises(Closed):
            stage.post(body)
    else:
        assert (stage.post(body).get_json(silent=True) or {}).get("data") is None
    told = stage.post(body).get_json()["data"]["refundCreate"]
    assert [told["refund"]["id"]] == stage.order(PLAIN)["refunds"]


def test_the_same_key_in_another_store_is_another_key(stage: Stage) -> None:
    refund(stage)
    other = next(host for host in stage.sandbox.stores if host != HOST)
    body = json.dumps({"query": REFUND, "variables": {"input": wish(PLAIN), "key": "k"}}).encode()
    stage.post(body, key=stage.sandbox.key(other), host=other)
    assert len(stage.sandbox.stores[other].nodes[order_gid(PLAIN)]["refunds"]) == 1


def test_many_at_once_never_give_back_more_than_was_paid(stage: Stage) -> None:
    stage.order(PLAIN)["refunds"] = Slow()

    def send(key: str) -> None:
        refund(stage, key)

    running = [Thread(target=send, args=(f"k{number}",)) for number in range(16)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert len(stage.order(PLAIN)["refunds"]) == 5


def test_one_key_at_once_from_many_sides_is_one_refund(stage: Stage) -> None:
    told: list[Any] = []

    def send() -> None:
        told.append(refund(stage))

    running = [Thread(target=send) for _ in range(16)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert len(stage.order(PLAIN)["refunds"]) == 1
    assert {message for it in told for message in messages(it)} <= {CONCURRENT}
