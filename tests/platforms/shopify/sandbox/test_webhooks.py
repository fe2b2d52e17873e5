"""Every message is signed over its bytes and tried until it is taken, or given up."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from threading import Event

import pytest
from flask import Flask, request

from platforms.shopify.sandbox import CounterApp, create_sandbox, sandbox_of, serve
from platforms.shopify.sandbox.sending import send_once
from platforms.shopify.sandbox.steering import announce, demand, uninstall
from platforms.shopify.sandbox.webhooks import TRIES
from tests.platforms.shopify.sandbox.write_stage import APP, HOST, PLAIN, Stage, stage

__all__ = ["stage"]


def told(stage: Stage) -> None:
    announce(stage.sandbox, stage.store, "orders/updated", stage.order(PLAIN)["id"])


@contextmanager
def counter(*statuses: int) -> Iterator[tuple[str, list[tuple[bytes, dict[str, str]]], Event]]:
    """An app that answers so, in turn; its address, what it got, and whether it got all."""
    got: list[tuple[bytes, dict[str, str]]] = []
    left, full = list(statuses), Event()
    app = Flask(__name__)

    @app.post("/webhooks/shopify")
    def take() -> tuple[str, int]:
        got.append((request.get_data(), dict(request.headers)))
        status = left.pop(0)
        if not left:
            full.set()
        return "", status

    running = serve(app, "127.0.0.1", 0)
    try:
        yield running.url, got, full
    finally:
        running.stop()


def test_a_message_is_signed_over_its_very_bytes(stage: Stage) -> None:
    told(stage)
    (message,) = stage.sandbox.webhooks.all()
    headers = message.headers(APP.secret)
    expected = b64encode(hmac.new(APP.secret.encode(), message.body, sha256).digest()).decode()
    assert headers["X-Shopify-Hmac-Sha256"] == expected
    assert headers["X-Shopify-Topic"] == "orders/updated"
    assert headers["X-Shopify-Shop-Domain"] == HOST
    assert headers["X-Shopify-API-Version"] == "2026-10"
    assert headers["X-Shopify-Webhook-Id"] != headers["X-Shopify-Event-Id"]
    assert headers["X-Shopify-Triggered-At"].endswith("Z")


def test_a_message_is_tried_until_it_is_taken_and_then_no_more(stage: Stage) -> None:
    told(stage)
    answers = iter((0, 503, 200))
    seen: list[Mapping[str, str]] = []

    def post(_body: bytes, headers: Mapping[str, str]) -> int:
        seen.append(headers)
        return next(answers)

    webhooks = stage.sandbox.webhooks
    assert [webhooks.deliver(APP.secret, post) for _ in range(4)] == [False, False, True, True]
    assert len({it["X-Shopify-Webhook-Id"] for it in seen}) == 1
    assert webhooks.all()[0].statuses == [0, 503, 200]


def test_a_message_that_nobody_takes_is_given_up(stage: Stage) -> None:
    told(stage)
    webhooks = stage.sandbox.webhooks
    for _ in range(TRIES):
        assert not webhooks.deliver(APP.secret, lambda _body, _headers: 500)
    assert webhooks.waiting() == []
    webhooks.again(webhooks.all()[0])
    assert len(webhooks.waiting()) == 1


def test_an_app_that_was_put_out_hears_only_of_that_and_of_what_the_law_asks(
    stage: Stage,
) -> None:
    uninstall(stage.sandbox, stage.store)
    told(stage)
    demand(stage.sandbox, stage.store, "shop/redact")
    assert [it.topic for it in stage.sandbox.webhooks.all()] == ["app/uninstalled", "shop/redact"]


def test_messages_reach_the_app_over_the_wire(stage: Stage) -> None:
    with counter(500, 200) as (url, got, _full):
        stage.sandbox.counter = CounterApp(APP.client_id, APP.secret, url=url)
        told(stage)
        assert [send_once(stage.sandbox) for _ in range(3)] == [False, True, True]
    (body, headers), _again = got
    assert json.loads(body)["id"] == 5551001
    assert headers["X-Shopify-Topic"] == "orders/updated"


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
def test_an_app_that_is_not_there_hurts_nobody(stage: Stage, url: str) -> None:
    stage.sandbox.counter = CounterApp(APP.client_id, APP.secret, url=url)
    told(stage)
    assert send_once(stage.sandbox) is (url == "")


def test_a_thread_carries_them_where_it_was_asked_to() -> None:
    with counter(200) as (url, got, full):
        app = create_sandbox(
            CounterApp(APP.client_id, APP.secret, url=url),
            stores=("boutique-lumiere",),
            sends_webhooks=True,
        )
        sandbox = sandbox_of(app)
        store = sandbox.stores[HOST]
        announce(sandbox, store, "orders/updated", store.of_type("Order")[0]["id"])
        assert full.wait(5)
        sandbox.sends_webhooks = False
    assert len(got) == 1
