"""Who is not who they say, or says nonsense, gets a stable name, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from secrets import token_hex
from typing import Any

import pytest

from platforms.http import Deadline, Site
from tests.platforms.promised import (
    ENDPOINT,
    WITHIN,
    Promised,
    error_of,
    has_units,
    names,
    promised,
)

PLAIN = {"ok": False, "error": {"name": "unauthorized", "retryable": False}}


@pytest.fixture(params=names())
def it(request: pytest.FixtureRequest) -> Iterator[Promised]:
    with promised(request.param) as shop:
        yield shop


def test_a_call_that_is_not_signed_for_just_this_learns_nothing(it: Promised) -> None:
    found = it.order_with(has_units(1))
    body = json.dumps(it.body(it.review(found))).encode()
    good = it.signed("refund", body)
    wrong: list[tuple[dict[str, str], bytes]] = [
        ({}, body),
        *(({k: v for k, v in good.items() if k != name}, body) for name in good),
        (it.signed("refund", body, secret="x" * 43), body),
        (it.signed("refund", body, late=-400), body),
        (it.signed("refund", body, late=400), body),
        (it.signed("refund", body, path="order"), body),
        (it.signed("refund", body, shop_id="shp_of_another"), body),
        (it.signed("refund", body, nonce="short"), body),
        (good, body + b" "),
        (good | {"Comptoir-Signature": good["Comptoir-Signature"].upper()}, body),
        (good | {"Comptoir-Timestamp": "soon"}, body),
    ]
    for headers, sent in wrong:
        answer = it.post("refund", sent, headers)
        assert (answer.status, json.loads(answer.body)) == (401, PLAIN)
        assert "Comptoir-Signature" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert it.read(found.order.id) == found


def test_a_call_is_taken_once(it: Promised) -> None:
    body = json.dumps({"order": int(it.orders[0])}).encode()
    headers = it.signed("order", body)
    assert it.post("order", body, headers).status == 200
    again = it.post("order", body, headers)
    assert (again.status, json.loads(again.body)) == (401, PLAIN)


def test_a_refund_that_is_overheard_cannot_be_sent_again(it: Promised) -> None:
    review = it.review(it.order_with(has_units(2)))
    body = json.dumps(it.body(review)).encode()
    headers = it.signed("refund", body)
    assert it.post("refund", body, headers).status == 200
    moved = it.read(review.refundable.order.id)
    assert it.post("refund", body, headers).status == 401
    assert it.read(moved.order.id) == moved


def test_every_answer_of_the_module_is_private_and_is_no_page(it: Promised) -> None:
    for action, body in (("meta", b"{}"), ("order", b"{}"), ("nothing", b"{}")):
        answer = it.post(action, body, it.signed(action, body))
        assert answer.media_type == "application/json"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


def test_nothing_is_asked_in_an_address(it: Promised) -> None:
    site = Site(it.connection.base_url, headers=it.signed("order", b""))
    answer = site.get(ENDPOINT + "order", deadline=Deadline.within(WITHIN))
    assert (answer.status, error_of(answer)) == (405, "post_only")


def test_what_is_no_json_object_is_a_bad_request(it: Promised) -> None:
    for body in (b"", b"{", b"[]", b"null", b'"x"', b'{"order":NaN}', b"\xff\xfe", b"[" * 60_000):
        for action in ("order", "refund"):
            assert it.says(action, body) == "bad_request"


def test_more_than_the_bound_is_too_large(it: Promised) -> None:
    body = json.dumps({"order": 1, "message": "x" * 64 * 1024}).encode()
    answer = it.post("refund", body, it.signed("refund", body))
    assert (answer.status, error_of(answer)) == (413, "too_large")


def test_an_action_that_is_none_is_unknown(it: Promised) -> None:
    for action in ("nothing", "Order", "refund.php"):
        assert it.says(action, {}) == "unknown_action"


def wrong_fields() -> Iterator[dict[str, Any]]:
    for key in ("", "short", "OP_" + token_hex(8), "op-" + token_hex(8), "x" * 65, None, 7):
        yield {"key": key}
    yield from ({name: wrong} for name in ("order", "employee") for wrong in ("x", 1.5, -1, None))
    no_lists: tuple[object, ...] = (None, {"x": 1}, "x", [1])
    yield from ({"lines": wrong} for wrong in no_lists)
    yield {"expect": None}
    yield {"settles": "yes"}
    yield {"message": "x" * 2001}


def test_a_field_of_a_wrong_type_is_a_bad_request_and_nothing_is_written(it: Promised) -> None:
    found = it.order_with(has_units(1))
    body = it.body(it.review(found))
    for changes in wrong_fields():
        said = it.says("refund", body | {"key": it.act().key} | changes)
        assert (changes, said) == (changes, "bad_request")
    for wrong in ("x", 0, True, None):
        assert it.says("order", {"order": wrong}) == "bad_request"
    assert it.read(found.order.id) == found
