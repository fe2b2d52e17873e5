"""Two shops in use at once: no key ever meets another shop, another host or another hand."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from platforms.contract import NotSent, PlatformError, Unauthorized
from platforms.http import wall_clock
from platforms.moves import Act, Actor, CancelChoice, Declined
from platforms.shopify.adapter import Shopify
from sidebar.actions import embedded, keys
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import HOUR, MINUTE, SetClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from tests.cast import desk_over
from tests.platforms.shopify.signing import embedding
from tests.sidebar.two_hosts import ATELIER, BOUTIQUE, STAFF, ZONES, Stores, open_stores, proof

CALLS = 10_000
THREADS = 16
WRITES_EVERY = 10
LATER_EVERY = 800
"""One call in so many cancels an order, or comes when the keys have ended."""

ORDER = "5551001"
WITHIN = 30.0


@dataclass
class Busy:
    """The counter, and who works at it."""

    desk: Desk
    stores: Stores
    clock: SetClock
    people: tuple[tuple[str, str, Admitted], ...]
    """(store, the store's id of the person, who they are here)."""

    def read(self, number: int) -> str:
        """Whose answer came back."""
        host, _, admitted = self.people[number % len(self.people)]
        found = {one.name: one for one in self.desk.platform(admitted.shop).examine(within=WITHIN)}
        if "timezone" not in found:
            return next(one.detail for one in found.values() if not one.is_ok).partition(":")[0]
        return "own" if found["timezone"].detail == ZONES[host] else "another's"

    def cancel(self, number: int) -> str:
        """A person's own cancellation, which their store refuses in the end."""
        host, person, admitted = self.people[number // WRITES_EVERY % len(self.people)]
        keys.ensure_person(self.desk, admitted.viewer, proof(self.clock, host, person))
        shop = self.desk.platform(admitted.shop, agent_id=admitted.viewer.agent_id)
        review = shop.review_cancel(ORDER, within=WITHIN, choice=CancelChoice())
        key = f"opnow_{person}_{number}"
        act = Act(key, Actor(person, "Someone"), f"Comptoir, {key}.")
        act = dataclasses.replace(act, written=shop.compose(review, act))
        said = shop.cancel(review, act, within=WITHIN)
        return "declined" if isinstance(said, Declined) else type(said).__name__

    def call(self, number: int) -> str:
        if number % LATER_EVERY == LATER_EVERY - 1:
            self.clock.advance(3 * HOUR)
        try:
            return self.cancel(number) if number % WRITES_EVERY == 0 else self.read(number)
        except PlatformError as fault:
            return type(fault).__name__


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Busy]:
    clock = SetClock(wall_clock() + MINUTE)
    database = connect(f"sqlite:///{tmp_path / 'comptoir.sqlite3'}")
    migrate(database, clock)
    with open_stores(clock) as (stores, address):
        desk = dataclasses.replace(
            desk_over(database, clock=clock), embeddings={"shopify": embedding(address=address)}
        )
        people = tuple(
            (host, person, embedded.arrive(desk, "shopify", proof(clock, host, person)))
            for host, staff in STAFF.items()
            for person in staff
        )
        yield Busy(desk, stores, clock, people)
    database.close()


def test_ten_thousand_calls_from_sixteen_threads_keep_each_key_to_its_shop_and_its_person(
    counter: Busy,
) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = Counter(pool.map(counter.call, range(CALLS)))

    stores = counter.stores
    assert not stores.astray
    assert set(stores.used) == {
        (host, what, f"{host}/{person}")
        for host, staff in STAFF.items()
        for what, person in (("read", ""), *((one, one) for one in staff))
    }
    assert set(stores.proofs) == {(host, host) for host in STAFF}
    # Keys ended while in use, were refused and were renewed, and answers led elsewhere.
    assert stores.done["renewed"] >= CALLS // LATER_EVERY
    assert stores.done["exchanged"] > len(counter.people) + len(STAFF)
    assert min(stores.done["moved"], stores.done["refused"]) > CALLS // 200
    assert stores.done["served"] > CALLS
    named = {"own", "declined", "BadAnswer", "Unauthorized", "NotSent", "Unreachable"}
    assert set(outcomes) <= named, outcomes
    assert outcomes["own"] > CALLS * 0.8
    assert outcomes["declined"] > CALLS / WRITES_EVERY * 0.8


def test_a_hand_that_has_no_key_writes_nothing(counter: Busy) -> None:
    host, person, admitted = counter.people[0]
    counter.clock.advance(25 * HOUR)
    before = Counter(counter.stores.used)
    shop = counter.desk.platform(admitted.shop, agent_id=admitted.viewer.agent_id)
    review = shop.review_cancel(ORDER, within=WITHIN, choice=CancelChoice())
    act = Act("opnow_101_1", Actor(person, "Someone"), "Comptoir")
    act = dataclasses.replace(act, written=shop.compose(review, act))

    with pytest.raises(NotSent):
        shop.cancel(review, act, within=WITHIN)
    for stranger in (ATELIER, BOUTIQUE):
        other = next(one for at, who, one in counter.people if at == stranger and who != person)
        with pytest.raises(Unauthorized):
            keys.ensure_person(counter.desk, admitted.viewer, proof(counter.clock, host, "102"))
        with pytest.raises(Unauthorized):
            keys.PersonKey(counter.desk, other.shop.id, admitted.viewer.agent_id).current()

    since = Counter(counter.stores.used) - before
    assert {what for _, what, _ in since} == {"read"}


def test_each_shop_and_each_person_has_an_adapter_of_its_own(counter: Busy) -> None:
    def made(number: int) -> object:
        admitted = counter.people[number % len(counter.people)][2]
        return counter.desk.platform(admitted.shop, agent_id=admitted.viewer.agent_id)

    with ThreadPoolExecutor(THREADS) as pool:
        adapters = list(pool.map(made, range(300)))
    assert all(isinstance(one, Shopify) for one in adapters)
    assert len({id(one) for one in adapters}) == len(counter.people)
