"""Amounts, payments and reductions of an order told by the Admin API, exact in every currency."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import BadAnswer
from platforms.shapes import Money, Order, Payment
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.order import read_order
from tests.platforms.shopify.orders_told import (
    bag,
    line,
    order,
    priced_in,
    transaction,
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


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [
        ("JPY", "4589.0", 4589),
        ("JPY", "4589", 4589),
        ("KWD", "45.89", 45890),
        ("KWD", "45.890", 45890),
        ("GBP", "0.1", 10),
        ("USD", "99999999999999.99", 9999999999999999),
        ("EUR", "0.005", 1),
        ("EUR", "-12.5", -1250),
    ],
)
def test_amounts_are_exact_in_every_currency(currency: str, written: str, minor: int) -> None:
    found = read_order(Node("order", priced_in(currency, written)))
    assert found.totals.total == Money(minor, currency)
    assert found.lines[0].unit_price == found.totals.products == Money(minor, currency)
    expected = None if currency == "EUR" else euros(1000)
    assert found.totals.total_in_shop == expected


@pytest.mark.parametrize(
    "written", ["", "1e5", "NaN", "1,5", "٤", "1.", None, 12.5, True, "1" * 40, "0x1", " 1"]
)
def test_what_is_no_amount_is_a_bad_answer(written: Any) -> None:
    with pytest.raises(BadAnswer) as fault:
        read(
            totalPriceSet=bag("1")
            | {"presentmentMoney": {"amount": written, "currencyCode": "EUR"}}
        )
    assert fault.value.detail.startswith("order.totalPriceSet")


@pytest.mark.parametrize("code", ["", "eur", "EURO", "E\n", None])
def test_a_currency_that_is_none_is_a_bad_answer(code: Any) -> None:
    with pytest.raises(BadAnswer):
        read(totalPriceSet={"presentmentMoney": {"amount": "1", "currencyCode": code}})


def payments(*told: dict[str, Any]) -> list[tuple[int, bool]]:
    found: tuple[Payment, ...] = read(transactions=list(told)).payments
    return [(one.amount.minor, one.is_pending) for one in found]


def test_money_that_came_is_told_from_money_that_is_to_come() -> None:
    assert payments(transaction("SALE")) == [(9500, False)]
    assert payments(transaction("SALE", "PENDING")) == [(9500, True)]
    assert payments(transaction("AUTHORIZATION")) == [(9500, True)]
    assert payments(transaction("AUTHORIZATION"), transaction("CAPTURE")) == [(9500, False)]
    assert payments(transaction("AUTHORIZATION"), transaction("CAPTURE", "FAILURE")) == [
        (9500, True)
    ]


@pytest.mark.parametrize("status", ["FAILURE", "ERROR", "UNKNOWN", "NEW_TO_US"])
def test_a_payment_that_failed_is_none(status: str) -> None:
    assert payments(transaction("SALE", status)) == []


@pytest.mark.parametrize("kind", ["REFUND", "VOID", "CHANGE", "SUGGESTED_REFUND"])
def test_what_goes_the_other_way_is_no_payment(kind: str) -> None:
    assert payments(transaction(kind)) == []


def test_a_gateway_of_no_card_is_called_by_its_name() -> None:
    plain = transaction("SALE", formattedGateway=None, accountNumber=None, gateway="Virement")
    assert read(transactions=[plain]).payment_method == "Virement"
    assert read(transactions=[]).payment_method == "shopify_payments"


def application(kind: str, index: int, **fields: Any) -> dict[str, Any]:
    return {"__typename": kind, "index": index, "targetType": "LINE_ITEM", **fields}


def test_one_reduction_has_all_of_it_whatever_lines_were_read() -> None:
    found = read(
        discountApplications={"nodes": [application("DiscountCodeApplication", 0, code="NOEL")]},
        totalDiscountsSet=bag("9.5"),
    )
    (only,) = found.discounts
    assert (only.name, only.code, only.amount) == ("NOEL", "NOEL", euros(950))


def test_several_reductions_have_what_each_took_off() -> None:
    taken = [
        {"allocatedAmountSet": bag("9.0"), "discountApplication": {"index": 0}},
        {"allocatedAmountSet": bag("2.5"), "discountApplication": {"index": 1}},
    ]
    shipping = order()["shippingLines"]
    shipping["nodes"][0]["discountAllocations"] = [
        {"allocatedAmountSet": bag("5.0"), "discountApplication": {"index": 2}}
    ]
    found = read(
        discountApplications={
            "nodes": [
                application("DiscountCodeApplication", 0, code="NOEL"),
                application("ManualDiscountApplication", 1, title="Geste"),
                application(
                    "AutomaticDiscountApplication", 2, title="Port", targetType="SHIPPING_LINE"
                ),
            ]
        },
        totalDiscountsSet=bag("16.5"),
        totalPriceSet=bag("78.5"),
        shippingLines=shipping,
        lineItems=lines_of(line(discountAllocations=taken)),
    )
    assert [(one.name, one.amount.minor, one.free_shipping) for one in found.discounts] == [
        ("NOEL", 900, False),
        ("Geste", 250, False),
        ("Port", 500, True),
    ]
    totals = found.totals
    assert (totals.products, totals.shipping, totals.discounts) == (
        euros(9000),
        euros(500),
        euros(1650),
    )
