"""What is sent is composed once: the same review and act are always the same bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from platforms.moves import Act, Actor, CancelChoice, CancelReview, RefundReview
from platforms.shopify.composing import bears, composed, key_of, marked
from platforms.shopify.reviewing import cancellation_of, review_of
from tests.platforms.shopify.weighed import choice, line, order, part, read, suggestion, way

KEY = "op_01jd8k2v"
NOTE = f"Refund of €10.00 by Robin (Comptoir 42, {KEY}). Reason: damaged."


def act(note: str = NOTE, key: str = KEY, reason: str = "") -> Act:
    return Act(key, Actor("9", "Robin"), note, reason)


def refund_review(**changes: Any) -> RefundReview:
    everything = suggestion(
        "12.5", [part(11, 1, "10.0")], [way(77, "12.5")], shipping="2.5", shipping_most="2.5"
    )
    content = order([line(11, left=1, price="10.0")], everything, picked=everything, **changes)
    return review_of(read(content), choice((11, 1, 1), shipping=250))


def cancel_review(chosen: CancelChoice) -> CancelReview:
    everything = suggestion("10.0", [part(11, 1, "10.0")], [way(77, "10.0")])
    return cancellation_of(read(order([line(11, left=1, price="10.0")], everything)), chosen)


def variables(written: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written)["variables"]
    return found


def test_a_refund_says_all_that_was_reviewed_in_a_fixed_order() -> None:
    written = composed(refund_review(), act())
    assert written == composed(refund_review(), act())
    given = variables(written)
    assert given["idempotencyKey"] == key_of(KEY)
    assert list(given["input"].items()) == [
        ("orderId", "gid://shopify/Order/5551001"),
        ("note", NOTE),
        ("notify", False),
        ("currency", "EUR"),
        (
            "refundLineItems",
            [
                {
                    "lineItemId": "gid://shopify/LineItem/11",
                    "quantity": 1,
                    "restockType": "RETURN",
                    "locationId": "gid://shopify/Location/3",
                }
            ],
        ),
        ("shipping", {"amount": "2.50"}),
        (
            "transactions",
            [
                {
                    "orderId": "gid://shopify/Order/5551001",
                    "parentId": "gid://shopify/OrderTransaction/77",
                    "gateway": "shopify_payments",
                    "kind": "REFUND",
                    "amount": "12.50",
                }
            ],
        ),
    ]


def test_the_key_is_the_operations_own_for_ever() -> None:
    assert key_of(KEY) == key_of(KEY) != key_of(f"{KEY}x")
    assert key_of("op_00000000") == "0eaf69b9-53a6-5c7d-be72-f9197e944b54"


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("customer_asked", "CUSTOMER"),
        ("out_of_stock", "INVENTORY"),
        ("payment_failed", "DECLINED"),
        ("fraud", "FRAUD"),
        ("duplicate", "OTHER"),
        ("other", "OTHER"),
        ("our_own_words", "OTHER"),
        ("", "OTHER"),
    ],
)
def test_a_cancellation_says_why_in_shopifys_words(reason: str, code: str) -> None:
    written = composed(cancel_review(CancelChoice()), act(reason=reason))
    assert variables(written)["reason"] == code


@pytest.mark.parametrize("refunds", [True, False])
def test_a_cancellation_always_says_what_becomes_of_the_money(*, refunds: bool) -> None:
    chosen = CancelChoice(restocks=not refunds, refunds=refunds, notifies=refunds)
    given = variables(composed(cancel_review(chosen), act()))
    assert given["refundMethod"] == {"originalPaymentMethodsRefund": refunds}
    assert (given["restock"], given["notifyCustomer"]) == (not refunds, refunds)


def test_the_mark_survives_a_note_that_is_too_long() -> None:
    note = marked("x" * 300 + KEY, KEY, longest=255)
    assert len(note) == 255
    assert note.startswith(KEY)
    assert marked(NOTE, KEY, longest=255) == NOTE
    assert bears(marked(NOTE + "y" * 300, KEY, longest=255), KEY)


def test_the_mark_of_another_operation_is_not_ours() -> None:
    assert not bears(f"by {KEY}9", KEY)
    assert not bears(f"by x{KEY}", KEY)
    assert bears(f"({KEY})", KEY)


def test_a_key_that_is_none_composes_nothing() -> None:
    with pytest.raises(ValueError, match="a key"):
        composed(refund_review(), act(key='"'))
