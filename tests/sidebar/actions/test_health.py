"""The doctor names each fault, and a page's health never waits for a shop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Check
from platforms.prestashop.sandbox import Fault, Kind
from sidebar.actions import health, shops
from sidebar.actions.health import Finding
from sidebar.store.database import connect
from sidebar.store.shops import MailAddressing
from sidebar.texts import diagnosis
from sidebar.vault import Vault, new_key
from tests.cast import KEY, ShopStage, desk_over, open_shop
from tests.sidebar.goods import order
from tests.sidebar.stage import Stage, StillShop


def wrong(stage: Stage) -> list[Finding]:
    return [finding for finding in health.examine(stage.desk) if not finding.is_ok]


def wrong_names(stage: Stage) -> list[str]:
    return [finding.name for finding in wrong(stage)]


@pytest.fixture
def faulty_shop(lively_shop: ShopStage, stage: Stage) -> ShopStage:
    """The session's shop; whoever breaks it clears it again."""
    assert stage.shop.base_url == lively_shop.url
    return lively_shop


def test_a_connected_shop_in_good_order_has_no_finding(stage: Stage) -> None:
    findings = list(health.examine(stage.desk))

    assert [finding for finding in findings if not finding.is_ok] == []
    names = {finding.name for finding in findings}
    assert {"migrations", "shops", "sealed", "reach", "key", "clock", "timezone", "mail"} <= names
    assert "read:orders" in names
    assert KEY not in str(findings)


def test_a_shop_that_is_down_is_named(stage: Stage) -> None:
    down = shops.connect(
        stage.desk, shops.NewShop("prestashop", "http://127.0.0.1:9", KEY, name="Loin")
    )

    assert down[0].name == "Loin"
    assert [(it.about, it.name) for it in wrong(stage)] == [("Loin", "reach"), ("Loin", "mail")]


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (Fault(Kind.MAINTENANCE), "reach"),
        (Fault(Kind.REFUSE), "key"),
        (Fault(Kind.FORBID, "customers"), "read:customers"),
    ],
)
def test_each_fault_of_a_shop_has_its_name_and_its_advice(
    stage: Stage, faulty_shop: ShopStage, fault: Fault, name: str
) -> None:
    faulty_shop.sandbox.faults.set(fault)
    try:
        found = wrong(stage)
    finally:
        faulty_shop.sandbox.faults.reset()

    assert name in [finding.name for finding in found]
    told = [diagnosis(language, found[0]) for language in ("fr", "en")]
    assert all("→" in line for line in told)
    assert told[0] != told[1]


def test_a_wrong_key_is_found(stage: Stage) -> None:
    shops.change(stage.desk, stage.shop.id, key="W" * 32)

    assert [(it.name, it.shop_id) for it in wrong(stage)] == [("key", stage.shop.id)]
    assert "W" * 32 not in str(wrong(stage))


def test_another_time_zone_than_the_shops_is_found(stage: Stage) -> None:
    shops.change(stage.desk, stage.shop.id, timezone="Asia/Tokyo")

    (finding,) = wrong(stage)
    assert (finding.name, finding.detail) == ("timezone", "Europe/Paris")


def test_a_clock_apart_is_told_as_the_adapter_found_it(stage: Stage) -> None:
    skewed = StillShop(order(), checks=(Check("clock", is_ok=False, detail="+90 s"),)).at(stage)

    (finding,) = wrong(skewed)
    assert (finding.about, finding.name, finding.detail) == ("Boutique", "clock", "+90 s")


def test_a_shop_without_mail_is_found(stage: Stage) -> None:
    shops.change(stage.desk, stage.shop.id, mail=MailAddressing(host="smtp.example"))

    assert wrong_names(stage) == ["mail"]


def test_secrets_that_no_key_opens_are_found_and_end_nothing_else(
    stage: Stage, elsewhere: Stage
) -> None:
    locked = replace(stage, desk=replace(stage.desk, vault=Vault((new_key(),))))

    assert [(it.about, it.name) for it in wrong(locked)] == [
        ("Boutique", "sealed"),
        (elsewhere.shop.name, "sealed"),
    ]


def test_no_shop_is_a_finding(stage: Stage) -> None:
    shops.remove(stage.desk, stage.shop.id)

    assert wrong_names(stage) == ["shops"]


def test_a_store_that_was_never_migrated_ends_the_report(database_url: str) -> None:
    store = connect(database_url)
    desk = desk_over(store)

    (finding,) = health.examine(desk)

    assert (finding.name, finding.is_ok) == ("migrations", False)
    assert "0001_counter.sql" in finding.detail
    assert not health.is_ready(desk)
    store.close()


def test_a_shop_that_vanishes_is_found_unreachable(stage: Stage) -> None:
    passing = open_shop()
    shops.connect(stage.desk, shops.NewShop("prestashop", passing.url, KEY, name="Passage"))
    passing.running.stop()

    assert ("Passage", "reach") in [(it.about, it.name) for it in wrong(stage)]
