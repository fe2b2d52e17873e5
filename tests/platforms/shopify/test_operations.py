"""Every operation that we ship holds on Shopify's real schema; one that did not is found."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import platforms.shopify
from platforms.http import Deadline
from platforms.searches import OrderSearch
from platforms.shopify import changes, documents, searching
from platforms.shopify.criteria import any_of, changed_since
from platforms.shopify.habits import HabitsOf
from tests.platforms.shopify.operation_rules import (
    faults,
    filters_of,
    filters_unknown,
    scopes_lacking,
)
from tests.platforms.shopify.real_schema import real_schema, scopes_needed
from tests.platforms.shopify.wired import Question, Said, told, wired

ORDER = "gid://shopify/Order/5551001"
CUSTOMER = "gid://shopify/Customer/7001"

LINE = {"lineItemId": "gid://shopify/LineItem/1", "quantity": 1}

VARIABLES: dict[str, dict[str, Any]] = {
    "customer_by_identifier": {"identifier": {"emailAddress": "a@example.com"}, "first": 20},
    "customer_profile": {"id": CUSTOMER},
    "customer_timeline": {"id": CUSTOMER, "after": None},
    "order_cancel": {
        "orderId": ORDER,
        "reason": "CUSTOMER",
        "restock": True,
        "notifyCustomer": False,
        "refundMethod": {"originalPaymentMethodsRefund": True},
        "staffNote": "op_1",
    },
    "order_cancel_status": {"orderId": ORDER, "jobId": "gid://shopify/Job/1"},
    "order_cancelled": {"id": ORDER},
    "order_lines": {"id": ORDER, "after": "abc"},
    "order_money": {"id": ORDER},
    "order_panel": {"id": ORDER},
    "order_review": {
        "id": ORDER,
        "refundLineItems": [LINE],
        "shippingAmount": "5.00",
        "isPicked": True,
    },
    "order_review_lines": {"id": ORDER, "after": "abc"},
    "order_stand": {"id": ORDER},
    "order_timeline": {"id": ORDER, "after": "abc"},
    "orders_changed": {"query": 'updated_at:>="2026-11-22T10:00:00Z"'},
    "orders_search": {"query": 'name:"#1001"', "first": 20},
    "refund_by_id": {"id": "gid://shopify/Refund/1"},
    "refund_create": {
        "input": {
            "orderId": ORDER,
            "note": "op_1",
            "notify": True,
            "currency": "EUR",
            "refundLineItems": [
                {**LINE, "restockType": "RETURN", "locationId": "gid://shopify/Location/1"}
            ],
            "shipping": {"amount": "5.00"},
            "transactions": [
                {
                    "orderId": ORDER,
                    "parentId": "gid://shopify/OrderTransaction/1",
                    "gateway": "shopify_payments",
                    "kind": "REFUND",
                    "amount": "15.00",
                }
            ],
        },
        "idempotencyKey": "0b8f2c5e",
    },
    "shop_context": {},
    "shop_facts": {},
}
"""Of each operation, as its callers send them."""


@pytest.fixture(scope="module")
def scopes() -> frozenset[str]:
    """What the app's file asks every shop for; who may write may read."""
    path = Path(platforms.shopify.__path__[0]) / "app" / "shopify.app.toml"
    written = tomllib.loads(path.read_text("utf-8"))["access_scopes"]["scopes"].split(",")
    return frozenset(written) | {one.replace("write_", "read_", 1) for one in written}


def test_variables_are_known_of_every_operation_shipped() -> None:
    assert set(documents.names()) == set(VARIABLES)


@pytest.mark.parametrize("name", documents.names())
def test_an_operation_shipped_keeps_every_rule(name: str) -> None:
    assert faults(real_schema(), documents.text(name), VARIABLES[name]) == []


@pytest.mark.parametrize("name", documents.names())
def test_an_operation_shipped_asks_for_nothing_that_the_app_may_not_read(
    name: str, scopes: frozenset[str]
) -> None:
    assert scopes_lacking(real_schema(), documents.text(name), scopes_needed(), scopes) == []


@pytest.mark.parametrize("name", documents.names())
def test_a_file_holds_one_operation_that_is_named_like_it(name: str) -> None:
    found = re.findall(r"^(?:query|mutation) (\w+)", documents.text(name), re.MULTILINE)
    assert found == ["".join(word.capitalize() for word in name.split("_"))]


BROKEN = {
    "a field that is not there": (
        "order_panel",
        "customerLocale",
        "customerTongue",
        "Cannot query",
    ),
    "a field grown old": ("order_panel", "  tags\n", "  tags\n  totalPrice\n", "deprecated"),
    "an input's field grown old": (
        "order_cancel",
        "refundMethod: $refundMethod",
        "refund: true",
        "deprecated",
    ),
    "no errors asked for": (
        "refund_create",
        "userErrors { field message }",
        "",
        "does not ask for userErrors",
    ),
    "errors without their code": (
        "order_cancel",
        "orderCancelUserErrors { field message code }",
        "orderCancelUserErrors { field message }",
        "code",
    ),
    "errors asked for by their old name": (
        "order_cancel",
        "orderCancelUserErrors { field message code }",
        "orderCancelUserErrors { field message code } userErrors { field message }",
        "deprecated",
    ),
    "a code where there is none": (
        "refund_create",
        "userErrors { field message }",
        "userErrors { field message code }",
        "Cannot query",
    ),
    "no key": ("refund_create", "@idempotent(key: $idempotencyKey)", "", "idempotent"),
    "a key of nothing": ("refund_create", "(key: $idempotencyKey)", "", "idempotent"),
    "one key for all": ("refund_create", "key: $idempotencyKey", 'key: "once"', "never used"),
    "a key on the wrong thing": (
        "refund_create",
        "$idempotencyKey: String!) {",
        "$idempotencyKey: String!) @idempotent(key: $idempotencyKey) {",
        "may not be used on",
    ),
    "a list without a bound": ("orders_search", "first: $first, ", "", "first"),
    "a list bound twice": ("orders_search", "first: $first", "first: $first, last: 2", "first"),
    "an argument left out": ("order_cancel", "restock: $restock", "", "restock"),
    "a value that is none": ("orders_changed", "UPDATED_AT", "CHANGED_AT", "CHANGED_AT"),
    "another operation's fragment": ("order_panel", "{ ...Panel }", "{ ...Card }", "Card"),
}


@pytest.mark.parametrize("wrong", BROKEN)
def test_an_operation_is_refused_for(wrong: str) -> None:
    name, there, instead, said = BROKEN[wrong]
    written = documents.text(name)
    assert there in written
    found = faults(real_schema(), written.replace(there, instead))
    assert any(said in fault for fault in found), found


def test_an_old_argument_is_found_in_a_literal() -> None:
    old = (
        "query X { order(id: 1) { lineItems(first: 1) { nodes { image(maxWidth: 1) { url } } } } }"
    )
    assert faults(real_schema(), old) == ["argument maxWidth is deprecated"]


DRAFT = """mutation X($input: DraftOrderInput!) {
  draftOrderCalculate(input: $input) { userErrors { field message } }
}"""

WRONG_VARIABLES: dict[str, tuple[str, dict[str, Any], str]] = {
    "an old input": (
        DRAFT,
        {"input": {"customerId": CUSTOMER}},
        "DraftOrderInput.customerId is deprecated",
    ),
    "a name that is not declared": ("query X { shop { name } }", {"id": "1"}, "not declared"),
    "two identifiers": (
        documents.text("customer_by_identifier"),
        {"identifier": {"emailAddress": "a", "phoneNumber": "b"}, "first": 1},
        "xactly one",
    ),
    "a reason that is none": (
        documents.text("order_cancel"),
        {**VARIABLES["order_cancel"], "reason": "BORED"},
        "BORED",
    ),
    "a missing one": (documents.text("orders_search"), {"first": 1}, "query"),
}


@pytest.mark.parametrize("wrong", WRONG_VARIABLES)
def test_variables_are_refused_for(wrong: str) -> None:
    written, variables, said = WRONG_VARIABLES[wrong]
    found = faults(real_schema(), written, variables)
    assert any(said in fault for fault in found), found


def test_a_scope_that_the_app_does_not_ask_for_is_found(scopes: frozenset[str]) -> None:
    written = documents.text("order_panel").replace(
        "  tags\n", "  tags\n  returns(first: 1) { nodes { id } }\n"
    )
    assert scopes_lacking(real_schema(), written, scopes_needed(), scopes) != []
    less = scopes - {"read_customers"}
    lacking = scopes_lacking(real_schema(), documents.text("order_panel"), scopes_needed(), less)
    assert any(one.startswith("Order.customer needs") for one in lacking)


def known() -> frozenset[str]:
    return filters_of(real_schema(), "QueryRoot", "orders")


def test_the_filters_are_those_that_shopify_documents() -> None:
    assert {"email", "name", "customer_id", "updated_at", "default"} <= known()
    assert "phone" not in known()


def queries_of(asked: list[Question]) -> list[str]:
    return [one.variables["query"] for one in asked if "query" in one.variables]


def answering(question: Question) -> Said:
    """Nothing is found, whoever asks."""
    if question.operation == "ShopContext":
        shop = {
            "ianaTimezone": "Europe/Paris",
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
            "shopAddress": {"countryCodeV2": "FR"},
        }
        return told({"shop": shop, "currentAppInstallation": {"accessScopes": []}})
    if question.operation == "CustomerByIdentifier":
        return told({"customerByIdentifier": None})
    return told({"orders": {"nodes": []}})


def test_every_search_uses_filters_of_its_connection_alone() -> None:
    search = OrderSearch(
        emails=("alix@example.com", 'a"OR*@example.com'),
        phones=("06 12 34 56 78",),
        references=("#1001", 'x" OR status:"any', "*"),
        texts=("where is #1002?",),
        customer_ids=("7001", "7002"),
    )
    with wired(answering) as wire:
        api, deadline = wire.api(), Deadline.within(5)
        assert searching.find_orders(api, HabitsOf(api), search, deadline) == ()
        changes.read_notices(api, "", deadline)
        changes.read_notices(api, "1795267292000017", deadline)
        asked = queries_of(wire.questions)
    assert len(asked) == 5
    assert [filters_unknown(query, known()) for query in asked] == [[]] * 5


@pytest.mark.parametrize(
    "query", ['phone:"1"', 'email:"a" OR phon:"b"', "camille", "", '"email:"', '-colour:"x"']
)
def test_a_filter_that_is_none_is_found(query: str) -> None:
    assert filters_unknown(query, known()) != []


def test_no_filter_is_made_of_nothing() -> None:
    for values in ((), ("",), ("a", "")):
        with pytest.raises(ValueError, match="no filter"):
            any_of("email", values)
    assert any_of("name", ['a"b\\', "#1"]) == 'name:"a\\"b\\\\" OR name:"#1"'
    assert changed_since(0, or_then=True) == 'updated_at:>="1970-01-01T00:00:00Z"'


def test_what_goes_over_the_wire_is_the_operation_and_its_variables() -> None:
    with wired(answering) as wire:
        wire.api().read("shop_context", {}, deadline=Deadline.within(5))
    body = json.loads(wire.questions[0].body)
    assert body == {"query": documents.text("shop_context"), "variables": {}}
