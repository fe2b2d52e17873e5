"""What a shop says of its customers is known at once, and only of those who are known already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.webhooks import CustomerChanged, CustomersMerged, DataAsked, EraseCustomer
from sidebar.actions import embedded
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.clock import SetClock
from sidebar.store.database import Database
from tests.cast import desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import KIND, FakeHost, at_host
from tests.sidebar.kept import push, rows
from tests.sidebar.stage import StillShop


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


@pytest.mark.parametrize("is_kept_known", [True, False])
def test_merged_customers_are_one_here_too(
    desk: Desk, host: FakeHost, admitted: Admitted, *, is_kept_known: bool
) -> None:
    opened = embedded.open_order(desk, admitted, "1001")
    assert opened.ticket.customer is not None
    gone = opened.ticket.customer.host_id
    if is_kept_known:
        with desk.database.writing() as store:
            store.run(
                "INSERT INTO customers (id, shop_id, host_id, name, email, phone, language,"
                " updated_at) VALUES ('cus_kept', :shop_id, '999', '', '', '', '', 0)",
                shop_id=admitted.shop.id,
            )
    push(desk, host, CustomersMerged(gone, "999"))
    (customer,) = rows(desk, "customers")
    assert customer["host_id"] == "999"
    assert rows(desk, "tickets")[0]["customer_id"] == customer["id"]
    # The same again, and accounts that nobody knows, are no news.
    push(desk, host, CustomersMerged(gone, "999"))
    push(desk, host, CustomersMerged("12345", "54321"))
    assert rows(desk, "customers") == [customer]


def test_what_a_customer_is_called_now_is_known_at_once(
    desk: Desk, host: FakeHost, admitted: Admitted, clock: SetClock
) -> None:
    embedded.open_order(desk, admitted, "1001")
    (before,) = rows(desk, "customers")
    told = CustomerChanged(
        before["host_id"], "Alix Martin", "new@shop.example", "", at=clock.now() + 1
    )
    push(desk, host, told)
    (after,) = rows(desk, "customers")
    assert (after["name"], after["email"], after["phone"]) == (
        "Alix Martin",
        "new@shop.example",
        before["phone"],
    )
    # What was said before that, and of whom nobody knows, changes nothing.
    push(desk, host, replace(told, name="Old", at=clock.now()))
    push(desk, host, replace(told, customer_id="12345"))
    assert rows(desk, "customers") == [after]


def test_two_accounts_that_became_one_have_one_file(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    embedded.open_order(desk, admitted, "1001")
    push(desk, host, DataAsked("9", "2", "", "", ()))
    push(desk, host, CustomersMerged("2", "999"))
    assert [row["host_customer_id"] for row in rows(desk, "data_requests")] == ["999"]
    push(desk, host, EraseCustomer("999", "", "", ()))
    assert rows(desk, "data_requests") == []
