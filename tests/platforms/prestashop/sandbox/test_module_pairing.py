"""The module proves itself to the counter, and changes its secret without losing a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask, jsonify, request

from platforms.prestashop.sandbox import serve
from tests.platforms.prestashop.sandbox.module_stage import result
from tests.platforms.prestashop.sandbox.shop_stage import PAIRING, ShopStage, stage


@dataclass
class Counter:
    """Keeps what it is told."""

    url: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    has_rotated: bool = True


@pytest.fixture
def counter() -> Iterator[Counter]:
    found, app = Counter(), Flask("counter")

    def take(action: str) -> Any:
        found.told[action] = json.loads(request.data)
        checks = [{"name": "reach", "ok": True, "detail": ""}]
        return jsonify(rotated=found.has_rotated, service_version="0.1.0", checks=checks)

    app.add_url_rule("/hooks/prestashop/<action>", "take", take, methods=["POST"])
    running = serve(app, "127.0.0.1", 0)
    found.url = running.url
    yield found
    running.stop()


@pytest.fixture
def shop(counter: Counter) -> ShopStage:
    return stage(pairing=replace(PAIRING, service_url=counter.url))


def test_the_counter_is_told_what_the_shop_is(shop: ShopStage, counter: Counter) -> None:
    found = shop.client.post("/sandbox/pair", json={}).get_json()

    assert found["checks"] == [{"name": "reach", "ok": True, "detail": ""}]
    assert counter.told["pair"]["shop"]["url"] == "http://localhost"


def test_a_new_secret_comes_into_use_and_the_one_before_stays_good(
    shop: ShopStage, counter: Counter
) -> None:
    assert shop.client.post("/sandbox/rotate", json={}).get_json() == {"rotated": True}
    pairing = shop.sandbox.pairing
    assert pairing is not None

    assert pairing.secret == counter.told["rotate"]["secret"] != PAIRING.secret
    assert len(pairing.secret) == 43
    assert pairing.older == (PAIRING.secret,)
    assert result(shop, "meta")["module_version"] == "0.1.0"


def test_a_secret_that_the_counter_did_not_take_is_not_used(
    shop: ShopStage, counter: Counter
) -> None:
    counter.has_rotated = False

    assert shop.client.post("/sandbox/rotate", json={}).get_json() == {"rotated": False}
    assert shop.sandbox.pairing == replace(PAIRING, service_url=counter.url)


def test_a_shop_that_is_not_paired_has_nobody_to_tell() -> None:
    shop = stage(pairing=None)

    assert shop.client.post("/sandbox/pair", json={}).get_json() is None
    assert shop.client.post("/sandbox/rotate", json={}).get_json() == {"rotated": False}
