"""A person acts with a key of their own, had by their own proof, and never with another's."""

from __future__ import annotations

import dataclasses

import pytest

from platforms.contract import Connection, Unauthorized
from platforms.embedding import ProofSpent
from sidebar.actions import embedded, keys
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import DAY, SetClock
from sidebar.store.database import Database
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import CAMILLE, KIND, MAUD, FakeHost, at_host
from tests.sidebar.stage import Stage, StillShop


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


def person(desk: Desk, admitted: Admitted) -> keys.PersonKey:
    return keys.PersonKey(desk, admitted.shop.id, admitted.viewer.agent_id)


def test_a_person_brings_a_fresh_key_when_theirs_ends(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    acting = person(desk, admitted)
    first = acting.current()
    keys.ensure_person(desk, admitted.viewer, host.proof())
    assert host.exchanges == ["shop", "person"]
    clock.advance(DAY - keys.PERSON_AHEAD)
    old_proof = host.proof(lasts=0)
    with pytest.raises(ProofSpent):
        keys.ensure_person(desk, admitted.viewer, old_proof)
    keys.ensure_person(desk, admitted.viewer, host.proof())
    clock.advance(keys.PERSON_AHEAD)
    assert acting.current() not in ("", first)
    clock.advance(DAY)
    with pytest.raises(Unauthorized):
        acting.current()


def test_a_refused_key_of_a_person_is_not_tried_again(
    desk: Desk, admitted: Admitted, host: FakeHost
) -> None:
    acting, other = person(desk, admitted), person(desk, admitted)
    dead = acting.current()
    assert other.current() == dead
    with pytest.raises(Unauthorized):
        acting.renewed(dead)
    with pytest.raises(Unauthorized):
        acting.current()
    keys.ensure_person(desk, admitted.viewer, host.proof())
    assert other.renewed(dead) == acting.current() != dead


def test_nobody_acts_with_the_key_of_another(
    desk: Desk, admitted: Admitted, host: FakeHost, clock: SetClock
) -> None:
    maud = embedded.arrive(desk, KIND, host.proof(MAUD))
    assert person(desk, admitted).current() != person(desk, maud).current()
    clock.advance(DAY)
    with pytest.raises(Unauthorized):
        keys.ensure_person(desk, admitted.viewer, host.proof(MAUD))
    with pytest.raises(Unauthorized):
        person(desk, admitted).current()
    keys.ensure_person(desk, admitted.viewer, host.proof(CAMILLE))
    assert person(desk, admitted).current()


def test_a_shop_whose_keys_do_not_end_needs_none_of_this(stage: Stage) -> None:
    keys.ensure_person(stage.desk, stage.enter().viewer, "")
    connection = list[Connection]()
    still = StillShop(order())

    def adapter(_kind: str, told: Connection) -> StillShop:
        connection.append(told)
        return still

    dataclasses.replace(stage.desk, adapter=adapter).platform(stage.shop, agent_id="agt")
    assert (connection[0].keys, connection[0].person) == (None, None)
    assert connection[0].key
