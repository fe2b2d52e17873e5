"""A person that a host vouches for comes in with a proof, and a shop connects itself with it."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import pytest

from platforms.contract import NotFound as NoSuchOrder
from platforms.contract import Unreachable
from platforms.embedding import NotInstalled, ProofSpent, ShopFacts
from platforms.launches import LaunchRefused
from sidebar.actions import embedded, shops
from sidebar.actions.desk import Desk
from sidebar.clock import DAY, HOUR, MINUTE, SetClock
from sidebar.errors import Forbidden, NotArrived, NotFound, OrderUnknown, ScopesLacking
from sidebar.rules.viewer import Role
from sidebar.store.database import Database
from sidebar.store.events import EventKind
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import (
    CAMILLE,
    ELSEWHERE,
    HOST,
    KIND,
    MAUD,
    NOOR,
    ROBIN,
    FakeHost,
    at_host,
)
from tests.sidebar.stage import StillShop, together


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def still() -> StillShop:
    return StillShop(order())


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost, still: StillShop) -> Desk:
    return at_host(desk_over(database, clock=clock), host, lambda _kind, _connection: still)


def test_the_first_proof_connects_the_shop(desk: Desk, host: FakeHost) -> None:
    admitted = embedded.arrive(desk, KIND, host.proof(CAMILLE))

    (shop,) = shops.connected(desk)
    assert admitted.shop == shop
    assert (shop.kind, shop.name, shop.timezone) == (KIND, "Boutique Lumière", "Europe/Paris")
    assert shop.base_url == f"https://{HOST}"
    assert shop.admin_origins == host.framing(HOST)
    assert desk.secrets(shop).grant is not None
    viewer = admitted.viewer
    assert (viewer.name, viewer.role, viewer.language) == ("Camille Fournier", Role.REFUND, "fr")
    assert admitted.links["order"].endswith("/orders/{id}")
    assert host.exchanges == ["shop", "person"]


def test_the_host_says_who_owns_the_shop_and_who_is_only_a_guest(
    desk: Desk, host: FakeHost
) -> None:
    assert embedded.arrive(desk, KIND, host.proof(MAUD)).viewer.role is Role.MANAGE
    robin = embedded.arrive(desk, KIND, host.proof(ROBIN)).viewer
    assert (robin.role, robin.language) == (Role.REPLY, "en")


def test_every_later_request_asks_nobody_and_reads_once(desk: Desk, host: FakeHost) -> None:
    arrived = embedded.arrive(desk, KIND, host.proof())
    asked = list(host.exchanges)
    statements = list[str]()
    desk.database.on_statement = statements.append

    admitted = embedded.admit(desk, KIND, host.proof())

    desk.database.on_statement = None
    assert (admitted.viewer, admitted.links) == (arrived.viewer, arrived.links)
    assert host.exchanges == asked
    assert len([said for said in statements if said.startswith("SELECT")]) == 1


def test_arriving_again_soon_exchanges_nothing(desk: Desk, host: FakeHost, clock: SetClock) -> None:
    embedded.arrive(desk, KIND, host.proof())
    clock.advance(30 * MINUTE)
    embedded.arrive(desk, KIND, host.proof())
    assert host.exchanges == ["shop", "person"]
    clock.advance(DAY - HOUR)
    embedded.arrive(desk, KIND, host.proof())
    assert host.exchanges == ["shop", "person", "person"]


def test_a_stranger_must_come_in_by_a_document(desk: Desk, host: FakeHost) -> None:
    with pytest.raises(NotArrived):
        embedded.admit(desk, KIND, host.proof())
    embedded.arrive(desk, KIND, host.proof(CAMILLE))
    with pytest.raises(NotArrived):
        embedded.admit(desk, KIND, host.proof(ROBIN))
    with pytest.raises(NotArrived):
        embedded.admit(desk, KIND, host.proof(CAMILLE, ELSEWHERE))


def test_a_proof_that_is_old_or_made_up_opens_nothing(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    embedded.arrive(desk, KIND, host.proof())
    old = host.proof()
    clock.advance(MINUTE)
    for token in (old, host.proof() + "0", "host.x.y", ""):
        for door in (embedded.admit, embedded.arrive):
            with pytest.raises(LaunchRefused):
                door(desk, KIND, token)
    with pytest.raises(NotFound):
        embedded.admit(desk, "prestashop", host.proof())


def test_two_shops_never_see_each_other(desk: Desk, host: FakeHost) -> None:
    mine = embedded.arrive(desk, KIND, host.proof(CAMILLE))
    theirs = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    assert mine.shop.id != theirs.shop.id
    assert embedded.admit(desk, KIND, host.proof(NOOR, ELSEWHERE)).viewer.shop_id == theirs.shop.id


def test_two_arrivals_at_once_connect_once(desk: Desk, host: FakeHost) -> None:
    tokens = [host.proof(person) for person in (CAMILLE, ROBIN, MAUD) * 2]
    admitted = together(*(lambda t=token: embedded.arrive(desk, KIND, t) for token in tokens))
    assert len({one.shop.id for one in admitted}) == len(shops.connected(desk)) == 1
    assert host.exchanges.count("shop") == 1


def test_lacking_scopes_are_named_until_they_are_granted(desk: Desk, host: FakeHost) -> None:
    host.granted = ("read_orders",)
    for _ in range(2):
        with pytest.raises(ScopesLacking) as refusal:
            embedded.arrive(desk, KIND, host.proof())
        assert refusal.value.names == ("write_orders",)
    host.granted = host.needed
    embedded.arrive(desk, KIND, host.proof())
    # What a newer version of the app needs is missed as well.
    host.needed = (*host.needed, "read_returns")
    with pytest.raises(ScopesLacking):
        embedded.arrive(desk, KIND, host.proof())


def test_a_shop_that_was_removed_comes_back_with_its_tickets(desk: Desk, host: FakeHost) -> None:
    first = embedded.arrive(desk, KIND, host.proof())
    opened = embedded.open_order(desk, first, "1001")
    shops.remove(desk, first.shop.id)
    with pytest.raises(NotArrived):
        embedded.admit(desk, KIND, host.proof())

    again = embedded.arrive(desk, KIND, host.proof())

    assert again.shop.id == first.shop.id
    assert host.exchanges == ["shop", "person"] * 2
    found = embedded.open_order(desk, again, "1001")
    assert (found.ticket.id, found.was_created) == (opened.ticket.id, False)


def test_a_shop_with_a_name_of_its_own_kind_is_let_in_all_the_same(
    desk: Desk, host: FakeHost
) -> None:
    host.facts_told = ShopFacts("Bou\ntique", "Mars/Olympus", "EUR", "")
    shop = embedded.arrive(desk, KIND, host.proof()).shop
    assert (shop.name, shop.timezone) == (HOST, "UTC")


def test_no_key_of_a_shop_that_does_not_know_the_app(desk: Desk, host: FakeHost) -> None:
    host.fault = NotInstalled()
    with pytest.raises(NotInstalled):
        embedded.arrive(desk, KIND, host.proof())
    assert shops.connected(desk) == []


def test_a_host_away_keeps_out_only_who_was_never_met(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    known = embedded.arrive(desk, KIND, host.proof(CAMILLE)).viewer
    clock.advance(DAY)
    host.fault = Unreachable()
    assert embedded.arrive(desk, KIND, host.proof(CAMILLE)).viewer == known
    with pytest.raises(Unreachable):
        embedded.arrive(desk, KIND, host.proof(ROBIN))
    host.fault = ProofSpent()
    with pytest.raises(ProofSpent):
        embedded.arrive(desk, KIND, host.proof(CAMILLE))


def test_a_key_of_somebody_else_is_not_kept(desk: Desk, host: FakeHost) -> None:
    host.people[CAMILLE.id] = replace(MAUD)
    with pytest.raises(Exception, match="another person"):
        embedded.arrive(desk, KIND, host.proof(CAMILLE))
    with desk.database.reading() as store:
        assert store.all("SELECT * FROM person_keys") == []
        assert store.all("SELECT * FROM agents") == []


def test_a_role_of_none_keeps_people_out(desk: Desk, host: FakeHost) -> None:
    shop = embedded.arrive(desk, KIND, host.proof()).shop
    shops.change(desk, shop.id, roles={"staff": "none"})
    with pytest.raises(Forbidden):
        embedded.admit(desk, KIND, host.proof())


def test_an_order_opens_its_ticket_once(desk: Desk, host: FakeHost) -> None:
    admitted = embedded.arrive(desk, KIND, host.proof())
    first = embedded.open_order(desk, admitted, "1001")
    again = embedded.open_order(desk, admitted, "1001")
    assert (first.was_created, again.was_created) == (True, False)
    assert again.ticket.id == first.ticket.id
    with desk.database.reading() as store:
        (event,) = store.all("SELECT kind FROM events")
    assert event["kind"] == EventKind.OPENED.value


def test_an_order_that_nobody_signed_must_be_read_first(
    desk: Desk, host: FakeHost, still: StillShop
) -> None:
    admitted = embedded.arrive(desk, KIND, host.proof())
    for fault, expected in ((NoSuchOrder(), OrderUnknown), (Unreachable(), Unreachable)):
        still.fault = fault
        with pytest.raises(expected):
            embedded.open_order(desk, admitted, "404")
    with pytest.raises(OrderUnknown):
        embedded.open_order(desk, admitted, "")
    with desk.database.reading() as store:
        assert store.all("SELECT * FROM tickets") == []


def test_no_secret_shows_in_what_is_kept_or_told(desk: Desk, host: FakeHost) -> None:
    admitted = embedded.arrive(desk, KIND, host.proof())
    key, renewal = host.chains[HOST].key, host.chains[HOST].renewal
    told = repr(admitted) + repr(desk.secrets(admitted.shop)) + repr(dataclasses.astuple(admitted))
    assert key not in told
    assert renewal not in told
