"""Nothing is answered to a caller who cannot sign, and every answer to one who can is signed."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.platforms.prestashop.sandbox.module_stage import address, error, result, sealed, sent
from tests.platforms.prestashop.sandbox.shop_stage import PAIRING, ShopStage, stage

UNAUTHORIZED = {"ok": False, "error": {"name": "unauthorized", "retryable": False}}


@pytest.fixture
def shop() -> ShopStage:
    return stage()


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "t" * 40},
        {"path": "/comptoir/v1/refund"},
        {"shop": "shp_02"},
        {"timestamp": str(int(time.time()) - 301)},
        {"timestamp": str(int(time.time()) + 86_400)},
        {"timestamp": "yesterday"},
        {"nonce": "short"},
        {"nonce": "a b" * 8},
    ],
)
def test_a_wrong_seal_is_refused_without_a_word(shop: ShopStage, wrong: dict[str, str]) -> None:
    body = b"{}"
    answer = shop.client.post(address("meta"), data=body, headers=sealed("meta", body, **wrong))

    assert (answer.status_code, answer.get_json()) == (401, UNAUTHORIZED)
    assert "Comptoir-Signature" not in answer.headers


def test_no_seal_another_body_and_a_replay_are_refused(shop: ShopStage) -> None:
    head = sealed("meta", b"{}")
    answers = [
        shop.client.post(address("meta"), data=b"{}"),
        shop.client.post(address("meta"), data=b'{"a":1}', headers=head),
        shop.client.post(address("meta"), data=b"{}", headers=head),
        shop.client.post(address("meta"), data=b"{}", headers=head),
    ]

    assert [it.status_code for it in answers] == [401, 401, 200, 401]


def test_a_shop_that_is_not_paired_answers_nobody() -> None:
    body = b"{}"
    head = sealed("meta", body)
    answer = stage(pairing=None).client.post(address("meta"), data=body, headers=head)

    assert answer.status_code == 401


def test_two_secrets_are_good_while_they_are_changed(shop: ShopStage) -> None:
    shop.sandbox.pairing = replace(PAIRING, secret="n" * 43, older=(PAIRING.secret,))

    assert result(shop, "meta")["ps_version"] == "9.1.4"
    assert PAIRING.secret not in repr(shop.sandbox.pairing)


def test_what_cannot_be_asked_has_a_name(shop: ShopStage) -> None:
    assert shop.client.get(address("meta")).status_code == 405
    assert error(shop, "nothing")[1]["name"] == "unknown_action"
    assert error(shop, "order", order=4711) == (404, {"name": "unknown_order", "retryable": False})
    assert error(shop, "order", order="1001")[1] == {
        "name": "bad_request",
        "retryable": False,
        "field": "order",
    }
    assert error(shop, "image", product=1, image=999)[1]["name"] == "unknown_image"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"order": NaN}', b"[" * 5000])
def test_a_body_that_is_no_object_is_a_bad_request(shop: ShopStage, body: bytes) -> None:
    answer = shop.client.post(address("order"), data=body, headers=sealed("order", body))

    assert answer.status_code == 400
    assert answer.get_json()["error"]["name"] == "bad_request"


def test_a_body_that_is_too_long_is_refused(shop: ShopStage) -> None:
    assert error(shop, "order", order=1001, more="x" * 70_000)[1]["name"] == "too_large"


def test_answers_are_private_json(shop: ShopStage) -> None:
    answer = sent(shop, "meta")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/json"
    assert "Set-Cookie" not in answer.headers


def test_other_pages_of_the_shop_are_not_there(shop: ShopStage) -> None:
    assert shop.client.get("/index.php").status_code == 404
