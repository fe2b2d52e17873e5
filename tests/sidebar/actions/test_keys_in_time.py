"""A key is had in the time of whoever asks for it, or not at all; a good one is never lost."""

from __future__ import annotations

from time import monotonic

import pytest

from platforms.contract import Unreachable
from sidebar.actions import embedded, keys, renewing
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import HOUR, MINUTE, SetClock
from sidebar.store import leases
from sidebar.store.database import Database
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import HOST, KIND, FakeHost, at_host
from tests.sidebar.stage import StillShop, together


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost) -> Desk:
    still = StillShop(order())
    return at_host(desk_over(database, clock=clock), host, lambda _kind, _connection: still)


@pytest.fixture
def admitted(desk: Desk, host: FakeHost) -> Admitted:
    return embedded.arrive(desk, KIND, host.proof())


def source(desk: Desk, admitted: Admitted) -> keys.ShopKey:
    return keys.ShopKey(desk, desk.embeddings[KIND], admitted.shop.id, HOST)


def occupied(desk: Desk, clock: SetClock) -> None:
    """Another process is renewing the key, and does not come back."""
    now, name = clock.now(), renewing.lease_of(KIND, f"https://{HOST}")
    with desk.database.writing() as store:
        assert leases.take(store, name, holder="other", now=now, until=now + renewing.LEASE)


def test_a_renewal_is_given_the_time_that_is_left_and_no_more_than_its_own(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    dead = source(desk, admitted).current(2.5)
    source(desk, admitted).renewed(dead, 2.5)
    source(desk, admitted).renewed(host.chains[HOST].key, 60.0)
    assert all(2.0 < spared <= 2.5 for spared in host.spared[:2])
    assert host.spared[2:] == [renewing.RENEW_SECONDS]


def test_a_key_that_is_still_good_is_left_time_to_be_used(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    first = source(desk, admitted).current(1)
    clock.advance(HOUR - MINUTE)
    host.fault = Unreachable()
    assert source(desk, admitted).current(3.0) == first
    assert host.spared == [pytest.approx(1.5, abs=0.3)]
    assert source(desk, admitted).current(0.0) == first
    assert len(host.spared) == 1


def test_nobody_waits_for_another_process_longer_than_they_have(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    occupied(desk, clock)
    began = monotonic()

    def ask() -> str:
        with pytest.raises(Unreachable):
            source(desk, admitted).current(0.3)
        return "gave up"

    assert together(*[ask] * 4) == ["gave up"] * 4
    assert 0.3 <= monotonic() - began < 3.0
    assert host.renewals == []


def test_without_any_time_left_nobody_is_asked(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    with pytest.raises(Unreachable):
        source(desk, admitted).current(0.0)
    assert host.renewals == []
