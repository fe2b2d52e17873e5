"""An order told by the Admin API is the order that every room knows, to the last minor unit."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.shapes import FulfilmentStatus, Money, Order, PaymentStatus
from platforms.shopify import documents
from platforms.shopify.reading import cuts
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.order import read_order
from tests.platforms.shopify.orders_told import (
    ORDER_ID,
    PICTURE,
    bag,
    line,
    order,
    parcel,
    refund,
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


def test_a_plain_order_is_read_whole() -> None:
    found = read()
    assert (found.id, found.reference, found.language) == (ORDER_ID, "#1001", "fr")
    assert (found.summary.placed_at, found.updated_at) == (NINE, NINE + 24 * HOUR)
    assert (found.summary.email, found.summary.customer_id) == ("alix@example.com", "7001")
    assert found.summary.phones == ("+33612345678", "06 12 34 56 78")
    assert (found.tags, found.risk, found.is_test) == (("cadeau",), "accept", False)
    assert found.payment_method == "Visa •••• 4242"
    assert [(one.text, one.from_customer, one.is_anyones) for one in found.messages] == [
        ("Sonner deux fois.", False, True)
    ]
    assert (found.gaps, found.lines_after, found.merchant_note) == ((), "", "")


def test_the_sums_of_a_card_come_out_even() -> None:
    totals = read().totals
    assert (totals.products, totals.shipping, totals.total) == (
        euros(9000),
        euros(500),
        euros(9500),
    )
    assert (totals.tax, totals.total_untaxed, totals.shipping_untaxed) == (
        euros(1583),
        euros(7917),
        euros(417),
    )
    assert totals.products_untaxed + totals.shipping_untaxed == totals.total_untaxed
    assert (totals.paid, totals.refunded, totals.total_in_shop) == (euros(9500), euros(0), None)


def test_a_line_is_read_with_and_without_its_tax() -> None:
    (found,) = read().lines
    assert (found.id, found.product_id, found.variant_id) == ("1", "31", "41")
    assert (found.name, found.variant, found.sku, found.image) == (
        "Lampe Aube",
        "Laiton",
        "LA-01",
        PICTURE,
    )
    assert (found.unit_price, found.total) == (euros(4500), euros(9000))
    assert (found.unit_price_untaxed, found.total_untaxed) == (euros(3750), euros(7500))
    assert found.customizations == (("Gravure", "À Théo"), ("Empty", ""))


def test_a_reduced_line_has_the_tax_of_its_full_price_without_which_it_is_shown() -> None:
    taken = {"allocatedAmountSet": bag("45.0"), "discountApplication": {"index": 0}}
    half = line(discountAllocations=[taken], taxLines=[{"priceSet": bag("7.5")}])
    (found,) = read(lineItems=lines_of(half)).lines
    assert (found.total, found.total_untaxed) == (euros(9000), euros(7500))


def test_a_line_that_is_given_away_has_no_tax_to_take_off() -> None:
    taken = {"allocatedAmountSet": bag("90.0"), "discountApplication": {"index": 0}}
    free = line(discountAllocations=[taken], taxLines=[])
    (found,) = read(lineItems=lines_of(free)).lines
    assert found.total_untaxed == euros(9000)


def test_prices_without_tax_have_it_added() -> None:
    found = read(
        taxesIncluded=False,
        totalTaxSet=bag("19.0"),
        totalPriceSet=bag("114.0"),
        lineItems=lines_of(line(taxLines=[{"priceSet": bag("18.0")}])),
        shippingLines={
            "nodes": [
                {
                    "title": "Royal Mail",
                    "isRemoved": False,
                    "originalPriceSet": bag("5.0"),
                    "discountedPriceSet": bag("5.0"),
                    "taxLines": [{"priceSet": bag("1.0")}],
                    "discountAllocations": [],
                }
            ]
        },
    )
    (only,) = found.lines
    assert (only.unit_price, only.unit_price_untaxed) == (euros(5400), euros(4500))
    assert (only.total, only.total_untaxed) == (euros(10800), euros(9000))
    assert (found.totals.shipping, found.totals.shipping_untaxed) == (euros(600), euros(500))
    assert found.totals.products == only.total
    assert found.totals.products_untaxed == only.total_untaxed


def test_a_refund_of_prices_without_tax_has_it_added() -> None:
    found = read(taxesIncluded=False, refunds=[refund(totalRefundedSet=bag("58.33"))])
    (slip,) = found.credit_slips
    assert (slip.products, slip.shipping, slip.total) == (euros(5250), euros(583), euros(5833))
    assert slip.lines == (("1", 1, euros(5250)),)


def test_what_was_given_back_stands_on_the_order_and_its_lines() -> None:
    found = read(refunds=[refund()], totalRefundedSet=bag("50.0"))
    (slip,), (only,) = found.credit_slips, found.lines
    assert (slip.id, slip.products, slip.shipping, slip.total) == (
        "81",
        euros(4500),
        euros(500),
        euros(5000),
    )
    assert slip.issued_at == NINE + 24 * HOUR
    assert (only.quantity_refunded, only.quantity_returned, only.refunded) == (1, 1, euros(4500))
    assert found.totals.refunded == euros(5000)


def test_units_taken_off_before_they_were_sent_did_not_come_back() -> None:
    told = refund()
    told["refundLineItems"]["nodes"][0]["restockType"] = "CANCEL"
    (only,) = read(refunds=[told, refund()]).lines
    assert (only.quantity_refunded, only.quantity_returned, only.refunded) == (2, 1, euros(9000))


@pytest.mark.parametrize(
    ("money", "goods", "expected"),
    [
        ("PAID", "UNFULFILLED", (PaymentStatus.PAID, FulfilmentStatus.UNFULFILLED)),
        ("PENDING", "ON_HOLD", (PaymentStatus.UNPAID, FulfilmentStatus.UNFULFILLED)),
        ("AUTHORIZED", "SCHEDULED", (PaymentStatus.UNPAID, FulfilmentStatus.UNFULFILLED)),
        ("EXPIRED", "OPEN", (PaymentStatus.FAILED, FulfilmentStatus.UNFULFILLED)),
        ("PARTIALLY_PAID", "IN_PROGRESS", (PaymentStatus.PARTLY_PAID, FulfilmentStatus.PREPARING)),
        (
            "PARTIALLY_REFUNDED",
            "PARTIALLY_FULFILLED",
            (PaymentStatus.PARTLY_REFUNDED, FulfilmentStatus.PREPARING),
        ),
        ("REFUNDED", "RESTOCKED", (PaymentStatus.REFUNDED, FulfilmentStatus.CANCELLED)),
        ("VOIDED", "UNFULFILLED", (PaymentStatus.CANCELLED, FulfilmentStatus.UNFULFILLED)),
        ("PAID", "FULFILLED", (PaymentStatus.PAID, FulfilmentStatus.SHIPPED)),
        (None, "NEW_TO_US", (PaymentStatus.UNPAID, FulfilmentStatus.UNFULFILLED)),
    ],
)
def test_two_statuses_become_ours(money: str | None, goods: str, expected: object) -> None:
    found = read(displayFinancialStatus=money, displayFulfillmentStatus=goods).summary
    assert (found.payment, found.fulfilment) == expected
    assert found.state.name.to("fr")
    assert "_" not in found.state.name.to("en")


def test_the_state_names_both_in_the_reader_s_language() -> None:
    state = read().summary.state
    assert (state.name.to("en"), state.name.to("fr")) == (
        "Paid, unfulfilled",
        "Payée, non expédiée",
    )
    cancelled = read(cancelledAt="2026-11-21T10:00:00Z", displayFinancialStatus="REFUNDED").summary
    assert cancelled.state.name.to("fr") == "Annulée, remboursée"
    assert (cancelled.fulfilment, cancelled.state.id) == (FulfilmentStatus.CANCELLED, "cancelled")


def test_what_never_left_did_not_come_back() -> None:
    told = {"displayFinancialStatus": "REFUNDED", "displayFulfillmentStatus": "RESTOCKED"}
    for undone in ([], [parcel(status="CANCELLED")]):
        found = read(**told, fulfillments=undone).summary
        assert found.fulfilment is FulfilmentStatus.CANCELLED
        assert (found.state.name.to("en"), found.state.name.to("fr")) == (
            "Refunded, not to be shipped",
            "Remboursée, retirée de l’expédition",
        )
    found = read(**told, fulfillments=[parcel()]).summary
    assert found.fulfilment is FulfilmentStatus.RETURNED
    assert found.state.name.to("fr") == "Remboursée, remise en stock"


def test_an_order_is_delivered_once_all_its_parcels_are() -> None:
    there = parcel(deliveredAt="2026-11-21T10:00:00Z")

    def with_parcels(*told: dict[str, Any]) -> FulfilmentStatus:
        sent = read(displayFulfillmentStatus="FULFILLED", fulfillments=list(told))
        return sent.summary.fulfilment

    assert with_parcels(there, parcel()) is FulfilmentStatus.SHIPPED
    assert with_parcels(there, there) is FulfilmentStatus.DELIVERED
    assert with_parcels(there, parcel(status="CANCELLED")) is FulfilmentStatus.DELIVERED


def test_a_parcel_is_followed_where_it_has_an_honest_address() -> None:
    hostile = {"company": "X", "number": "N1", "url": "javascript:alert(1)"}
    found = read(fulfillments=[parcel(), parcel(trackingInfo=[hostile]), parcel(trackingInfo=[])])
    assert [(one.carrier, one.tracking_number, one.tracking_url) for one in found.shipments] == [
        ("Colissimo", "6A1", "https://www.laposte.fr/6A1"),
        ("X", "N1", ""),
        ("", "", ""),
    ]
    assert (found.summary.tracking_number, found.summary.tracking_url) == ("N1", "")
    assert read(fulfillments=[parcel(status="CANCELLED")]).shipments == ()


def test_the_history_is_dated_and_newest_first() -> None:
    found = read(
        fulfillments=[parcel(deliveredAt="2026-11-20T20:00:00Z")],
        refunds=[refund()],
        cancelledAt="2026-11-22T09:00:00Z",
    )
    assert [one.state.id for one in found.history] == [
        "cancelled",
        "refunded",
        "delivered",
        "sent",
        "placed",
    ]
    assert found.history[-1].at == NINE


def test_more_refunds_than_were_read_are_told_and_quantities_stay_true() -> None:
    long = refund()
    long["refundLineItems"]["pageInfo"] = {"hasNextPage": True}
    found = read(refunds=[long], lineItems=lines_of(line(1, currentQuantity=0)))
    assert found.cuts == ("refunds",)
    assert found.lines[0].quantity_refunded == 2


def test_an_edited_line_is_not_refunded() -> None:
    found = read(lineItems=lines_of(line(1, currentQuantity=1)))
    assert (found.cuts, found.lines[0].quantity_refunded) == ((), 0)


@pytest.mark.parametrize(
    ("name", "one", "cut"),
    [
        ("refunds", refund(), "refunds"),
        ("fulfillments", parcel(), "parcels"),
        ("transactions", order()["transactions"][0], "payments"),
    ],
)
def test_a_full_list_may_have_had_more(name: str, one: dict[str, Any], cut: str) -> None:
    assert read(**{name: [one] * cuts.MOST[name]}).cuts == (cut,)
    assert read(**{name: [one] * (cuts.MOST[name] - 1)}).cuts == ()


def test_lists_are_asked_for_as_long_as_they_are_taken_for() -> None:
    asked = documents.text("order_panel")
    assert all(f"{name}(first: {most})" in asked for name, most in cuts.MOST.items())


def test_hidden_digits_of_a_card_are_shown_short() -> None:
    paid = {**order()["transactions"][0], "accountNumber": "•••• •••• •••• 4242"}
    assert read(transactions=[paid]).payment_method == "Visa •••• 4242"
