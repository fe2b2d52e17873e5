"""The doctor is told of each fault by its name, and nothing is raised at him."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import formatdate
from time import time

import pytest

from platforms.contract import Check
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.examining import RESOURCES
from platforms.prestashop.sandbox import (
    Fault,
    Grants,
    Kind,
    Running,
    Sandbox,
    create_sandbox,
    everything,
    sandbox_of,
    serve,
)
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.prestashop.recorded import KEY, connection, replaying


@pytest.fixture
def served() -> Iterator[tuple[Running, Sandbox]]:
    app = create_sandbox(seed="fixtures", comptoir=None, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    yield running, sandbox_of(app)
    running.stop()


def examined(url: str, *, key: str = KEY, timezone: str = "Europe/Paris") -> dict[str, Check]:
    shop = PrestaShop(connection(url, key=key, timezone=timezone))
    return {check.name: check for check in shop.examine(within=5)}


def faults(checks: dict[str, Check]) -> set[str]:
    return {name for name, check in checks.items() if not check.is_ok}


def test_a_shop_in_order_has_no_fault(served: tuple[Running, Sandbox]) -> None:
    checks = examined(served[0].url)
    assert faults(checks) == set()
    assert checks["reach"].detail == "9.1.4"
    assert {f"read:{resource}" for resource in RESOURCES} <= set(checks)
    assert checks["timezone"].detail == "Europe/Paris"


def test_each_missing_right_is_named(served: tuple[Running, Sandbox]) -> None:
    missing = ["customers", "order_slip", "images"]
    served[1].keys.grant(KEY, everything(but=missing))
    assert faults(examined(served[0].url)) == {f"read:{resource}" for resource in missing}


def test_an_unknown_key_is_told_from_a_missing_right(served: tuple[Running, Sandbox]) -> None:
    checks = examined(served[0].url, key="X" * 32)
    assert checks["reach"].is_ok
    assert faults(checks) == {"key"}
    assert set(checks) == {"reach", "key", "clock"}


def test_a_key_without_any_right_is_a_fault_of_the_key(served: tuple[Running, Sandbox]) -> None:
    served[1].keys.grant(KEY, Grants())
    assert not examined(served[0].url)["key"].is_ok


def test_a_time_zone_that_is_not_the_shops_is_a_fault(served: tuple[Running, Sandbox]) -> None:
    checks = examined(served[0].url, timezone="Asia/Tokyo")
    assert faults(checks) == {"timezone"}


@pytest.mark.parametrize("kind", [Kind.DISABLED, Kind.MAINTENANCE, Kind.CLOSE, Kind.HTML])
def test_a_shop_that_does_not_answer_is_one_fault(
    served: tuple[Running, Sandbox], kind: Kind
) -> None:
    served[1].faults.set(Fault(kind))
    checks = examined(served[0].url)
    assert faults(checks) == {"reach"}
    assert list(checks) == ["reach"]


def test_another_servers_pages_are_no_webservice() -> None:
    headers = {"Content-Type": "text/html"}
    with listening(lambda _, reply: reply.whole(404, headers, b"<h1>no</h1>")) as shop:
        checks = examined(shop.url)
    assert list(checks) == ["reach"]


@pytest.mark.parametrize(("ahead", "found"), [(0, set()), (-90, {"clock"}), (90, {"clock"})])
def test_a_clock_that_is_off_is_a_fault(ahead: int, found: set[str]) -> None:
    def answer(_: Asked, reply: Reply) -> None:
        headers = {"Date": formatdate(time() + ahead, usegmt=True), "PSWS-Version": "9.1.4"}
        reply.whole(200, headers, b"[]")

    with listening(answer) as shop:
        assert faults(examined(shop.url)) & {"clock"} == found


def test_an_answer_without_a_date_says_so() -> None:
    with listening(replaying("ws-read-configurations")) as shop:
        clock = examined(shop.url)["clock"]
    assert (clock.is_ok, clock.detail) == (False, "no Date header")


def test_the_key_is_in_no_finding(served: tuple[Running, Sandbox]) -> None:
    served[1].keys.grant(KEY, Grants())
    assert KEY not in repr(examined(served[0].url))
