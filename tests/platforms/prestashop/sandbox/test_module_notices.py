"""What happens in the shop is told to the counter, signed, until it was taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask, jsonify, request

from platforms.prestashop.sandbox import Running, create_sandbox, sandbox_of, serve
from platforms.prestashop.sandbox.core import set_tracking
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.sending import send_once
from tests.platforms.prestashop.sandbox.module_stage import cancel_body, refund_body, result
from tests.platforms.prestashop.sandbox.shop_stage import KEY, PAIRING, ShopStage, stage

PAID = 1014


@dataclass
class Counter:
    """Takes notices, once it is told to."""

    url: str = ""
    is_open: bool = True
    taken: list[dict[str, Any]] = field(default_factory=list)
    seals: list[bool] = field(default_factory=list)


@pytest.fixture
def counter() -> Iterator[Counter]:
    found, app = Counter(), Flask("counter")

    def take() -> Any:
        digest = hashlib.sha256(request.data).hexdigest()
        head = [request.headers[f"Comptoir-{it}"] for it in ("Shop", "Timestamp", "Nonce")]
        text = "\n".join(["COMPTOIR1", "POST", request.path, *head, digest])
        right = hmac.new(PAIRING.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        found.seals.append(request.headers["Comptoir-Signature"] == right)
        if not found.is_open:
            return "closed", 503
        told = json.loads(request.data)["notices"]
        found.taken += told
        return jsonify(taken=[it["id"] for it in told])

    app.add_url_rule("/hooks/prestashop/notices", "take", take, methods=["POST"])
    running: Running = serve(app, "127.0.0.1", 0)
    found.url = running.url
    yield found
    running.stop()


def test_every_kind_is_kept_with_the_key_that_caused_it() -> None:
    shop = stage()
    shop.client.post(f"/admin-demo/orders/{PAID}/state?employee=robin", data={"state": 3})
    result(shop, "refund", **refund_body(shop, PAID, (233, 1, "18.00", 0), message="why"))
    set_tracking(Call(shop.sandbox, "", {}).core(0, ""), 514, "NEW1")
    result(shop, "cancel", **cancel_body(shop, 1011, key="op_00000002"))
    told = result(shop, "notices", after=0, limit=100)

    assert [(it["kind"], it["order"], it["key"]) for it in told["notices"]] == [
        ("state", PAID, ""),
        ("slip", PAID, "op_00000001"),
        ("message", PAID, "op_00000001"),
        ("tracking", PAID, ""),
        ("state", 1011, "op_00000002"),
    ]
    assert told["last"] == 5
    assert abs(told["notices"][0]["at"] - time.time() * 1000) < 60_000
    assert [it["id"] for it in result(shop, "notices", after=3, limit=1)["notices"]] == [4]


def test_notices_are_sent_signed_until_they_are_taken(counter: Counter) -> None:
    shop = stage(pairing=replace(PAIRING, service_url=counter.url))
    result(shop, "cancel", **cancel_body(shop, 1011))
    counter.is_open = False
    assert not send_once(shop.sandbox)
    counter.is_open = True

    assert send_once(shop.sandbox)
    assert [it["kind"] for it in counter.taken] == ["state"]
    assert counter.seals == [True, True]
    assert send_once(shop.sandbox)
    assert len(counter.taken) == 1


def test_a_thread_carries_them_where_the_shop_was_told_to(counter: Counter) -> None:
    paired = replace(PAIRING, service_url=counter.url)
    app = create_sandbox(seed="lively", comptoir=paired, webservice_key=KEY, sends_notices=True)
    shop = ShopStage(sandbox_of(app), app.test_client())
    result(shop, "cancel", **cancel_body(shop, 1011))
    for _ in range(60):
        if counter.taken:
            break
        time.sleep(0.05)
    shop.sandbox.notices_on = False

    assert [it["facts"] for it in counter.taken] == [{"state": 6}]


def test_a_counter_that_is_not_there_stops_nothing() -> None:
    shop = stage(pairing=replace(PAIRING, service_url="http://127.0.0.1:9"))
    result(shop, "cancel", **cancel_body(shop, 1011))

    assert not send_once(shop.sandbox)
    assert not shop.sandbox.notices_on
