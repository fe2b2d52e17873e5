"""Keys that end: renewed by one at a time, kept before they are used, and alive however unused."""

from __future__ import annotations

import functools
from collections.abc import Callable
from threading import Thread

import pytest

from platforms.contract import Connection, Unauthorized, Unreachable
from sidebar.actions import embedded, keys, renewing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import DAY, HOUR, MINUTE, SECOND, SetClock
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
    """A source as a fresh process would have it."""
    return keys.ShopKey(desk, desk.embeddings[KIND], admitted.shop.id, HOST)


def counted(desk: Desk, work: Callable[[], object]) -> int:
    """How many reads of the store some work costs."""
    said = list[str]()
    desk.database.on_statement = said.append
    work()
    desk.database.on_statement = None
    return len([one for one in said if one.startswith("SELECT")])


def test_one_shop_keeps_one_adapter_and_its_key_in_memory(
    desk: Desk, admitted: Admitted, host: FakeHost
) -> None:
    connections = list[Connection]()
    still = StillShop(order())

    @functools.lru_cache
    def adapter(_kind: str, connection: Connection) -> StillShop:
        connections.append(connection)
        return still

    shared = at_host(desk, host, adapter)
    for _ in range(3):
        shared.platform(admitted.shop)
    shared.platform(admitted.shop, agent_id=admitted.viewer.agent_id)
    shop_alone, with_person = connections
    assert shop_alone.person is None
    assert (shop_alone.key, shop_alone.secrets) == ("", ())
    asked, acting = with_person.keys, with_person.person
    assert asked is not None
    assert acting is not None
    assert (asked.current(1), acting.current(1)) == (host.chains[HOST].key, "online-2")
    assert counted(desk, lambda: asked.current(1)) == counted(desk, lambda: acting.current(1)) == 0
    assert host.chains[HOST].key not in repr(connections)


def test_a_key_is_renewed_before_its_end_and_only_then(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    asked = source(desk, admitted)
    first = asked.current()
    clock.advance(HOUR - renewing.EARLY - SECOND)
    assert (asked.current(), host.renewals) == (first, [])
    clock.advance(2 * SECOND)
    second = asked.current()
    assert (second != first, host.renewals) == (True, [HOST])
    assert source(desk, admitted).current() == second
    assert host.accepts(HOST, second)


def test_at_the_moment_of_expiry_one_of_many_renews(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    given = together(*(source(desk, admitted).current for _ in range(8)))
    assert set(given) == {host.chains[HOST].key}
    assert host.renewals == [HOST]


def test_a_refused_key_is_renewed_once_for_everyone_who_met_the_refusal(
    desk: Desk, admitted: Admitted, host: FakeHost
) -> None:
    dead = source(desk, admitted).current()
    sources = [source(desk, admitted) for _ in range(8)]
    given = together(*(lambda one=one: one.renewed(dead) for one in sources))
    assert set(given) == {host.chains[HOST].key}
    assert dead not in given
    assert host.renewals == [HOST]


def test_while_another_renews_a_key_that_is_still_good_is_used(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    first = source(desk, admitted).current()
    clock.advance(HOUR - MINUTE)
    _take(desk, clock)
    assert source(desk, admitted).current() == first
    assert host.renewals == []


def test_who_died_while_renewing_is_taken_over_from(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    _take(desk, clock)
    given = list[str]()
    waiting = Thread(target=lambda: given.append(source(desk, admitted).current()))
    waiting.start()
    waiting.join(0.3)
    assert (given, host.renewals) == ([], [])
    clock.advance(renewing.LEASE)
    waiting.join(10)
    assert given == [host.chains[HOST].key]


def test_who_was_overtaken_keeps_nothing(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    overtaking = list[str]()

    def overtake() -> None:
        host.meanwhile = lambda: None
        clock.advance(renewing.LEASE)
        overtaking.append(source(desk, admitted).current())

    host.meanwhile = overtake
    given = source(desk, admitted).current()
    assert [given] == overtaking == [host.chains[HOST].key]
    assert len(host.renewals) == 2


def test_a_crash_between_the_answer_and_the_store_breaks_no_chain(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)

    def die() -> None:
        host.meanwhile = lambda: None
        raise KeyboardInterrupt

    host.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        source(desk, admitted).current()
    lost = host.chains[HOST].key
    found = source(desk, admitted).current()
    assert lost != found == host.chains[HOST].key
    assert host.accepts(HOST, found)


def test_a_host_whose_keys_are_over_at_once_is_not_asked_at_every_call(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    host.lifetime = MINUTE
    clock.advance(HOUR)
    given = {source(desk, admitted).current() for _ in range(5)}
    assert (given, len(host.renewals)) == ({host.chains[HOST].key}, 1)
    clock.advance(renewing.SPARED)
    assert source(desk, admitted).current() == host.chains[HOST].key
    assert len(host.renewals) == 2


def test_a_new_pair_is_kept_before_it_is_used(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    clock.advance(HOUR)
    found = source(desk, admitted).current()
    grant = desk.secrets(shops.find(desk, admitted.shop.id)).grant
    assert grant is not None
    assert (grant.key, grant.renewal) == (found, host.chains[HOST].renewal)


def test_a_broken_chain_is_said_and_mended_by_the_next_arrival(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    host.put_out(HOST)
    clock.advance(HOUR)
    for _ in range(3):
        with pytest.raises(Unauthorized):
            source(desk, admitted).current()
    assert host.renewals == [HOST]
    assert shops.find(desk, admitted.shop.id).needs_opening

    embedded.arrive(desk, KIND, host.proof())
    assert not shops.find(desk, admitted.shop.id).needs_opening
    assert source(desk, admitted).current() == host.chains[HOST].key


def test_a_host_that_is_away_costs_nothing_while_the_key_lasts(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    first = source(desk, admitted).current()
    host.fault = Unreachable()
    clock.advance(HOUR - MINUTE)
    assert source(desk, admitted).current() == first
    clock.advance(MINUTE)
    with pytest.raises(Unreachable):
        source(desk, admitted).current()
    host.fault = None
    assert source(desk, admitted).current() == host.chains[HOST].key


def test_a_shop_that_was_removed_has_no_key(desk: Desk, admitted: Admitted) -> None:
    shops.remove(desk, admitted.shop.id)
    with pytest.raises(Unauthorized):
        source(desk, admitted).current()
    with pytest.raises(Unauthorized):
        keys.PersonKey(desk, admitted.shop.id, admitted.viewer.agent_id).current()


def test_an_unused_key_is_kept_alive(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    assert counted(desk, lambda: renewing.keep_alive(desk)) == 1
    clock.advance(renewing.KEPT_ALIVE_EVERY - SECOND)
    assert (renewing.keep_alive(desk), host.renewals) == (0, [])
    clock.advance(SECOND)
    assert (renewing.keep_alive(desk), host.renewals) == (1, [HOST])
    assert renewing.keep_alive(desk) == 0
    host.fault = Unreachable()
    clock.advance(renewing.KEPT_ALIVE_EVERY)
    assert (renewing.keep_alive(desk), renewing.keep_alive(desk)) == (1, 0)
    clock.advance(DAY)
    host.fault = None
    assert (renewing.keep_alive(desk), len(host.renewals)) == (1, 3)
    host.put_out(HOST)
    clock.advance(renewing.KEPT_ALIVE_EVERY)
    assert (renewing.keep_alive(desk), renewing.keep_alive(desk)) == (1, 0)
    assert shops.find(desk, admitted.shop.id).needs_opening


def _take(desk: Desk, clock: SetClock) -> None:
    name = renewing.lease_of(KIND, f"https://{HOST}")
    now = clock.now()
    with desk.database.writing() as store:
        assert leases.take(store, name, holder="dead", now=now, until=now + renewing.LEASE)
