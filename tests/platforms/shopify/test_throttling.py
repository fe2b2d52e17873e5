"""A shop that asks to wait is waited for within bounds, and its allowance is known."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import (
    Throttled,
)
from tests.platforms.shopify.wired import (
    COST,
    GOOD,
    THROTTLED,
    Said,
    fault_of,
    read,
    wired,
)


def test_throttling_is_waited_out_by_the_cost_s_own_numbers() -> None:
    with wired(THROTTLED, GOOD) as wire:
        assert read(wire.api()).content
    (slept,) = wire.slept
    assert 2.0 <= slept <= 3.0


def test_a_429_is_waited_out_as_long_as_it_asks() -> None:
    with wired(Said("", 429, {"Retry-After": "1.5"}), GOOD) as wire:
        assert read(wire.api()).content
    assert wire.slept == [1.5]


def test_three_tries_are_enough() -> None:
    with wired(Said("", 429, {"Retry-After": "0.1"})) as wire:
        assert isinstance(fault_of(wire), Throttled)
    assert len(wire.server.asked) == 3


@pytest.mark.parametrize("wait", ["11", "4000000", "2.5e9"])
def test_nobody_waits_longer_than_a_page_may_take(wait: str) -> None:
    with wired(Said("", 429, {"Retry-After": wait})) as wire, pytest.raises(Throttled) as fault:
        read(wire.api(), within=2.0)
    assert wire.slept == []
    assert fault.value.retry_after <= 3600


def test_the_cost_of_the_last_answer_is_kept() -> None:
    with wired(GOOD) as wire:
        api = wire.api()
        read(api)
    assert api.cost is not None
    assert (api.cost.asked, api.cost.left, api.cost.a_second) == (140, 1860, 100)


@pytest.mark.parametrize("cost", [None, 3, {}, {**COST, "throttleStatus": None}, []])
def test_a_cost_in_no_known_form_is_no_fault(cost: Any) -> None:
    with wired(Said({"data": {"order": {}}, "extensions": {"cost": cost}})) as wire:
        api = wire.api()
        read(api)
    assert api.cost is None


def test_nobody_waits_longer_than_a_page_may_take_however_much_time_there_is() -> None:
    with wired(Said("", 429, {"Retry-After": "10.5"})) as wire, pytest.raises(Throttled):
        read(wire.api(), within=600)
    assert wire.slept == []
