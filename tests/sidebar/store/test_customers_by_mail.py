"""One address is one customer: the shop's own account before whoever is known by it alone."""

from __future__ import annotations

import pytest

from sidebar import ids
from sidebar.store import customer_search, customers
from sidebar.store.customers import KnownCustomer
from sidebar.store.customers_by_mail import by_email, introduce_by_email
from sidebar.store.database import Connection
from tests.sidebar.stage import Stage

EMAIL = "zoe@courriel.example"


def by_mail(store: Connection, stage: Stage, email: str = EMAIL, name: str = "") -> str:
    fresh = ids.new_id("cus", 5)
    return introduce_by_email(store, stage.shop.id, email, name=name, fresh_id=fresh, now=5)


def known(store: Connection, stage: Stage, host_id: str, *, now: int = 9) -> str:
    told = KnownCustomer(ids.new_id("cus", now), host_id, "Zoé", EMAIL, "", "fr")
    return customers.introduce(store, told, shop_id=stage.shop.id, now=now)


def test_an_address_is_introduced_once_however_it_is_capitalised(stage: Stage) -> None:
    with stage.desk.database.writing() as store:
        first = by_mail(store, stage, "Zoe@Courriel.example ")
        assert by_mail(store, stage, name="Zoé Petit") == first
        found = by_email(store, stage.shop.id, "ZOE@courriel.EXAMPLE")
    assert found is not None
    assert (found.id, found.host_id, found.name) == (first, f"mail:{EMAIL}", "Zoé Petit")


def test_the_shops_own_account_comes_before_a_guest_and_before_an_address(stage: Stage) -> None:
    with stage.desk.database.writing() as store:
        mailed = by_mail(store, stage)
        guest = known(store, stage, "order:7", now=99)
        assert by_mail(store, stage) == guest
        account = known(store, stage, "42")
        assert by_mail(store, stage, name="Autre") == account
        found = by_email(store, stage.shop.id, EMAIL)
    assert len({mailed, guest, account}) == 3
    assert found is not None
    assert found.name == "Zoé"


@pytest.mark.parametrize("kept", ["James O\u2019Neill", "James O'Neill", "James O\u02bcNeill"])
@pytest.mark.parametrize("typed", ["o'neill", "O\u2019Neill", "O\u02bcNeill"])
def test_a_name_is_found_however_its_apostrophe_is_written(
    stage: Stage, kept: str, typed: str
) -> None:
    with stage.desk.database.writing() as store:
        by_mail(store, stage, name=kept)
        found = customer_search.like(store, stage.shop.id, typed, most=5)
        assert customer_search.like(store, stage.shop.id, "O_Neill", most=5) == []

    assert [one.name for one in found] == [kept]


def test_an_address_is_one_shops_alone(stage: Stage, elsewhere: Stage) -> None:
    with stage.desk.database.writing() as store:
        known(store, stage, "42")
        assert by_email(store, elsewhere.shop.id, EMAIL) is None
        assert by_email(store, stage.shop.id, " ") is None
