"""What can go wrong with money goes wrong on purpose, and is found out afterwards."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from platforms.prestashop.sandbox import Fault, Kind, Running, create_sandbox, sandbox_of, serve
from tests.platforms.prestashop.sandbox.module_stage import (
    address,
    error,
    refund_body,
    result,
    sealed,
    sent,
)
from tests.platforms.prestashop.sandbox.shop_stage import KEY, PAIRING, ShopStage, stage

PAID, BOOK = 1014, 233
GONE = (http.client.RemoteDisconnected, ConnectionError)


@pytest.fixture
def shop() -> ShopStage:
    return stage()


@pytest.fixture
def served() -> Iterator[tuple[Running, ShopStage]]:
    app = create_sandbox(seed="lively", comptoir=PAIRING, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    yield running, ShopStage(sandbox_of(app), app.test_client())
    running.stop()


def slips(shop: ShopStage) -> int:
    return len(shop.sandbox.shop.rows("order_slip", id_order=PAID))


def body_of(shop: ShopStage) -> dict[str, Any]:
    return refund_body(shop, PAID, (BOOK, 1, "18.00", 1))


def over_the_wire(running: Running, action: str, body: dict[str, Any]) -> int:
    raw = json.dumps(body).encode()
    wire = http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=5)
    try:
        wire.request("POST", address(action), raw, sealed(action, raw))
        answer = wire.getresponse()
        answer.read()
        return answer.status
    finally:
        wire.close()


@pytest.mark.parametrize(("kind", "moved"), [(Kind.CLOSE, 0), (Kind.LOST, 1)])
def test_a_connection_may_close_before_or_after_the_act(
    served: tuple[Running, ShopStage], kind: Kind, moved: int
) -> None:
    running, shop = served
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(kind, "module.refund", times=1))
    with pytest.raises(GONE):
        over_the_wire(running, "refund", body)

    assert slips(shop) == moved
    assert result(shop, "op", key=body["key"])["state"] == ("done" if moved else "unknown")
    assert over_the_wire(running, "refund", body) == 200
    assert slips(shop) == 1


def test_a_lost_answer_may_leave_the_shop_away_for_a_while(
    served: tuple[Running, ShopStage],
) -> None:
    running, shop = served
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.LOST, "module.refund", seconds=0.4, times=1))
    with pytest.raises(GONE):
        over_the_wire(running, "refund", body)
    with pytest.raises(GONE):
        over_the_wire(running, "op", {"key": body["key"], "void": False})
    assert shop.sandbox.faults.seconds_away > 0
    time.sleep(0.45)

    assert over_the_wire(running, "op", {"key": body["key"], "void": False}) == 200
    assert shop.sandbox.faults.now() == ()


def test_a_late_answer_is_right(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.LATE, "module.refund", seconds=0.2))
    began = time.monotonic()

    assert result(shop, "refund", **body)["slip"]["total"] == "18.00"
    assert time.monotonic() - began >= 0.2


def test_a_page_after_the_commit_says_nothing_of_what_was_done(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.HTML_AFTER, "module.refund", times=1))
    answer = sent(shop, "refund", body)

    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert slips(shop) == 1
    assert result(shop, "refund", **body)["replayed"] is True


def test_an_unsigned_answer_is_right_but_proves_nothing(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.UNSIGNED, "module.refund"))
    answer = sent(shop, "refund", body)

    assert answer.get_json()["ok"] is True
    assert "Comptoir-Signature" not in answer.headers


def test_a_fault_inside_a_write_leaves_it_started(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.FAULT, "module.refund", times=1))

    assert error(shop, "refund", **body) == (500, {"name": "fault", "retryable": False})
    assert result(shop, "op", key=body["key"])["error"]["name"] == "never_done"


def test_busy_is_said_before_anything_is_written(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.BUSY, "module.refund", times=1))

    assert error(shop, "refund", **body)[1]["name"] == "busy"
    assert result(shop, "refund", **body)["replayed"] is False


def test_mail_that_fails_is_a_warning(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.MAIL_FAILED, "module.refund"))

    assert result(shop, "refund", **body)["warnings"] == ["mail_failed"]
    assert slips(shop) == 1


def test_maintenance_and_a_refused_key_do_nothing(shop: ShopStage) -> None:
    body = body_of(shop)
    shop.sandbox.faults.set(Fault(Kind.MAINTENANCE, "module.refund", times=1))
    assert sent(shop, "refund", body).status_code == 503
    shop.sandbox.faults.set(Fault(Kind.REFUSE, "module.refund", times=1))
    assert error(shop, "refund", **body)[0] == 401

    assert slips(shop) == 0


def test_a_fault_of_the_webservice_does_not_touch_the_module(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.DISABLED))
    shop.sandbox.faults.set(Fault(Kind.FORBID))

    assert result(shop, "order", order=PAID)["stand"]


def test_a_fault_may_meet_the_whole_module(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.FAULT, "module"))

    assert error(shop, "meta")[0] == error(shop, "op", key="op_00000001")[0] == 500
    assert shop.get("orders").status_code == 200
