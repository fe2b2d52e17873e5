"""The doctor says of a shop with keys that end whether someone must open the app there again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Check, Unauthorized
from sidebar.actions import embedded, health, keys
from sidebar.actions.desk import Desk
from sidebar.clock import HOUR, SetClock
from sidebar.store.database import Database
from sidebar.texts import diagnosis
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import HOST, KIND, FakeHost, at_host
from tests.sidebar.stage import StillShop


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost) -> Desk:
    still = StillShop(order(), checks=(Check("scope:write_orders", is_ok=False),))
    desk = at_host(desk_over(database, clock=clock), host, lambda _kind, _connection: still)
    embedded.arrive(desk, KIND, host.proof())
    return desk


def wrong(desk: Desk) -> list[str]:
    return [finding.name for finding in health.examine(desk) if not finding.is_ok]


def test_scopes_that_are_lacking_are_said(desk: Desk) -> None:
    assert wrong(desk) == ["scope:write_orders", "mail"]


def test_a_chain_that_broke_is_said_with_what_mends_it(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    host.put_out(HOST)
    clock.advance(HOUR)
    shop_id = embedded.admit(desk, KIND, host.proof()).viewer.shop_id
    with pytest.raises(Unauthorized):
        keys.ShopKey(desk, host, shop_id, HOST).current()
    assert wrong(desk) == ["opened"]
    (finding,) = [one for one in health.examine(desk) if not one.is_ok]
    assert "→" in diagnosis("en", finding)


def test_settings_that_lack_the_app_are_said(desk: Desk) -> None:
    assert wrong(replace(desk, embeddings={})) == ["app"]
