"""The stores are sown with enough life: every operation that we ship reads every order of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from platforms.shopify import documents
from tests.platforms.shopify.sandbox.read_stage import ATELIER, BOUTIQUE, Reader, order_gid, reader

__all__ = ["reader"]

OF_AN_ORDER: Mapping[str, Mapping[str, Any]] = {
    "order_panel": {},
    "order_money": {},
    "order_review": {"isPicked": False},
    "order_timeline": {"first": 25},
    "order_cancelled": {},
}
OF_A_CUSTOMER: Mapping[str, Mapping[str, Any]] = {
    "customer_profile": {},
    "customer_timeline": {"first": 25},
}


@pytest.mark.parametrize("host", [BOUTIQUE, ATELIER])
@pytest.mark.parametrize(
    ("type_name", "operations"), [("Order", OF_AN_ORDER), ("Customer", OF_A_CUSTOMER)]
)
def test_every_row_answers_every_operation(
    reader: Reader, host: str, type_name: str, operations: Mapping[str, Mapping[str, Any]]
) -> None:
    reader.sandbox.stores[host].scopes.add("read_all_orders")
    for node in reader.sandbox.stores[host].of_type(type_name):
        for name, variables in operations.items():
            reader.read(documents.text(name), {"id": node["id"], **variables}, host=host)


def test_the_stores_have_an_order_of_each_kind(reader: Reader) -> None:
    every = {
        "refunded in part": "financial_status:partially_refunded",
        "not paid": "financial_status:pending",
        "authorised": "financial_status:authorized",
        "sent in part": "fulfillment_status:partially_fulfilled",
        "sent": "fulfillment_status:fulfilled",
        "cancelled": "status:cancelled",
        "coming back": "return_status:in_progress",
        "paid by two": "gateway:gift_card gateway:shopify_payments",
        "paid by hand": 'gateway:"Virement bancaire"',
        "cheaper": "discount_code:BIENVENUE10",
    }
    assert [kind for kind, search in every.items() if not reader.names(search)] == []


def test_the_same_people_buy_in_both_stores(reader: Reader) -> None:
    for address in ("alix@example.com", "james.oneill@example.co.uk"):
        for host in (BOUTIQUE, ATELIER):
            assert reader.names(f'email:"{address}"', host=host)


def test_a_guest_has_a_telephone_and_nothing_else(reader: Reader) -> None:
    query = "query ($id: ID!) { order(id: $id) { phone email canNotifyCustomer customer { id } } }"
    found = reader.read(query, {"id": order_gid("#1017")})["order"]
    assert found == {
        "phone": "+33700112233",
        "email": None,
        "canNotifyCustomer": False,
        "customer": None,
    }


def test_hostile_words_are_given_as_they_were_written(reader: Reader) -> None:
    query = """
    query ($id: ID!) { order(id: $id) {
      note tags customer { displayName note }
      events(first: 50, query: "action:mail_sent") { nodes { message } }
    } }
    """
    told = str(reader.read(query, {"id": order_gid("#1016")}))
    for hostile in ("<img src=x onerror", "\\u202e", "javascript:alert(1)", "</textarea><script>"):
        assert hostile in told


def test_a_change_lasts_until_the_stand_in_is_reset(reader: Reader) -> None:
    store = reader.sandbox.stores[BOUTIQUE]
    store.happened(order_gid("#1001"), "placed", "Once more.")
    store.nodes[order_gid("#1001")]["tags"].append("changed")
    assert reader.names("tag:changed") == ["#1001"]
    reader.sandbox.reset()
    assert reader.names("tag:changed") == []


def test_what_was_asked_is_remembered(reader: Reader) -> None:
    reader.read("query Named($a: Int!) { orders(first: $a) { nodes { id } } }", {"a": 1})
    (call,) = reader.sandbox.calls.all("Named", host=BOUTIQUE)
    assert call.variables == {"a": 1}
    assert b"query Named" in call.body
    assert call.token not in repr(call)
    assert not reader.sandbox.calls.all("Other")
