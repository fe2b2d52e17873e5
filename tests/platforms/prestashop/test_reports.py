"""What the module says of its shop is taken in known forms and small sizes, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import Check
from platforms.hooks import HookRefused, ModuleReport, Profile
from platforms.notices import Notice
from platforms.prestashop.hooks import PrestaShopHooks
from platforms.prestashop.origins import origin_of

HOOKS = PrestaShopHooks()


def meta(**changes: Any) -> dict[str, Any]:
    return {
        "ps_version": "9.1.4",
        "module_version": "0.1.0",
        "php_version": "8.2.36",
        "shop": {"id": 1, "name": "La Boutique", "url": "http://shop.example/boutique/"},
        "admin_origin": "https://Shop.example:443",
        "multistore": False,
        "timezone": "Europe/Paris",
        "currency": "EUR",
        "languages": [{"id": 1, "code": "en"}, {"id": 2, "code": "fr"}],
        "clock": 1_795_316_660,
        "refunds_on": True,
        "cancellations_on": False,
        "profiles": [{"id": 1, "name": "SuperAdmin", "may_use": True}],
        "states": {"cancelled": 6, "refunded": 7},
        "checks": [{"name": "core_bus", "ok": True, "detail": ""}],
    } | changes


def notice(**changes: Any) -> dict[str, Any]:
    told = {"id": 12, "kind": "state", "order": 1001, "key": "op_1", "at": 1_795_316_660_123}
    return told | {"facts": {"state": 4}} | changes


def test_a_shop_describes_itself() -> None:
    assert HOOKS.pairing(meta()) == ModuleReport(
        shop_version="9.1.4",
        module_version="0.1.0",
        runtime_version="8.2.36",
        host_shop_id="1",
        shop_name="La Boutique",
        shop_url="http://shop.example/boutique/",
        admin_origin="https://shop.example",
        is_multistore=False,
        timezone="Europe/Paris",
        currency="EUR",
        languages=("en", "fr"),
        clock=1_795_316_660_000,
        refunds_on=True,
        cancellations_on=False,
        profiles=(Profile("1", "SuperAdmin", may_use=True),),
        checks=(Check("core_bus", is_ok=True),),
    )


def test_a_back_office_that_nobody_has_opened_has_no_origin_yet() -> None:
    assert HOOKS.pairing(meta(admin_origin="")).admin_origin == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ps_version": ""}, "ps_version"),
        ({"shop": []}, "shop"),
        ({"shop": {"id": 0, "name": "", "url": "http://x"}}, "shop.id"),
        ({"shop": {"id": 1, "name": "", "url": "javascript:1"}}, "shop.url"),
        ({"admin_origin": "https://x; script-src *"}, "admin_origin"),
        ({"admin_origin": "https://a;b"}, "admin_origin"),
        ({"admin_origin": None}, "admin_origin"),
        ({"multistore": 0}, "multistore"),
        ({"timezone": "Europe Paris"}, "timezone"),
        ({"currency": "eur"}, "currency"),
        ({"clock": 1.5}, "clock"),
        ({"clock": True}, "clock"),
        ({"languages": {}}, "languages"),
        ({"profiles": [{"id": 1, "name": "x", "may_use": "1"}]}, "profiles[0].may_use"),
        ({"checks": [{}]}, "checks[0].name"),
    ],
)
def test_a_description_out_of_form_is_refused_by_its_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(HookRefused) as refused:
        HOOKS.pairing(meta(**changes))
    assert (refused.value.reason, refused.value.field) == ("bad_request", field)


def test_a_notice_is_read() -> None:
    assert HOOKS.notices({"notices": [notice(), notice(id=13, order=0, key="", facts=[])]}) == (
        Notice("12", "state", "1001", "op_1", 1_795_316_660_123, {"state": 4}),
        Notice("13", "state", "", "", 1_795_316_660_123),
    )


def test_facts_that_are_long_or_nested_are_left_out_of_a_notice() -> None:
    facts = {"a": "x" * 900, "b": {"c": 1}, "C": 1, "d": None, "e": True}
    (read,) = HOOKS.notices({"notices": [notice(facts=facts)]})
    assert read.facts == {"a": "x" * 200, "e": True}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": 0}, "notices[0].id"),
        ({"id": -1}, "notices[0].id"),
        ({"kind": "State"}, "notices[0].kind"),
        ({"order": None}, "notices[0].order"),
        ({"key": "x" * 65}, "notices[0].key"),
        ({"key": None}, "notices[0].key"),
        ({"at": 2**60}, "notices[0].at"),
        ({"at": "1"}, "notices[0].at"),
        ({"facts": "x"}, "notices[0].facts"),
    ],
)
def test_a_notice_out_of_form_is_refused_by_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(HookRefused) as refused:
        HOOKS.notices({"notices": [notice(**changes)]})
    assert refused.value.field == field


@pytest.mark.parametrize("listed", [None, {}, [1], [notice()] * 101])
def test_a_list_that_is_none_or_too_long_is_refused(listed: object) -> None:
    with pytest.raises(HookRefused):
        HOOKS.notices({"notices": listed})


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://shop.example/admin?x=1", "https://shop.example"),
        ("HTTPS://Shop.Example:443/", "https://shop.example"),
        ("http://127.0.0.1:8010", "http://127.0.0.1:8010"),
        ("http://[::1]:80/x", "http://[::1]"),
        ("http://user@shop.example", ""),
        ("http://shop.example:99999", ""),
        ("//shop.example", ""),
        ("ftp://shop.example", ""),
        ("https://x' *", ""),
        ("https://*.example", ""),
        ("", ""),
    ],
)
def test_an_origin_is_a_scheme_a_host_and_a_port_or_nothing(address: str, origin: str) -> None:
    assert origin_of(address) == origin
