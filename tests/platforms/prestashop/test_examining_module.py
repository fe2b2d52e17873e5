"""The doctor says of a shop's module what is wrong with it, in the order in which to repair it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import Check
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.examining_module import own_version
from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.loopback import listening
from tests.platforms.prestashop.paired import Paired, paired, through_module
from tests.platforms.prestashop.recorded import KEY
from tests.platforms.prestashop.test_calling import granting, plainly
from tests.platforms.prestashop.test_reports import meta


@pytest.fixture
def lively() -> Iterator[Paired]:
    with paired() as shop:
        yield shop


def checks(shop: PrestaShop) -> dict[str, Check]:
    return {check.name: check for check in shop.examine(within=5)}


def told(**changes: object) -> dict[str, Check]:
    """The findings where the module says this of itself."""
    with listening(granting(meta(**changes))) as shop:
        return checks(PrestaShop(through_module(shop.url)))


def test_a_module_that_is_well_has_nothing_to_repair(lively: Paired) -> None:
    found = checks(lively.shop)
    assert [check for check in found.values() if not check.is_ok] == []
    assert list(found)[:5] == [
        "module:reach",
        "module:signature",
        "module:clock",
        "module:version",
        "module:timezone",
    ]
    assert found["module:reach"].detail == "9.1.4"
    assert found["module:version"].detail == own_version()
    assert not [name for name in found if name.startswith("read:")]


def test_the_webservice_is_examined_too_where_it_has_a_key(lively: Paired) -> None:
    found = checks(PrestaShop(replace(through_module(lively.url), key=KEY)))
    assert found["read:orders"].is_ok
    assert found["module:reach"].is_ok
    assert found["key"].is_ok


def test_a_shop_without_the_module_is_examined_as_before(lively: Paired) -> None:
    found = checks(lively.webservice)
    assert found["reach"].is_ok
    assert not [name for name in found if name.startswith("module:")]


def test_secrets_that_the_module_does_not_know_are_named(lively: Paired) -> None:
    found = checks(PrestaShop(through_module(lively.url, secrets=("x" * 43,))))
    assert list(found) == ["module:reach", "module:signature"]
    assert found["module:reach"].is_ok
    assert not found["module:signature"].is_ok


def test_a_shop_without_its_module_is_told_from_one_that_is_away(lively: Paired) -> None:
    html = {"Content-Type": "text/html"}
    with listening(plainly(404, b"<html>", **html)) as shop:
        (absent,) = checks(PrestaShop(through_module(shop.url))).values()
    lively.sandbox.faults.set(Fault(Kind.MAINTENANCE, "module.meta"))
    (closed,) = checks(lively.shop).values()
    assert (absent.name, absent.is_ok) == ("module:reach", False)
    assert absent.detail.startswith("ModuleAbsent")
    assert closed.detail.startswith("InMaintenance")


@pytest.mark.parametrize(
    ("changes", "name", "is_ok", "detail"),
    [
        ({"module_version": "9.9.9"}, "module:version", False, "9.9.9, not"),
        ({"timezone": "Asia/Tokyo"}, "module:timezone", False, "Asia/Tokyo"),
        ({"clock": 1_795_316_660}, "module:clock", False, " s"),
        ({"refunds_on": False}, "module:refunds", True, "off"),
        ({"cancellations_on": True}, "module:cancellations", True, "on"),
        ({"multistore": True}, "module:multistore", True, "on"),
        ({"profiles": []}, "module:profiles", False, ""),
        (
            {"checks": [{"name": "core_bus", "ok": False, "detail": "TypeError"}]},
            "module:core_bus",
            False,
            "TypeError",
        ),
    ],
)
def test_each_thing_that_the_module_says_is_one_finding(
    changes: dict[str, object], name: str, detail: str, *, is_ok: bool
) -> None:
    found = told(**changes)[name]
    assert found.is_ok is is_ok
    assert detail in found.detail


def test_a_description_out_of_form_is_a_finding_too() -> None:
    with listening(granting({"ps_version": "9.1.4"})) as shop:
        (found,) = checks(PrestaShop(through_module(shop.url))).values()
    assert (found.name, found.is_ok) == ("module:reach", False)
    assert "shop" in found.detail
