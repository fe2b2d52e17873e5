"""The stand-in fails as it is told, where it is told and as often, and is well again after."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from platforms.prestashop.sandbox import Fault, Kind, Running, Sandbox, create_sandbox, serve
from platforms.prestashop.sandbox.standin import sandbox_of
from tests.platforms.prestashop.sandbox.shop_stage import KEY, ShopStage, stage

ORDER = "orders?filter[id]=1001&display=full&output_format=JSON"


@pytest.fixture
def shop() -> ShopStage:
    return stage()


@pytest.fixture
def served() -> Iterator[tuple[Running, Sandbox]]:
    app = create_sandbox(seed="lively", comptoir=None, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    yield running, sandbox_of(app)
    running.stop()


@pytest.mark.parametrize(
    ("kind", "status", "mimetype"),
    [
        (Kind.REFUSE, 401, "application/json"),
        (Kind.FORBID, 401, "application/json"),
        (Kind.MAINTENANCE, 503, "text/html"),
        (Kind.DISABLED, 503, "application/json"),
        (Kind.HTML, 200, "text/html"),
        (Kind.EMPTY, 500, "text/html"),
        (Kind.TRUNCATED, 200, "application/json"),
        (Kind.TYPES, 200, "application/json"),
    ],
)
def test_each_fault_shows_on_the_wire(
    shop: ShopStage,
    kind: Kind,
    status: int,
    mimetype: str,
) -> None:
    right = shop.get(ORDER).data
    shop.sandbox.faults.set(Fault(kind))
    answer = shop.get(ORDER)

    assert (answer.status_code, answer.mimetype) == (status, mimetype)
    assert answer.data != right
    shop.sandbox.faults.reset()
    assert shop.get(ORDER).data == right


def test_a_cut_answer_is_no_json_and_a_wrong_one_is(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.TRUNCATED, times=1))
    with pytest.raises(json.JSONDecodeError):
        json.loads(shop.get(ORDER).data)

    shop.sandbox.faults.set(Fault(Kind.TYPES))
    assert shop.get(ORDER).get_json()["orders"][0]["id"] == {"value": 1001}


def test_a_fault_may_meet_one_resource_only(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.FORBID, resource="order_slip"))

    assert shop.code("order_slip") == (401, 26)
    assert shop.get("orders").status_code == 200


def test_a_counted_fault_is_used_up(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.EMPTY, times=2))

    assert [shop.get("orders").status_code for _ in range(3)] == [500, 500, 200]


def test_slowness_can_be_told_per_resource(shop: ShopStage) -> None:
    shop.sandbox.faults.set(Fault(Kind.SLOW, resource="orders", seconds=0.2))
    shop.get("orders")
    shop.get("customers")
    slow, quick = shop.sandbox.log.exchanges()

    assert slow.seconds >= 0.2
    assert quick.seconds < 0.2


def test_a_closed_connection_has_no_answer(served: tuple[Running, Sandbox]) -> None:
    running, sandbox = served
    sandbox.faults.set(Fault(Kind.CLOSE, times=1))

    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        _fetch(running, "orders")
    assert _fetch(running, "orders") == 200
    assert [it.status for it in sandbox.log.exchanges()] == [0, 200]


def test_the_log_counts_requests_rounds_and_how_many_ran_at_once(
    served: tuple[Running, Sandbox],
) -> None:
    running, sandbox = served
    sandbox.faults.set(Fault(Kind.SLOW, seconds=0.3))
    with ThreadPoolExecutor(3) as pool:
        for _ in range(2):
            list(pool.map(lambda it: _fetch(running, it), ("orders", "carriers", "carts")))

    assert sandbox.log.count == 6
    assert sandbox.log.most_at_once == 3
    assert sandbox.log.rounds() == 2
    sandbox.log.reset()
    assert (sandbox.log.count, sandbox.log.rounds(), sandbox.log.most_at_once) == (0, 0, 0)


def test_a_stopped_server_frees_its_port() -> None:
    app = create_sandbox(seed="fixtures", comptoir=None, webservice_key=KEY)
    first = serve(app, "127.0.0.1", 0)
    port = int(first.url.rpartition(":")[2])
    first.stop()
    again = serve(app, "127.0.0.1", port)

    assert _fetch(again, "orders") == 200
    again.stop()


def test_the_server_answers_at_once() -> None:
    app = create_sandbox(seed="lively", comptoir=None, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    _fetch(running, "orders")
    began = time.monotonic()
    _fetch(running, "orders?display=full")
    running.stop()

    assert time.monotonic() - began < 1


def _fetch(running: Running, path: str) -> int:
    wire = http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=5)
    joint = "&" if "?" in path else "?"
    try:
        wire.request("GET", f"/api/{path}{joint}ws_key={KEY}")
        answer = wire.getresponse()
        answer.read()
        return answer.status
    finally:
        wire.close()
