"""What may be given back is what Shopify suggests, line by line and in all."""

from __future__ import annotations

import pytest

from platforms.moves import MoneyWay, Restock
from platforms.shapes import Money
from platforms.shopify.refundable import refundable_of
from tests.platforms.shopify.weighed import (
    bag,
    line,
    order,
    paid,
    part,
    read,
    refund,
    suggestion,
    way,
)


def sent_from(name: str, number: int = 9) -> dict[str, object]:
    return {
        "id": "gid://shopify/Fulfillment/1",
        "status": "SUCCESS",
        "displayStatus": None,
        "createdAt": "2026-11-20T11:00:00Z",
        "deliveredAt": None,
        "trackingInfo": [],
        "location": {"id": f"gid://shopify/Location/{number}", "name": name},
        "fulfillmentLineItems": {"nodes": [{"lineItem": {"id": "gid://shopify/LineItem/11"}}]},
    }


ALL = suggestion(
    "95.0",
    [part(11, 2, "40.0"), part(12, 1, "50.0")],
    [way(77, "95.0")],
    shipping="5.0",
    shipping_most="5.0",
)
LINES = [line(11, left=2, price="20.0"), line(12, left=1, price="50.0")]


def test_ceilings_are_the_suggestion_for_everything() -> None:
    found = refundable_of(read(order(LINES, ALL)))
    assert [(one.line_id, one.left, one.most.minor) for one in found.lines] == [
        ("11", 2, 4000),
        ("12", 1, 5000),
    ]
    assert (found.left, found.shipping_left) == (Money(9500, "EUR"), Money(500, "EUR"))
    assert (found.refund_barred, found.cancel_barred) == ("", "")
    assert found.money_way is MoneyWay.BY_SHOP
    assert found.can_notify
    assert found.cancel_chooses


def test_a_line_split_in_two_by_where_it_goes_is_one_ceiling() -> None:
    everything = suggestion("30.0", [part(11, 1, "10.0"), part(11, 2, "20.0")], [way(77, "30.0")])
    found = refundable_of(read(order([line(11, left=3, price="10.0")], everything)))
    assert found.lines[0].most == Money(3000, "EUR")


def test_prices_without_tax_are_given_back_with_it() -> None:
    everything = suggestion("24.0", [part(11, 2, "20.0", tax="4.0")], [way(77, "24.0")])
    content = order([line(11, left=2, price="10.0", tax="4.0")], everything, taxesIncluded=False)
    assert refundable_of(read(content)).lines[0].most == Money(2400, "EUR")


def test_a_line_that_the_suggestion_leaves_out_has_a_ceiling_no_unit_goes_over() -> None:
    everything = suggestion("5.0", [], [way(77, "5.0")], shipping="5.0", shipping_most="5.0")
    lines = [line(11, left=3, price="3.33", tax="2.0")]
    found = refundable_of(read(order(lines, everything)))
    assert found.lines[0].most.minor >= 1000
    taxed = refundable_of(read(order(lines, everything, taxesIncluded=False)))
    assert taxed.lines[0].most.minor >= 1199


def test_yen_have_no_cents() -> None:
    everything = suggestion(
        "4589.0",
        [part(11, 1, "4589.0", currency="JPY")],
        [way(77, "4589.0", currency="JPY")],
        currency="JPY",
    )
    lines = [line(11, left=1, price="4589.0", currency="JPY")]
    found = refundable_of(read(order(lines, everything, currency="JPY", total="4589.0")))
    assert found.left == Money(4589, "JPY")


def test_units_go_back_where_they_were_sent_from() -> None:
    content = order(LINES, ALL, fulfillments=[sent_from("Paris")])
    assert [one.place for one in refundable_of(read(content)).lines] == ["Paris", "Lyon"]
    undone = order(LINES, ALL, fulfillments=[sent_from("Paris") | {"status": "CANCELLED"}])
    assert [one.place for one in refundable_of(read(undone)).lines] == ["Lyon", "Lyon"]


@pytest.mark.parametrize(
    "changes",
    [
        {"restockable": False},
        {"variant": None},
        {
            "variant": {
                "id": "gid://shopify/ProductVariant/1",
                "inventoryQuantity": 0,
                "inventoryItem": {"tracked": False},
            }
        },
    ],
)
def test_what_has_no_stock_is_not_put_back(changes: dict[str, object]) -> None:
    lines = [line(11, left=2, price="20.0", **changes), LINES[1]]
    found = refundable_of(read(order(lines, ALL)))
    assert [one.restock for one in found.lines] == [Restock.NONE, Restock.OPTIONAL]
    assert found.lines[0].place == ""


def test_of_the_units_left_those_never_sent_are_told() -> None:
    lines = [line(11, left=2, price="20.0", unfulfilledQuantity=1, quantity=5), LINES[1]]
    assert [one.unfulfilled for one in refundable_of(read(order(lines, ALL))).lines] == [1, 0]


def test_an_order_paid_by_hand_alone_is_paid_back_by_hand() -> None:
    by_hand = paid(77, "50.0", manualPaymentGateway=True, formattedGateway="Cash on delivery")
    found = refundable_of(read(order(LINES, ALL, transactions=[by_hand])))
    assert (found.money_way, found.payment_name) == (MoneyWay.BY_HAND, "Cash on delivery")
    mixed = refundable_of(read(order(LINES, ALL, transactions=[by_hand, paid(78, "50.0")])))
    assert mixed.money_way is MoneyWay.BY_SHOP


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"totalReceivedSet": bag("0.0")}, "not_paid"),
        ({"refundable": False}, "nothing_left"),
        ({"all": None}, "nothing_left"),
        ({"all": suggestion("0.0", [], [])}, "nothing_left"),
    ],
)
def test_why_nothing_can_be_given_back(changes: dict[str, object], reason: str) -> None:
    assert refundable_of(read(order(LINES, ALL, **changes))).refund_barred == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelledAt": "2026-11-21T10:00:00Z"}, "already_cancelled"),
        ({"returnStatus": "IN_PROGRESS"}, "cannot_cancel_returns"),
        ({"fulfillments": [sent_from("Paris")]}, "cannot_cancel_fulfilled"),
        ({"fulfillments": [sent_from("Paris") | {"status": "CANCELLED"}]}, ""),
        ({"transactions": [paid(77, "50.0", status="PENDING")]}, "payment_pending"),
        ({"transactions": [paid(77, "50.0", status="PENDING", manualPaymentGateway=True)]}, ""),
        ({"transactions": [paid(77, "50.0", kind="AUTHORIZATION")]}, ""),
    ],
)
def test_why_it_cannot_be_cancelled(changes: dict[str, object], reason: str) -> None:
    assert refundable_of(read(order(LINES, ALL, **changes))).cancel_barred == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelledAt": "2026-11-21T10:00:00Z"},
        {"refunds": [refund(1, "", "5.0")]},
        {"transactions": [paid(77, "100.0"), paid(78, "1.0")]},
        {"transactions": [paid(77, "100.0", status="PENDING")]},
        {"lineItems": {"nodes": [line(11, left=1, price="20.0")], "pageInfo": None}},
        {"fulfillments": [sent_from("Paris")]},
        {"totalPriceSet": bag("90.0")},
    ],
)
def test_a_stand_changes_with_all_that_money_depends_on(changes: dict[str, object]) -> None:
    before = refundable_of(read(order(LINES, ALL))).stand
    assert refundable_of(read(order(LINES, ALL, **changes))).stand != before


def test_notes_tags_and_stock_leave_the_stand_as_it_is() -> None:
    before = refundable_of(read(order(LINES, ALL))).stand
    changes = {"note": "Call first", "tags": ["vip"], "updatedAt": "2026-11-22T10:00:00Z"}
    assert refundable_of(read(order(LINES, ALL, **changes))).stand == before
