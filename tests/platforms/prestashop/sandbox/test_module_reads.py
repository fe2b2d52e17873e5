"""The module's reads say what the webservice says, in one round, and nothing private besides."""

from __future__ import annotations

import base64

import pytest

from tests.platforms.prestashop.sandbox.module_stage import result
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

SAME = (
    ("orders", "orders/1012?display=full"),
    ("order_details", "order_details?filter[id_order]=1012&display=full"),
    ("order_slip", "order_slip?filter[id_order]=1012&display=full"),
    ("order_histories", "order_histories?filter[id_order]=1012&display=full"),
    ("order_payments", "order_payments?filter[order_reference]=MESANGEAX&display=full"),
    ("order_states", "order_states?display=full"),
    ("currencies", "currencies?display=full"),
    ("cart_rules", "cart_rules?filter[id]=53&display=[id,code]"),
    ("customizations", "customizations?filter[id_cart]=1012&display=full"),
)


@pytest.fixture
def shop() -> ShopStage:
    return stage()


@pytest.mark.parametrize(("resource", "address"), SAME)
def test_rows_are_those_of_the_webservice(shop: ShopStage, resource: str, address: str) -> None:
    rows = result(shop, "order", order=1012)["rows"]

    assert rows[resource] == shop.rows(address)
    assert rows[resource]


def test_an_order_is_read_whole_with_what_may_be_given_back(shop: ShopStage) -> None:
    refund = result(shop, "order", order=1014)["refund"]

    assert refund["barred"] == refund["cancel_barred"] == ""
    assert refund["lines"] == [
        {"line": 232, "left": 1, "most": "6.90", "restock": "forced", "stock": 120},
        {"line": 233, "left": 2, "most": "36.00", "restock": "forced", "stock": 120},
    ]
    assert (refund["shipping_left"], refund["left"]) == ("0.00", "42.90")
    assert refund["payment"] == {
        "module": "ps_checkout",
        "name": "Carte bancaire",
        "way": "unknown",
    }
    assert (refund["cancel_state"], refund["refunded_state"]) == (6, 7)


@pytest.mark.parametrize(
    ("order", "barred", "cancel"),
    [
        (1001, "", "already_delivered"),
        (1002, "not_paid", "already_cancelled"),
        (1003, "nothing_left", "already_cancelled"),
        (1005, "", "already_delivered"),
        (1006, "", ""),
        (1010, "nothing_left", ""),
        (1011, "not_paid", ""),
        (1012, "", "already_shipped"),
        (1013, "", "already_shipped"),
    ],
)
def test_what_is_barred_is_named(shop: ShopStage, order: int, barred: str, cancel: str) -> None:
    refund = result(shop, "order", order=order)["refund"]

    assert (refund["barred"], refund["cancel_barred"]) == (barred, cancel)


def test_the_voucher_of_an_order_lowers_what_may_go_back(shop: ShopStage) -> None:
    refund = result(shop, "order", order=1012)["refund"]
    most = sum(round(float(it["most"]) * 100) for it in refund["lines"])

    assert {it["restock"] for it in refund["lines"]} == {"optional"}
    assert refund["shipping_left"] == "5.90"
    assert refund["left"] == "161.86"
    assert most + 590 <= 16186
    assert refund["lines"][2]["left"] == 2


def test_a_switch_that_is_off_is_said(shop: ShopStage) -> None:
    shop.sandbox.module.refunds_on = shop.sandbox.module.cancellations_on = False
    refund = result(shop, "order", order=1014)["refund"]

    assert (refund["barred"], refund["cancel_barred"]) == ("refunds_off", "cancellations_off")


def test_nothing_private_of_the_customer_leaves_the_shop(shop: ShopStage) -> None:
    rows = result(shop, "order", order=1012)["rows"]

    assert set(rows["customers"][0]) == {
        "id",
        "id_lang",
        "firstname",
        "lastname",
        "email",
        "company",
        "is_guest",
        "note",
        "date_add",
    }
    assert set(rows["products"][0]) == {"id", "id_default_image"}


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        ({"emails": ["Alix.Moreau@courriel.example"]}, [1012, 1004, 1002, 1001]),
        ({"references": ["mesangeax", "NOTHING"]}, [1012]),
        ({"customers": [9]}, [1010, 1009]),
        ({"phones": ["612345678"]}, [1014, 1012, 1005, 1002, 1001]),
        ({"customers": [9], "references": ["MESANGEAX"], "limit": 2}, [1012, 1010]),
        ({}, []),
    ],
)
def test_orders_are_found_by_any_criterion(
    shop: ShopStage, criteria: dict[str, object], found: list[int]
) -> None:
    rows = result(shop, "orders", **criteria)["rows"]

    assert [it["id"] for it in rows.get("orders", [])] == found
    assert {it["id_order"] for it in rows.get("order_details", [])} == set(found)


def test_a_picture_travels_as_text(shop: ShopStage) -> None:
    picture = result(shop, "image", product=1, image=101)

    assert picture["media_type"] == "image/png"
    assert base64.b64decode(picture["content"]).startswith(b"\x89PNG")


def test_the_shop_says_what_it_is(shop: ShopStage) -> None:
    meta = result(shop, "meta")

    assert meta["shop"] == {"id": 1, "name": "Atelier Mésange", "url": "http://localhost"}
    assert meta["states"] == {"cancelled": 6, "refunded": 7}
    assert {"id": 5, "name": "Catalogue only", "may_use": False} in meta["profiles"]
    assert (meta["currency"], meta["timezone"]) == ("EUR", "Europe/Paris")
