"""What a webhook says is read as its topic promises, of the shop that it names, or not at all."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.hooks import HookRefused
from platforms.notices import Notice
from platforms.shopify.meanings import COMPLIANCE, TOPICS
from platforms.shopify.moments import moment
from platforms.webhooks import (
    CustomerChanged,
    CustomersMerged,
    DataAsked,
    Delivery,
    EraseCustomer,
    EraseShop,
    Meaning,
    ScopesChanged,
    Told,
    Uninstalled,
)
from tests.platforms.shopify.signing import HOST, NOW_MS, embedding, hook_refused

ALIX = {"id": 7001, "email": "alix@example.com", "phone": "+33612345678"}
UPDATED = "2026-11-22T05:00:00+01:00"
AT = moment("2026-11-22T04:00:00Z")
OPERATION = "op_01kqz4e0c6d7r8s9t0v1w2x3y4"

BODIES: dict[str, dict[str, Any]] = {
    "app/uninstalled": {"id": 1, "myshopify_domain": HOST, "domain": "boutique.example"},
    "app/scopes_update": {"id": 1, "previous": [], "current": ["write_orders", "read_customers"]},
    "orders/create": {"id": 5551001, "updated_at": UPDATED, "customer": ALIX},
    "orders/updated": {"id": 5551001, "updated_at": UPDATED, "customer": ALIX},
    "orders/cancelled": {"id": 5551001, "updated_at": UPDATED, "customer": ALIX},
    "orders/fulfilled": {"id": 5551001, "updated_at": UPDATED, "customer": ALIX},
    "orders/paid": {"id": 5551001, "updated_at": UPDATED, "customer": ALIX},
    "orders/edited": {"order_edit": {"id": 9, "order_id": 5551001, "committed_at": UPDATED}},
    "refunds/create": {
        "id": 88,
        "order_id": 5551001,
        "created_at": UPDATED,
        "note": f"Cassé · Comptoir {OPERATION}",
    },
    "fulfillments/create": {"id": 66, "order_id": 5551001, "status": "success"},
    "fulfillments/update": {"id": 66, "order_id": 5551001, "updated_at": UPDATED, "status": None},
    "customers/update": {
        **ALIX,
        "first_name": "Alix",
        "last_name": "Moreau",
        "updated_at": UPDATED,
        "note": "her shoe size",
    },
    "customers/delete": {"id": 7001, "phone": None},
    "customers/merge": {
        "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/7001",
        "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/7002",
        "status": "completed",
    },
    "customers/data_request": {
        "shop_id": 1,
        "shop_domain": HOST,
        "customer": ALIX,
        "orders_requested": [5551001, 5551002],
        "data_request": {"id": 3},
    },
    "customers/redact": {
        "shop_id": 1,
        "shop_domain": HOST,
        "customer": ALIX,
        "orders_to_redact": [5551001],
    },
    "shop/redact": {"shop_id": 1, "shop_domain": HOST},
}


def delivered(topic: str, body: object = None, *, host: str = HOST) -> Delivery:
    written = json.dumps(BODIES[topic] if body is None else body).encode()
    return Delivery(host, topic, "delivery", "event", NOW_MS, written)


def meaning(topic: str, body: object = None, *, host: str = HOST) -> tuple[Meaning, ...]:
    return embedding().meaning(delivered(topic, body, host=host))


def told(topic: str) -> Notice:
    (found,) = meaning(topic)
    assert isinstance(found, Told)
    return found.notice


def test_every_topic_has_its_body_here() -> None:
    assert set(BODIES) == TOPICS
    assert all(len(meaning(topic)) == 1 for topic in TOPICS)


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("orders/create", "order"),
        ("orders/updated", "order"),
        ("orders/cancelled", "state"),
        ("orders/fulfilled", "state"),
        ("orders/paid", "state"),
    ],
)
def test_news_of_an_order(topic: str, kind: str) -> None:
    assert told(topic) == Notice(f"{topic}/5551001", kind, "5551001", "", AT or 0, {})


def test_an_edited_order_is_named_inside_its_edit() -> None:
    assert told("orders/edited") == Notice("orders/edited/9", "order", "5551001", "", AT or 0, {})


def test_our_own_refund_is_known_by_its_note() -> None:
    notice = told("refunds/create")
    assert (notice.id, notice.kind, notice.order_id) == ("refunds/create/88", "slip", "5551001")
    assert (notice.key, notice.at, notice.facts) == (OPERATION, AT, {"slip": "88"})


@pytest.mark.parametrize(
    "note", [None, "", "stop_01kqz", "op_", "op_A", "OP_01KQZ", "a" * 20_000, "op_" + "1" * 61]
)
def test_anyone_elses_refund_has_no_key(note: str | None) -> None:
    (found,) = meaning("refunds/create", {**BODIES["refunds/create"], "note": note})
    assert isinstance(found, Told)
    assert found.notice.key == ""


def test_news_of_a_parcel() -> None:
    assert told("fulfillments/create").facts == {"status": "success"}
    assert told("fulfillments/create").at == NOW_MS
    update = told("fulfillments/update")
    assert (update.kind, update.order_id, update.at, update.facts) == (
        "tracking",
        "5551001",
        AT,
        {},
    )


def test_the_same_news_is_the_same_under_other_headers() -> None:
    again = replace(delivered("orders/updated"), delivery_id="x", event_id="y", triggered_at=1)
    assert embedding().meaning(again) == meaning("orders/updated")


def test_the_shops_own_doings() -> None:
    assert meaning("app/uninstalled") == (Uninstalled(),)
    assert meaning("app/scopes_update") == (ScopesChanged(("write_orders", "read_customers")),)
    assert meaning("shop/redact") == (EraseShop(),)


def test_what_happens_to_customers() -> None:
    changed = CustomerChanged("7001", "Alix Moreau", "alix@example.com", "+33612345678", at=AT or 0)
    assert meaning("customers/update") == (changed,)
    assert meaning("customers/delete") == (CustomerChanged("7001", is_gone=True),)
    assert meaning("customers/merge") == (CustomersMerged(gone="7002", kept="7001"),)
    for status in ("in_progress", "failed"):
        assert meaning("customers/merge", {**BODIES["customers/merge"], "status": status}) == ()


def test_what_customers_ask_for() -> None:
    assert meaning("customers/data_request") == (
        DataAsked("3", "7001", "alix@example.com", "+33612345678", ("5551001", "5551002")),
    )
    assert meaning("customers/redact") == (
        EraseCustomer("7001", "alix@example.com", "+33612345678", ("5551001",)),
    )
    guest = {**BODIES["customers/redact"], "customer": {"email": "alix@example.com"}}
    assert meaning("customers/redact", {**guest, "orders_to_redact": []}) == (
        EraseCustomer("", "alix@example.com", "", ()),
    )


def test_a_topic_of_another_time_means_nothing() -> None:
    assert embedding().meaning(replace(delivered("orders/paid"), topic="orders/unknown")) == ()


SHOPS_OWN = sorted({"app/uninstalled", *COMPLIANCE})


@pytest.mark.parametrize("topic", SHOPS_OWN)
def test_what_names_its_shop_is_of_no_other(topic: str) -> None:
    reason, _ = hook_refused(lambda: meaning(topic, host="atelier-nord.myshopify.com"))
    assert reason == "bad_request"


GRAVE = ("app/uninstalled", "customers/redact", "customers/data_request", "shop/redact")


@pytest.mark.parametrize("grave", GRAVE)
@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_no_body_is_taken_for_a_graver_topics(topic: str, grave: str) -> None:
    if topic == grave:
        return
    assert hook_refused(lambda: meaning(grave, BODIES[topic]))[0] == "bad_request"


@pytest.mark.parametrize(
    ("topic", "changes", "field"),
    [
        ("orders/updated", {"id": "five"}, "id"),
        ("orders/updated", {"id": True}, "id"),
        ("orders/updated", {"id": 5.5}, "id"),
        ("orders/updated", {"id": 0}, "id"),
        ("orders/updated", {"id": 10**21}, "id"),
        ("orders/updated", {"id": "5\n"}, "id"),
        ("orders/updated", {"updated_at": "soon"}, "updated_at"),
        ("orders/updated", {"updated_at": 7}, "updated_at"),
        ("orders/edited", {"order_edit": []}, "order_edit"),
        ("refunds/create", {"order_id": None}, "order_id"),
        ("refunds/create", {"note": ["op_1"]}, "note"),
        ("refunds/create", {"note": "x" * 20_001}, "note"),
        ("fulfillments/update", {"status": "<b>"}, "status"),
        ("app/scopes_update", {"current": "read_orders"}, "current"),
        ("app/scopes_update", {"current": ["read_orders;"]}, "current"),
        ("app/scopes_update", {"current": [7]}, "current"),
        (
            "customers/merge",
            {"admin_graphql_api_customer_kept_id": "gid://shopify/Order/1"},
            "admin_graphql_api_customer_kept_id",
        ),
        ("customers/data_request", {"orders_requested": [None]}, "orders_requested"),
        ("customers/data_request", {"data_request": {}}, "id"),
        ("customers/redact", {"orders_to_redact": None}, "orders_to_redact"),
        ("customers/redact", {"data_request": {"id": 3}}, "orders_to_redact"),
        ("customers/redact", {"customer": None}, "customer"),
    ],
)
def test_a_body_that_is_not_what_its_topic_promises_is_refused(
    topic: str, changes: dict[str, Any], field: str
) -> None:
    body = {**BODIES[topic], **changes}
    assert hook_refused(lambda: meaning(topic, body)) == ("bad_request", field)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"a":' * 9999, b"NaN"])
@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_body_that_is_no_object_is_refused(topic: str, body: bytes) -> None:
    delivery = replace(delivered(topic), body=body)
    assert hook_refused(lambda: embedding().meaning(delivery)) == ("bad_request", "body")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(TOPICS)), st.data())
def test_no_body_does_more_than_be_refused(topic: str, more: st.DataObject) -> None:
    names = st.sampled_from(sorted(BODIES[topic]))
    changes = more.draw(st.dictionaries(names, VALUES, min_size=1))
    with suppress(HookRefused):
        meaning(topic, {**BODIES[topic], **changes})
