"""From the switchboard a person or a test makes everything happen that happens to a store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.platforms.shopify.sandbox.asked import REFUND, wish
from tests.platforms.shopify.sandbox.write_stage import HOST, PLAIN, Stage, stage

__all__ = ["stage"]

ALIX = "gid://shopify/Customer/7001"


def change(stage: Stage, name: str, **fields: Any) -> Any:
    reply = stage.client.post(f"/sandbox/{name}", json=fields)
    assert reply.status_code == 200, reply.get_data(as_text=True)
    return reply.get_json()


def topics(stage: Stage) -> list[str]:
    return [it.topic for it in stage.sandbox.webhooks.all()]


def test_a_fault_is_set_shown_and_cleared(stage: Stage) -> None:
    told = change(stage, "faults", kind="locked", host=HOST, operation="refundCreate", times=2)
    assert told["faults"] == [
        {
            "kind": "locked",
            "host": HOST,
            "operation": "refundCreate",
            "seconds": 0.0,
            "times": 2,
        }
    ]
    assert change(stage, "faults", reset=True)["faults"] == []


def test_pending_money_is_listed_and_settled(stage: Stage) -> None:
    change(stage, "gateways", host=HOST, gateway="shopify_payments", status="PENDING")
    stage.ask(REFUND, {"input": wish(PLAIN), "key": "k"})
    (waiting,) = stage.client.get("/sandbox/state").get_json()["pending"]
    change(stage, "settle", transaction=waiting["transaction"], status="FAILURE")
    assert stage.store.nodes[waiting["transaction"]]["status"] == "FAILURE"
    assert stage.client.get("/sandbox/state").get_json()["pending"] == []


def test_time_goes_by_and_what_was_due_has_happened(stage: Stage) -> None:
    before = stage.sandbox.clock.now()
    stage.sandbox.due.add("bell", before + 1_000, lambda: stage.store.scopes.add("rung"))
    assert change(stage, "clock", ms=500)["due"] == ["bell"]
    assert change(stage, "clock", ms=600)["due"] == []
    assert "rung" in stage.store.scopes


def test_the_app_is_put_out_and_comes_back(stage: Stage) -> None:
    assert not change(stage, "uninstall", host=HOST)["stores"][HOST]["installed"]
    assert change(stage, "install", host=HOST)["stores"][HOST]["installed"]
    assert topics(stage) == ["app/uninstalled"]
    body = json.loads(stage.sandbox.webhooks.all()[0].body)
    assert body["myshopify_domain"] == HOST


def test_scopes_change_and_the_app_hears_of_it(stage: Stage) -> None:
    change(stage, "scopes", host=HOST, scopes="read_orders,read_customers")
    body = json.loads(stage.sandbox.webhooks.all("app/scopes_update")[0].body)
    assert body["current"] == ["read_customers", "read_orders"]
    assert "write_orders" in body["previous"]


def test_two_customers_become_one_who_has_all_orders(stage: Stage) -> None:
    kept = "gid://shopify/Customer/7002"
    stage.store.add(stage.store.nodes[ALIX] | {"id": kept, "events": []})
    change(stage, "merge", host=HOST, kept=kept, gone=ALIX)
    assert stage.order(PLAIN)["customer"] == kept
    assert ALIX not in stage.store.nodes
    body = json.loads(stage.sandbox.webhooks.all("customers/merge")[0].body)
    assert body["admin_graphql_api_customer_deleted_id"] == ALIX
    assert body["status"] == "completed"


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact", "shop/redact"])
def test_what_the_law_asks_is_sent(stage: Stage, topic: str) -> None:
    change(stage, "compliance", host=HOST, topic=topic, customer=ALIX)
    body = json.loads(stage.sandbox.webhooks.all(topic)[0].body)
    assert body["shop_domain"] == HOST
    if topic != "shop/redact":
        assert body["customer"]["id"] == 7001
        assert 5551001 in (body.get("orders_requested") or body["orders_to_redact"])


def test_any_news_can_be_told(stage: Stage) -> None:
    order = stage.order(PLAIN)["id"]
    for topic in ("orders/create", "orders/edited", "orders/fulfilled", "orders/paid"):
        change(stage, "news", host=HOST, topic=topic, about=order)
    change(stage, "news", host=HOST, topic="customers/update", about=ALIX)
    parcel = stage.store.of_type("Fulfillment")[0]["id"]
    change(stage, "news", host=HOST, topic="fulfillments/create", about=parcel)
    assert len(topics(stage)) == 6
    body = json.loads(stage.sandbox.webhooks.all("fulfillments/create")[0].body)
    assert (body["order_id"], body["status"]) == (5551002, "success")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("faults", {"kind": "unheard"}),
        ("faults", {"kind": "slow", "seconds": 999}),
        ("clock", {"ms": -1}),
        ("uninstall", {"host": "nobody"}),
        ("compliance", {"host": HOST, "topic": "orders/create", "customer": ALIX}),
        ("news", {"host": HOST, "topic": "shop/redact", "about": ALIX}),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    stage: Stage, name: str, fields: dict[str, Any]
) -> None:
    assert stage.client.post(f"/sandbox/{name}", json=fields).status_code == 400
    assert stage.client.post("/sandbox/unheard", json={}).status_code == 404


def test_a_person_finds_it_all_on_one_page_and_comes_back_to_it(stage: Stage) -> None:
    reply = stage.client.post("/sandbox/faults", data={"kind": "risk"})
    assert (reply.status_code, reply.headers["Location"]) == (303, "/sandbox/")
    page = stage.client.get("/sandbox/").get_data(as_text=True)
    assert "<b>risk</b>" in page
    assert HOST in page


def test_a_reset_forgets_everything(stage: Stage) -> None:
    stage.ask(REFUND, {"input": wish(PLAIN, notify=True), "key": "k"})
    change(stage, "faults", kind="risk")
    told = change(stage, "reset")
    assert (told["faults"], told["webhooks"], told["notifications"], told["calls"]) == (
        [],
        [],
        [],
        [],
    )
