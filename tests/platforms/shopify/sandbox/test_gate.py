"""Whoever asks is known, may ask it, and pays for it; and everything may go wrong on purpose."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, RemoteDisconnected
from typing import Any

import pytest
from flask import Response

from platforms.shopify.sandbox import serve
from platforms.shopify.sandbox.breaking import Closed
from platforms.shopify.sandbox.faults import Fault, Kind
from platforms.shopify.sandbox.steering import grant
from tests.platforms.shopify.sandbox.asked import CANCEL, KEPT, REFUND, wish
from tests.platforms.shopify.sandbox.write_stage import (
    HOST,
    OTHER,
    PLAIN,
    Stage,
    order_gid,
    stage,
)

__all__ = ["stage"]

READ = """
query Read($id: ID!) { order(id: $id) { id name customer { id } lineItems(first: 5) { nodes { id
  variant { id } } } } }"""
ORDER = json.dumps({"query": READ, "variables": {"id": order_gid(PLAIN)}}).encode()


def read(stage: Stage) -> Any:
    return stage.ask(READ, {"id": order_gid(PLAIN)})


def fault(stage: Stage, kind: Kind, **more: Any) -> None:
    stage.sandbox.faults.set(Fault(kind, **more))


def test_without_a_key_or_with_another_nothing_is_answered(stage: Stage) -> None:
    for key in ("", "shpat_unheard", stage.sandbox.key(OTHER)):
        reply = stage.post(ORDER, key=key)
        assert reply.status_code == 401
        assert reply.get_json()["errors"].startswith("[API] Invalid API key or access token")


def test_every_answer_names_itself_and_its_version(stage: Stage) -> None:
    reply = stage.post(ORDER)
    assert reply.headers["X-Shopify-API-Version"] == "2026-10"
    assert len(reply.headers["X-Request-Id"]) == 36


def test_what_is_no_request_is_refused(stage: Stage) -> None:
    for body in (b"{", b"[]", b'{"query": 5}'):
        assert stage.post(body).status_code == 400
    assert stage.post(ORDER, host="nobody.myshopify.com").status_code == 404


def test_a_field_without_its_scope_is_null_and_the_rest_is_told(stage: Stage) -> None:
    grant(stage.sandbox, stage.store, ["read_orders", "read_products"])
    told = read(stage)
    assert told["data"]["order"]["name"] == "#1001"
    assert told["data"]["order"]["customer"] is None
    (error,) = told["errors"]
    assert error["path"] == ["order", "customer"]
    assert error["extensions"]["code"] == "ACCESS_DENIED"
    assert error["extensions"]["requiredAccess"] == "`read_customers` access scope."


def test_to_write_implies_to_read_and_not_the_other_way_round(stage: Stage) -> None:
    grant(stage.sandbox, stage.store, ["write_orders", "read_customers", "read_products"])
    assert "errors" not in read(stage)
    grant(stage.sandbox, stage.store, ["read_orders"])
    told = stage.ask(REFUND, {"input": wish(PLAIN), "key": "k"})
    assert told["data"] == {"refundCreate": None}


def test_a_person_may_only_what_the_shop_lets_them_and_the_app_may_all(stage: Stage) -> None:
    asked: Any
    for query, asked, name in (
        (REFUND, {"input": wish(PLAIN), "key": "k"}, "refund_orders"),
        (CANCEL, {"id": order_gid(PLAIN), "restock": True, "method": KEPT}, "cancel_orders"),
    ):
        told = stage.ask(query, asked, key=stage.sandbox.key(HOST, "lou"))
        (error,) = told["errors"]
        assert f"The user must have {name} permission" in error["message"]
        assert error["extensions"]["code"] == "ACCESS_DENIED"
        assert "errors" not in stage.ask(query, asked)
    assert "errors" not in stage.ask(
        READ, {"id": order_gid(PLAIN)}, key=stage.sandbox.key(HOST, "lou")
    )


def test_points_are_taken_and_come_back(stage: Stage) -> None:
    told = read(stage)["extensions"]["cost"]
    assert told["requestedQueryCost"] == 10
    assert told["throttleStatus"]["currentlyAvailable"] == 1990
    stage.sandbox.clock.advance(1_000)
    assert read(stage)["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 1990


def test_who_has_no_points_left_is_told_to_wait_and_nothing_is_done(stage: Stage) -> None:
    stage.sandbox.buckets.drain(HOST, now=stage.sandbox.clock.now())
    reply = stage.post(
        json.dumps({"query": REFUND, "variables": {"input": wish(PLAIN), "key": "k"}}).encode()
    )
    told = reply.get_json()
    assert (reply.status_code, told["errors"][0]["extensions"]["code"]) == (200, "THROTTLED")
    assert told["extensions"]["cost"]["throttleStatus"]["restoreRate"] == 100.0
    assert stage.order(PLAIN)["refunds"] == []
    assert stage.post(ORDER, key=stage.sandbox.key(OTHER), host=OTHER).get_json()["data"]
    stage.sandbox.clock.advance(2_000)
    assert "errors" not in read(stage)


def test_one_request_costs_a_thousand_at_most(stage: Stage) -> None:
    inner = "lineItems(first: 250) { nodes { id variant { id } product { id } } }"
    thrice = " ".join(f"{name}: {inner}" for name in "abc")
    query = f"{{ orders(first: 250) {{ nodes {{ id {thrice} }} }} }}"
    (error,) = stage.ask(query)["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        (Kind.UNAUTHORIZED, 401, "Invalid API key"),
        (Kind.FROZEN, 402, "Unavailable Shop"),
        (Kind.FORBIDDEN, 403, "approval"),
        (Kind.ENDLESS, 403, "expiring offline tokens"),
        (Kind.UNKNOWN, 404, "Not Found"),
        (Kind.LOCKED, 423, "Locked"),
        (Kind.RISK, 430, "security"),
        (Kind.BROKEN, 500, "errors"),
        (Kind.GATEWAY, 502, "<!doctype html>"),
        (Kind.DOWN, 503, "<!doctype html>"),
        (Kind.HTML, 200, "<!doctype html>"),
        (Kind.NOT_JSON, 200, "{]"),
        (Kind.THROTTLED, 200, "THROTTLED"),
        (Kind.INTERNAL, 200, "INTERNAL_SERVER_ERROR"),
    ],
)
def test_a_store_can_fail_before_it_does_anything(
    stage: Stage, kind: Kind, status: int, body: str
) -> None:
    fault(stage, kind, operation="refundCreate", times=1)
    asked = json.dumps({"query": REFUND, "variables": {"input": wish(PLAIN), "key": "k"}}).encode()
    reply: Response = stage.post(asked)
    assert reply.status_code == status
    assert body in reply.get_data(as_text=True)
    assert stage.order(PLAIN)["refunds"] == []
    assert stage.post(asked).status_code == 200
    assert len(stage.order(PLAIN)["refunds"]) == 1


def test_too_many_requests_are_told_how_long_to_wait(stage: Stage) -> None:
    fault(stage, Kind.BUSY, seconds=1.5)
    reply = stage.post(ORDER)
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "1.5")


@pytest.mark.parametrize(("kind", "status"), [(Kind.MOVED, 302), (Kind.MOVED_WHOLE, 307)])
def test_a_store_can_point_elsewhere(stage: Stage, kind: Kind, status: int) -> None:
    fault(stage, kind, target="http://evil.example/")
    reply = stage.post(ORDER)
    assert (reply.status_code, reply.headers["Location"]) == (status, "http://evil.example/")


def test_a_connection_closes_before_or_after_the_act(stage: Stage) -> None:
    body = json.dumps({"query": REFUND, "variables": {"input": wish(PLAIN), "key": "k"}}).encode()
    for kind, refunds in ((Kind.CLOSE, 0), (Kind.LOST, 1)):
        fault(stage, kind, operation="Refund", times=1)
        with pytest.raises(Closed):
            stage.post(body)
        assert len(stage.order(PLAIN)["refunds"]) == refunds
        assert stage.sandbox.calls.all("Refund")[-1].status == 0


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.LOST])
def test_over_the_wire_a_closed_connection_gives_not_one_byte(stage: Stage, kind: Kind) -> None:
    fault(stage, kind, times=1)
    running = serve(stage.client.application, "127.0.0.1", 0)
    wire = HTTPConnection(running.url.removeprefix("http://"), timeout=5)
    headers = {"X-Shopify-Access-Token": stage.key, "Content-Type": "application/json"}
    path = f"/shops/{HOST}/admin/api/2026-10/graphql.json"
    try:
        wire.request("POST", path, ORDER, headers)
        with pytest.raises((ConnectionError, RemoteDisconnected)):
            wire.getresponse()
        wire.close()
        wire.request("POST", path, ORDER, headers)
        assert wire.getresponse().status == 200
    finally:
        wire.close()
        running.stop()


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.LATE])
def test_a_store_can_take_its_time(stage: Stage, kind: Kind) -> None:
    fault(stage, kind, seconds=0.05)
    before = time.monotonic()
    assert "errors" not in read(stage)
    assert time.monotonic() - before >= 0.05


def test_another_version_may_answer_than_was_asked_for(stage: Stage) -> None:
    fault(stage, Kind.OTHER_VERSION, times=1)
    assert stage.post(ORDER).headers["X-Shopify-API-Version"] == "2027-01"
    assert stage.post(ORDER).headers["X-Shopify-API-Version"] == "2026-10"


def test_half_an_answer_may_come(stage: Stage) -> None:
    fault(stage, Kind.TRUNCATED)
    with pytest.raises(json.JSONDecodeError):
        json.loads(stage.post(ORDER).get_data())


@pytest.mark.parametrize(
    "more", [{"host": OTHER}, {"operation": "refundCreate"}, {"operation": "token"}]
)
def test_a_fault_meets_only_its_store_and_operation(stage: Stage, more: dict[str, str]) -> None:
    fault(stage, Kind.DOWN, **more)
    assert stage.post(ORDER).status_code == 200


def test_a_counted_fault_is_used_up_and_another_lasts(stage: Stage) -> None:
    fault(stage, Kind.DOWN, times=2)
    assert [stage.post(ORDER).status_code for _ in range(3)] == [503, 503, 200]
    fault(stage, Kind.LOCKED)
    assert [stage.post(ORDER).status_code for _ in range(3)] == [423, 423, 423]
    stage.sandbox.faults.reset()
    assert stage.post(ORDER).status_code == 200


def test_what_was_asked_is_remembered_with_its_bytes(stage: Stage) -> None:
    stage.post(ORDER)
    (call,) = stage.sandbox.calls.all("Read", HOST)
    assert (call.body, call.token, call.status) == (ORDER, stage.key, 200)
