"""Each opening of the button is a launch of its own, signed, short-lived and out of the address."""

from __future__ import annotations

import html
import re
import time
from typing import Any

import jwt
import pytest

from platforms.prestashop.sandbox import Pairing
from tests.platforms.prestashop.sandbox.shop_stage import PAIRING, SECRET, ShopStage, stage

OPEN = "/modules/comptoir/open/1012"


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def claims(token: str) -> dict[str, Any]:
    read: dict[str, Any] = jwt.decode(
        token,
        SECRET,
        algorithms=["HS256"],
        audience=PAIRING.service_url,
        issuer=PAIRING.shop_id,
    )
    return read


def posted(shop: ShopStage, path: str = OPEN) -> str:
    found = re.search(r'name="token" value="([^"]+)"', shop.page(path).text)
    assert found is not None
    return html.unescape(found[1])


def test_the_form_brings_the_token_in_its_body(shop: ShopStage) -> None:
    answer = shop.page(OPEN)

    assert 'method="post" action="http://127.0.0.1:8000/launch/prestashop/shp_01"' in answer.text
    assert 'type="submit"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_claims_are_the_agreed_ones(shop: ShopStage) -> None:
    read = claims(posted(shop))
    now = int(time.time())

    assert read["exp"] - read["iat"] <= 60
    assert abs(read["iat"] - now) < 5
    assert read["shop"] == {"id": 1, "url": "http://localhost", "version": "9.1.4"}
    assert read["order"] == {
        "id": 1012,
        "reference": "MESANGEAX",
        "customer": 2,
        "currency": "EUR",
    }
    assert read["employee"]["orders"] == {"view": True, "add": True, "edit": True, "delete": True}
    assert read["employee"]["firstname"] == "Camille"
    assert read["language"] == "fr"
    assert read["links"] == {
        "order": "http://localhost/admin-demo/orders/1012?employee=camille",
        "customer": "http://localhost/admin-demo/customers/2?employee=camille",
    }


def test_two_openings_are_two_launches(shop: ShopStage) -> None:
    assert claims(posted(shop))["jti"] != claims(posted(shop))["jti"]


def test_the_fragment_is_the_other_way(shop: ShopStage) -> None:
    answer = shop.page(f"{OPEN}?employee=robin&via=fragment")
    address, _, token = answer.headers["Location"].partition("#")

    assert answer.status_code == 302
    assert address == "http://127.0.0.1:8000/launch/prestashop/shp_01"
    assert claims(token)["language"] == "en"


def test_the_chosen_language_goes_along(shop: ShopStage) -> None:
    assert claims(posted(shop, f"{OPEN}?employee=camille&lang=en"))["language"] == "en"


def test_who_may_only_view_says_so_in_the_launch(shop: ShopStage) -> None:
    employee = claims(posted(shop, f"{OPEN}?employee=lou"))["employee"]

    assert employee["orders"] == {"view": True, "add": False, "edit": False, "delete": False}
    assert employee["superadmin"] is False


def test_another_currency_is_named(shop: ShopStage) -> None:
    assert claims(posted(shop, "/modules/comptoir/open/1008"))["order"]["currency"] == "JPY"


def test_a_pairing_can_be_made_later_and_never_shows_its_secret() -> None:
    shop = stage(pairing=None)
    assert shop.page(OPEN).status_code == 404

    shop.sandbox.pairing = Pairing("shp_02", SECRET, "http://127.0.0.1:9/")
    assert "http://127.0.0.1:9/launch/prestashop/shp_02" in shop.page(OPEN).text
    assert SECRET not in repr(shop.sandbox.pairing)


def test_the_menu_opens_the_counter_without_an_order(shop: ShopStage) -> None:
    read = claims(posted(shop, "/modules/comptoir/open/?employee=robin"))

    assert "order" not in read
    assert read["links"] == {}
    assert read["employee"]["id"] == 3
    assert "/admin-demo/modules/comptoir/open/?employee=robin" in shop.page("/?employee=robin").text


@pytest.mark.parametrize(
    ("employee", "profile", "superadmin"),
    [("camille", 4, False), ("robin", 4, False), ("maud", 1, True), ("lou", 3, False)],
)
def test_everyone_who_may_see_orders_can_be_signed_in(
    shop: ShopStage, employee: str, profile: int, *, superadmin: bool
) -> None:
    read = claims(posted(shop, f"{OPEN}?employee={employee}"))["employee"]

    assert (read["profile"], read["superadmin"]) == (profile, superadmin)
