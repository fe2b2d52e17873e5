"""People and places of an order, its hostile texts, and what is not in its form."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import BadAnswer
from platforms.shapes import Money, Order
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.order import read_order
from tests.platforms.shopify.orders_told import (
    line,
    order,
    place,
)

NINE = 1_795_165_200_000
"""2026-11-20, nine o'clock UTC, when the order was placed."""
HOUR = 3_600_000


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def read(**changes: Any) -> Order:
    return read_order(Node("order", order(**changes)))


def lines_of(*told: dict[str, Any]) -> dict[str, Any]:
    return {"nodes": list(told), "pageInfo": {"hasNextPage": False, "endCursor": None}}


def test_the_customer_is_known_by_the_order_first() -> None:
    found = read().customer
    assert (found.id, found.name, found.email) == ("7001", "Alix Moreau", "alix@example.com")
    assert (found.language, found.company, found.is_guest) == ("fr", "Moreau SARL", False)
    assert found.note == "Prefers to be called in the evening."
    assert read(email=None).customer.email == "alix.account@example.com"


def test_a_guest_is_known_by_what_the_order_says() -> None:
    found = read(customer=None, customerLocale=None, billingAddress=None)
    assert (found.customer.id, found.customer.name, found.customer.is_guest) == (
        "",
        "Alix Moreau",
        True,
    )
    assert (found.summary.customer_id, found.language) == ("", "")
    nobody = read(customer=None, billingAddress=None, shippingAddress=None, email=None).customer
    assert (nobody.name, nobody.email) == ("", "")


def test_an_address_has_its_country_in_our_languages() -> None:
    found = read(shippingAddress=place(countryCodeV2="GB", country="United Kingdom"))
    assert found.delivery_address is not None
    assert found.delivery_address.country.to("fr") == "Royaume-Uni"
    assert found.delivery_address.lines == ("3 rue des Lilas",)
    strange = read(shippingAddress=place(countryCodeV2=None, country="Atlantis"))
    assert strange.delivery_address is not None
    assert strange.delivery_address.country.to("fr") == "Atlantis"


def test_a_long_order_says_where_its_lines_go_on() -> None:
    more = {"nodes": [line()], "pageInfo": {"hasNextPage": True, "endCursor": "abc="}}
    assert read(lineItems=more).lines_after == "abc="


def test_hostile_text_comes_out_as_text_and_storable() -> None:
    hostile = "<script>\x00\ud800\u202e\x1b[2J"
    found = read(note=hostile, name=hostile, lineItems=lines_of(line(title=hostile)))
    for text in (found.messages[0].text, found.reference, found.lines[0].name):
        text.encode()
        assert "\x00" not in text
        assert "\x1b" not in text


@pytest.mark.parametrize(
    "change",
    [
        {"id": "gid://shopify/Customer/1"},
        {"id": "5551001"},
        {"id": None},
        {"createdAt": "yesterday"},
        {"taxesIncluded": None},
        {"taxesIncluded": "yes"},
        {"lineItems": []},
        {"lineItems": {"nodes": "?"}},
        {"lineItems": {"nodes": [7], "pageInfo": {}}},
        {"lineItems": {"nodes": [line(quantity="2.5")], "pageInfo": {"hasNextPage": False}}},
        {"lineItems": {"nodes": [line(quantity=True)], "pageInfo": {"hasNextPage": False}}},
        {"tags": "cadeau"},
        {"tags": [1]},
        {"customer": "7001"},
        {"customer": {"id": "gid://shopify/Order/7001"}},
        {"name": 1001},
        {"transactions": {"nodes": [{}]}},
        {"refunds": [{}]},
    ],
)
def test_what_is_not_in_its_form_is_named_and_never_guessed(change: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(**change)
    assert fault.value.detail.startswith(f"order.{next(iter(change))}")


def test_a_field_that_was_not_told_is_named() -> None:
    told = order()
    del told["note"]
    with pytest.raises(BadAnswer, match=r"order\.note: missing"):
        read_order(Node("order", told))
