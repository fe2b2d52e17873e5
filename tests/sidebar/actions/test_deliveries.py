"""What hosts push is kept once, worked until it is done, and believed of no shop but its own."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from platforms.contract import Unreachable
from platforms.hooks import HookRefused
from platforms.notices import Notice
from platforms.webhooks import (
    CustomerChanged,
    CustomersMerged,
    EraseShop,
    Meaning,
    ScopesChanged,
    Told,
    Uninstalled,
)
from sidebar.actions import deliveries, embedded, health, keys, privacy, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import MINUTE, SetClock
from sidebar.errors import NotFound
from sidebar.store import deliveries as kept_deliveries
from sidebar.store.database import Database, Row
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import ELSEWHERE, HOST, KIND, NOOR, FakeHost, at_host, signed_by_app
from tests.sidebar.stage import StillShop, together

TOLD = Told(Notice("orders/77", "state", "1001", "", 5))


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


def rows(desk: Desk, table: str) -> list[Row]:
    with desk.database.reading() as store:
        return store.all(f"SELECT * FROM {table}")


def push(desk: Desk, host: FakeHost, meaning: Meaning, to: str = HOST) -> Row:
    """Pushes it, works it, and answers what became of it."""
    assert deliveries.receive(desk, KIND, *host.push(meaning, to))
    assert deliveries.work_due(desk) == 1
    return rows(desk, "deliveries")[-1]


def test_news_of_an_order_reaches_its_ticket(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    opened = embedded.open_order(desk, admitted, "1001")
    kept = push(desk, host, TOLD)
    assert (kept["state"], kept["sealed"], kept["fault"]) == ("worked", "", "")
    assert [event["kind"] for event in rows(desk, "events")] == ["opened", "shop_changed"]
    assert rows(desk, "events")[-1]["ticket_id"] == opened.ticket.id


def test_it_is_kept_sealed_before_anything_is_made_of_it(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    deliveries.receive(desk, KIND, *host.push(CustomerChanged("alix@shop.example")))
    (kept,) = rows(desk, "deliveries")
    assert kept["state"] == "received"
    assert "alix" not in json.dumps(dict(kept))
    assert admitted.shop.id == kept["shop_id"]


def test_the_same_delivery_and_the_same_event_are_kept_once(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    embedded.open_order(desk, admitted, "1001")
    kept = list[bool]()
    for delivery, event in (("d1", "e1"), ("d1", "e1"), ("d1", "e2"), ("d2", "e1")):
        pushed = host.push(TOLD, delivery=delivery, event=event)
        kept.append(deliveries.receive(desk, KIND, *pushed))
        deliveries.work_due(desk)
    assert kept == [True, False, False, False]
    assert len(rows(desk, "deliveries")) == len(rows(desk, "notices")) == 1


def test_at_once_they_are_kept_once_and_worked_once(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    embedded.open_order(desk, admitted, "1001")
    pushed = host.push(TOLD)
    kept = together(*(lambda: deliveries.receive(desk, KIND, *pushed) for _ in range(6)))
    assert kept.count(True) == 1
    taken = together(*(lambda: deliveries.work_due(desk) for _ in range(6)))
    assert sum(taken) == 1


def test_what_is_not_signed_is_not_kept(desk: Desk, host: FakeHost, admitted: Admitted) -> None:
    headers, body = host.push(TOLD)
    for told, said in (
        ({**headers, "hmac": "0" * 64}, body),
        ({**headers, "hmac": "é"}, body),
        ({**headers, "hmac": ""}, body),
        (headers, body + b" "),
    ):
        with pytest.raises(HookRefused):
            deliveries.receive(desk, KIND, told, said)
    with pytest.raises(NotFound):
        deliveries.receive(desk, "prestashop", headers, body)
    assert rows(desk, "deliveries") == []
    assert admitted.shop.kind == KIND


def test_of_a_shop_nobody_knows_nothing_is_kept(desk: Desk, host: FakeHost) -> None:
    assert not deliveries.receive(desk, KIND, *host.push(TOLD))
    assert rows(desk, "deliveries") == []


@pytest.mark.parametrize(
    "meaning",
    [
        Told(Notice("orders/77", "state", "1001", "", 5)),
        Told(Notice("refunds/1", "slip", "1001", "op_1", 5)),
        CustomersMerged("2", "3"),
        CustomerChanged("2", is_gone=True),
        ScopesChanged(()),
    ],
)
def test_a_delivery_under_another_shops_name_changes_nothing_there(
    desk: Desk, host: FakeHost, admitted: Admitted, meaning: Meaning
) -> None:
    embedded.open_order(desk, admitted, "1001")
    theirs = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    before = _state(desk, theirs)
    mine = _state(desk, admitted)

    kept = push(desk, host, meaning, ELSEWHERE)

    assert kept["shop_id"] == theirs.shop.id
    assert _state(desk, theirs) == before
    assert _state(desk, admitted) == mine
    assert embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE)).viewer == theirs.viewer


def _state(desk: Desk, admitted: Admitted) -> list[list[Row]]:
    tables = ("customers", "tickets", "agents", "notices", "readings", "operations", "person_keys")
    with desk.database.reading() as store:
        return [
            store.all(f"SELECT * FROM {table} WHERE shop_id = :id", id=admitted.shop.id)
            for table in tables
        ]


def test_other_scopes_are_learnt_from_the_next_key_alone(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    push(desk, host, ScopesChanged(("write_everything",)))
    host.granted = ("read_orders",)
    source = keys.ShopKey(desk, host, admitted.shop.id, HOST)
    source.current()
    grant = desk.secrets(shops.find(desk, admitted.shop.id)).grant
    assert grant is not None
    assert grant.scopes == ("read_orders",)


def test_poison_ends_with_its_reason_and_holds_up_nothing(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    embedded.open_order(desk, admitted, "1001")
    headers, _ = host.push(TOLD)
    body = b"no json"
    signed = {**headers, "hmac": signed_by_app(body)}
    deliveries.receive(desk, KIND, signed, body)
    deliveries.receive(desk, KIND, *host.push(TOLD))
    deliveries.work_due(desk)
    assert [(one["state"], one["fault"]) for one in rows(desk, "deliveries")] == [
        ("refused", "bad_request"),
        ("worked", ""),
    ]


def test_what_cannot_be_worked_now_is_tried_again_ever_later(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    deliveries.receive(desk, KIND, *host.push(Uninstalled()))
    host.fault = Unreachable()
    assert (deliveries.work_due(desk), deliveries.work_due(desk)) == (1, 0)
    (kept,) = rows(desk, "deliveries")
    assert (kept["state"], kept["fault"], kept["attempts"]) == ("received", "shop_away", 1)
    taken = _until_ended(desk, clock, lambda: rows(desk, "deliveries")[0]["state"])
    assert taken == deliveries.MOST_ATTEMPTS - 1
    (kept,) = rows(desk, "deliveries")
    assert (kept["state"], kept["sealed"], kept["fault"]) == ("refused", "", "shop_away")
    assert shops.find(desk, admitted.shop.id).id == admitted.shop.id


def test_what_the_law_asks_for_is_never_given_up(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    deliveries.receive(desk, KIND, *host.push(EraseShop()))
    host.fault = Unreachable()
    for _ in range(2 * deliveries.MOST_ATTEMPTS):
        assert deliveries.work_due(desk) == 1
        clock.advance(deliveries.LONGEST_WAIT)
    (late,) = [one for one in health.examine(desk) if one.name == "forgetting"]
    assert (late.is_ok, late.detail) == (False, "1")
    assert privacy.forget_ended(desk) == 0
    host.fault = None
    host.put_out(HOST)
    clock.advance(deliveries.LONGEST_WAIT)
    deliveries.work_due(desk)
    assert rows(desk, "deliveries") == []
    assert [one["shop_id"] for one in rows(desk, "erasures")] == [admitted.shop.id]
    assert "forgetting" not in {one.name for one in health.examine(desk)}


def test_an_order_that_changed_is_read_again(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    embedded.open_order(desk, admitted, "1001")
    read_at = rows(desk, "readings")[0]["read_at"]
    push(desk, host, Told(Notice("orders/78", "order", "1001", "", read_at - 2 * MINUTE)))
    assert rows(desk, "readings")[0]["read_at"] == read_at
    push(desk, host, Told(Notice("orders/79", "order", "1001", "", read_at)))
    assert clock.now() - MINUTE == rows(desk, "readings")[0]["read_at"] < read_at


def _until_ended(desk: Desk, clock: SetClock, state: Callable[[], str]) -> int:
    taken = 0
    while state() == "received":
        clock.advance(deliveries.LONGEST_WAIT)
        taken += deliveries.work_due(desk)
    return taken


def test_who_died_with_one_leaves_it_to_the_next(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    embedded.open_order(desk, admitted, "1001")
    deliveries.receive(desk, KIND, *host.push(TOLD))
    with desk.database.writing() as store:
        (one,) = kept_deliveries.due(store, now=clock.now(), most=9)
        assert kept_deliveries.claim(store, one, until=clock.now() + deliveries.LEASE)
    assert deliveries.work_due(desk) == 0
    clock.advance(deliveries.LEASE)
    assert deliveries.work_due(desk) == 1
    assert len(rows(desk, "notices")) == 1
