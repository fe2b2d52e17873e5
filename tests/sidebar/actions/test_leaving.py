"""A shop leaves by its host's own word alone; its keys go at once, all else once it is asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from platforms.contract import Unauthorized, Unreachable
from platforms.embedding import ChainBroken, Grant
from platforms.webhooks import EraseShop, ScopesChanged, Uninstalled
from sidebar.actions import deliveries, embedded, renewing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.opening import Opened
from sidebar.clock import DAY, HOUR, SECOND, SetClock
from sidebar.errors import NotArrived
from sidebar.store import copying
from sidebar.store.database import Database
from sidebar.store.shops import MailAddressing
from tests.cast import PostBox, desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import CAMILLE, ELSEWHERE, HOST, KIND, NOOR, FakeHost, at_host
from tests.sidebar.kept import MAIL, WORDS, Orders, everything, found, push, rows, written_on


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost, post_box: PostBox) -> Desk:
    shop = Orders(order())
    desk = desk_over(database, clock=clock, post=post_box)
    return at_host(desk, host, lambda _kind, _connection: shop)


@pytest.fixture
def admitted(desk: Desk, host: FakeHost) -> Admitted:
    first = embedded.arrive(desk, KIND, host.proof(CAMILLE))
    shop = shops.change(desk, first.shop.id, mail=MAIL)
    return replace(first, shop=shop)


@pytest.fixture
def tickets(desk: Desk, admitted: Admitted) -> tuple[Opened, Opened]:
    """Alix's and Bela's."""
    return (
        written_on(desk, admitted, "1001", "Petit mot"),
        written_on(desk, admitted, "1002", "Bela says"),
    )


def test_a_shop_that_puts_the_app_out_loses_its_keys_and_no_ticket(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    mail = MailAddressing(sender="a@b.example", host="smtp.example")
    shops.change(desk, admitted.shop.id, mail=mail, smtp_password="secret")
    embedded.open_order(desk, admitted, "1001")
    host.put_out(HOST)
    clock.advance(SECOND)
    push(desk, host, Uninstalled())
    assert shops.connected(desk) == []
    assert rows(desk, "person_keys") == []
    (row,) = rows(desk, "shops")
    assert desk.vault.open(row["sealed"])["grant"] is None
    with pytest.raises(NotArrived):
        embedded.admit(desk, KIND, host.proof())

    again = embedded.arrive(desk, KIND, host.proof()).shop
    assert (again.id, again.mail) == (admitted.shop.id, mail)
    assert desk.secrets(again).smtp_password == "secret"
    assert len(rows(desk, "tickets")) == 1


def test_news_of_leaving_that_comes_late_puts_nobody_out(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    clock.advance(SECOND)
    deliveries.receive(desk, KIND, *host.push(Uninstalled()))
    shops.remove(desk, admitted.shop.id)
    clock.advance(SECOND)
    embedded.arrive(desk, KIND, host.proof())
    deliveries.work_due(desk)
    assert len(shops.connected(desk)) == 1


def test_the_same_words_put_out_nobody_who_came_back(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    """Signed once, and pushed again under other headers: the host itself is asked."""
    host.put_out(HOST)
    push(desk, host, Uninstalled())
    assert shops.connected(desk) == []
    clock.advance(SECOND)
    back = embedded.arrive(desk, KIND, host.proof())
    push(desk, host, Uninstalled())
    assert [shop.id for shop in shops.connected(desk)] == [back.shop.id] == [admitted.shop.id]
    # Nor where the host cannot tell: the key has ended and is renewed no more.
    host.chains[HOST].renewal = host.chains[HOST].before = "lost"
    clock.advance(HOUR)
    kept = push(desk, host, Uninstalled())
    assert (kept["state"], kept["fault"]) == ("received", "not_confirmed")
    assert len(shops.connected(desk)) == 1


@pytest.mark.parametrize("waits", [0, HOUR])
def test_a_shop_that_says_for_the_first_time_that_it_left_is_believed(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock, waits: int
) -> None:
    """Its key is dead, and its chain too: a host says no more of one that has left."""
    clock.advance(waits)
    host.chains[HOST].key = host.chains[HOST].renewal = host.chains[HOST].before = "dead"
    push(desk, host, Uninstalled())
    assert shops.connected(desk) == []
    (row,) = rows(desk, "shops")
    assert (row["id"], row["left_at"]) == (admitted.shop.id, clock.now())


def test_when_a_key_was_had_is_told_by_the_key_alone(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    had_at = clock.now()
    push(desk, host, ScopesChanged(()))
    host.fault = Unreachable()
    renewing.keep_alive(desk)
    assert shops.find(desk, admitted.shop.id).key_had_at == had_at
    host.fault = None
    clock.advance(DAY)
    renewing.keep_alive(desk)
    assert shops.find(desk, admitted.shop.id).key_had_at == clock.now()


def test_a_shop_that_left_is_forgotten_but_for_what_was_moved(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened], clock: SetClock
) -> None:
    noor = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    host.put_out(HOST)
    clock.advance(SECOND)
    push(desk, host, Uninstalled())
    clock.advance(2 * DAY)
    push(desk, host, EraseShop())

    kept = everything(desk)
    for word in (*WORDS, "bela", "camille", "boutique-lumiere", "says"):
        assert word not in kept.lower(), word
    assert len(rows(desk, "operations")) == 2
    assert [row["moved"] for row in rows(desk, "operations")] == [1000, 1000]
    assert [record["kind"] for record in rows(desk, "erasures")] == ["shop"]
    assert embedded.admit(desk, KIND, host.proof(NOOR, ELSEWHERE)).viewer == noor.viewer
    # Whoever comes back begins anew.
    again = embedded.arrive(desk, KIND, host.proof(CAMILLE))
    assert again.shop.id != tickets[0].shop.id


def test_a_shop_without_money_leaves_no_row(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    embedded.open_order(desk, admitted, "1001")
    host.put_out(HOST)
    clock.advance(SECOND)
    push(desk, host, Uninstalled())
    push(desk, host, EraseShop())
    left = {table for table in copying.KEYS if rows(desk, table)}
    assert left == {"counters", "erasures"}


def refuses_the_app(*_: object, **__: object) -> Grant:
    raise Unauthorized("400 invalid_client")


def test_a_shop_is_not_forgotten_on_any_word_but_its_hosts(
    desk: Desk,
    host: FakeHost,
    tickets: tuple[Opened, Opened],
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refusal of the app itself, or a broken chain, is no word on whether the shop has left."""
    for fault in (Unauthorized("400 invalid_client"), ChainBroken(), Unreachable()):
        host.fault = fault
        assert push(desk, host, EraseShop())["state"] == "received"
        host.fault = None
    with monkeypatch.context() as patched:
        # The app's own secret is refused: that says nothing of the shop.
        patched.setattr(host, "renew", refuses_the_app)
        patched.setattr(host, "lets_in", lambda *_, **__: False)
        assert push(desk, host, EraseShop())["fault"] == "shop_away"
    host.chains[HOST].renewal = host.chains[HOST].before = "lost"
    clock.advance(HOUR)
    for _ in range(2):
        kept = push(desk, host, EraseShop())
        assert (kept["state"], kept["fault"]) == ("received", "not_confirmed")
    with desk.database.writing() as store:
        # However it came to be disconnected, nobody has said that it left.
        store.run("UPDATE shops SET removed_at = 1, left_at = NULL")
    assert push(desk, host, EraseShop())["fault"] == "not_confirmed"
    assert found(desk) == list(WORDS)
    assert tickets[0].shop.id == rows(desk, "shops")[0]["id"]


@pytest.mark.usefixtures("tickets")
def test_what_a_shop_was_asked_before_it_left_says_so_on_its_ticket(
    desk: Desk, host: FakeHost
) -> None:
    with desk.database.writing() as store:
        store.run("UPDATE operations SET state = 'unsure', doubted_at = 1 WHERE id = 'op_1001'")
        store.run("UPDATE operations SET state = 'asked', attempt = 0 WHERE id = 'op_1002'")
    host.put_out(HOST)
    push(desk, host, Uninstalled())
    told = [(row["id"], row["state"], row["fault"]) for row in rows(desk, "operations")]
    assert told == [("op_1001", "unsure", "shop_left"), ("op_1002", "refused", "shop_left")]
    events = {row["kind"]: row["new"] for row in rows(desk, "events")}
    faults = [json.loads(events[kind])["fault"] for kind in ("money_unsure", "money_refused")]
    assert faults == ["shop_left", "shop_left"]


def test_a_shop_that_still_has_the_app_is_not_forgotten(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    kept = push(desk, host, EraseShop())
    assert (kept["state"], kept["fault"]) == ("refused", "still_installed")
    assert found(desk) == list(WORDS)
    assert shops.find(desk, tickets[0].shop.id).id == tickets[0].shop.id


@pytest.mark.usefixtures("tickets")
def test_news_of_leaving_that_was_lost_holds_up_no_forgetting(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    host.put_out(HOST)
    clock.advance(2 * DAY)
    push(desk, host, EraseShop())
    assert found(desk) == []
    assert shops.connected(desk) == []
