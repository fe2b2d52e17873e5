"""Keys are admitted, and limited, as the real webservice does."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from platforms.prestashop.sandbox import Grants, everything, reading
from tests.platforms.prestashop.sandbox.shop_stage import KEY, ShopStage, stage

NOW = "orders/1001?output_format=JSON"


@pytest.mark.parametrize(
    ("key", "codes"),
    [("", [17]), ("short", [18]), ("X" * 32, [20, 21])],
)
def test_a_wrong_key_is_told_why(key: str, codes: list[int]) -> None:
    answer = stage().get(NOW, key=key)

    assert answer.status_code == 401
    assert [it["code"] for it in answer.get_json()["errors"]] == codes
    assert answer.headers["PSWS-Version"] == "0"


def test_without_a_key_the_answer_is_no_json() -> None:
    answer = stage().client.get(f"/api/{NOW}")

    assert (answer.status_code, answer.mimetype) == (401, "text/html")
    assert answer.text == "401 Unauthorized"
    assert "WWW-Authenticate" in answer.headers


def test_a_key_in_the_query_is_read() -> None:
    assert stage().client.get(f"/api/{NOW}&ws_key={KEY}").status_code == 200


def test_a_key_may_be_granted_less_and_more() -> None:
    shop = stage()
    shop.sandbox.keys.grant(KEY, reading("orders"))
    assert shop.get(NOW).status_code == 200
    assert shop.code("customers") == (401, 26)

    shop.sandbox.keys.grant(KEY, everything())
    assert shop.get("customers").status_code == 200


def test_an_inactive_key_answers_like_an_unknown_one() -> None:
    shop = stage()
    shop.sandbox.keys.grant(KEY, Grants(everything().methods, is_active=False))

    assert shop.get(NOW).get_json() == shop.get(NOW, key="X" * 32).get_json()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "orders", 405, 25),
        ("DELETE", "orders/1001", 405, 25),
        ("POST", "stock_availables", 405, 101),
        ("POST", "search", 405, 101),
        ("OPTIONS", "orders", 405, 23),
        ("GET", "ordres", 400, 27),
    ],
)
def test_a_wrong_method_or_resource_is_told_why(
    method: str,
    path: str,
    status: int,
    code: int,
) -> None:
    answer = _asked(stage(), method, path)

    assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (status, code)


@pytest.mark.parametrize(("method", "path"), [("POST", "orders"), ("GET", "search?query=mug")])
def test_what_the_stand_in_cannot_do_is_said_and_not_pretended(method: str, path: str) -> None:
    shop = stage()
    shop.sandbox.keys.grant(KEY, everything())

    assert _asked(shop, method, path).status_code == 501


@pytest.mark.parametrize("path", ["orders/9", "orders/abc", "orders/9?display=full"])
def test_an_unknown_record_is_404_and_nothing_more(path: str) -> None:
    answer = stage().get(path)

    assert (answer.status_code, answer.data) == (404, b"")
    assert "Content-Type" not in answer.headers


def test_another_shop_is_a_redirect() -> None:
    shop = stage()

    assert shop.get("orders?id_shop=9").status_code == 302
    assert shop.get("orders?id_shop=1").status_code == 200


def _asked(shop: ShopStage, method: str, path: str) -> TestResponse:
    joint = "&" if "?" in path else "?"
    return shop.client.open(f"/api/{path}{joint}output_format=JSON&ws_key={KEY}", method=method)
