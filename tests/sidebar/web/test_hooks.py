"""The module's door: a signed call is taken once and answered signed; no other leaves a trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from platforms.prestashop import signing
from platforms.prestashop.sandbox import Pairing
from platforms.prestashop.signing import Stamp
from sidebar.actions import shops
from sidebar.rules.ticket import Status
from sidebar.store.shops import Shop
from tests.cast import ORDER, ShopStage, connect_shop
from tests.sidebar.stage import Panel

META = {
    "ps_version": "9.1.4",
    "module_version": "0.1.0",
    "php_version": "8.2.36",
    "shop": {"id": 1, "name": "Atelier", "url": "https://shop.example"},
    "admin_origin": "https://admin.shop.example",
    "multistore": False,
    "timezone": "Europe/Lisbon",
    "currency": "EUR",
    "languages": [{"id": 1, "code": "fr"}],
    "clock": 1795316660,
    "refunds_on": True,
    "cancellations_on": True,
    "profiles": [{"id": 1, "name": "SuperAdmin", "may_use": True}],
    "states": {"cancelled": 6, "refunded": 7},
    "checks": [{"name": "tables", "ok": True, "detail": ""}],
}


class Caller:
    """The module's side of the wire, able to lie about every part of a call."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.calls = 0

    def call(self, action: str, body: Mapping[str, Any] | bytes, **lies: Any) -> TestResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self.headers(action, raw, **lies)
        return self.send(lies.get("sent_to", action), lies.get("sent", raw), headers)

    def headers(self, action: str, raw: bytes, **lies: Any) -> dict[str, str]:
        self.calls += 1
        stage = self.panel.stage
        stamp = Stamp(
            lies.get("path", f"/hooks/prestashop/{action}"),
            lies.get("shop", stage.shop.id),
            stage.clock.now() // 1000 + lies.get("late", 0),
            lies.get("nonce", f"nonce-{self.calls:020}"),
        )
        return signing.headers_of(stamp, raw, secret=lies.get("secret", stage.secret))

    def send(self, action: str, raw: bytes, headers: Mapping[str, str]) -> TestResponse:
        client = self.panel.app.test_client()
        return client.post(f"/hooks/prestashop/{action}", data=raw, headers=dict(headers))

    def shop(self) -> Shop:
        return shops.find(self.panel.stage.desk, self.panel.stage.shop.id)


@pytest.fixture
def caller(panel: Panel) -> Caller:
    return Caller(panel)


def test_the_card_beside_the_order_learns_how_its_ticket_stands(caller: Caller) -> None:
    stage = caller.panel.stage
    before = caller.call("ticket", {"order": int(ORDER)})
    opened = stage.enter()
    stage.say(opened)
    stage.move(opened, Status.PENDING)
    after = caller.call("ticket", {"order": int(ORDER)})

    assert before.json == {"ok": True, "result": {"ticket": None}}
    assert after.json == {
        "ok": True,
        "result": {
            "ticket": {
                "number": opened.ticket.number,
                "status": "pending",
                "last_message_at": stage.rows("messages")[0]["written_at"],
            }
        },
    }


def test_the_answer_is_signed_for_its_own_call(caller: Caller) -> None:
    headers = caller.headers("ticket", b'{"order": 1001}')
    answer = caller.send("ticket", b'{"order": 1001}', headers)
    canonical = signing.canonical_answer(200, headers[signing.NONCE], answer.data)

    secret, mark = caller.panel.stage.secret, answer.headers[signing.SIGNATURE]
    assert signing.signed_by([secret], canonical, mark=mark) == secret
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


HOSTILE: dict[str, dict[str, Any]] = {
    "wrong secret": {"secret": "x" * 43},
    "another shop's name": {"shop": "shp_elsewhere"},
    "re-signed for another path": {"path": "/hooks/prestashop/notices"},
    "sent to another action": {"sent_to": "notices"},
    "stale": {"late": -301},
    "from the future": {"late": 301},
    "another body": {"sent": b'{"order": 1002}'},
    "an action that is none": {"path": "/hooks/prestashop/erase", "sent_to": "erase"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_call_that_is_not_what_it_claims_learns_nothing(caller: Caller, name: str) -> None:
    answer = caller.call("ticket", {"order": int(ORDER)}, **HOSTILE[name])

    assert answer.status_code == 401
    assert answer.json == {"ok": False, "error": {"name": "unauthorized", "retryable": False}}
    assert signing.SIGNATURE not in answer.headers
    assert caller.panel.stage.count("nonces") == 0


def test_a_call_without_any_proof_is_refused(caller: Caller) -> None:
    assert caller.send("ticket", b"{}", {}).status_code == 401
    assert caller.panel.app.test_client().get("/hooks/prestashop/ticket").status_code == 405
    assert caller.panel.app.test_client().post("/hooks/other/ticket").status_code == 404


def test_a_call_is_taken_once(caller: Caller) -> None:
    body = b'{"order": 1001}'
    headers = caller.headers("ticket", body)

    assert caller.send("ticket", body, headers).status_code == 200
    assert caller.send("ticket", body, headers).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"order": -1}', b'{"order": "x"}', b"\xff"])
def test_a_signed_call_that_says_nothing_is_refused_by_name(caller: Caller, body: bytes) -> None:
    answer = caller.call("ticket", body)

    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["name"] == "bad_request"


def test_a_call_that_is_too_large_is_refused_by_name(caller: Caller) -> None:
    answer = caller.call("ticket", b'{"order": 1001, "x": "%s"}' % (b"x" * 70_000))

    assert answer.status_code == 413


def test_a_rotated_secret_is_good_beside_the_one_before(caller: Caller) -> None:
    first, second, third = caller.panel.stage.secret, "2" * 43, "3" * 43

    assert caller.call("rotate", {"secret": second}).json == {
        "ok": True,
        "result": {"rotated": True},
    }
    assert caller.call("ticket", {"order": 1}, secret=second).status_code == 200
    assert caller.call("ticket", {"order": 1}, secret=first).status_code == 200
    assert caller.call("rotate", {"secret": third}, secret=second).status_code == 200
    assert caller.call("ticket", {"order": 1}, secret=third).status_code == 200
    assert caller.call("ticket", {"order": 1}, secret=first).status_code == 401
    assert caller.call("rotate", {"secret": "short"}, secret=third).status_code == 400


def test_only_the_newest_secret_brings_a_newer_one(caller: Caller) -> None:
    leaked, good, evil = caller.panel.stage.secret, "2" * 43, "3" * 43
    caller.call("rotate", {"secret": good})

    assert caller.call("rotate", {"secret": evil}, secret=leaked).status_code == 401
    assert caller.call("ticket", {"order": 1}, secret=evil).status_code == 401
    assert caller.call("ticket", {"order": 1}, secret=good).status_code == 200
    # The shop did not hear our answer and says the same again, signed as before.
    assert caller.call("rotate", {"secret": good}, secret=leaked).status_code == 200


def test_a_copy_of_the_shop_is_not_paired_and_frames_nothing(
    caller: Caller, lively_shop: ShopStage
) -> None:
    stage = caller.panel.stage
    lively_shop.sandbox.pairing = Pairing(stage.shop.id, stage.secret, stage.desk.public_url)
    copy = {"id": 1, "name": "Atelier", "url": "https://staging.example"}
    try:
        answer = caller.call(
            "pair", {**META, "shop": copy, "admin_origin": "https://staging.example"}
        )
    finally:
        lively_shop.sandbox.pairing = None

    assert answer.json is not None
    assert answer.json["result"]["paired"] is False
    assert caller.shop().module.is_paired is False
    assert caller.shop().admin_origins == stage.shop.admin_origins


def test_a_shop_that_cannot_be_asked_back_is_not_paired(caller: Caller) -> None:
    answer = caller.call("pair", META)

    assert answer.json is not None
    result = answer.json["result"]
    assert result["paired"] is False
    assert {one["name"] for one in result["checks"] if not one["ok"]} >= {"module:address"}
    assert caller.shop().module.is_paired is False
    assert caller.shop().timezone == "Europe/Paris"


def test_a_shop_is_paired_when_both_directions_are_proven(
    caller: Caller, lively_shop: ShopStage
) -> None:
    stage = caller.panel.stage
    lively_shop.sandbox.pairing = Pairing(stage.shop.id, stage.secret, stage.desk.public_url)
    told = {**META, "shop": {"id": 1, "name": "Atelier", "url": lively_shop.url}}
    try:
        answer = caller.call("pair", told)
    finally:
        lively_shop.sandbox.pairing = None

    assert answer.json is not None
    assert answer.json["result"]["paired"] is True
    shop = caller.shop()
    assert shop.module.is_paired
    assert shop.module.ps_version == "9.1.4"
    assert shop.timezone == "Europe/Lisbon"
    assert shop.admin_origins == (*stage.shop.admin_origins, "https://admin.shop.example")
    # A name that somebody chose stays.
    assert shop.name == "Boutique"


def test_a_name_that_nobody_chose_becomes_the_shops_own(
    caller: Caller, lively_shop: ShopStage
) -> None:
    desk = caller.panel.stage.desk
    shops.remove(desk, caller.panel.stage.shop.id)
    shop, secret = connect_shop(desk, lively_shop.url, name="")
    lively_shop.sandbox.pairing = Pairing(shop.id, secret, desk.public_url)
    told = {**META, "shop": {"id": 1, "name": "Atelier", "url": lively_shop.url}}
    try:
        caller.call("pair", told, shop=shop.id, secret=secret)
    finally:
        lively_shop.sandbox.pairing = None

    assert shops.find(desk, shop.id).name == "Atelier"
